// Package quota bounds what clients may have: each source for itself, each network
// of sources, and all of them together. It promises that a source which takes all
// it can get leaves the others theirs, and that what it remembers of sources is
// bounded and is forgotten by itself.
//
// It knows addresses, counts, tokens and time. It knows no protocol.
//
//	quota.go    Limits and Table: every source that is known
//	source.go   a Source: its connections and sessions, and the network that it is in
//	penalty.go  what a source pays for connections that come for nothing
//	budget.go   bytes and CPU time, as token buckets
//	authors.go  what is kept for authors
//	pool.go     a bounded set of connections, and which one it drops
//	cpu.go      how many goroutines compute at once
//	cells.go    how many cells of terminals there are
//	sweeper.go  one clock for all limits in time
package quota

import (
	"errors"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
)

// Limits are the bounds of a [Table].
type Limits struct {
	// PerSource is how many connections, and how many sessions, one source may have
	// open at once: an IPv4 address, or an IPv6 network of 64 bits. A household behind
	// one address has a few.
	PerSource int

	// HandshakeRate is how many handshakes a second one source may make, and
	// HandshakeBurst how many at once. One takes a millisecond of CPU time. What is over
	// waits.
	HandshakeRate, HandshakeBurst int

	// InputRate is how many bytes a second a source is read at, and InputBurst how
	// many may come at once; one connection has half of each. Typing is a hundred
	// bytes a second, asking for files some thousand; new keys cost a server a third
	// of a millisecond for two thousand bytes. What costs more than its bytes is
	// charged beside them: see [Budget].
	InputRate, InputBurst int

	// CPUShare is the part of one core that a source may use when it spends its budget
	// on nothing else, once it has used up what may come at once: a second or so.
	CPUShare float64

	// MaxPenalty is the longest penalty of a source that opens connections for nothing:
	// see [Source.Disconnect]. 0 means that none ever is refused.
	MaxPenalty time.Duration

	// AuthorRate and AuthorBurst are InputRate and InputBurst of all authors together, and
	// what they are sent has as much again. One of their connections may have all of it.
	AuthorRate, AuthorBurst int

	// AuthorCPUShare is CPUShare of all authors together.
	AuthorCPUShare float64

	// AuthorSessions is how many sessions all authors may have open together, beside
	// those of readers.
	AuthorSessions int

	// Cells is how many cells the windows of all sources have together, not counting
	// the first [FreeCells] of each: a window that is opened when they are taken gets a
	// part of its size. A cell costs about 255 bytes.
	Cells int

	// SweepPeriod is how late a limit in time may take effect: see [Sweeper].
	SweepPeriod time.Duration
}

// Table knows every source that has something open or still has to be remembered.
type Table struct {
	Sweeper *Sweeper

	limits Limits
	cells  cellBudget

	keys, work, spare *semaphore.Weighted // the CPU slots of all sources

	heavy   atomic.Int64 // sources that have spent half of their budget
	counted atomic.Int64 // when heavy was counted, in Unix nanoseconds

	authors *Source

	mu       sync.Mutex
	sources  map[netip.Prefix]*Source
	networks map[netip.Prefix]*network
	written  map[netip.Prefix]time.Time // sources from which an author has logged in, and when last
}

// NewTable returns a table without sources.
func NewTable(limits Limits) *Table {
	slots := int64(max(cores()-1, 1))
	t := &Table{
		limits:   limits,
		cells:    cellBudget{free: limits.Cells},
		Sweeper:  NewSweeper(limits.SweepPeriod),
		keys:     semaphore.NewWeighted(slots),
		work:     semaphore.NewWeighted(slots),
		spare:    semaphore.NewWeighted(1),
		sources:  map[netip.Prefix]*Source{},
		networks: map[netip.Prefix]*network{},
		written:  map[netip.Prefix]time.Time{},
	}
	t.authors = newAuthors(t)
	return t
}

// Why [Table.Connect] refuses a connection.
var (
	ErrShare   = errors.New("the source has as many connections as it may have")
	ErrPenalty = errors.New("the source has opened too many connections for nothing")
)

// Connect counts a connection from an address. The error is [ErrShare] or
// [ErrPenalty]; without one, [Source.Disconnect] has to follow.
func (t *Table) Connect(from netip.Addr) (*Source, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.find(from)
	switch {
	case s.connections >= t.limits.PerSource+s.reserve():
		return nil, ErrShare
	case s.refused(time.Now()):
		t.Sweeper.Add(t) // find may have made it
		return nil, ErrPenalty
	}
	s.connections++
	return s, nil
}

// ConnectTrusted counts a connection of a load balancer, apart from what else comes
// from its address. There is no limit and no penalty: it stands for many clients.
func (t *Table) ConnectTrusted(from netip.Addr) *Source {
	t.mu.Lock()
	defer t.mu.Unlock()
	name := netip.PrefixFrom(from.Unmap(), 0) // which no other source has
	s := t.findNamed(name, name)
	s.trusted = true
	s.connections++
	return s
}

// Lookup returns the source of an address, or nil if it is not known.
func (t *Table) Lookup(from netip.Addr) *Source {
	name, _ := prefixes(from)
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.sources[name]
}

// maxKnown is how many sources and how many networks are known at most, but for
// those that have something open. A source takes about 700 bytes.
const maxKnown = 8 << 10

// find returns the source of an address, and makes it if it is not known. The caller
// holds mu.
func (t *Table) find(from netip.Addr) *Source { return t.findNamed(prefixes(from)) }

// findNamed returns a source by its prefix and that of its network.
func (t *Table) findNamed(name, in netip.Prefix) *Source {
	if s := t.sources[name]; s != nil {
		return s
	}
	t.makeRoom()
	n := t.networks[in]
	if n == nil {
		n = &network{}
		t.networks[in] = n
	}
	s := newSource(t, name, in, n)
	t.sources[name] = s
	n.sources++
	return s
}

// makeRoom forgets a source, and a network, that has nothing open when as many are
// known as may be. The caller holds mu.
func (t *Table) makeRoom() {
	if len(t.sources) >= maxKnown {
		for _, s := range t.sources { // begins at a random one
			if s.idle() {
				t.forget(s)
				if s.network.sources == 0 {
					delete(t.networks, s.in)
				}
				break
			}
		}
	}
	if len(t.networks) >= maxKnown {
		for prefix, n := range t.networks {
			if n.sources == 0 {
				delete(t.networks, prefix)
				break
			}
		}
	}
}

// forget forgets a source. The caller holds mu.
func (t *Table) forget(s *Source) {
	delete(t.sources, s.prefix)
	s.network.sources--
}

// Sweep implements [Swept]: it forgets the sources and networks that have nothing open
// and for which nothing has to be remembered.
func (t *Table) Sweep(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	remembered := false
	for _, s := range t.sources {
		switch {
		case !s.idle():
		case s.restored(now):
			t.forget(s)
		default:
			remembered = true
		}
	}
	for name, n := range t.networks {
		switch {
		case n.sources > 0:
		case !now.Before(n.penalty):
			delete(t.networks, name)
		default:
			remembered = true
		}
	}
	if !remembered {
		t.Sweeper.Remove(t)
	}
}

// Known returns how many sources are known.
func (t *Table) Known() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.sources)
}
