package site

import (
	"sync"
	"sync/atomic"
)

// Store holds the current snapshot.
type Store struct {
	current atomic.Pointer[Snapshot]

	mu      sync.Mutex
	changed chan struct{} // closed at the next swap
}

// NewStore returns a store that holds a snapshot.
func NewStore(first *Snapshot) *Store {
	s := &Store{changed: make(chan struct{})}
	s.current.Store(first)
	return s
}

// Current returns the snapshot that a session, a command or a request begins with.
func (s *Store) Current() *Snapshot { return s.current.Load() }

// Changed returns a channel that is closed when the snapshot is replaced next.
func (s *Store) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// Replace makes a snapshot the current one.
func (s *Store) Replace(next *Snapshot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current.Store(next)
	close(s.changed)
	s.changed = make(chan struct{})
}
