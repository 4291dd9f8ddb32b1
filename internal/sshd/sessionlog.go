package sshd

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"blog.example/pete/internal/guard"
	"charm.land/log/v2"
	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"
)

// The bounds of the lines that clients cause. A line takes some 350 bytes, and 1,200
// if a client fills its fields with what has to be escaped.
const (
	sourceLines      = 20 // of ended sessions of one source at once: more than it may have open by default
	sourceLineRate   = 1  // a second after that
	allLineBytes     = 50_000
	allLineByteRate  = 40_000 // a second: with allLineBytes, below 100 KB in any second
	panicLines       = 10     // each with a stack, of all sources together
	panicLineRate    = 1
	loggedSources    = 1024 // whose lines are counted one by one; of others, together
	summaryBytes     = 400
	summaryQuiet     = 10 * time.Second // without a further session
	summaryLatest    = time.Minute      // although sessions go on
	finalSummaries   = 100
	refusalsInterval = time.Second
	offeredLength    = 400 // of the algorithms that a client knows, in bytes before escaping
)

// sessionLog is the server's log. What is written about sessions, panics and refused
// connections is bounded, because clients decide how many there are: lines beyond the
// bounds are counted, and the counts are written later.
type sessionLog struct {
	*log.Logger

	all    *rate.Limiter // bytes of lines about sessions
	panics *rate.Limiter

	mu       sync.Mutex
	sources  *simplelru.LRU[string, *sourceLog]
	others   unwritten // of sources that sources has no room for
	unlogged int       // panics
	refused  map[string]int
	summing  bool // the next summaries are scheduled
	refusing bool // the next line of refusals is
}

// sourceLog limits the lines of one source, and counts what was not written.
type sourceLog struct {
	unwritten

	lines *rate.Limiter
}

// unwritten counts sessions that have no line in the log.
type unwritten struct {
	sessions    int
	ends        map[string]int // by door and end
	since, last time.Time
}

func newSessionLog(to *log.Logger) *sessionLog {
	l := &sessionLog{
		Logger:  to,
		all:     rate.NewLimiter(allLineByteRate, allLineBytes),
		panics:  rate.NewLimiter(panicLineRate, panicLines),
		refused: map[string]int{},
	}
	// NewLRU fails only for a size below one. A source that makes room is one of many.
	l.sources, _ = simplelru.NewLRU(loggedSources, func(_ string, gone *sourceLog) { l.others.merge(&gone.unwritten) })
	return l
}

// session writes the line of an ended session, or counts it if its source or all
// sources together have had enough lines. Sessions that a drain ends are always
// written: they are at most [Limits.MaxReaders], once.
func (l *sessionLog) session(source, door, how string, fields ...any) {
	if l.passes(source, door, how, sizeOf(fields)) {
		l.Info("session ended", fields...)
	}
}

// sizeOf returns how many bytes a line with these fields has at most.
func sizeOf(fields []any) int {
	size := 150
	for _, field := range fields {
		size += 2 * len(fmt.Sprint(field)) // JSON doubles backslashes
	}
	return size
}

