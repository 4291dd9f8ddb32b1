package sshd

import (
	"sync"
	"time"
)

// The phases of a drain, by when each ends, as parts of [Limits.DrainTimeout]. The rest is
// for the program to write its log and to exit.
const (
	commandsPhase = 0.6  // commands may finish; rooms are ended at once
	sessionsPhase = 0.75 // commands are cancelled, and all sessions end
	clientsPhase  = 0.85 // clients hang up
	closedPhase   = 0.9  // connections are closed, and sessions notice
)

// clientsPause is how long clients have to hang up after their sessions have ended, as a
// part of [Limits.DrainTimeout]. When the server closes the connection before they do, ssh
// reports a connection reset below the farewell, and exits with 255.
const clientsPause = 0.1

// drain ends all sessions and closes all connections within nine tenths of DrainTimeout,
// whatever clients and commands do: ask, wait, close. A session that is still there at the
// end runs code that never looks at its context.
func (s *Server) drain() {
	begun := time.Now()
	part := func(phase float64) time.Duration { return time.Duration(phase * float64(s.limits.DrainTimeout)) }
	until := func(phase float64) time.Duration { return part(phase) - time.Since(begun) }
	empty := s.sessions.drain()
	if !within(until(commandsPhase), empty) {
		s.sessions.endAll()
		within(until(sessionsPhase), empty)
	}
	s.conns.closeWhere(func(c *conn) bool { return !c.authenticated.Load() }) // nothing could be ended in order
	within(min(part(clientsPause), until(clientsPhase)), finished(&s.conns.closing))
	s.conns.closeWhere(func(*conn) bool { return true })
	if !within(until(closedPhase), empty) {
		s.log.Warn("sessions were abandoned", "sessions", s.sessions.count())
	}
}

// finished returns a channel that closes when the group is done, to which nothing is added
// any more.
func finished(group *sync.WaitGroup) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		group.Wait()
		close(done)
	}()
	return done
}

// within waits for done, at most for d, and reports whether it is done.
func within(d time.Duration, done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	case <-time.After(d):
	}
	select {
	case <-done: // at the same time
		return true
	default:
		return false
	}
}
