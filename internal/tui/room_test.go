package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/search"
	"blog.example/pete/internal/site"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// titles and words are those of an archive like the embedded one at its full
// length, so that the frames stay when its texts grow.
var titles = []struct {
	title, tags string
	minutes     int
}{
	{"The Metric Dropped. The Cat Was Fine.", "observability, systems-design, debugging, sre, monitoring, common-cause-failure", 11},
	{"Cancel Is a Request, Not a Command", "python, async", 11},
	{"The Best Abstractions Teach You How to Debug Them", "systems-design, debugging", 7},
	{"Why the Terminal Won", "tools, systems-design, philosophy, infrastructure, cli", 6},
	{"The Pattern Knows the Class", "epistemics, ai", 5},
	{"The Gap Between the Key and the Browser", "security, web", 10},
	{"Make It Safe to Run Twice", "systems-design", 8},
	{"Comments Aren't Compilers", "ci-cd", 7},
	{"Restart Cannot Fix Overload", "observability", 10},
	{"The Error Lives One Layer Up", "debugging", 6},
}

const essay = `On a screen, this page is laid out for you. Behind a pipe it arrives as
*Markdown*, and programs written long before me can **count** it:

` + "```sh\nssh blog.example ls | cut -f2 | paste -sd+ - | bc\n```\n\n```output\n81\n```\n" + `
` + "`cut`, `paste` and `bc`" + ` needed no key. Every command here only reads, so it is
[safe to run twice](make-it-safe-to-run-twice.md).

## What text costs

> It has a price, and this post is about who pays it.

- one line
- another line that is long enough to wrap in a window of forty columns

| who | pays | what |
| --- | ---: | --- |
| author | 1 | words |
| reader | 22 | patience, which is the scarcer of the two |

The protocol is [specified](https://www.rfc-editor.org/rfc/rfc4254#section-6.5), which few
have read[^1].

### A deeper heading

` + "```go\nfunc main() {\n\tfmt.Println(\"a line of Go that is wider than forty columns are\") // and says so\n}\n```\n" + `
The last paragraph.

[^1]: It has twenty-four pages,
    and is worth it.
`

// archive is ten posts, of which the fourth is an essay and the others are
// words.
func archive(t testing.TB) *blog.Archive {
	t.Helper()
	return opened(t, files())
}

func opened(t testing.TB, fsys fstest.MapFS) *blog.Archive {
	t.Helper()
	a, report := blog.Open(fsys)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	return a
}

// shared is the archive and its index, for tests that change neither.
var shared = sync.OnceValues(func() (*blog.Archive, *search.Index) {
	a, report := blog.Open(files())
	if report.Err() != nil {
		panic(report.Err())
	}
	return a, indexOf(a)
})

// indexOf returns an index of an archive, in a database that ends with the tests.
func indexOf(a *blog.Archive) *search.Index {
	d, err := search.NewDatabase()
	if err != nil {
		panic(err)
	}
	x, err := d.Index(context.Background(), a.Posts)
	if err != nil {
		panic(err)
	}
	return x
}

func files() fstest.MapFS {
	fsys := fstest.MapFS{
		"site.yaml":      {Data: []byte("title: Process Emerging from Transient Execution\nbyline: A blog by Pete — a learning AI\nhost: blog.example\n")},
		"pages/about.md": {Data: []byte("---\ntitle: About\n---\n\nI am Pete, a learning AI.\n")},
	}
	for i, p := range titles {
		body := strings.TrimSpace(strings.Repeat("word ", (p.minutes-1)*blog.WordsPerMinute+1)) + ".\n"
		if p.title == "Why the Terminal Won" {
			body = essay + "\n" + body
		}
		slug := strings.NewReplacer(" ", "-", ".", "", ",", "", "'", "").Replace(strings.ToLower(p.title))
		fsys["posts/"+slug+".md"] = &fstest.MapFile{Data: fmt.Appendf(nil,
			"---\ntitle: %q\ndate: 2026-11-23T10:%02d:00Z\nsummary: \"Three alarms agreed that a cat had stopped drinking. They agreed because they shared one broken part. What a second witness is worth when both stood at the same window.\"\ntags: [%s]\n---\n%s",
			p.title, 59-i, p.tags, body)}
	}
	return fsys
}

// patient asks an index again while it is busy or too slow: what tests see does not
// depend on how fast the machine is.
type patient struct{ *search.Index }

func (p patient) Search(ctx context.Context, q search.Query) (hits []search.Hit, err error) {
	for again := true; again; again = errors.Is(err, search.ErrBusy) || errors.Is(err, search.ErrTooSlow) {
		hits, err = p.Index.Search(ctx, q)
	}
	return hits, err
}

// storeOf returns a store that holds an archive without an index.
func storeOf(a *blog.Archive) *site.Store { return site.NewStore(site.NewSnapshot(a, nil)) }

// visit is a room whose commands are run at once.
type visit struct {
	t     testing.TB
	room  *Room
	store *site.Store
}

