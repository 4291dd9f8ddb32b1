package logqueue

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"blog.example/pete/internal/guard"
	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"
)

// The bounds of the lines that clients cause, through all doors together. A line takes some
// 350 bytes, and 1,200 if a client fills its fields with what has to be escaped.
const (
	sourceLines      = 20 // of one source at once: more than it may have sessions open by default
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
)

// Logger writes lines with fields, which are names and values by turns.
type Logger interface {
	Info(message any, fields ...any)
	Error(message any, fields ...any)
}

// Events is a log of what clients cause: sessions, requests, panics and refusals. What it
// writes is bounded, for each source and for all together, because clients decide how many
// there are: lines beyond the bounds are counted, and the counts are written later.
type Events struct {
	to Logger

	all    *rate.Limiter // bytes of lines
	panics *rate.Limiter

	mu       sync.Mutex
	sources  *simplelru.LRU[string, *sourceLog]
	others   unwritten // of sources that sources has no room for
	unlogged int       // panics
	refused  map[string]int
	latest   string // the source of the latest refusal
	summing  bool   // the next summaries are scheduled
	refusing bool   // the next line of refusals is
}

// Event is something that a client has caused.
type Event struct {
	Source  string // an address, or the network that stands for one client
	Message string // of its line

	// Noun and Kind are what a summary counts it as: Noun is "sessions" or "requests", and
	// Kind one of a closed set.
	Noun, Kind string
}

// sourceLog limits the lines of one source, and counts what was not written.
type sourceLog struct {
	unwritten

	lines *rate.Limiter
}

// unwritten counts events that have no line in the log.
type unwritten struct {
	events      int
	counts      map[string]int // by noun, and by kind
	since, last time.Time
}

// NewEvents returns a log of events that writes to to.
func NewEvents(to Logger) *Events {
	l := &Events{
		to:      to,
		all:     rate.NewLimiter(allLineByteRate, allLineBytes),
		panics:  rate.NewLimiter(panicLineRate, panicLines),
		refused: map[string]int{},
	}
	// NewLRU fails only for a size below one. A source that makes room is one of many.
	l.sources, _ = simplelru.NewLRU(loggedSources, func(_ string, gone *sourceLog) { l.others.merge(&gone.unwritten) })
	return l
}

// Write writes the line of an event, or counts it if its source or all sources together have
// had enough lines. It calls fields only if the source has not.
func (l *Events) Write(e Event, fields func() []any) {
	if !l.sourcePasses(e) {
		return
	}
	f := fields()
	if l.all.AllowN(time.Now(), sizeOf(f)) {
		l.to.Info(e.Message, f...)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count(l.source(e.Source), e)
}

// sizeOf returns how many bytes a line with these fields has at most.
func sizeOf(fields []any) int {
	size := 150
	for _, field := range fields {
		size += 2 * len(fmt.Sprint(field)) // JSON doubles backslashes
	}
	return size
}

// sourcePasses reports whether the source may have another line, and counts the event if not.
func (l *Events) sourcePasses(e Event) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	of := l.source(e.Source)
	if of.lines.Allow() {
		return true
	}
	l.count(of, e)
	return false
}

// source returns the lines of a source. The caller holds mu.
func (l *Events) source(name string) *sourceLog {
	known, ok := l.sources.Get(name)
	if !ok {
		known = &sourceLog{lines: rate.NewLimiter(sourceLineRate, sourceLines)}
		l.sources.Add(name, known)
	}
	return known
}

// count counts an event that has no line. The caller holds mu.
func (l *Events) count(of *sourceLog, e Event) {
	now := time.Now()
	of.add(1, now, now)
	of.counts[e.Noun]++
	of.counts[e.Kind]++
	l.plan()
}

// Panicked writes a line about a panic, or counts the panic if there were many. where are
// fields.
func (l *Events) Panicked(caught *guard.Panic, where ...any) {
	if l.panics.Allow() {
		l.to.Error("panic contained", append(where, "panic", Escaped(fieldLength, fmt.Sprint(caught.Value)), "stack", caught.Stack)...)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unlogged++
	l.plan()
}

// Refused counts a refusal. All of a second are one line, with the source of the last of them.
func (l *Events) Refused(cause, source string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refused[cause]++
	l.latest = source
	if !l.refusing {
		l.refusing = true
		time.AfterFunc(refusalsInterval, l.writeRefusals)
	}
}

func (l *Events) writeRefusals() {
	l.mu.Lock()
	counts, latest := fieldsOf(l.refused), l.latest
	clear(l.refused)
	l.refusing = false
	l.mu.Unlock()
	if len(counts) > 0 {
		l.to.Info("refused", append(counts, "last", Field(latest))...)
	}
}

// plan schedules the summaries of what is unwritten. The caller holds mu.
func (l *Events) plan() {
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
func (l *Events) due() (lines []func()) {
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

// Close writes what is unwritten, at most finalSummaries sources one by one.
func (l *Events) Close() {
	l.writeRefusals()
	for _, line := range l.remaining() {
		line()
	}
}

func (l *Events) remaining() (lines []func()) {
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
func (l *Events) counted() iter.Seq2[string, *unwritten] {
	return func(yield func(string, *unwritten) bool) {
		for _, source := range l.sources.Keys() {
			known, _ := l.sources.Peek(source)
			if known.events > 0 && !yield(source, &known.unwritten) {
				return
			}
		}
		if l.others.events > 0 {
			yield("others", &l.others)
		}
	}
}

// summary takes what is unwritten and returns a function that writes that. The caller
// holds mu.
func (l *Events) summary(source string, u *unwritten) func() {
	taken := *u
	*u = unwritten{}
	return func() {
		message := "sessions ended"
		if taken.counts["sessions"] == 0 {
			message = "requests answered"
		}
		fields := []any{"source", source, "since", taken.since.UTC().Format(time.RFC3339)}
		l.to.Info(message, append(fields, fieldsOf(taken.counts)...)...)
	}
}

// panicSummary is summary for panics. The caller holds mu.
func (l *Events) panicSummary() []func() {
	if l.unlogged == 0 {
		return nil
	}
	n := l.unlogged
	l.unlogged = 0
	return []func(){func() { l.to.Error("panics contained", "panics", n) }}
}

// add counts n events, from one time to another.
func (u *unwritten) add(n int, since, last time.Time) {
	if u.events == 0 {
		*u = unwritten{since: since, last: last, counts: map[string]int{}}
	}
	if since.Before(u.since) {
		u.since = since
	}
	if last.After(u.last) {
		u.last = last
	}
	u.events += n
}

// merge adds the events of another, and leaves it with none.
func (u *unwritten) merge(o *unwritten) {
	if o.events > 0 {
		u.add(o.events, o.since, o.last)
		for kind, n := range o.counts {
			u.counts[kind] += n
		}
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

// fieldLength is how much of a client's text one field of the log shows, in bytes before
// escaping.
const fieldLength = 100

// Field returns a client's text as a field of the log shows it: see [Escaped].
func Field(s string) string { return Escaped(fieldLength, s) }

// Escaped returns at most length bytes of a client's text, with all that is not printable
// escaped. The logger's own escaping depends on its format: JSON leaves U+202E and C1
// controls as they are.
func Escaped(length int, s string) string {
	more := ""
	if len(s) > length {
		s, more = s[:length], "…"
	}
	quoted := strconv.Quote(s)
	return quoted[1:len(quoted)-1] + more
}
