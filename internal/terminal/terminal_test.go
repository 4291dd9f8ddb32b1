package terminal

import (
	"context"
	"fmt"
	"io"
	"net/netip"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"blog.example/pete/internal/guard"
	"blog.example/pete/internal/quota"
	"blog.example/pete/internal/termtest"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// keysModel shows the keys it has had, and its size. q ends it.
type keysModel struct {
	keys          string
	columns, rows int
	seen          func(tea.Msg)
	suspend       func()
}

func (m keysModel) Init() tea.Cmd { return nil }

func (m keysModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if m.seen != nil {
		m.seen(msg)
	}
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.columns, m.rows = msg.Width, msg.Height
	case tea.KeyPressMsg:
		m.keys += msg.String()
		if msg.String() == "q" {
			return m, tea.Quit
		}
	}
	return m, nil
}

func (m keysModel) View() tea.View {
	return tea.NewView(fmt.Sprintf("%dx%d keys=%s.", m.columns, m.rows, m.keys))
}

func (m keysModel) Farewell(string) string { return "bye " + m.keys + "\n" }

func (m keysModel) Clipboard() string { return "" }

func (m keysModel) Suspend() {
	if m.suspend != nil {
		m.suspend()
	}
}

// console is a terminal with an emulator at the other end and a clock that the test has.
type console struct {
	*Terminal

	screen    *termtest.Terminal
	keys      *io.PipeWriter
	resized   chan struct{}
	size      atomic.Pointer[quota.Window]
	suspended atomic.Int64
	freed     atomic.Int64 // bytes
	end       context.CancelCauseFunc
}

// newConsole returns a terminal that is not running. Everything it waits for ends with
// the test.
func newConsole(t *testing.T, suspendAfter time.Duration, change ...func(*Options)) *console {
	t.Helper()
	table := quota.NewTable(quota.Limits{
		PerSource: 1, InputRate: 1 << 30, InputBurst: 1 << 30, CPUShare: 1000, SweepPeriod: time.Millisecond,
	})
	source, err := table.Connect(netip.MustParseAddr("127.0.0.1"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancelCause(t.Context())
	input, keys := io.Pipe()
	c := &console{
		screen:  termtest.New(defaultWindow.Columns, defaultWindow.Rows),
		keys:    keys,
		resized: make(chan struct{}, 1),
		end:     end,
	}
	c.size.Store(&defaultWindow)
	o := Options{
		Input:        input,
		Output:       c.screen,
		Term:         "linux", // which is asked for nothing
		Profile:      colorprofile.ANSI,
		Window:       func() quota.Window { return *c.size.Load() },
		Resized:      c.resized,
		Resize:       func(columns, rows int) { c.resize(columns, rows) },
		Slot:         source.Keys.NewSlot(source.NewBudget()),
		Work:         func(run func()) { run() },
		Active:       func() {},
		Pay:          func(context.Context, int) {},
		SuspendAfter: suspendAfter,
		Sweeper:      table.Sweeper,
		Suspended:    func(by int) { c.suspended.Add(int64(by)) },
		Freed:        func(bytes int) { c.freed.Add(int64(bytes)) },
		FirstFrame:   func() {},
		Failed:       func(caught *guard.Panic) { t.Errorf("%v at %s", caught, caught.Stack); end(caught) },
		End:          end,
	}
	for _, f := range change {
		f(&o)
	}
	c.Terminal = New(ctx, o)
	t.Cleanup(func() { _ = keys.Close() })
	return c
}

// resize sets the size and tells the terminal.
func (c *console) resize(columns, rows int) {
	c.screen.Resize(columns, rows)
	c.size.Store(&quota.Window{Columns: columns, Rows: rows})
	select {
	case c.resized <- struct{}{}:
	default:
	}
}

// A terminal works on any stream: from keys to frames, through a suspension, to the end.
func TestTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newConsole(t, time.Second)
		ended := make(chan struct{})
		var sizes, told atomic.Int64
		go func() {
			defer close(ended)
			c.Run(func() Model {
				return keysModel{suspend: func() { told.Add(1) }, seen: func(msg tea.Msg) {
					if _, ok := msg.(tea.WindowSizeMsg); ok {
						sizes.Add(1)
					}
				}}
			})
		}()
		shows := func(want string) {
			t.Helper()
			synctest.Wait()
			if view, _ := c.screen.View(); !view.Has(want) {
				t.Errorf("the screen shows %q, want %q", strings.TrimSpace(view.Text()), want)
			}
		}
		shows("80x24 keys=.")
		for _, key := range []string{"j", "k"} {
			_, _ = io.WriteString(c.keys, key)
		}
		shows("keys=jk.")
		if c.suspended.Load() != 0 {
			t.Error("it is suspended at once")
		}
		time.Sleep(2 * time.Second)
		if synctest.Wait(); c.suspended.Load() != 1 {
			t.Error("it is not suspended though nothing happens")
		}
		if c.view.screen.renderer != nil || c.freed.Load() != int64(2*cellBytes*defaultWindow.Area()) || told.Load() != 1 {
			t.Errorf("while it is suspended it has cells, %d bytes are freed, and the model is told %d times", c.freed.Load(), told.Load())
		}
		_, _ = io.WriteString(c.keys, "l")
		shows("keys=jkl.")
		if sizes.Load() != 1 {
			t.Errorf("the model has had its size %d times, want once", sizes.Load())
		}
		time.Sleep(2 * time.Second)
		c.resize(60, 20)
		shows("60x20 keys=jkl.")
		_, _ = io.WriteString(c.keys, "q")
		<-ended
		words, caught := c.Farewell("")
		if caught != nil {
			t.Error(caught)
		}
		c.Close(words)
		view, _ := c.screen.View()
		if len(view.Modes) > 0 || view.Rows[0] != "bye jklq" {
			t.Errorf("the terminal is left with modes %v and %q", view.Modes, strings.TrimSpace(view.Text()))
		}
		c.end(nil)
		_ = c.keys.Close()
	})
}