// passes reports whether a line of that many bytes may be written, and counts the
// session if not.
func (l *sessionLog) passes(source, door, how string, size int) bool {
	if how == endDrained {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	known, ok := l.sources.Get(source)
	if !ok {
		known = &sourceLog{lines: rate.NewLimiter(sourceLineRate, sourceLines)}
		l.sources.Add(source, known)
	}
	now := time.Now()
	if known.lines.AllowN(now, 1) && l.all.AllowN(now, size) {
		return true
	}
	known.add(door+"_"+how, 1, now, now)
	l.plan()
	return false
}

// login writes a line about a client that has logged in as author, or has not. The bounds
// are those of sessions.
func (l *sessionLog) login(source, message string, fields ...any) {
	if l.passes(source, doorNone, strings.ReplaceAll(message, " ", "_"), sizeOf(fields)) {
		l.Info(message, fields...)
	}
}

// noCommonAlgorithm writes a line about a client that knows no algorithm of ours for
// something, with those that it knows. The bounds are those of sessions.
func (l *sessionLog) noCommonAlgorithm(source, what string, offered []string) {
	list := loggedUpTo(offeredLength, strings.Join(offered, ","))
	if l.passes(source, doorNone, endRefused, 150+2*len(list)) {
		l.Info("no common algorithm", "source", source, "for", what, "offered", list)
	}
}

// panicked writes a line about a panic, or counts the panic if there were many.
func (l *sessionLog) panicked(caught *guard.Panic, where ...any) {
	if l.panics.Allow() {
		l.Error("panic contained", append(where, "panic", logged(fmt.Sprint(caught.Value)), "stack", caught.Stack)...)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unlogged++
	l.plan()
}

// refusedFor counts a refusal. All of a second are one line.
func (l *sessionLog) refusedFor(cause string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refused[cause]++
	if !l.refusing {
		l.refusing = true
		time.AfterFunc(refusalsInterval, l.writeRefusals)
	}
}

func (l *sessionLog) writeRefusals() {
	l.mu.Lock()
	counts := fieldsOf(l.refused)
	clear(l.refused)
	l.refusing = false
	l.mu.Unlock()
	if len(counts) > 0 {
		l.Info("refused", counts...)
	}
}

// plan schedules the summaries of what is unwritten. The caller holds mu.
func (l *sessionLog) plan() {
	if !l.summing {
		l.summing = true
		time.AfterFunc(summaryQuiet, func() {
			for _, line := range l.due() {
				line()
			}
		})
	}
}

// due takes the summaries that are to be written now, of sources that are quiet or have
// waited for long, as far as the bound on all lines allows. They are functions, to be
// called without mu.
func (l *sessionLog) due() (lines []func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.summing = false
	now := time.Now()
	for source, u := range l.counted() {
		ripe := now.Sub(u.last) >= summaryQuiet || now.Sub(u.since) >= summaryLatest
		if ripe && l.all.AllowN(now, summaryBytes) {
			lines = append(lines, l.summary(source, u))
		} else {
			l.plan()
		}
	}
	return append(lines, l.panicSummary()...)
}

// close writes what is unwritten, at most finalSummaries sources one by one.
func (l *sessionLog) close() {
	l.writeRefusals()
	for _, line := range l.remaining() {
		line()
	}
}

func (l *sessionLog) remaining() (lines []func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for source, u := range l.counted() {
		if len(lines) < finalSummaries || u == &l.others {
			lines = append(lines, l.summary(source, u))
		} else {
			l.others.merge(u)
		}
	}
	return append(lines, l.panicSummary()...)
}

// counted yields each source that has something unwritten, and then the others, if they
// have. The caller holds mu.
func (l *sessionLog) counted() iter.Seq2[string, *unwritten] {
	return func(yield func(string, *unwritten) bool) {
		for _, source := range l.sources.Keys() {
			known, _ := l.sources.Peek(source)
			if known.sessions > 0 && !yield(source, &known.unwritten) {
				return
			}
		}
		if l.others.sessions > 0 {
			yield("others", &l.others)
		}
	}
}

// summary takes what is unwritten and returns a function that writes that. The caller
// holds mu.
func (l *sessionLog) summary(source string, u *unwritten) func() {
	taken := *u
	*u = unwritten{}
	return func() {
		fields := []any{"source", source, "sessions", taken.sessions, "since", taken.since.UTC().Format(time.RFC3339)}
		l.Info("sessions ended", append(fields, fieldsOf(taken.ends)...)...)
	}
}

// panicSummary is summary for panics. The caller holds mu.
func (l *sessionLog) panicSummary() []func() {
	if l.unlogged == 0 {
		return nil
	}
	n := l.unlogged
	l.unlogged = 0
	return []func(){func() { l.Error("panics contained", "panics", n) }}
}

// add counts n sessions that ended alike, from one time to another.
func (u *unwritten) add(end string, n int, since, last time.Time) {
	if u.sessions == 0 {
		*u = unwritten{since: since, last: last, ends: map[string]int{}}
	}
	if since.Before(u.since) {
		u.since = since
	}
	if last.After(u.last) {
		u.last = last
	}
	u.sessions += n
	u.ends[end] += n
}

// merge adds the sessions of another, and leaves it with none.
func (u *unwritten) merge(o *unwritten) {
	for end, n := range o.ends {
		u.add(end, n, o.since, o.last)
	}
	*o = unwritten{}
}

// fieldsOf returns counts as fields of a line, sorted by name. The names are from
// closed sets.
func fieldsOf(counts map[string]int) (fields []any) {
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		fields = append(fields, name, counts[name])
	}
	return fields
}
