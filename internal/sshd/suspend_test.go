package sshd

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"
)

// tired has rooms suspended when nothing happens, impatient at once, and restless never.
func tired(c *Config) { c.Limits.RestAfter = time.Millisecond }

func impatient(c *Config) {
	c.Limits.RestAfter, c.Limits.SweepPeriod = time.Nanosecond, 20*time.Microsecond
}
func restless(c *Config) { c.Limits.RestAfter = time.Hour }

// rests waits until so many visits rest.
func (h *house) rests(t testing.TB, visits int64) {
	t.Helper()
	eventually(t, fmt.Sprintf("%d visits rest", visits), func() bool { return h.suspended.Load() == visits })
}

// pageRoom shows a part of a long text, and how many keys it has had.
type pageRoom struct {
	lines                    []string
	columns, rows, top, keys int
}

func (r pageRoom) Init() tea.Cmd { return nil }

func (r pageRoom) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		r.columns, r.rows = msg.Width, msg.Height
	case tea.KeyPressMsg:
		r.keys++
		r.top += map[string]int{"j": 1, "k": -1, "space": 20, "b": -20, "down": 3, "up": -3}[msg.String()]
		r.top = min(max(r.top, 0), len(r.lines)-50) // whatever the size, which may come before or after
	}
	return r, nil
}

func (r pageRoom) View() tea.View {
	rows := append(slices.Clone(r.lines[r.top:r.top+r.rows-1]), fmt.Sprintf("%dx%d after %d keys.", r.columns, r.rows, r.keys))
	view := tea.NewView(strings.Join(rows, "\n"))
	view.WindowTitle = fmt.Sprintf("Line %d", r.top)
	return view
}

func (r pageRoom) Farewell(string) string { return "" }
func (r pageRoom) Suspend()               {}
func (r pageRoom) Clipboard() string      { return "" }

// Two readers press the same keys, and drag their windows in the same way. One's visit
// rests whenever nothing happens, the other's never does. They see the same.
func TestRestIsInvisible(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	var lines []string
	for i := range 400 {
		words := []string{"alpha", "漢字", "café", "\x1b[1mbold\x1b[m", "\x1b[38;5;99mviolet\x1b[m"}
		r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		lines = append(lines, fmt.Sprintf("%d %s", i, strings.Join(words[:r.IntN(len(words))], " ")))
	}
	doors := rooms()
	doors.Room = func(g Client, _ string) Room { return pageRoom{lines: lines, columns: g.Columns, rows: g.Rows} }
	h, twinHouse := serve(t, doors, tired), serve(t, doors, restless)
	terms := []*emulated{h.terminal(t, h.dial(t)), twinHouse.terminal(t, twinHouse.dial(t))}
	size, keys := defaultWindow, 0
	look := func(step int) {
		t.Helper()
		for _, term := range terms {
			term.shows(t, fmt.Sprintf("%dx%d after %d keys.", size.Columns, size.Rows, keys))
		}
		got, _ := terms[0].View()
		want, _ := terms[1].View()
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("step %d: the screen shows\n%q\nwant\n%q", step, got.Styled, want.Styled)
		}
	}
	steps := 200
	if underRace {
		steps = 50
	}
	for step := range steps {
		look(step)
		if r.IntN(2) == 0 {
			h.rests(t, 1)
		}
		if r.IntN(8) == 0 {
			size = window{Columns: 40 + r.IntN(80), Rows: 6 + r.IntN(30)}
			for _, term := range terms {
				term.resize(t, size)
			}
			look(step) // the emulator gets lost in frames of another size than it has
		}
		// One by one, each at another moment of the visit's going to rest.
		for range r.IntN(5) {
			key := []string{"j", "k", " ", "b", "\x1b[A", "\x1b[B", "jk"}[r.IntN(7)]
			keys += max(1, len(key)%3)
			for _, term := range terms {
				term.press(t, key)
			}
		}
	}
}

// resize sets the size of the terminal and tells the server.
func (term *emulated) resize(t testing.TB, size window) {
	t.Helper()
	term.Resize(size.Columns, size.Rows)
	if err := term.session.WindowChange(size.Rows, size.Columns); err != nil {
		t.Fatal(err)
	}
}

