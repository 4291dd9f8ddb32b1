package quota

import (
	"net/netip"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

// Source is an IPv4 address, or the IPv6 /64 that a household gets. It is what one
// client is taken for, however many connections it has.
type Source struct {
	table   *Table
	prefix  netip.Prefix
	in      netip.Prefix // its network's
	network *network

	inputRate  rate.Limit // bytes a second
	cpuShare   float64    // of a core
	perConn    float64    // the part of the budget that one connection may have
	maxSession int
	sent       *rate.Limiter // bytes that go out; nil where they are not limited

	// Guarded by table.mu.
	connections, sessions int
	resting               int       // connections that have no place: see Rest
	trusted               bool      // a load balancer
	penalty               time.Time // its end

	cells int // beyond the free ones; guarded by cellBudget.mu

	handshakes, slowed *rate.Limiter // slowed is for a source with penalties
	budget             *rate.Limiter // bytes

	// Keys bounds what its rooms do about keys, Work what takes longer: a layout, a
	// search, a command. Nothing holds both, so a key can cancel a search.
	Keys, Work CPULimit
}

// network is an IPv4 /24 or an IPv6 /48: what one customer of a provider may have.
type network struct {
	sources int       // known ones
	penalty time.Time // its end
}

func newSource(t *Table, prefix, in netip.Prefix, n *network) *Source {
	half := int64(max(cores()/2, 1))
	return &Source{
		table:      t,
		prefix:     prefix,
		in:         in,
		network:    n,
		handshakes: rate.NewLimiter(rate.Limit(t.limits.HandshakeRate), t.limits.HandshakeBurst),
		slowed:     rate.NewLimiter(slowRate, slowRate),
		budget:     rate.NewLimiter(rate.Limit(t.limits.InputRate), t.limits.InputBurst),
		inputRate:  rate.Limit(t.limits.InputRate),
		cpuShare:   t.limits.CPUShare,
		perConn:    connectionShare,
		maxSession: t.limits.PerSource,
		Keys:       CPULimit{source: semaphore.NewWeighted(half), all: t.keys},
		Work:       CPULimit{source: semaphore.NewWeighted(half), all: t.work, spare: t.spare, patience: workPatience},
	}
}

// prefixes returns the source and the network of an address.
func prefixes(addr netip.Addr) (source, network netip.Prefix) {
	addr = addr.Unmap().WithZone("")
	bits, networkBits := 64, 48
	if addr.Is4() {
		bits, networkBits = 32, 24
	}
	source, _ = addr.Prefix(bits) // fails only for the zero Addr, whose Prefix is zero
	network, _ = addr.Prefix(networkBits)
	return source, network
}

// SourceOf returns the name of an address's source, as logs show it: an IPv4 address,
// or an IPv6 network.
func SourceOf(addr netip.Addr) string {
	prefix, _ := prefixes(addr)
	if prefix.IsSingleIP() {
		return prefix.Addr().String()
	}
	return prefix.String()
}

// String returns the source's name: see [SourceOf].
func (s *Source) String() string { return SourceOf(s.prefix.Addr()) }

// Disconnect undoes [Table.Connect]. Sessions may end later. The penalty is 0 for a
// connection that had a session or was not given the time for one.
func (s *Source) Disconnect(penalty time.Duration) {
	t := s.table
	t.mu.Lock()
	defer t.mu.Unlock()
	s.connections--
	if penalty > 0 && !s.trusted {
		s.penalize(time.Now(), penalty)
	}
	t.Sweeper.Add(t)
}

// Rest gives the place of a connection back that is kept open although nothing is asked on
// it. The owner of such connections bounds them: see [NewOldestPool]. [Source.Resume] or
// [Source.DisconnectResting] has to follow.
func (s *Source) Rest() {
	s.table.mu.Lock()
	defer s.table.mu.Unlock()
	s.connections--
	s.resting++
}

// Resume undoes Rest, or returns false when the source has as many connections as it may
// have.
func (s *Source) Resume() bool {
	s.table.mu.Lock()
	defer s.table.mu.Unlock()
	if !s.trusted && s.connections >= s.table.limits.PerSource+s.reserve() {
		return false
	}
	s.resting--
	s.connections++
	return true
}

// DisconnectResting is [Source.Disconnect] for a connection that has no place.
func (s *Source) DisconnectResting() {
	s.table.mu.Lock()
	defer s.table.mu.Unlock()
	s.resting--
	s.table.Sweeper.Add(s.table)
}

// Enter counts a session, or returns false when the source has as many as it may
// have.
func (s *Source) Enter() bool {
	s.table.mu.Lock()
	defer s.table.mu.Unlock()
	if s.sessions >= s.maxSession {
		return false
	}
	s.sessions++
	return true
}

// Leave undoes Enter.
func (s *Source) Leave() {
	s.table.mu.Lock()
	defer s.table.mu.Unlock()
	s.sessions--
	s.table.Sweeper.Add(s.table)
}

// idle reports whether the source has nothing open. The caller holds table.mu.
func (s *Source) idle() bool { return s.connections == 0 && s.sessions == 0 && s.resting == 0 }

// restored reports whether an idle source may be forgotten, since a new one would be
// treated alike. The caller holds table.mu.
func (s *Source) restored(now time.Time) bool {
	return !now.Before(s.penalty) &&
		s.handshakes.TokensAt(now) >= float64(s.handshakes.Burst()) &&
		s.budget.TokensAt(now) >= float64(s.budget.Burst())
}
