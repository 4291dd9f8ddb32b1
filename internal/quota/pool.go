package quota

import (
	"math/rand/v2"
	"slices"
)

// Pool is a bounded set of connections that are of no use yet, or no longer. One
// more than there may be makes it drop one of the source that has the most of them;
// among several such sources, one whose network has the most; and among equals any
// one, or the oldest. So a client that shakes hands over a slow line is dropped less
// likely than those that come in numbers.
//
// A Pool is guarded by its owner.
type Pool[C comparable] struct {
	limit    int
	oldest   bool
	added    uint64 // so far
	count    int
	holdings []*holding[C]
	networks map[*network]*int // how many connections each has
}

// holding is what one source has in a pool, the oldest first.
type holding[C comparable] struct {
	source  *Source
	network *int
	entries []entry[C]
}

type entry[C comparable] struct {
	connection C
	number     uint64 // in the order of Add
}

// NewPool returns a pool of at most limit connections that drops any one among
// equals: none of them can be sure to stay, and none to go.
func NewPool[C comparable](limit int) *Pool[C] {
	return &Pool[C]{limit: limit, networks: map[*network]*int{}}
}

// NewOldestPool returns a pool of at most limit connections that drops the oldest
// among equals.
func NewOldestPool[C comparable](limit int) *Pool[C] {
	p := NewPool[C](limit)
	p.oldest = true
	return p
}

// Len returns how many connections are in the pool.
func (p *Pool[C]) Len() int { return p.count }

// Add adds a connection of a source. When there are too many it takes one out, which
// may be the same, and returns that one.
func (p *Pool[C]) Add(s *Source, c C) (dropped C, ok bool) {
	h := p.holding(s)
	p.added++
	h.entries = append(h.entries, entry[C]{c, p.added})
	*h.network++
	p.count++
	if p.count <= p.limit {
		return dropped, false
	}
	most := p.most()
	i := 0
	if !p.oldest {
		i = rand.IntN(len(most.entries)) //nolint:gosec // a fair choice, not a secret
	}
	dropped = most.entries[i].connection
	p.Remove(most.source, dropped)
	return dropped, true
}

// holding returns what a source has, and makes it if it has nothing.
func (p *Pool[C]) holding(s *Source) *holding[C] {
	if i := p.index(s); i >= 0 {
		return p.holdings[i]
	}
	network := p.networks[s.network]
	if network == nil {
		network = new(int)
		p.networks[s.network] = network
	}
	h := &holding[C]{source: s, network: network}
	p.holdings = append(p.holdings, h)
	return h
}

// index returns where in holdings that of a source is, or -1.
func (p *Pool[C]) index(s *Source) int {
	return slices.IndexFunc(p.holdings, func(h *holding[C]) bool { return h.source == s })
}

// Remove takes a connection of a source out, if it is in.
func (p *Pool[C]) Remove(s *Source, c C) {
	at := p.index(s)
	if at < 0 {
		return
	}
	h := p.holdings[at]
	i := slices.IndexFunc(h.entries, func(e entry[C]) bool { return e.connection == c })
	if i < 0 {
		return
	}
	h.entries = slices.Delete(h.entries, i, i+1)
	p.count--
	if *h.network--; *h.network == 0 {
		delete(p.networks, s.network)
	}
	if len(h.entries) == 0 {
		p.holdings = slices.Delete(p.holdings, at, at+1)
	}
}

// most returns the source of which a connection is dropped.
func (p *Pool[C]) most() *holding[C] {
	var most *holding[C]
	equals := 0
	for _, h := range p.holdings {
		switch {
		case most == nil || h.more(most):
			most, equals = h, 1
		case most.more(h):
		case p.oldest:
			if h.entries[0].number < most.entries[0].number {
				most = h
			}
		default:
			equals++
			if rand.IntN(equals) == 0 { //nolint:gosec // a fair choice, not a secret
				most = h
			}
		}
	}
	return most
}

// more reports whether a source has more than another, or else its network has.
func (h *holding[C]) more(than *holding[C]) bool {
	if len(h.entries) != len(than.entries) {
		return len(h.entries) > len(than.entries)
	}
	return *h.network > *than.network
}
