package logqueue

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"blog.example/pete/internal/guard"
)

// journal is a log of JSON lines. It counts what is written in each second of the bubble's
// clock.
type journal struct {
	begun time.Time

	mu      sync.Mutex
	buf     bytes.Buffer
	seconds map[int]int
}

func newJournal() *journal { return &journal{begun: time.Now(), seconds: map[int]int{}} }

func (j *journal) Info(message any, fields ...any)  { j.write("info", message, fields) }
func (j *journal) Error(message any, fields ...any) { j.write("error", message, fields) }

func (j *journal) write(level string, message any, fields []any) {
	line := map[string]any{"time": time.Now(), "level": level, "msg": message}
	for i := 0; i < len(fields); i += 2 {
		line[fields[i].(string)] = fields[i+1]
	}
	text, _ := json.Marshal(line) // strings and numbers
	j.mu.Lock()
	defer j.mu.Unlock()
	n, _ := j.buf.Write(append(text, '\n'))
	j.seconds[int(time.Since(j.begun).Seconds())] += n
}

// lines returns the fields of every line with a message.
func (j *journal) lines(t *testing.T, msg string) (found []map[string]any) {
	t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	for line := range strings.Lines(j.buf.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatal(err)
		}
		if fields["msg"] == msg {
			found = append(found, fields)
		}
	}
	return found
}

// worst returns the most bytes of a second, and the mean of all.
func (j *journal) worst() (most, mean int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, n := range j.seconds {
		most = max(most, n)
		mean += n
	}
	return most, mean / max(len(j.seconds), 1)
}

// endSession logs the end of a session of a source, with what a client has chosen.
func endSession(l *Events, source, chosen string) {
	l.Write(Event{source, "session ended", "sessions", "command_done"}, func() []any {
		return []any{
			"source", source, "user", chosen, "door", "command", "end", "done",
			"status", 0, "layer", "command", "seconds", 0.001, "bytes", 30, "client", chosen,
		}
	})
}

// Attack: 6,600 sessions a second, from one source, from a hundred, or each from
// another, with names of which every byte has to be escaped.
func TestSessionStorm(t *testing.T) {
	const promise = 100_000 // bytes a second
	for _, sources := range []int{1, 100, 1 << 30} {
		for _, chosen := range []string{"reader", Field(strings.Repeat("\x00", 200))} {
			synctest.Test(t, func(t *testing.T) {
				written := newJournal()
				l := NewEvents(written)
				const seconds, perSecond = 15, 6600
				for i := range seconds * perSecond {
					endSession(l, fmt.Sprintf("192.0.2.%d", i%sources), chosen)
					if i%66 == 0 {
						time.Sleep(time.Second / 100) // of the bubble's clock
					}
				}
				time.Sleep(2 * summaryLatest) // until all are quiet
				most, mean := written.worst()
				t.Logf("%d sources, names of %d bytes: at most %d bytes a second, %d in the mean", sources, len(chosen), most, mean)
				if most > promise {
					t.Errorf("%d bytes are logged in one second", most)
				}
				if n := l.sources.Len(); n > loggedSources {
					t.Errorf("%d sources are remembered", n)
				}
				l.Close()
				lines, counted := len(written.lines(t, "session ended")), 0
				for _, line := range written.lines(t, "sessions ended") {
					counted += int(line["sessions"].(float64))
				}
				if lines+counted != seconds*perSecond || lines < sourceLines {
					t.Errorf("of %d sessions %d have a line and %d are counted", seconds*perSecond, lines, counted)
				}
			})
		}
	}
}

// A summary says what was not written, once the source is quiet and while it is not.
func TestSummary(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		l := NewEvents(j)
		for range sourceLines + 5 {
			endSession(l, "192.0.2.1", "reader")
		}
		endSession(l, "192.0.2.2", "reader") // another source has its own lines
		time.Sleep(summaryQuiet)
		synctest.Wait()
		if n := len(j.lines(t, "session ended")); n != sourceLines+1 {
			t.Errorf("%d lines, want %d", n, sourceLines+1)
		}
		got := j.lines(t, "sessions ended")
		if len(got) != 1 || got[0]["source"] != "192.0.2.1" || got[0]["sessions"] != 5.0 ||
			got[0]["command_done"] != 5.0 || got[0]["since"] == nil {
			t.Fatalf("the summary is %v", got)
		}
		for range 200 { // 100 s of two sessions a second
			endSession(l, "192.0.2.1", "reader")
			time.Sleep(time.Second / 2)
		}
		if n := len(j.lines(t, "sessions ended")); n != 2 {
			t.Errorf("a source that is never quiet has %d more summaries in 100 s, want 1", n-1)
		}
		l.Close()
	})
}

// Attack: a source that has had its lines over SSH has as many over HTTP. A summary has both.
func TestOneBoundForAllDoors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		l := NewEvents(j)
		for range sourceLines {
			endSession(l, "192.0.2.1", "reader")
			l.Write(Event{"192.0.2.1", "request", "requests", "web_2xx"}, func() []any { return []any{"source", "192.0.2.1"} })
		}
		for range sourceLines + 3 {
			l.Write(Event{"192.0.2.2", "request", "requests", "web_2xx"}, func() []any { return []any{"source", "192.0.2.2"} })
		}
		time.Sleep(summaryQuiet)
		synctest.Wait()
		if n := len(j.lines(t, "session ended")) + len(j.lines(t, "request")); n != 2*sourceLines {
			t.Errorf("two sources have %d lines, want %d", n, 2*sourceLines)
		}
		ended, answered := j.lines(t, "sessions ended"), j.lines(t, "requests answered")
		if len(ended) != 1 || ended[0]["sessions"] != sourceLines/2. || ended[0]["requests"] != sourceLines/2. || ended[0]["web_2xx"] != sourceLines/2. {
			t.Errorf("the summary of both is %v", ended)
		}
		if len(answered) != 1 || answered[0]["requests"] != 3. || answered[0]["sessions"] != nil {
			t.Errorf("the summary of requests is %v", answered)
		}
	})
}

// Attack: a panic that a client can cause, again and again.
func TestPanicStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		l := NewEvents(j)
		for range 1000 {
			l.Panicked(&guard.Panic{Value: "stumble", Stack: strings.Repeat("frame < ", 100)}, "source", "192.0.2.1")
		}
		time.Sleep(summaryQuiet)
		synctest.Wait()
		lines, summary := len(j.lines(t, "panic contained")), j.lines(t, "panics contained")
		if lines != panicLines || len(summary) != 1 || summary[0]["panics"] != float64(1000-panicLines) {
			t.Errorf("%d lines and %v", lines, summary)
		}
	})
}

// Attack: connections that are refused, thousands a second.
func TestRefusalsAreOneLineASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		l := NewEvents(j)
		for range 3000 {
			l.Refused("source", "192.0.2.1")
			l.Refused("handshake", "192.0.2.2")
			time.Sleep(time.Millisecond)
		}
		time.Sleep(refusalsInterval)
		synctest.Wait()
		total := 0
		for _, line := range j.lines(t, "refused") {
			total += int(line["source"].(float64))
			if line["last"] != "192.0.2.2" {
				t.Errorf("the last source is %v", line["last"])
			}
		}
		if n := len(j.lines(t, "refused")); n > 4 || total != 3000 {
			t.Errorf("3 s of refusals are %d lines that count %d", n, total)
		}
	})
}
