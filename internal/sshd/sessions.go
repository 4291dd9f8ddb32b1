package sshd

import (
	"errors"
	"sync"
)

// refusal is why a session is not admitted.
type refusal struct {
	error

	why   string // what the client is told
	cause string // one of the Causes
}

// whyDrained is what clients are told whose session ends, or is not admitted, because Pete
// stops.
const whyDrained = "Pete is shutting down."

// whyRevoked is what clients are told whose key was removed.
const whyRevoked = "Your key is no author's any more."

var (
	errDrained = &refusal{errors.New("pete is shutting down"), whyDrained, causeDraining}

	errFull = &refusal{
		errors.New("pete is full"),
		"Pete is full: as many are reading as can. Try again in a minute.", causeFull,
	}

	errRevoked = &refusal{errors.New("the author's key was removed"), whyRevoked, causeLogin}

	errAuthors = &refusal{
		errors.New("authors have enough sessions"),
		"Authors have as many sessions open as they may have together. Close one, or try again in a minute.", causeAuthors,
	}

	errShare = &refusal{
		errors.New("the source has enough sessions"),
		"Your address has as many sessions open as one may have. Close one, or try again in a minute.", causeSource,
	}
)

// sessions has every session that is open.
type sessions struct {
	limits Limits

	mu       sync.Mutex
	open     map[*session]struct{}
	readers  int // of open, all but those of authors
	draining bool
	logging  sync.WaitGroup // sessions that were admitted and are not in the log yet
}

func newSessions(limits Limits) *sessions {
	return &sessions{limits: limits, open: make(map[*session]struct{})}
}

// enter admits a session, or returns why not. After a session was admitted, leave and then
// reported must be called.
func (all *sessions) enter(s *session) *refusal {
	all.mu.Lock()
	defer all.mu.Unlock()
	conn := s.channel.conn
	author := conn.author.Load() != nil
	switch refused := all.refuses(); {
	case conn.revoked.IsSet():
		return errRevoked
	case author && refused == errFull: // authors have places of their own
	case refused != nil:
		return refused
	}
	switch {
	case conn.source.Enter():
	case author:
		return errAuthors
	default:
		return errShare
	}
	all.open[s] = struct{}{}
	if !author {
		all.readers++
	}
	s.admitted = true
	all.logging.Add(1)
	conn.registry.sessionBegins(conn)
	return nil
}

// leave frees the place of a session. One that was not admitted has none.
func (all *sessions) leave(s *session) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if _, ok := all.open[s]; !ok {
		return
	}
	delete(all.open, s)
	if s.channel.conn.author.Load() == nil {
		all.readers--
	}
	s.channel.conn.source.Leave()
	s.channel.conn.registry.sessionEnds(s.channel.conn)
}

// reported forgets a session that is in the log. A drain waits for that.
func (all *sessions) reported(s *session) {
	all.leave(s)
	if s.admitted {
		all.logging.Done()
	}
}

// drain ends every room and admits no further session. Commands may finish. It returns a
// channel that closes when no session is left.
func (all *sessions) drain() <-chan struct{} {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.draining = true
	for s := range all.open {
		if s.door == doorRoom {
			s.end(errDrained)
		}
	}
	return finished(&all.logging)
}

// endAll ends every session that is open, commands included.
func (all *sessions) endAll() {
	all.mu.Lock()
	defer all.mu.Unlock()
	for s := range all.open {
		s.end(errDrained)
	}
}

// revoke ends the sessions of a connection whose author's key was removed.
func (all *sessions) revoke(c *conn) {
	all.mu.Lock()
	defer all.mu.Unlock()
	for s := range all.open {
		if s.channel.conn == c {
			s.end(errRevoked)
		}
	}
}

// unready returns why another session would not be admitted, or "".
func (all *sessions) unready() (cause string) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if refused := all.refuses(); refused != nil {
		return refused.cause
	}
	return ""
}

// refuses returns why no session of a reader is admitted now, of whatever source, or nil. The caller
// holds mu.
func (all *sessions) refuses() *refusal {
	switch {
	case all.draining:
		return errDrained
	case all.readers >= all.limits.MaxReaders:
		return errFull
	}
	return nil
}

// count returns how many sessions are open.
func (all *sessions) count() int {
	all.mu.Lock()
	defer all.mu.Unlock()
	return len(all.open)
}