// Keys that come one by one, many of them at the moment at which the visit goes to rest,
// all arrive, once and in order.
func TestNoKeyIsLost(t *testing.T) {
	var mu sync.Mutex
	var got strings.Builder
	inits := 0
	doors := rooms()
	doors.Room = func(Client, string) Room {
		return initRoom{testRoom{seen: func(msg tea.Msg) {
			mu.Lock()
			defer mu.Unlock()
			if key, ok := msg.(tea.KeyPressMsg); ok {
				got.WriteString(key.Text)
			}
		}}, &inits}
	}
	h := serve(t, doors, impatient)
	channel := h.enter(t, "127.0.0.1", defaultWindow)
	h.rests(t, 1)
	r := rand.New(rand.NewPCG(3, 3))
	var want strings.Builder
	for range 3000 {
		key := string("abcdefghijklmnop"[r.IntN(16)]) // not q
		want.WriteString(key)
		if _, err := io.WriteString(channel, key); err != nil {
			t.Fatal(err)
		}
		if r.IntN(20) == 0 {
			change := gossh.Marshal(windowChange{Columns: 40 + r.Uint32N(80), Rows: 10 + r.Uint32N(40)})
			if _, err := channel.SendRequest("window-change", false, change); err != nil {
				t.Fatal(err)
			}
		}
		for range r.IntN(3) {
			runtime.Gosched()
		}
	}
	said := func() string {
		mu.Lock()
		defer mu.Unlock()
		return got.String()
	}
	eventually(t, "all keys have arrived", func() bool { return len(said()) >= want.Len() })
	h.rests(t, 1)
	if said() != want.String() {
		t.Errorf("the room got %d keys, want %d, or others", len(said()), want.Len())
	}
	if _, err := io.WriteString(channel, "q"); err != nil {
		t.Fatal(err)
	}
	if line := h.log.ended(t, 0); line["end"] != endLeft {
		t.Errorf("the log has %v", line)
	}
	if inits != 1 {
		t.Errorf("Init ran %d times", inits)
	}
}

// initRoom counts how often it begins.
type initRoom struct {
	testRoom

	inits *int
}

func (r initRoom) Init() tea.Cmd { *r.inits++; return nil }

func (r initRoom) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := r.testRoom.Update(msg)
	r.testRoom = next.(testRoom)
	return r, cmd
}

// The same happens to a suspended room as to one that runs.
func TestWaking(t *testing.T) {
	h := serve(t, rooms(), tired)
	term := h.terminal(t, h.dial(t))
	term.shows(t, "dark=true") // the terminal has answered
	h.rests(t, 1)
	before := term.sent()
	frames := func() int { return strings.Count(strings.TrimPrefix(term.sent(), before), "\x1b[?2026h") }

	// A click means nothing to this room: it resumes and suspends, and the screen stays.
	term.press(t, "\x1b[<0;5;5M")
	term.press(t, "j")
	term.shows(t, "keys=j.")
	h.rests(t, 1)
	term.resize(t, window{Columns: 100, Rows: 30})
	term.shows(t, "100x30 keys=j.")
	h.rests(t, 1)
	term.press(t, "kkk") // at once, so drawn once
	term.shows(t, "100x30 keys=jkkk.")
	if got := frames(); got != 3 {
		t.Errorf("a click, a key, a size and a batch were drawn in %d frames:\n%q", got, strings.TrimPrefix(term.sent(), before))
	}
	h.rests(t, 1)
	term.press(t, "\x1b") // a key by itself, after a while
	term.shows(t, "kesc.")
	h.rests(t, 1)
	term.press(t, "Y") // and what is copied is copied once
	term.shows(t, "escY.")
	copies := func() int { return strings.Count(term.sent(), "\x1b]52;") }
	eventually(t, "it is copied", func() bool { return copies() > 0 })
	h.rests(t, 1)
	term.press(t, "k")
	term.shows(t, "escYk.")
	if n := copies(); n != 1 {
		t.Errorf("it was copied %d times", n)
	}
}

