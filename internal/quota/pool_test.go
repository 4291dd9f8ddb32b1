package quota

import (
	"fmt"
	"testing"
)

// pooled is a connection in a test.
type pooled struct {
	source *Source
	name   string
}

// filled returns a pool of a limit, and a function that adds a connection from an
// address and returns the name of the one that was dropped, or "".
func filled(t *testing.T, p *Pool[*pooled]) (add func(number int) string) {
	t.Helper()
	table := NewTable(Limits{PerSource: 1 << 20, Cells: 1})
	made := map[int]int{}
	return func(number int) string {
		made[number]++
		c := &pooled{connect(t, table, from(number)), fmt.Sprintf("%d.%d", number, made[number])}
		if dropped, ok := p.Add(c.source, c); ok {
			return dropped.name
		}
		return ""
	}
}

// Attack: few addresses open many connections, so that those of others have to go.
func TestPoolDropsOfTheSourceWithTheMost(t *testing.T) {
	p := NewPool[*pooled](40)
	add := filled(t, p)
	for range 10 {
		for source := range 4 {
			if got := add(1 + source); got != "" {
				t.Fatalf("%s was dropped while there was room", got)
			}
		}
	}
	for i := range 20 { // from a network each
		got := add(1000 * (1 + i))
		var source, number int
		if _, err := fmt.Sscanf(got, "%d.%d", &source, &number); err != nil || source > 4 {
			t.Fatalf("%q was dropped, want one of the four that have most", got)
		}
	}
	if p.Len() != 40 {
		t.Errorf("there are %d in the pool", p.Len())
	}
}

// Attack: a network opens one connection from each of its addresses.
func TestPoolDropsOfTheNetworkWithTheMost(t *testing.T) {
	p := NewPool[*pooled](40)
	add := filled(t, p)
	for source := range 10 {
		add(1000 * (1 + source)) // from a network each
	}
	for source := range 200 {
		got := add(1 + source)
		if source < 30 && got != "" || source >= 30 && (len(got) < 3 || len(got) > 5) {
			t.Fatalf("connection %d of the network: %q was dropped", source, got)
		}
	}
	for _, h := range p.holdings {
		if *h.network > 30 {
			t.Errorf("the network has %d", *h.network)
		}
	}
}

// Attack: connections from everywhere. Each in the pool is as likely to be dropped as
// any other, so one that takes long is not always the one.
func TestPoolDropsAnyAmongEquals(t *testing.T) {
	const limit, rounds = 10, 3000
	dropped := map[bool]int{}
	for range rounds {
		add := filled(t, NewPool[*pooled](limit))
		for i := range limit {
			add(1000 * (1 + i))
		}
		dropped[add(1000*(1+limit)) == "1000.1"]++ // the oldest
	}
	if share := float64(dropped[true]) * (limit + 1) / rounds; share < 0.7 || share > 1.3 {
		t.Errorf("the oldest is dropped %.2f times as often as it should be", share)
	}
	add := filled(t, NewOldestPool[*pooled](limit))
	for i := range limit {
		add(1000 * (1 + i))
	}
	for i := range 5 {
		if got, want := add(1000*(20+i)), fmt.Sprintf("%d.1", 1000*(1+i)); got != want {
			t.Errorf("%s was dropped, want the oldest, %s", got, want)
		}
	}
}

// A removed entry makes room, and removing it again does nothing.
func TestPoolRemove(t *testing.T) {
	p := NewPool[*pooled](2)
	table := NewTable(limits())
	a, b := &pooled{source: connect(t, table, from(1))}, &pooled{source: connect(t, table, from(1))}
	p.Add(a.source, a)
	p.Add(b.source, b)
	p.Remove(a.source, a)
	p.Remove(a.source, a)
	if _, ok := p.Add(a.source, a); ok || p.Len() != 2 {
		t.Errorf("there are %d in the pool, or one was dropped: %t", p.Len(), ok)
	}
	p.Remove(a.source, a)
	p.Remove(b.source, b)
	if p.Len() != 0 || len(p.holdings) != 0 || len(p.networks) != 0 {
		t.Errorf("an empty pool holds %d, %d sources and %d networks", p.Len(), len(p.holdings), len(p.networks))
	}
}

// BenchmarkPool is one connection more than a pool holds that is full of as many
// sources.
func BenchmarkPool(b *testing.B) {
	p := NewPool[*pooled](2048)
	table := NewTable(limits())
	var all []*pooled
	for i := range 2 * 2048 {
		s, err := table.Connect(from(256 * i))
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, &pooled{source: s})
	}
	for i := 0; b.Loop(); i++ {
		p.Add(all[i%len(all)].source, all[i%len(all)])
	}
}
