package sshd

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"blog.example/pete/internal/guard"
	"charm.land/log/v2"
)

// logBytes counts what is written in each second of the bubble's clock.
type logBytes struct {
	journal

	begun   time.Time
	seconds map[int]int
}

func (l *logBytes) Write(p []byte) (int, error) {
	n, err := l.journal.Write(p)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seconds[int(time.Since(l.begun).Seconds())] += n
	return n, err
}

// worst returns the most bytes of a second, and the mean of all.
func (l *logBytes) worst() (most, mean int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, n := range l.seconds {
		most = max(most, n)
		mean += n
	}
	return most, mean / max(len(l.seconds), 1)
}

// endSession logs the end of a session of a source, with what a client has chosen.
func endSession(l *sessionLog, source, chosen string) {
	l.session(source, doorCommand, endDone, "source", source, "user", chosen, "door", doorCommand, "end", endDone,
		"status", 0, "layer", doorCommand, "seconds", 0.001, "bytes", 30, "client", chosen)
}

// Attack: 6,600 sessions a second, from one source, from a hundred, or each from
// another, with names of which every byte has to be escaped.
func TestSessionStorm(t *testing.T) {
	const promise = 100_000 // bytes a second
	for _, sources := range []int{1, 100, 1 << 30} {
		for _, chosen := range []string{"reader", logged(strings.Repeat("\x00", 200))} {
			if underRace && (sources != 1<<30 || chosen == "reader") {
				continue // one goroutine writes all
			}
			synctest.Test(t, func(t *testing.T) {
				written := &logBytes{begun: time.Now(), seconds: map[int]int{}}
				l := newSessionLog(log.NewWithOptions(written, log.Options{Formatter: log.JSONFormatter, ReportTimestamp: true}))
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
				l.close()
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
		j := &journal{}
		l := newSessionLog(log.NewWithOptions(j, log.Options{Formatter: log.JSONFormatter}))
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
			got[0][doorCommand+"_"+endDone] != 5.0 || got[0]["since"] == nil {
			t.Fatalf("the summary is %v", got)
		}
		for range 200 { // 100 s of two sessions a second
			endSession(l, "192.0.2.1", "reader")
			time.Sleep(time.Second / 2)
		}
		if n := len(j.lines(t, "sessions ended")); n != 2 {
			t.Errorf("a source that is never quiet has %d more summaries in 100 s, want 1", n-1)
		}
		l.close()
	})
}

// Attack: a panic that a client can cause, again and again.
func TestPanicStorm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &journal{}
		l := newSessionLog(log.NewWithOptions(j, log.Options{Formatter: log.JSONFormatter}))
		for range 1000 {
			l.panicked(&guard.Panic{Value: stumble, Stack: strings.Repeat("frame < ", 100)}, "source", "192.0.2.1")
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
		j := &journal{}
		heard := &tally{}
		l := newSessionLog(log.NewWithOptions(j, log.Options{Formatter: log.JSONFormatter}))
		w := loggingWatcher{heard, l}
		for range 3000 {
			w.Refused(causeSource)
			w.Refused(causeHandshake)
			time.Sleep(time.Millisecond)
		}
		time.Sleep(refusalsInterval)
		synctest.Wait()
		total := 0
		for _, line := range j.lines(t, "refused") {
			total += int(line[causeSource].(float64))
		}
		if n := len(j.lines(t, "refused")); n > 4 || total != 3000 || len(heard.heard) != 6000 {
			t.Errorf("3 s of refusals are %d lines that count %d; the watcher has heard %d", n, total, len(heard.heard))
		}
	})
}

// stuckLog blocks at the first line about a session that has ended, for as long as
// the test lasts.
type stuckLog struct{ free chan struct{} }

func (s stuckLog) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte("session ended")) {
		<-s.free
	}
	return len(p), nil
}

// Attack: the log blocks. Sessions that wait for it hold no places, and a drain does not
// wait longer than it may.
func TestStuckLogHoldsNoPlaces(t *testing.T) {
	free := make(chan struct{})
	defer close(free)
	h := serve(t, rooms(), func(c *Config) {
		c.Log = log.NewWithOptions(stuckLog{free}, log.Options{})
		c.Limits.MaxReaders, c.Limits.PerSource, c.Limits.DrainTimeout = 1, 2, time.Second
	})
	for i := range 4 {
		client := h.dial(t)
		session, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		out, err := session.Output("ls")
		if err != nil || !strings.Contains(string(out), "ran") {
			t.Fatalf("command %d: %v, %q", i, err, out)
		}
		_ = client.Close()
		eventually(t, "the place is free", func() bool { return h.sessions.count() == 0 })
		eventually(t, "the connection is gone", h.empty)
	}
	h.cancel() // Serve cannot say "stopping", but all the rest is not held up
}
