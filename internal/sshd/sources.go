package sshd

import (
	"net"
	"net/netip"
	"runtime"
	"sync"
)

// sources knows who has something open: what is bounded for each, however many
// connections it comes with.
type sources struct {
	limits Limits
	work   chan struct{} // had by all who compute for long

	mu    sync.Mutex
	known map[string]*source
}

// source is an address, or of IPv6 the /64 that a household gets, from its first
// connection to the end of its last session.
type source struct {
	name string

	connections, sessions int // of sources.mu
	cells                 int // beyond home, of cells.mu

	// keys is for what its rooms do about a key, and work for what takes longer: a
	// layout, a search, a command. Nobody has both, so a key can call a search off.
	keys, work turn
}

// cores is how many goroutines run at once. One of them is always left for those who
// only pass bytes on: with all taken, every step of a stranger's handshake waits for
// somebody's ten milliseconds. So the program should let three run even on one core:
// one source may have half of them.
func cores() int { return runtime.GOMAXPROCS(0) }

func newSources(limits Limits) *sources {
	return &sources{limits: limits, work: make(chan struct{}, max(cores()-1, 1)), known: map[string]*source{}}
}

// connect counts a connection, or returns false when the source has enough.
func (s *sources) connect(from string) (*source, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.known[from]
	if known == nil {
		half := max(cores()/2, 1)
		known = &source{
			name: from,
			keys: turn{mine: make(chan struct{}, half)},
			work: turn{mine: make(chan struct{}, half), all: s.work},
		}
	}
	if known.connections >= s.limits.PerSource {
		return nil, false
	}
	known.connections++
	s.known[from] = known
	return known, true
}

// disconnect undoes connect. Sessions may end later.
func (s *sources) disconnect(known *source) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known.connections--
	s.settle(known)
}

// enter counts a session, or returns false when the source has enough.
func (s *sources) enter(known *source) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known.sessions >= s.limits.PerSource {
		return false
	}
	known.sessions++
	return true
}

// leave undoes enter.
func (s *sources) leave(known *source) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known.sessions--
	s.settle(known)
}

// settle forgets a source that has nothing left. The caller holds mu.
func (s *sources) settle(known *source) {
	// A session that began when its connection was forgotten already has a source of
	// its own.
	if known.connections == 0 && known.sessions == 0 && s.known[known.name] == known {
		delete(s.known, known.name)
	}
}

// sourceOf is who a connection from addr counts for.
func sourceOf(addr net.Addr) string {
	ip, err := netip.ParseAddr(host(addr))
	if err != nil {
		return host(addr)
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return ip.String()
	}
	return prefix.String()
}
