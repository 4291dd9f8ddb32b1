package sshd

import (
	"slices"
	"sync"
)

// channels are the open session channels of a connection.
type channels struct {
	mu   sync.Mutex
	open []*channel
}

// add adds a channel that is open.
func (s *channels) add(c *channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = append(s.open, c)
}

// remove undoes add.
func (s *channels) remove(c *channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = slices.DeleteFunc(s.open, func(o *channel) bool { return o == c })
}

// dropFlooded drops the channels of which more than limit bytes were not read, of those
// that have arrived.
func (s *channels) dropFlooded(arrived int64, limit int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.open {
		if c.reading.Load() { // nothing is left unread
			c.readUpTo.Store(arrived)
		} else if arrived-c.readUpTo.Load() > int64(limit) {
			c.drop(errFlood)
		}
	}
}
