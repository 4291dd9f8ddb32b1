package quota

import (
	"context"
	"net/netip"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

// Authors returns the source that stands for all authors who are logged in. It has limits
// of its own and CPU slots of its own, so readers use up nothing of it. Its connections are
// not counted: the sessions are, and the owner of the connections bounds the others.
func (t *Table) Authors() *Source { return t.authors }

func newAuthors(t *Table) *Source {
	s := newSource(t, netip.Prefix{}, netip.Prefix{}, &network{})
	l := t.limits
	s.inputRate, s.cpuShare, s.perConn, s.maxSession = rate.Limit(l.AuthorRate), l.AuthorCPUShare, 1, l.AuthorSessions
	s.budget = rate.NewLimiter(s.inputRate, l.AuthorBurst)
	s.sent = rate.NewLimiter(s.inputRate, l.AuthorBurst)
	slot := func() CPULimit {
		return CPULimit{source: semaphore.NewWeighted(1), all: semaphore.NewWeighted(1)}
	}
	s.Keys, s.Work = slot(), slot()
	return s
}

// isAuthors reports whether the source is that of [Table.Authors].
func (s *Source) isAuthors() bool { return s == s.table.authors }

// SpendSent waits until bytes may have been sent to a client of the source, or ctx is
// done. What is sent to readers is not limited.
func (s *Source) SpendSent(ctx context.Context, bytes int) {
	if s.sent != nil {
		_ = s.sent.WaitN(ctx, min(bytes, s.sent.Burst())) // fails when ctx is done
	}
}

const (
	// maxAuthorSources is how many sources of authors are remembered.
	maxAuthorSources = 64

	// authorReserve is how many connections more than others a source may have from which
	// an author has logged in. They are counted only until the author is authenticated.
	authorReserve = 2
)

// MarkAuthor remembers that an author has logged in from the source, instead of the one
// from which no author has for the longest time.
func (s *Source) MarkAuthor(now time.Time) {
	t := s.table
	t.mu.Lock()
	defer t.mu.Unlock()
	t.written[s.prefix] = now
	if len(t.written) <= maxAuthorSources {
		return
	}
	oldest := s.prefix
	for prefix, last := range t.written {
		if last.Before(t.written[oldest]) {
			oldest = prefix
		}
	}
	delete(t.written, oldest)
}

// HasAuthor reports whether an author has logged in from the source.
func (s *Source) HasAuthor() bool {
	s.table.mu.Lock()
	defer s.table.mu.Unlock()
	return s.reserve() > 0
}

// reserve returns how many connections more the source may have than others. The caller
// holds table.mu.
func (s *Source) reserve() int {
	if _, ok := s.table.written[s.prefix]; ok {
		return authorReserve
	}
	return 0
}

// Penalize adds a penalty to that of [Source.Disconnect].
func (s *Source) Penalize(penalty time.Duration) {
	s.table.mu.Lock()
	defer s.table.mu.Unlock()
	if !s.trusted {
		s.penalize(time.Now(), penalty)
	}
}
