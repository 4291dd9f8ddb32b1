package logqueue_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"blog.example/pete/internal/logqueue"
)

// gate is a file that takes lines only while it is open, and fails with err if set.
type gate struct {
	open chan struct{} // closed when writes may go on

	mu    sync.Mutex
	err   error
	lines []string
}

func (g *gate) Write(p []byte) (int, error) {
	<-g.open
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.err != nil {
		return 0, g.err
	}
	g.lines = append(g.lines, string(p))
	return len(p), nil
}

func (g *gate) fail(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.err = err
}

func (g *gate) all() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]string(nil), g.lines...)
}

// Attack: the reader of the log stops reading, while lines go on being written.
func TestUnreadLogNeverBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := &gate{open: make(chan struct{})}
		q := logqueue.New(file, 100, func(n uint64) { _, _ = fmt.Fprintf(file, "dropped %d", n) })
		for i := range 30 { // one is being written, ten wait, the others find no room
			if n, err := fmt.Fprintf(q, "line %4d\n", i); n != 10 || err != nil {
				t.Fatalf("line %d: %d, %v", i, n, err)
			}
			synctest.Wait()
		}
		if q.Dropped() != 19 {
			t.Errorf("%d lines are dropped, want 19", q.Dropped())
		}
		if begun := time.Now(); q.Flush(time.Second) || time.Since(begun) != time.Second {
			t.Errorf("a flush to a pipe that is not read takes %v, want 1s", time.Since(begun))
		}
		close(file.open)
		if !q.Flush(time.Second) {
			t.Error("the queue is not written although the file takes lines again")
		}
		got := file.all()
		if len(got) != 12 || got[0] != "line    0\n" || got[11] != "line   10\n" {
			t.Errorf("written is %q", got)
		}
		if !strings.Contains(strings.Join(got, ""), "dropped 19") {
			t.Errorf("no report counts the 19 that were dropped: %q", got)
		}
	})
}

// Attack: the reader of the log goes away, so that every write fails.
func TestBrokenPipe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := &gate{open: make(chan struct{})}
		close(file.open)
		reports := 0
		q := logqueue.New(file, 100, func(uint64) { reports++ })
		file.fail(errors.New("broken pipe"))
		for range 5 {
			_, _ = q.Write([]byte("lost\n"))
			synctest.Wait()
		}
		if q.Dropped() != 5 || reports != 0 {
			t.Errorf("%d lines are dropped and %d reports made, want 5 and none", q.Dropped(), reports)
		}
		file.fail(nil)
		_, _ = q.Write([]byte("kept\n"))
		synctest.Wait()
		if got := file.all(); len(got) != 1 || reports != 1 || q.Dropped() != 5 {
			t.Errorf("once the pipe works again, written is %q, reports are %d, dropped %d", got, reports, q.Dropped())
		}
	})
}

// Attack: clients make a library log without end.
func TestLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var text bytes.Buffer
		logger := slog.New(logqueue.Limit(slog.NewTextHandler(&text, nil), 1, 3)).With("from", "library")
		for range 1000 {
			logger.Error("panic")
		}
		if n := strings.Count(text.String(), "from=library"); n != 3 {
			t.Errorf("%d records of 1000 pass, want 3", n)
		}
		time.Sleep(time.Second) // of the test's own clock
		logger.Error("panic")
		if !strings.Contains(text.String(), "suppressed=997") {
			t.Errorf("what did not pass is not counted:\n%s", text.String())
		}
	})
}