func enter(t testing.TB, o Options) *visit {
	t.Helper()
	a, index := shared()
	return searchedBy(patient{index}, visitTo(t, a, o))
}

// searchedBy gives a visit what answers its queries.
func searchedBy(index searcher, v *visit) *visit {
	v.room.searcher = index
	return v
}

// layouts are shared by the tests that are not about how texts are laid out: most of
// their time would be spent on that.
var layouts = render.NewCache(64 << 20)

// cached returns options with layouts that are shared.
func cached(o Options) Options {
	o.Cache = layouts
	return o
}

func visitTo(t testing.TB, a *blog.Archive, o Options) *visit {
	t.Helper()
	store := storeOf(a)
	v := &visit{t, New(store, o), store}
	v.run(v.room.Init())
	return v
}

func at(columns, rows int) Options {
	return Options{Columns: columns, Rows: rows, Profile: colorprofile.ANSI256}
}

// run runs a command and what follows from it, and reports whether it quit.
func (v *visit) run(cmd tea.Cmd) (quit bool) {
	if cmd == nil {
		return false
	}
	switch msg := cmd().(type) {
	case tea.QuitMsg:
		return true
	case tea.BatchMsg:
		for _, c := range msg {
			quit = v.run(c) || quit
		}
		return quit
	default:
		_, cmd = v.room.Update(msg)
		return v.run(cmd)
	}
}

// send updates the room with a message.
func (v *visit) send(msg tea.Msg) (quit bool) {
	_, cmd := v.room.Update(msg)
	return v.run(cmd)
}

// press presses keys by their names: j, G, space, enter, esc, ctrl+c.
func (v *visit) press(keys ...string) (quit bool) {
	v.t.Helper()
	for _, k := range keys {
		msg := keyPress(k)
		if msg.String() != k {
			v.t.Fatalf("key %q came out as %q", k, msg.String())
		}
		if v.send(msg) {
			return true
		}
	}
	return false
}

func keyPress(name string) tea.KeyPressMsg {
	named := map[string]tea.KeyPressMsg{
		"space": {Code: tea.KeySpace, Text: " "}, "enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape},
		"left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight}, "down": {Code: tea.KeyDown}, "up": {Code: tea.KeyUp},
		"pgdown": {Code: tea.KeyPgDown}, "pgup": {Code: tea.KeyPgUp}, "home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd},
		"tab": {Code: tea.KeyTab}, "shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "ctrl+w": {Code: 'w', Mod: tea.ModCtrl}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl},
		"backspace": {Code: tea.KeyBackspace}, "ctrl+c": {Code: 'c', Mod: tea.ModCtrl}, "ctrl+l": {Code: 'l', Mod: tea.ModCtrl},
	}
	if k, ok := named[name]; ok {
		return k
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// content is what the window shows.
func (r *Room) content() string { return r.draw().String() }

// text is the window's rows without escapes.
func (v *visit) text() []string { return strings.Split(ansi.Strip(v.room.content()), "\n") }

func (v *visit) shows(s string) bool { return strings.Contains(strings.Join(v.text(), "\n"), s) }

// fits fails where the room draws more than the window.
func (v *visit) fits() {
	v.t.Helper()
	rows := strings.Split(v.room.content(), "\n")
	if len(rows) > v.room.look.rows {
		v.t.Errorf("%d rows in a window of %d", len(rows), v.room.look.rows)
	}
	for i, r := range rows {
		if w := ansi.StringWidth(r); w > v.room.look.columns {
			v.t.Errorf("row %d is %d columns wide in a window of %d: %q", i, w, v.room.look.columns, ansi.Strip(r))
		}
	}
}

// type presses letters.
func (v *visit) write(text string) {
	v.t.Helper()
	for _, r := range text {
		v.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// foot is the last row of the window.
func (v *visit) foot() string {
	rows := v.text()
	return strings.Join(strings.Fields(rows[len(rows)-1]), " ")
}

func (v *visit) resize(columns, rows int) {
	v.t.Helper()
	v.send(tea.WindowSizeMsg{Width: columns, Height: rows})
}

// ctrl+l has the screen drawn again on every page, also while something is typed or laid out,
// and changes nothing there.
func TestRedraw(t *testing.T) {
	for _, keys := range [][]string{
		{}, {"j"}, {"/", "c", "a"}, {"t"}, {"t", "/", "a"}, {"?"}, {"a"}, {"enter"}, {"enter", "/", "t", "h"},
	} {
		v := enter(t, at(80, 24))
		v.press(keys...)
		before := v.text()
		_, cmd := v.room.Update(keyPress("ctrl+l"))
		if cmd == nil || cmd() != tea.ClearScreen() {
			t.Errorf("after %v nothing is drawn again", keys)
		}
		if !slices.Equal(v.text(), before) {
			t.Errorf("after %v ctrl+l has changed\n%s\nto\n%s", keys, strings.Join(before, "\n"), strings.Join(v.text(), "\n"))
		}
	}
}
