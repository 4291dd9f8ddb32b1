package main

import (
	"context"
	"io"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/guard"
	"blog.example/pete/internal/quota"
	"blog.example/pete/internal/site"
	"blog.example/pete/internal/terminal"
	"blog.example/pete/internal/tui"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// touched is a terminal that knows which of its rows are written to.
type touched struct {
	mu       sync.Mutex
	emulator *vt.Emulator
	state    byte

	rows     map[int]bool // that were written or erased
	scrolled int          // times that rows were moved by the terminal
	bytes    int
}

// Write implements io.Writer.
func (t *touched) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bytes += len(p)
	parser := ansi.NewParser()
	for rest := p; len(rest) > 0; {
		sequence, width, n, state := ansi.DecodeSequence(rest, t.state, parser)
		t.state = state
		switch final := sequence[len(sequence)-1]; {
		case width > 0:
			t.rows[t.emulator.CursorPosition().Y] = true
		case len(sequence) > 2 && sequence[1] == '[' && strings.IndexByte("KXP@", final) >= 0:
			t.rows[t.emulator.CursorPosition().Y] = true
		case len(sequence) > 2 && sequence[1] == '[' && strings.IndexByte("LMST", final) >= 0,
			string(sequence) == ansi.ReverseIndex, final == '\n' && t.emulator.CursorPosition().Y == t.emulator.Height()-1:
			t.scrolled++
		}
		if string(sequence) != ansi.RequestBackgroundColor { // whose answer nothing reads
			_, _ = t.emulator.Write(sequence)
		}
		rest = rest[n:]
	}
	return len(p), nil
}

// take returns what was touched since the last call, and forgets it.
func (t *touched) take() (rows []int, scrolled, bytes int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for row := range t.rows {
		rows = append(rows, row)
	}
	slices.Sort(rows)
	scrolled, bytes = t.scrolled, t.bytes
	t.rows, t.scrolled, t.bytes = map[int]bool{}, 0, 0
	return rows, scrolled, bytes
}

// A key touches few rows, because a screen reader reads what is written, and a slow line
// carries it: on the list the two entries, what is said of the selected one and the foot; in
// a text the line that comes into the window.
func TestKeysTouchFewRows(t *testing.T) {
	fsys := fstest.MapFS{"site.yaml": {Data: []byte("title: T\nhost: blog.example\n")}}
	for i, title := range []string{"One post", "Another post", "The third"} {
		summary := strings.Repeat("What this post is about, in some words. ", 4-i)
		fsys["posts/"+strings.Fields(title)[0]+".md"] = &fstest.MapFile{Data: []byte("---\ntitle: " + title + "\ndate: 2026-01-0" + string(rune('9'-i)) +
			"\ntags: [a, b]\nsummary: " + summary + "\n---\n" + strings.Repeat("Some *words* of a text, and `code`, as they come.\n\n", 60))}
	}
	archive, report := blog.Open(fsys)
	if archive == nil {
		t.Fatal(report.Err())
	}
	store := site.NewStore(site.NewSnapshot(archive, nil))
	synctest.Test(t, func(t *testing.T) {
		table := quota.NewTable(quota.Limits{PerSource: 1, InputRate: 1 << 30, InputBurst: 1 << 30, CPUShare: 1000, SweepPeriod: time.Hour})
		source, err := table.Connect(netip.MustParseAddr("127.0.0.1"))
		if err != nil {
			t.Fatal(err)
		}
		ctx, end := context.WithCancelCause(t.Context())
		input, keys := io.Pipe()
		screen := &touched{emulator: vt.NewEmulator(80, 24), rows: map[int]bool{}}
		term := terminal.New(ctx, terminal.Options{
			Input: input, Output: screen, Term: "xterm-256color", Profile: colorprofile.ANSI256,
			Window:       func() quota.Window { return quota.DefaultWindow },
			Resized:      make(chan struct{}),
			Slot:         source.Keys.NewSlot(source.NewBudget()),
			Work:         func(run func()) { run() },
			Active:       func() {},
			Pay:          func(context.Context, int) {},
			SuspendAfter: time.Hour, Sweeper: table.Sweeper,
			Suspended: func(int) {}, Freed: func(int) {}, FirstFrame: func() {},
			Failed: func(caught *guard.Panic) { t.Errorf("%v at %s", caught, caught.Stack); end(caught) },
			End:    end,
		})
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			term.Run(func() terminal.Model {
				return tui.New(store, tui.Options{Columns: 80, Rows: 24, Profile: colorprofile.ANSI256})
			})
			term.Close("")
		}()
		press := func(pressed string) {
			if _, err := io.WriteString(keys, pressed); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		synctest.Wait()
		_, _, first := screen.take()
		t.Logf("the first frame: %d bytes", first)
		for _, step := range []struct {
			keys, name string
			most       int // rows
			moves      bool
			bytes      int
		}{
			{"j", "j on the list", 2 + 7, false, 450},
			{"k", "k on the list", 2 + 7, false, 450},
			{"\r", "enter", 24, true, 2500},
			{"j", "j in a text", 3, true, 200},
			{"j", "j in a text", 3, true, 200},
			{"k", "k in a text", 3, true, 200},
			{"/", "/ in a text", 1, false, 150},
		} {
			press(step.keys)
			rows, scrolled, bytes := screen.take()
			t.Logf("%s: %d bytes, rows %v, %d scrolls", step.name, bytes, rows, scrolled)
			if len(rows) > step.most || scrolled > 0 && !step.moves || bytes > step.bytes {
				t.Errorf("%s writes %d bytes to the rows %v and scrolls %d times, want at most %d bytes and %d rows", step.name, bytes, rows, scrolled, step.bytes, step.most)
			}
		}
		_ = keys.Close()
		<-ended
	})
}
