package sshd

import "time"

// The phases of a drain, by when each ends, as parts of [Limits.DrainTimeout]. What is
// left of it is for the program: to write its log and to exit.
const (
	commandsPhase = 0.6  // commands may finish; rooms are ended at once
	sessionsPhase = 0.75 // commands are cancelled, and all sessions end
	clientsPhase  = 0.85 // clients hang up
	closedPhase   = 0.9  // connections are closed, and sessions notice
)

// clientsPause is the longest that clients whose sessions are over get to hang up by
// themselves. Closed before they do, ssh would complain of a connection reset below the
// farewell, and exit with 255.
const clientsPause = 500 * time.Millisecond

// drain ends all sessions and closes all connections within nine tenths of
// DrainTimeout, whatever clients and commands do: ask, wait, close. A session that is
// still there at the end is in code that never looks at its context, and nothing can be
// done about it. A cancel is a request: see the post cancel-is-a-request-not-a-command.
func (s *Server) drain() {
	begun := time.Now()
	until := func(phase float64) time.Duration {
		return time.Duration(phase*float64(s.limits.DrainTimeout)) - time.Since(begun)
	}
	empty := s.visits.drain()
	if !within(until(commandsPhase), empty) {
		s.visits.endAll()
		within(until(sessionsPhase), empty)
	}
	s.conns.closeUnauthenticated()
	within(min(clientsPause, until(clientsPhase)), s.conns.emptied())
	s.conns.closeAll()
	if !within(until(closedPhase), empty) {
		s.log.Warn("sessions were abandoned", "sessions", s.visits.count())
	}
}

// within waits for done, at most for d, and reports whether it is done.
func within(d time.Duration, done <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
	}
	select {
	case <-done: // at the same time
		return true
	default:
		return false
	}
}
