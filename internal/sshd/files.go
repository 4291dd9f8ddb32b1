package sshd

import (
	"errors"
	"fmt"

	"charm.land/ssh"
)

// sftp is the name of the one subsystem that Pete has.
const sftp = "sftp"

// serveFiles speaks SFTP with a client to the end of its session.
func (s *Server) serveFiles(session *session, sess ssh.Session) ending {
	client := fileStream{session.channel, func() { hangUp(session, sess) }}
	var err error
	if caught := contain(func() { err = s.doors.Files(session.ctx, session.guest, client) }); caught != nil {
		err = caught
	}
	if caught, ok := errors.AsType[*Panic](err); ok {
		session.fail(caught)
	}
	switch cause := session.cause(); {
	case session.broke.Load():
		_, _ = fmt.Fprintln(session.channel.Stderr(), whyBroken) // if it cannot be told, so be it
		return ending{how: endPanicked, status: 1}
	case errors.Is(cause, errDrained):
		return ending{how: endDrained, status: 1}
	case cause != nil:
		return ending{how: endGone, status: 1}
	case err != nil:
		s.log.Debug("files ended early", "source", session.guest.Source, "error", logged(err.Error()))
		return ending{how: endGone, status: 1}
	}
	return ending{how: endDone}
}

// hangUp ends a session whose files may wait for its client's next byte. A person
// who typed sftp is told why.
func hangUp(session *session, sess ssh.Session) {
	if errors.Is(session.cause(), errDrained) {
		_, _ = fmt.Fprintln(session.channel.Stderr(), whyDrained) // if it cannot be told, so be it
	}
	_ = sess.Exit(1)
}

// fileStream is a session channel as a stream. It goes around the session that
// wish has, which would turn LF into CRLF for a client that asked for a pty.
type fileStream struct {
	*channel

	hangUp func()
}

// Close ends the session, so that nobody waits for its next byte.
func (f fileStream) Close() error {
	f.hangUp()
	return nil
}
