package sshd

import (
	"errors"
	"fmt"

	"blog.example/pete/internal/guard"
	"charm.land/ssh"
)

// sftp is the name of the one subsystem that Pete has.
const sftp = "sftp"

// serveFiles speaks SFTP with a client to the end of its session.
func (s *Server) serveFiles(session *session, sess ssh.Session) ending {
	session.channel.setActive()
	defer session.channel.active.Clear()
	client := fileStream{channel: session.channel, hangUp: func() { session.hangUp(sess) }}
	session.channel.mayNotRead() // a reply may have to be written first
	var err error
	if caught := guard.Run(func() {
		err = s.config.Doors.Files(session.ctx, session.client, client, session.channel.Stderr(), session.work)
	}); caught != nil {
		err = caught
	}
	if caught, ok := errors.AsType[*guard.Panic](err); ok {
		session.fail(caught)
	}
	how, why := session.ended()
	switch {
	case how == endPanicked:
		_, _ = fmt.Fprintln(session.channel.Stderr(), why) // fails if the client is gone
	case how == "" && err == nil:
		return ending{how: endDone}
	case how == "":
		s.log.Debug("files ended early", "source", session.client.Source, "error", logged(err.Error()))
		how = endGone
	}
	return ending{how: how, status: 1}
}

// hangUp ends a session that may wait for its client's next byte, and tells the client
// why.
func (s *session) hangUp(sess ssh.Session) {
	if _, why := s.ended(); why != "" {
		_, _ = fmt.Fprintln(s.channel.Stderr(), why) // fails if the client is gone
	}
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