// However a visit ends that rests, or that has just woken: the terminal is as it was,
// the log says how, and nothing stays.
func TestEndsWhileResting(t *testing.T) {
	press := func(keys string) func(*testing.T, *house, *emulated) {
		return func(t *testing.T, _ *house, term *emulated) { term.press(t, keys) }
	}
	for _, test := range []struct {
		name, end, says string
		act             func(*testing.T, *house, *emulated)
	}{
		{"drain", endDrained, whyDrained, func(t *testing.T, h *house, _ *emulated) { h.stop(t) }},
		{"idle", endIdle, "Closed after 2 seconds without a key.", func(*testing.T, *house, *emulated) {}},
		{"end of input", endGone, "", func(t *testing.T, _ *house, term *emulated) { term.hangUp(t) }},
		{"quit", endLeft, "ssh -t pete q", press("q")},
		{"quit and type on", endLeft, "ssh -t pete q", press("q" + strings.Repeat("j", 3000))},
		{"panic in Update", endPanicked, whyBroken, press("U")},
		{"panic in View", endPanicked, whyBroken, press("V")},
		{"panic in a command", endPanicked, whyBroken, press("C")},
		{"panic in a batch", endPanicked, whyBroken, press("B")},
		{"panic in Farewell", endPanicked, whyBroken, press("Fq")},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := serve(t, rooms(), tired, func(c *Config) {
				if test.end == endIdle {
					c.Limits.IdleTimeout = 2 * time.Second
				}
			})
			before := h.baseline(t)
			client := h.dial(t)
			term := h.terminal(t, client)
			term.shows(t, "dark=true")
			if test.end != endIdle { // which does not wait for us
				h.rests(t, 1)
			}
			test.act(t, h, term)
			term.ends(t)
			term.restored(t)
			if text := term.text(); !strings.Contains(text, test.says) {
				t.Errorf("the screen shows %q, want %q", text, test.says)
			}
			if line := h.log.ended(t, 0); line["end"] != test.end {
				t.Errorf("the log has %v", line)
			}
			term.Close()
			_ = client.Close()
			_ = client.Wait()
			eventually(t, "no client is connected", h.empty)
			quiet(t, before)
			if n := h.suspended.Load(); n != 0 {
				t.Errorf("%d visits rest", n)
			}
		})
	}
}

// A reader whose connection is cut while the visit rests leaves nothing.
func TestLostWhileResting(t *testing.T) {
	h := serve(t, rooms(), tired)
	before := h.baseline(t)
	client := h.dial(t)
	term := h.terminal(t, client)
	term.shows(t, "dark=true")
	h.rests(t, 1)
	_ = client.Close()
	_ = client.Wait()
	term.Close()
	if line := h.log.ended(t, 0); line["end"] != endGone {
		t.Errorf("the log has %v", line)
	}
	eventually(t, "no client is connected", h.empty)
	quiet(t, before)
}

// Commands of every kind bring their answers, each once, to a visit that would rather rest.
func TestAnswersArrive(t *testing.T) {
	doors := rooms()
	doors.Room = func(Client, string) Room { return &askingRoom{} }
	h := serve(t, doors, impatient)
	term := h.terminal(t, h.dial(t))
	for i := range 30 {
		if i%2 == 0 {
			h.rests(t, 1)
		}
		term.press(t, "x")
		term.shows(t, fmt.Sprintf("%d answers.", 6*(i+1)))
	}
	h.rests(t, 1)
	term.shows(t, "180 answers.")
}

// askingRoom is a room whose x starts six commands, one after or beside the other.
type askingRoom struct {
	testRoom

	answers int
}

type six struct{ left int }

func (r *askingRoom) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	ask := func(left int) tea.Cmd {
		return func() tea.Msg {
			runtime.Gosched()
			return six{left}
		}
	}
	switch msg := msg.(type) {
	case six:
		r.answers++
		if msg.left > 0 {
			return r, ask(msg.left - 1)
		}
	case tea.KeyPressMsg:
		return r, tea.Batch(ask(1), tea.Sequence(ask(0), tea.Batch(ask(0), ask(0)), ask(0)))
	}
	return r, nil
}

func (r *askingRoom) View() tea.View { return tea.NewView(fmt.Sprintf("%d answers.", r.answers)) }

// stacksWith is how many goroutines there are with a name in their stack.
func stacksWith(t testing.TB, name string) int {
	t.Helper()
	var profile bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&profile, 1); err != nil {
		t.Fatal(err)
	}
	total := 0
	for stack := range strings.SplitSeq(profile.String(), "\n\n") {
		n := 0
		if _, err := fmt.Sscanf(stack, "%d @", &n); err == nil && strings.Contains(stack, name) {
			total += n
		}
	}
	return total
}

