package sshd

import (
	"errors"
	"fmt"
	"io"
	"time"

	"charm.land/ssh"
)

// sftp is the name of the one subsystem that Pete has.
const sftp = "sftp"

// serveFiles speaks SFTP with a client to the end of its session.
func (s *Server) serveFiles(session *session, sess ssh.Session) ending {
	idle := time.AfterFunc(s.limits.IdleTimeout, func() { session.end(errIdle) })
	defer idle.Stop()
	client := fileStream{
		channel: session.channel,
		heard:   func() { idle.Reset(s.limits.IdleTimeout) },
		hangUp:  func() { s.hangUp(session, sess) },
	}
	session.channel.mayNotRead() // a reply may have to be written first
	var err error
	if caught := contain(func() { err = s.doors.Files(session.ctx, session.guest, client, session.work) }); caught != nil {
		err = caught
	}
	if caught, ok := errors.AsType[*Panic](err); ok {
		session.fail(caught)
	}
	switch how := endOf(session.cause()); {
	case session.broke.Load():
		_, _ = fmt.Fprintln(session.channel.Stderr(), whyBroken) // if it cannot be told, so be it
		return ending{how: endPanicked, status: 1}
	case how != "":
		return ending{how: how, status: 1}
	case err != nil:
		s.log.Debug("files ended early", "source", session.guest.Source, "error", logged(err.Error()))
		return ending{how: endGone, status: 1}
	}
	return ending{how: endDone}
}

// hangUp ends a session whose files may wait for its client's next byte. A person
// who typed sftp is told why.
func (s *Server) hangUp(session *session, sess ssh.Session) {
	why := ""
	switch cause := session.cause(); {
	case errors.Is(cause, errDrained):
		why = whyDrained + "\n"
	case errors.Is(cause, errIdle):
		why = "Closed after " + spoken(s.limits.IdleTimeout) + " without a request.\n"
	}
	_, _ = io.WriteString(session.channel.Stderr(), why) // if it cannot be told, so be it
	_ = sess.Exit(1)
}

// fileStream is a session channel as a stream. It goes around the session that
// wish has, which would turn LF into CRLF for a client that asked for a pty.
type fileStream struct {
	*channel

	heard  func()
	hangUp func()
}

// Read reads what the client asks.
func (f fileStream) Read(p []byte) (int, error) {
	n, err := f.channel.Read(p)
	f.heard()
	return n, err
}

// Close ends the session, so that nobody waits for its next byte.
func (f fileStream) Close() error {
	f.hangUp()
	return nil
}
