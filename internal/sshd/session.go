package sshd

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"blog.example/pete/internal/guard"
	"charm.land/ssh"
)

// session is one shell, command or subsystem that a client asked for, from then until
// its line is in the log.
type session struct {
	client   Client
	software string // the client's version, as it says
	door     string
	channel  *channel
	log      *sessionLog
	began    time.Time

	// ctx ends with the cause that end was called with, or when the client is gone.
	ctx context.Context
	end context.CancelCauseFunc

	admitted bool // it has had a place
	broke    atomic.Bool
}

// work runs what takes long when the budget has paid for what was run before and there is
// a CPU slot, unless the session has ended by then.
func (s *session) work(run func()) {
	conn := s.channel.conn
	conn.budget.Load().Wait(s.ctx)
	if slot := conn.source.Work.NewSlot(conn.budget.Load()); slot.Acquire(s.ctx) {
		defer slot.Release()
		run()
	}
}

// fail logs a panic and ends the session. It may be called from any goroutine, also after
// the end: a command of a room may outlive the room.
func (s *session) fail(caught *guard.Panic) {
	s.broke.Store(true)
	s.log.panicked(caught, "source", s.client.Source, "user", logged(s.client.User), "door", s.door)
	s.end(caught)
}

// The ways a session ends, by the names they have in the log.
const (
	endLeft     = "left"     // the reader left
	endDone     = "done"     // the command finished
	endGone     = "gone"     // the client hung up
	endIdle     = "idle"     // the reader pressed no key for too long
	endDrained  = "drained"  // Pete is about to stop
	endFlood    = "flood"    // the client sent what is not read
	endUnread   = "unread"   // the client went on sending, and read nothing
	endRevoked  = "revoked"  // the author's key was removed
	endRefused  = "refused"  // the session was not admitted
	endPanicked = "panicked" // something in Pete broke
)

// ended returns how the session was ended, and what its client is told about that. how is
// "" for a session that ends by itself.
func (s *session) ended() (how, why string) {
	cause := context.Cause(s.ctx)
	_, panicked := errors.AsType[*guard.Panic](cause)
	switch {
	case panicked, s.broke.Load():
		return endPanicked, whyBroken
	case cause == nil:
		return "", ""
	case errors.Is(cause, errDrained):
		return endDrained, whyDrained
	case errors.Is(cause, errRevoked):
		return endRevoked, whyRevoked
	case errors.Is(cause, errIdle):
		return endIdle, s.whyIdle()
	case errors.Is(cause, errUnread):
		return endUnread, ""
	case errors.Is(cause, errFlood):
		return endFlood, ""
	case errors.Is(cause, errLeft):
		return endLeft, ""
	}
	return endGone, ""
}

// whyBroken is what a client is told whose session ended in a panic.
const whyBroken = "Something broke in Pete. The log has it."

func (s *session) whyIdle() string {
	missing := "a key"
	if s.door == doorFiles {
		missing = "a request"
	}
	return "Closed after " + spoken(s.channel.conn.registry.limits.IdleTimeout) + " without " + missing + "."
}

// ending is how a session ended.
type ending struct {
	how    string
	status int // exit status
}

// handle is called by the library for every session that asked for a shell, a command or a
// subsystem. The session frees its place before it is logged, because a log that blocks
// must not hold places.
func (s *Server) handle(sess ssh.Session) {
	channel := channelOf(sess)
	ctx, end := context.WithCancelCause(channel.ctx)
	defer end(nil)
	session := &session{
		client:   newClient(sess, channel.window()),
		software: sess.Context().ClientVersion(),
		door:     doorNone,
		channel:  channel,
		log:      s.log,
		began:    time.Now(),
		ctx:      ctx,
		end:      end,
	}
	defer s.sessions.reported(session) // also after a panic
	finish := s.open(session, sess)
	_ = sess.Exit(finish.status) // fails if the client is gone
	s.sessions.leave(session)
	session.report(finish)
}

// open takes the session through its door.
func (s *Server) open(session *session, sess ssh.Session) ending {
	line := sess.RawCommand() // Command swallows quoting mistakes
	var place string
	if sess.Subsystem() == sftp {
		session.door = doorFiles
	} else if caught := guard.Run(func() { session.door, place = s.config.Doors.choose(session.client, line) }); caught != nil {
		session.fail(caught)
		return ending{how: endPanicked, status: 1}
	}
	if refused := s.sessions.enter(session); refused != nil {
		s.watcher.Refused(refused.cause, session.client.Source)
		_, _ = fmt.Fprintln(sess.Stderr(), refused.why) // fails if the client is gone
		return ending{how: endRefused, status: 1}
	}
	s.watcher.Entered(session.door)
	defer s.watcher.Left(session.door)
	switch session.door {
	case doorRoom:
		return s.enterRoom(session, place)
	case doorFiles:
		return s.serveFiles(session, sess)
	}
	return s.runCommand(session, line)
}

// layer returns what ended a session, which need not be what noticed the end.
func (s *session) layer(end ending) string {
	switch end.how {
	case endLeft:
		return "reader"
	case endDone, endPanicked:
		return s.door
	case endGone:
		return "network"
	}
	return "server"
}

// report writes the session's line to the log, or counts it. What the client sent is in
// fields, never in the message.
func (s *session) report(end ending) {
	fields := []any{"source", s.client.Source, "user", logged(s.client.User)}
	if s.client.Author != "" {
		fields = append(fields, "author", s.client.Author)
	}
	s.log.session(s.channel.conn.origin.String(), s.door, end.how, append(fields,
		"door", s.door,
		"end", end.how,
		"status", end.status,
		"layer", s.layer(end),
		"seconds", float64(time.Since(s.began).Milliseconds())/1000,
		"bytes", s.channel.sent.Load(),
		"client", logged(s.software),
	)...)
}