// enter opens a room without an emulator, from an address of the loopback.
func (h *house) enter(t testing.TB, address string, size window) gossh.Channel {
	t.Helper()
	client, err := h.dialFrom(t, address)
	if err != nil {
		t.Fatal(err)
	}
	channel := raw(t, client)
	ask(t, channel, "pty-req", ptyRequest{Term: "xterm", Columns: uint32(size.Columns), Rows: uint32(size.Rows)})
	ask(t, channel, "shell", nil)
	go func() { _, _ = io.Copy(io.Discard, channel) }()
	return channel
}

// A suspended room costs little, whatever the window's size: no program, two goroutines,
// and, the client's memory included, a small part of the three megabytes that its cells
// would take.
func TestRestingCostsLittle(t *testing.T) {
	readers := 100
	if underRace {
		readers = 30
	}
	h := serve(t, listRooms(), tired)
	h.enter(t, "127.0.7.255", defaultWindow) // what is made once is made
	h.rests(t, 1)
	before := heap()
	for i := range readers {
		h.enter(t, fmt.Sprintf("127.0.7.%d", 1+i), window{Columns: 200, Rows: 60})
	}
	h.rests(t, int64(1+readers))
	// A visit counts as resting just before the last of its program's goroutines is gone.
	for name, want := range map[string]int{
		"bubbletea":                      0,
		"terminal.(*Terminal).suspend":   1 + readers,
		"terminal.(*Terminal).readInput": 1 + readers,
		"terminal.":                      2 * (1 + readers),
	} {
		eventually(t, fmt.Sprintf("%d goroutines are in %s", want, name), func() bool { return stacksWith(t, name) == want })
	}
	each := (heap() - before) / int64(readers)
	t.Logf("a resting reader and its client have %d KB on the heap", each>>10)
	if each > 160<<10 {
		t.Errorf("a resting reader has %d bytes on the heap", each)
	}
}

// A collection that took long is not repeated soon: it is at most a twentieth of the time,
// except on a machine where one takes longer than that of a quarter of a minute.
func TestCollectionsAreApart(t *testing.T) {
	for took, want := range map[time.Duration]time.Duration{
		0:                      memoryPause,
		10 * time.Millisecond:  memoryPause,
		500 * time.Millisecond: 10 * time.Second,
		time.Minute:            memoryPatience,
	} {
		m := memory{took: took}
		if got := m.pause(); got != want {
			t.Errorf("after a collection of %v the next is %v away, want %v", took, got, want)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		m := memory{took: 500 * time.Millisecond}
		m.drop(muchMemory)
		for _, check := range []struct {
			after time.Duration
			due   bool
		}{{9 * time.Second, true}, {2 * time.Second, false}} {
			time.Sleep(check.after)
			synctest.Wait()
			m.mu.Lock()
			if m.due != check.due {
				t.Errorf("a collection is due: %t, want %t", m.due, check.due)
			}
			m.mu.Unlock()
		}
	})
}

// Memory that is dropped while a collection runs is returned by the next one.
func TestDropsDuringACollection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := memory{dropped: 1, due: true}
		go func() {
			for dropped := false; !dropped; runtime.Gosched() {
				m.mu.Lock()
				if dropped = m.dropped == 0; dropped { // it has begun
					m.dropped = muchMemory
				}
				m.mu.Unlock()
			}
			m.drop(0)
		}()
		m.collect()
		synctest.Wait()
		m.mu.Lock()
		defer m.mu.Unlock()
		if !m.due {
			t.Error("no collection is due")
		}
	})
}

// Memory is given back when enough was dropped, and not for ever after.
func TestMemoryIsGivenBack(t *testing.T) {
	t.Parallel()
	forced := func() uint32 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.NumForcedGC
	}
	var m memory
	m.drop(muchMemory - 1)
	if m.due {
		t.Error("a look is due for next to nothing")
	}
	before := forced()
	m.drop(1)
	if !m.due {
		t.Error("no look is due")
	}
	eventually(t, "memory was given back", func() bool {
		m.mu.Lock()
		defer m.mu.Unlock()
		return !m.due && forced() > before
	})
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.dropped != 0 {
		t.Errorf("%d bytes are still to be given back", m.dropped)
	}
}
