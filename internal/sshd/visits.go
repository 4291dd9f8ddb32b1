package sshd

import (
	"errors"
	"sync"
)

// errDrained is why a session ends, or does not begin, while Pete is about to stop.
var errDrained = errors.New("pete is shutting down")

// whyDrained is what its client is told.
const whyDrained = "Pete is shutting down."

// errFull is why a session does not begin while there are as many as there may be.
var errFull = errors.New("pete is full")

// whyFull is what its client is told.
const whyFull = "Pete is full: as many are reading as can. Try again in a minute."

// errShare is why a session does not begin whose source has as many as it may have.
var errShare = errors.New("the source has enough sessions")

// whyShare is what its client is told.
const whyShare = "Your address has as many sessions open as one may have. Close one, or try again in a minute."

// visits knows every session that is open now: the readers' rooms and the
// scripts' commands. A further reason to refuse one has its place in enter.
type visits struct {
	limits Limits

	mu        sync.Mutex
	open      map[*session]struct{}
	reporting map[*session]struct{} // that have left, and are not in the log yet
	draining  bool
	empty     chan struct{} // closed when draining, with no session open or reporting
}

func newVisits(limits Limits) *visits {
	return &visits{
		limits:    limits,
		open:      make(map[*session]struct{}),
		reporting: make(map[*session]struct{}),
		empty:     make(chan struct{}),
	}
}

// enter admits a session, or says why not. For one that was admitted, leave has to be
// called, and then reported.
func (v *visits) enter(s *session) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case v.draining:
		return errDrained
	case len(v.open) >= v.limits.MaxReaders:
		return errFull
	case !s.channel.conn.source.Enter():
		return errShare
	}
	v.open[s] = struct{}{}
	s.channel.conn.registry.occupy(s.channel.conn)
	return nil
}

// leave gives the session's place back.
func (v *visits) leave(s *session) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, ok := v.open[s]; !ok {
		return // it was never let in
	}
	delete(v.open, s)
	v.reporting[s] = struct{}{}
	s.channel.conn.source.Leave()
	s.channel.conn.registry.vacate(s.channel.conn)
}

// reported forgets a session that is in the log. A drain waits for it.
func (v *visits) reported(s *session) {
	v.leave(s)
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.reporting, s)
	v.settle()
}

// drain refuses every session from now on and ends every room. Commands may
// finish. It returns a channel that closes when no session is left.
func (v *visits) drain() <-chan struct{} {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.draining {
		v.draining = true
		v.settle()
	}
	for s := range v.open {
		if s.door == doorRoom {
			s.end(errDrained)
		}
	}
	return v.empty
}

// endAll ends every session that is still open, commands included.
func (v *visits) endAll() {
	v.mu.Lock()
	defer v.mu.Unlock()
	for s := range v.open {
		s.end(errDrained)
	}
}

// unready says why nobody else would be let in.
func (v *visits) unready() (cause string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case v.draining:
		return "draining"
	case len(v.open) >= v.limits.MaxReaders:
		return "full"
	}
	return ""
}

// count returns how many sessions are open.
func (v *visits) count() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.open)
}

// settle closes empty once there is nothing left to wait for. The caller holds mu.
func (v *visits) settle() {
	if !v.draining || len(v.open)+len(v.reporting) > 0 {
		return
	}
	select {
	case <-v.empty:
	default:
		close(v.empty)
	}
}
