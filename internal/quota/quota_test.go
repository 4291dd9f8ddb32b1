package quota

import (
	"context"
	"encoding/binary"
	"errors"
	"net/netip"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
)

// limits are those that Pete has by default.
func limits() Limits {
	return Limits{
		PerSource:      16,
		HandshakeRate:  20,
		HandshakeBurst: 100,
		InputRate:      64 << 10,
		InputBurst:     256 << 10,
		CPUShare:       0.25,
		AuthorRate:     1 << 20,
		AuthorBurst:    2 << 20,
		AuthorCPUShare: 1,
		AuthorSessions: 3,
		MaxPenalty:     10 * time.Minute,
		Cells:          500_000,
		SweepPeriod:    time.Second,
	}
}

// from returns an IPv4 address: 192.0.2.x for numbers under 256, and so on.
func from(number int) netip.Addr {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], 0xC0000200+uint32(number))
	return netip.AddrFrom4(b)
}

// connect counts a connection, or fails.
func connect(t *testing.T, table *Table, addr netip.Addr) *Source {
	t.Helper()
	s, err := table.Connect(addr)
	if err != nil {
		t.Fatalf("%s: %v", addr, err)
	}
	return s
}

// forNothing opens a connection that pays a penalty, and returns why it was refused.
func forNothing(table *Table, addr netip.Addr, penalty time.Duration) error {
	s, err := table.Connect(addr)
	if err == nil {
		s.Disconnect(penalty)
	}
	return err
}

func TestSourceOfAnAddress(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.7":                "192.0.2.7",
		"::ffff:192.0.2.7":         "192.0.2.7",
		"2001:db8:1:2:3:4:5:6":     "2001:db8:1:2::/64",
		"fe80::1%eth0":             "fe80::/64",
		"2001:db8:1:2:ffff:ffff::": "2001:db8:1:2::/64",
	} {
		s := connect(t, NewTable(limits()), netip.MustParseAddr(address))
		if got := s.String(); got != want {
			t.Errorf("%s counts for %s, want %s", address, got, want)
		}
	}
	connect(t, NewTable(limits()), netip.Addr{}) // a pipe has none
}

// Attack: one source opens connections and sessions without end.
func TestOneSourceHasItsShare(t *testing.T) {
	table := NewTable(limits())
	var s *Source
	for range limits().PerSource {
		s = connect(t, table, from(1))
		if !s.Enter() {
			t.Fatal("a session within the limit is refused")
		}
	}
	if _, err := table.Connect(from(1)); !errors.Is(err, ErrShare) {
		t.Errorf("one connection more: %v", err)
	}
	if s.Enter() {
		t.Error("one session more is let in")
	}
	connect(t, table, from(2))
	s.Leave()
	if !s.Enter() {
		t.Error("a session that has ended still counts")
	}
	s.Disconnect(0)
	connect(t, table, from(1))
}

// made returns how many handshakes a source makes in ten seconds when it makes all it
// can.
func made(t *testing.T, s *Source) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	made := 0
	for s.Handshake(ctx) == nil {
		made++
	}
	return made
}

// Attack: connections that end for nothing, one after the other, as fast as they can.
// Their source is slowed first, and then refused.
func TestPenalties(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := NewTable(limits())
		for range penaltySlow/PenaltyNoAuth - 1 {
			if err := forNothing(table, from(1), PenaltyNoAuth); err != nil {
				t.Fatal(err)
			}
		}
		s := connect(t, table, from(1))
		if s.isSlowed(time.Now()) {
			t.Error("a source is slowed too early")
		}
		again := connect(t, table, from(1))
		s.Disconnect(PenaltyTimeout)
		again.Disconnect(PenaltyTimeout)
		if n := made(t, s); n < 9 || n > 11 { // till the penalty is nearly over
			t.Errorf("a slowed source makes %d handshakes in ten seconds", n)
		}
		time.Sleep(20 * time.Second)
		if n := made(t, s); n < 299 || n > 301 {
			t.Errorf("when its penalty is over, it makes %d handshakes in ten seconds", n)
		}
		opened := 0
		for forNothing(table, from(1), PenaltyNoAuth) == nil {
			opened++
		}
		if want := int(penaltyRefuse / PenaltyNoAuth); opened != want {
			t.Errorf("%d connections for nothing were let in, want %d", opened, want)
		}
		connect(t, table, from(2)).Disconnect(0) // a neighbour is not held back
		time.Sleep(time.Second + 1)
		if err := forNothing(table, from(1), PenaltyTimeout); err != nil {
			t.Errorf("the penalty does not pass: %v", err)
		}
		time.Sleep(5 * time.Second)
		if err := forNothing(table, from(1), 0); !errors.Is(err, ErrPenalty) {
			t.Errorf("five seconds after the next: %v", err)
		}
		time.Sleep(15 * time.Second)
		connect(t, table, from(1)).Disconnect(0)
		time.Sleep(time.Minute)
		if n := table.Known(); n != 0 {
			t.Errorf("%d sources are still known", n)
		}
		if len(table.networks) != 0 {
			t.Errorf("%d networks are still known", len(table.networks))
		}
	})
}

