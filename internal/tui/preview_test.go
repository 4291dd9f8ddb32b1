package tui

import (
	"image/color"
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/site"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// previewed is a preview of the large blog, at a file, with what a reading has found.
type previewed struct {
	t     *testing.T
	room  *Preview
	store *site.Store
	files fstest.MapFS
	found blog.Report
}

func preview(t *testing.T, o Options, file string, found ...blog.Problem) *previewed {
	t.Helper()
	p := &previewed{t: t, files: files(), found: blog.Report{Posts: 10, Served: 10, Problems: found}}
	p.store = storeOf(opened(t, p.files).ForAuthors())
	p.room = NewPreview(p.store, cached(o), file, func() blog.Report { return p.found })
	p.run(p.room.Init())
	return p
}

func (p *previewed) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			p.run(c)
		}
	case nil:
	default:
		p.send(msg)
	}
}

func (p *previewed) send(msg tea.Msg) {
	_, cmd := p.room.Update(msg)
	p.run(cmd)
}

func (p *previewed) press(keys ...string) {
	for _, key := range keys {
		p.send(keyPress(key))
	}
}

// save has the author save a file. What has been found is what the next reading finds.
func (p *previewed) save(file, text string, found ...blog.Problem) {
	p.t.Helper()
	p.files[file] = &fstest.MapFile{Data: []byte(text)}
	p.found.Problems = found
	p.store.Replace(site.NewSnapshot(opened(p.t, p.files).ForAuthors(), nil))
	p.send(struct{}{})
}

func (p *previewed) rows() []string { return strings.Split(ansi.Strip(p.room.View().Content), "\n") }

func (p *previewed) shows(text string) bool {
	return strings.Contains(strings.Join(p.rows(), "\n"), text)
}

const terminalFile = "posts/why-the-terminal-won.md"

// A saved text shows at once, at the place where the author is, and nothing has to be
// pressed for it.
func TestPreviewFollows(t *testing.T) {
	p := preview(t, at(80, 24), terminalFile)
	if !p.shows("On a screen, this page") || !p.shows("10 posts: 10 served") {
		t.Fatalf("the file is not open:\n%s", strings.Join(p.rows(), "\n"))
	}
	p.press("space")
	here := p.rows()[1:8]
	text := string(p.files[terminalFile].Data)
	p.save(terminalFile, strings.Replace(text, "On a screen", "A new line above.\n\nOn every screen", 1))
	if got := p.rows()[1:8]; strings.Join(got, "\n") != strings.Join(here, "\n") {
		t.Errorf("the place is\n%s\nand was\n%s", strings.Join(got, "\n"), strings.Join(here, "\n"))
	}
	p.press("?") // it also is, once what covers it is closed
	p.save(terminalFile, strings.Replace(text, "On a screen", "Another line above.", 1))
	p.press("q")
	if p.shows("updated") {
		t.Error("the author is asked to read it again")
	}
	p.press("g")
	if !p.shows("Another line above.") {
		t.Errorf("the saved text does not show:\n%s", strings.Join(p.rows(), "\n"))
	}
	// Readers are asked.
	v := visitTo(t, archive(t), cached(at(80, 24)))
	v.press("j", "j", "j", "enter")
	fsys := files()
	fsys[terminalFile].Data = []byte(strings.Replace(text, "On a screen", "New.", 1))
	v.store.Replace(site.NewSnapshot(opened(t, fsys), nil))
	v.send(tea.BackgroundColorMsg{Color: color.Black})
	if !v.shows("This post was updated.") {
		t.Error("a reader is not asked")
	}
}

// The terminal of a preview has no linear mode, and the author is told where there is one.
func TestPreviewIsDrawn(t *testing.T) {
	p := preview(t, at(80, 24), "")
	p.press("L")
	if _, appends := p.room.Append(); appends || !p.shows("ssh -t -p 2222 localhost linear") {
		t.Errorf("appends: %t\n%s", appends, strings.Join(p.rows(), "\n"))
	}
}

// What is wrong in the text that the author has open comes first, then what is left out.
func TestPreviewSaysWhatIsWrong(t *testing.T) {
	remark := blog.Problem{Path: "posts/a.md", Line: 3, Severity: blog.Warning, Wrong: "is odd", Mend: "mend it"}
	leftOut := blog.Problem{Path: "posts/b.md", Line: 4, Severity: blog.LeftOut, Wrong: "is broken", Mend: "mend that"}
	here := blog.Problem{Path: terminalFile, Line: 5, Severity: blog.Warning, Wrong: "is strange", Mend: "mend it here"}
	p := preview(t, at(80, 24), "", remark, leftOut, here)
	if !p.shows("3 problems, the first: posts/b.md:4: is broken: mend that") {
		t.Errorf("not what is left out:\n%s", strings.Join(p.rows(), "\n"))
	}
	p.press("j", "j", "j", "enter")
	if !p.shows("3 problems, the first: posts/why-the-terminal-won.md:5: warning: is strange:\n  mend it here") {
		t.Errorf("not what is wrong here:\n%s", strings.Join(p.rows(), "\n"))
	}
	p.save("posts/x.txt", "", here)
	if !p.shows("  posts/why-the-terminal-won.md:5: warning: is strange: mend it here") {
		t.Errorf("the others are mended:\n%s", strings.Join(p.rows(), "\n"))
	}
	p.save("posts/x.txt", "")
	if !p.shows("10 posts: 10 served") {
		t.Errorf("all is mended:\n%s", strings.Join(p.rows(), "\n"))
	}
}

// The foot takes nothing that the room draws, at any size.
func TestPreviewFits(t *testing.T) {
	long := blog.Problem{Path: terminalFile, Line: 5, Wrong: strings.Repeat("word ", 60), Mend: "mend it"}
	for _, look := range looks() {
		o := look.options
		o.Columns, o.Rows = 80, 24
		for _, file := range []string{"", terminalFile} {
			p := preview(t, o, file, long, long)
			for columns := 1; columns < 130; columns += 9 {
				for rows := 1; rows < 60; rows += 5 {
					p.send(tea.WindowSizeMsg{Width: columns, Height: rows})
					got := p.rows()
					if len(got) > rows || columns >= 20 && rows >= 8 && len(got) != rows {
						t.Errorf("%s, %dx%d: %d rows", look.name, columns, rows, len(got))
					}
					for _, row := range got {
						if ansi.StringWidth(row) > columns {
							t.Errorf("%s, %dx%d: %q", look.name, columns, rows, row)
						}
						if o.ASCII && strings.IndexFunc(row, func(r rune) bool { return r > 0x7e }) >= 0 {
							t.Errorf("%s: %q", look.name, row)
						}
					}
					if small := columns < 20 || rows < 8; small != !strings.Contains(strings.Join(got, "\n"), "2 problems") {
						t.Errorf("%dx%d: what is wrong shows: %t", columns, rows, small)
					}
				}
			}
		}
	}
}
