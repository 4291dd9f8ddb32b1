package sshd

import "time"

// hurry is when during a drain the commands that still run are cancelled, as a
// part of the whole: late, because most are done long before.
const hurry = 0.8

// courtesy is how long a drain leaves clients whose sessions are over to hang up
// by themselves. Closed under their hands, ssh would complain of a connection
// reset below the farewell, and exit with 255.
const courtesy = 500 * time.Millisecond

// aftermath is how long a drain waits, once all connections are closed, for
// sessions to notice. One that does not is stuck in code that never looks at its
// context, and nothing can be done about it.
const aftermath = time.Second

// drain ends all sessions and closes all connections, in bounded time whether or
// not anybody listens: ask, then a deadline, then the connection is closed. A cancel
// is a request: see the post cancel-is-a-request-not-a-command.
func (s *Server) drain() {
	empty := s.visits.drain()
	if !within(time.Duration(hurry*float64(s.limits.DrainTimeout)), empty) {
		s.visits.endAll()
		within(time.Duration((1-hurry)*float64(s.limits.DrainTimeout)), empty)
	}
	within(courtesy, s.conns.emptied())
	s.conns.closeAll()
	if !within(aftermath, empty) {
		s.log.Warn("sessions were abandoned", "sessions", s.visits.count())
	}
}

// within waits for done and returns true, or returns false after d.
func within(d time.Duration, done <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}
