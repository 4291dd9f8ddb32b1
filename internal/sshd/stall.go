package sshd

import (
	"sync"
	"time"
)

// stall watches the writes to one session channel. Writes stall when nothing of them was
// taken within the timeout by a client that sends something meanwhile: that client is
// there, keeps the writer waiting and never counts as idle. A client that sends nothing
// may have its reader in a pager, and is left to the idle timeout of its connection. What
// a client sends first may be that there is room again, so it gets half the timeout more.
type stall struct {
	timeout time.Duration
	arrived func() int64 // bytes that the client has sent
	excused func() bool  // they may have been about something else

	mu     sync.Mutex
	writes int       // that are going on
	due    time.Time // when to look next
	by     int64     // arrived when due was set
	warned bool      // more has arrived, and nothing was taken so far
}

// begin begins to watch a write.
func (s *stall) begin(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writes++; s.writes == 1 {
		s.restart(now)
	}
}

// taken reports that the client has taken something.
func (s *stall) taken(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.restart(now)
}

// end ends the watch of a write.
func (s *stall) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes--
}

// restart sets the timeout anew. The caller holds mu.
func (s *stall) restart(now time.Time) {
	s.due, s.by, s.warned = now.Add(s.timeout), s.arrived(), false
}

// stalled reports whether the writes have stalled.
func (s *stall) stalled(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writes == 0 || now.Before(s.due) {
		return false
	}
	switch arrived := s.arrived(); {
	case arrived == s.by, s.excused():
		s.by, s.due = arrived, s.due.Add(s.timeout)
	case !s.warned:
		s.warned, s.due = true, s.due.Add(s.timeout/2)
	default:
		return true
	}
	return false
}
