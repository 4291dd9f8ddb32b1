package sshd

import (
	"errors"
	"fmt"
	"io"

	"blog.example/pete/internal/guard"
	"charm.land/ssh"
)

// sftp is the name of the one subsystem that Pete has.
const sftp = "sftp"

// serveFiles speaks SFTP with a client to the end of its session.
func (s *Server) serveFiles(session *session, sess ssh.Session) ending {
	session.channel.setActive()
	defer session.channel.active.Clear()
	client := fileStream{channel: session.channel, hangUp: func() { s.hangUp(session, sess) }}
	session.channel.mayNotRead() // a reply may have to be written first
	var err error
	if caught := guard.Run(func() { err = s.doors.Files(session.ctx, session.client, client, session.work) }); caught != nil {
		err = caught
	}
	if caught, ok := errors.AsType[*guard.Panic](err); ok {
		session.fail(caught)
	}
	switch how := endOf(session.cause()); {
	case session.broke.Load():
		_, _ = fmt.Fprintln(session.channel.Stderr(), whyBroken) // fails if the client is gone
		return ending{how: endPanicked, status: 1}
	case how != "":
		return ending{how: how, status: 1}
	case err != nil:
		s.log.Debug("files ended early", "source", session.client.Source, "error", logged(err.Error()))
		return ending{how: endGone, status: 1}
	}
	return ending{how: endDone}
}

// hangUp ends a session that may wait for its client's next byte, and tells the client
// why.
func (s *Server) hangUp(session *session, sess ssh.Session) {
	why := ""
	switch cause := session.cause(); {
	case errors.Is(cause, errDrained):
		why = whyDrained + "\n"
	case errors.Is(cause, errIdle):
		why = "Closed after " + spoken(s.limits.IdleTimeout) + " without a request.\n"
	}
	_, _ = io.WriteString(session.channel.Stderr(), why) // fails if the client is gone
	_ = sess.Exit(1)
}

// fileStream is a session channel as a stream. It is not the session of the library, which
// turns LF into CRLF for a client that has a pty.
type fileStream struct {
	*channel

	hangUp func()
}

// Read reads what the client asks.
func (f fileStream) Read(p []byte) (int, error) {
	n, err := f.channel.Read(p)
	f.setActive()
	return n, err
}

// Close ends the session, and with it a read that waits.
func (f fileStream) Close() error {
	f.hangUp()
	return nil
}