// An edge that is dragged gives a size every few milliseconds. The model gets ten a second
// and always the last.
func TestSizesAreCoalesced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newConsole(t, time.Hour)
		var mu sync.Mutex
		var sizes []tea.WindowSizeMsg
		go c.Run(func() Model {
			return keysModel{seen: func(msg tea.Msg) {
				if size, ok := msg.(tea.WindowSizeMsg); ok {
					mu.Lock()
					defer mu.Unlock()
					sizes = append(sizes, size)
				}
			}}
		})
		synctest.Wait()
		mu.Lock()
		sizes = nil
		mu.Unlock()
		const columns = 40
		for i := range 100 {
			c.resize(columns+i, 20)
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(2 * resizePause)
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		if n := len(sizes); n < 5 || n > 12 {
			t.Errorf("a second of 100 sizes came as %d messages", n)
		} else if last := sizes[n-1]; last.Width != columns+99 {
			t.Errorf("the last message has %d columns, want %d", last.Width, columns+99)
		}
		c.end(nil)
		_ = c.keys.Close()
	})
}

// deep is a model that needs a large stack.
type deep struct{ keysModel }

func (d deep) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := d.keysModel.Update(msg)
	d.keysModel = next.(keysModel)
	return d, cmd
}

func (d deep) View() tea.View { return tea.NewView(fmt.Sprint(descend(100))) }

// descend takes about a KB of stack for each level.
//
//go:noinline
func descend(levels int) int {
	var frame [1 << 10]byte
	if frame[levels] = byte(levels); levels == 0 {
		return 0
	}
	return descend(levels-1) + int(frame[levels])
}

// The stack that a program has grown is freed when the program is suspended.
func TestStackOfASuspendedTerminal(t *testing.T) {
	const terminals = 20
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // which shrinks stacks
	stacks := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.StackInuse
	}
	before := stacks()
	for range terminals {
		c := newConsole(t, time.Millisecond)
		go c.Run(func() Model {
			_ = deep{}.View()
			return deep{}
		})
		for c.suspended.Load() == 0 {
			runtime.Gosched()
		}
	}
	if grown := (int64(stacks()) - int64(before)) / terminals; grown > 64<<10 {
		t.Errorf("a suspended terminal has %d KB of stacks", grown>>10)
	}
}

// Only the message of a program that waits for nothing suspends it: no command without
// its answer, no batch of events without its end, no event that is being sent.
func TestWhatPreventsSuspension(t *testing.T) {
	c := newConsole(t, time.Hour)
	c.view.model = keysModel{}
	c.program = c.newProgram()
	suspends := func() bool { return c.filter(nil, nothingHappened{}) != nil }

	nothing := func() tea.Msg { return nil }
	command := c.view.command(func() tea.Msg { return tea.BatchMsg{nothing, nil, nothing} })
	if suspends() {
		t.Error("it is suspended before a command has run")
	}
	batch := command().(tea.BatchMsg)
	if suspends() {
		t.Error("it is suspended before the members of a batch have run")
	}
	if c.filter(nil, batch[0]()) != nil || suspends() {
		t.Error("it is suspended when one of two has answered")
	}
	last := batch[2]()
	if suspends() {
		t.Error("it is suspended while an answer is on its way")
	}
	c.filter(nil, last)

	c.view.batch = true
	if suspends() {
		t.Error("it is suspended in the middle of a batch of events")
	}
	c.view.batch = false
	c.sending.Lock()
	if suspends() {
		t.Error("it is suspended while an event is on its way")
	}
	c.sending.Unlock()
	if !suspends() || c.program != nil || !c.Terminal.suspended {
		t.Error("it is not suspended when nothing happens")
	}
}
