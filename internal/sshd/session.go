package sshd

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"charm.land/ssh"
)

// session is one shell, command or subsystem that a client asked for, from then until
// its line is in the log.
type session struct {
	guest   Guest
	client  string // what it calls itself
	door    string
	channel *channel
	log     *sessionLog
	began   time.Time

	// ctx ends when the client is gone, or with the cause that end was called with.
	ctx context.Context
	end context.CancelCauseFunc

	broke atomic.Bool
}

// cause returns what ended the session from outside, or nil.
func (s *session) cause() error { return context.Cause(s.ctx) }

// work runs what takes long when there is a CPU slot for it and the budget has paid
// for what was run before, unless the session has ended by then.
func (s *session) work(run func()) {
	conn := s.channel.conn
	conn.budget.Wait(s.ctx)
	if slot := conn.source.Work.NewSlot(conn.budget); slot.Acquire(s.ctx) {
		defer slot.Release()
		run()
	}
}

// fail logs a panic and ends the session it happened in. It may be called from
// any goroutine, even after the end: a command of a room outlives it.
func (s *session) fail(caught *Panic) {
	s.broke.Store(true)
	logPanic(s.log, caught, "source", s.guest.Source, "user", logged(s.guest.User), "door", s.door)
	s.end(caught)
}

// logPanic logs a panic, and where it was. Many are counted instead.
func logPanic(to *sessionLog, caught *Panic, where ...any) {
	to.panicked(append(where, "panic", logged(fmt.Sprint(caught.Value)), "stack", caught.Stack)...)
}

// The ways a session ends, by the names they have in the log.
const (
	endLeft     = "left"     // the reader left
	endDone     = "done"     // the command finished
	endGone     = "gone"     // the client hung up
	endIdle     = "idle"     // the reader pressed no key for too long
	endDrained  = "drained"  // Pete is about to stop
	endFlood    = "flood"    // the client sent what nobody reads
	endUnread   = "unread"   // the client went on talking, and read nothing
	endRefused  = "refused"  // Pete let nobody in
	endPanicked = "panicked" // something in Pete broke
)

// endOf is how a session ended for which that is the cause, or "" when it ended by
// itself.
func endOf(cause error) string {
	switch {
	case cause == nil:
		return ""
	case errors.Is(cause, errDrained):
		return endDrained
	case errors.Is(cause, errIdle):
		return endIdle
	case errors.Is(cause, errUnread):
		return endUnread
	case errors.Is(cause, errFlood):
		return endFlood
	case errors.Is(cause, errInterrupted):
		return endLeft
	}
	if _, panicked := errors.AsType[*Panic](cause); panicked {
		return endPanicked
	}
	return endGone
}

// ending is how a session ended.
type ending struct {
	how    string
	status int // exit status
}

// handle is called by wish for every session that asked for a shell, a command or a
// subsystem. The session gives its place back before it is logged, because a log that
// blocks must not hold places.
func (s *Server) handle(sess ssh.Session) {
	channel := channelOf(sess)
	ctx, end := context.WithCancelCause(channel.ctx)
	defer end(nil)
	session := &session{
		guest:   newGuest(sess, channel.window()),
		client:  sess.Context().ClientVersion(),
		door:    doorNone,
		channel: channel,
		log:     s.log,
		began:   time.Now(),
		ctx:     ctx,
		end:     end,
	}
	defer s.visits.reported(session) // also after a panic
	finish := s.open(session, sess)
	_ = sess.Exit(finish.status) // fails only when the client is gone
	s.visits.leave(session)
	session.report(finish)
}

// open takes the session through its door.
func (s *Server) open(session *session, sess ssh.Session) ending {
	line := sess.RawCommand() // Command swallows quoting mistakes
	var place string
	if sess.Subsystem() == sftp {
		session.door = doorFiles
	} else if caught := contain(func() { session.door, place = s.doors.choose(session.guest, line) }); caught != nil {
		session.fail(caught)
		return ending{how: endPanicked, status: 1}
	}
	if err := s.visits.enter(session); err != nil {
		why, cause := whyDrained, causeDraining
		switch {
		case errors.Is(err, errFull):
			why, cause = whyFull, causeFull
		case errors.Is(err, errShare):
			why, cause = whyShare, causeSource
		}
		s.watcher.Refused(cause)
		_, _ = fmt.Fprintln(sess.Stderr(), why) // if it cannot be told, so be it
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
	return s.runCommand(session, sess, line)
}

// layer is what ended a session, which need not be what noticed: see the post
// the-error-lives-one-layer-up.
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

// report writes the session's line to the log, or has it counted. What the client sent
// is a field, never the message.
func (s *session) report(end ending) {
	s.log.session(s.channel.conn.source.String(), s.door, end.how,
		"source", s.guest.Source,
		"user", logged(s.guest.User),
		"door", s.door,
		"end", end.how,
		"status", end.status,
		"layer", s.layer(end),
		"seconds", float64(time.Since(s.began).Milliseconds())/1000,
		"bytes", s.channel.sent.Load(),
		"client", logged(s.client),
	)
}
