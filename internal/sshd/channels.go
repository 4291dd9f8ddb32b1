package sshd

import (
	"slices"
	"sync"
)

// channels are the session channels that a connection has open.
type channels struct {
	mu    sync.Mutex
	taken int
	open  []*channel
}

// take takes one of limit places, or returns false when all are taken.
func (s *channels) take(limit int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken >= limit {
		return false
	}
	s.taken++
	return true
}

// release gives back a place that was taken.
func (s *channels) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken--
}

// add and remove say which channels are open.
func (s *channels) add(c *channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = append(s.open, c)
}

func (s *channels) remove(c *channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = slices.DeleteFunc(s.open, func(o *channel) bool { return o == c })
}

// heed ends channels of which too much has not been read.
func (s *channels) heed(arrived int64, limit int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.open {
		if c.reading.Load() { // and has not found anything yet
			c.readUpTo.Store(arrived)
		} else if arrived-c.readUpTo.Load() > int64(limit) {
			c.drop(errFlood)
		}
	}
}