// A penalty is no longer than the longest, and there is none where that is 0.
func TestLongestPenalty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := limits()
		table := NewTable(l)
		var all []*Source
		for range l.PerSource {
			all = append(all, connect(t, table, from(1)))
		}
		for range 10 {
			for _, s := range all {
				s.penalize(time.Now(), PenaltyTimeout)
			}
		}
		if left := time.Until(all[0].penalty); left != l.MaxPenalty {
			t.Errorf("the penalty is %v", left)
		}
		l.MaxPenalty = 0
		table = NewTable(l)
		for range 100 {
			if err := forNothing(table, from(1), PenaltyTimeout); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// Attack: a network whose addresses take turns, so that none collects a penalty that
// counts. In such a network each is slowed from its first on; one without any is not.
func TestPenaltiesOfANetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := NewTable(limits())
		for i := range 24 {
			for range 10 {
				if err := forNothing(table, from(1+i), PenaltyNoAuth); err != nil {
					t.Fatalf("address %d: %v", i, err)
				}
			}
		}
		slowed := func(number int) bool { return connect(t, table, from(number)).isSlowed(time.Now()) }
		if !slowed(1) {
			t.Error("an address with a small penalty is not slowed")
		}
		if slowed(200) {
			t.Error("an address without any is slowed")
		}
		connect(t, table, from(200)).Disconnect(PenaltyNoAuth)
		if !slowed(200) {
			t.Error("after its first penalty it is not slowed")
		}
		connect(t, table, from(300)).Disconnect(PenaltyNoAuth)
		if slowed(300) {
			t.Error("an address of another network is slowed")
		}
		time.Sleep(time.Minute)
		if slowed(1) {
			t.Error("it is slowed for ever")
		}
	})
}

// One source alone never has its whole network slowed.
func TestOneSourceDoesNotCondemnItsNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := NewTable(limits())
		for range 600 {
			var open []*Source
			for range limits().PerSource {
				if s, err := table.Connect(from(1)); err == nil {
					open = append(open, s)
				}
			}
			for _, s := range open {
				s.Disconnect(PenaltyTimeout)
			}
			time.Sleep(time.Second)
		}
		connect(t, table, from(2)).Disconnect(PenaltyNoAuth)
		if connect(t, table, from(2)).isSlowed(time.Now()) {
			t.Error("a neighbour with one penalty is slowed")
		}
	})
}

// Attack: connections from more addresses than can be remembered.
func TestSourcesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := NewTable(limits())
		held := connect(t, table, from(1))
		held.Enter()
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for i := range 4 * maxKnown {
			if err := forNothing(table, from(256*i+2), PenaltyTimeout); err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		t.Logf("%d sources and networks take %d KB", table.Known(), (after.HeapAlloc-before.HeapAlloc)>>10)
		if table.Known() > maxKnown || len(table.networks) > maxKnown {
			t.Errorf("%d sources and %d networks are known, want at most %d", table.Known(), len(table.networks), maxKnown)
		}
		if again := connect(t, table, from(1)); again != held {
			t.Error("a source with a session was forgotten")
		}
		time.Sleep(time.Hour)
		if table.Known() != 1 || len(table.networks) != 1 {
			t.Errorf("%d sources and %d networks are still known, want 1", table.Known(), len(table.networks))
		}
	})
}

// Attack: connections one after the other, each of which would find a fresh source
// with all of its budget if the last took it along.
func TestASourceIsRememberedWhileItOwes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := NewTable(limits())
		began := time.Now()
		for range 10 {
			s := connect(t, table, from(1))
			s.NewBudget().Spend(t.Context(), 128<<10)
			for range 20 {
				if err := s.Handshake(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			s.Disconnect(0)
		}
		// 1,280 KB, of which 256 come at once, at 64 a second; the handshakes would
		// take 5.
		if took := time.Since(began); took < 15*time.Second || took > 17*time.Second {
			t.Errorf("it took %v, want 16 s", took)
		}
		time.Sleep(10 * time.Second)
		if table.Known() != 0 {
			t.Error("the source is not forgotten")
		}
	})
}

// Attack: handshakes as fast as one source can make them.
func TestHandshakesHaveARate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := NewTable(limits())
		s := connect(t, table, from(1))
		if n := made(t, s); n < 299 || n > 301 {
			t.Errorf("%d handshakes in ten seconds, want 100 at once and 20 a second", n)
		}
		if err := connect(t, table, from(2)).Handshake(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// A connection that is kept though nothing is asked on it has no place. It gets one again
// while there is one, and its source is remembered meanwhile.
func TestRestingConnectionsHaveNoPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table := NewTable(limits())
		s := connect(t, table, from(1))
		s.Rest()
		var others []*Source
		for range limits().PerSource {
			others = append(others, connect(t, table, from(1)))
		}
		if _, err := table.Connect(from(1)); !errors.Is(err, ErrShare) {
			t.Errorf("one more: %v, want ErrShare", err)
		}
		if s.Resume() {
			t.Error("it gets a place that is not there")
		}
		others[0].Disconnect(0)
		if !s.Resume() {
			t.Error("it does not get the place that is there")
		}
		s.Rest()
		for _, other := range others[1:] {
			other.Disconnect(0)
		}
		time.Sleep(time.Hour)
		if table.Lookup(from(1)) != s || table.Known() != 1 {
			t.Error("a source that has a connection without a place is forgotten")
		}
		s.DisconnectResting()
		time.Sleep(time.Minute)
		if table.Lookup(from(1)) != nil || table.Known() != 0 {
			t.Error("a source that has nothing is remembered")
		}
	})
}
