package tui

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/site"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the golden frames")

// sizes are those that the room is drawn for.
var sizes = [][2]int{{200, 50}, {120, 40}, {80, 24}, {60, 20}, {40, 12}, {20, 6}, {10, 3}}

// looks are those that a terminal may have.
func looks() []struct {
	name    string
	options Options
} {
	return []struct {
		name    string
		options Options
	}{
		{"dark", Options{Theme: render.Dark, Profile: colorprofile.ANSI256}},
		{"light", Options{Theme: render.Light, Profile: colorprofile.ANSI256}},
		{"dark-16", Options{Theme: render.Dark, Profile: colorprofile.ANSI}},
		{"light-16", Options{Theme: render.Light, Profile: colorprofile.ANSI}},
		{"colourless", Options{Profile: colorprofile.ASCII}},
		{"ascii", Options{Profile: colorprofile.ASCII, ASCII: true}},
	}
}

// visits lead to every page of the room, and to what can be open on it.
func visits() map[string]func(v *visit) {
	post := func(v *visit) { v.press("j", "j", "j", "enter") }
	return map[string]func(v *visit){
		"home":     func(*visit) {},
		"narrowed": func(v *visit) { v.press("t", "enter") },
		"tags":     func(v *visit) { v.press("t") },
		"asked":    func(v *visit) { v.press("/") },
		"search":   func(v *visit) { v.press("/"); v.write("program cut") },
		"nothing":  func(v *visit) { v.press("/"); v.write("zebra") },
		"reader":   post,
		"find":     func(v *visit) { post(v); v.press("/"); v.write("on") },
		"hits":     func(v *visit) { post(v); v.press("/"); v.write("it"); v.press("enter", "n") },
		"link":     func(v *visit) { post(v); v.press("tab") },
		"code":     func(v *visit) { post(v); v.press("c") },
		"wide":     func(v *visit) { post(v); v.press("t", "j", "j", "enter", ">") },
		"contents": func(v *visit) { post(v); v.press("t", "j") },
		"copied":   func(v *visit) { post(v); v.press("c", "2", "enter") },
		"about":    func(v *visit) { v.press("a") },
		"help":     func(v *visit) { v.press("?") },
	}
}

// drawings are the visits, and those of an author to another blog.
func drawings() map[string]func(v *visit) {
	all := visits()
	maps.Copy(all, map[string]func(v *visit){
		"drafts":        authored,
		"drafts-reader": func(v *visit) { authored(v); v.press("j", "enter") },
		"drafts-search": func(v *visit) { authored(v); v.press("/"); v.write("wombat") },
		"drafts-pages":  func(v *visit) { authored(v); v.press("a") },
	})
	return all
}

// unpublished is what authors see of a blog with drafts.
var unpublished = sync.OnceValue(func() *site.Snapshot {
	store, report, err := site.Open(context.Background(), site.Files(blogtest.Unpublished()), site.Options{})
	if store == nil || err != nil {
		panic(errors.Join(report.Err(), err))
	}
	return store.ForAuthors().Current()
})

// authored shows that blog instead.
func authored(v *visit) {
	v.store.Replace(unpublished())
	searchedBy(patient{unpublished().Index}, v)
	v.resize(v.room.look.columns, v.room.look.rows)
}

// TestFrames holds every page at every size that the room is drawn for, and at one size
// for every terminal: with both themes, in 256 and 16 colours and in none, and in ASCII.
func TestFrames(t *testing.T) {
	for page, visit := range drawings() {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			var frames txtar.Archive
			for _, size := range sizes {
				for i, look := range looks() {
					if i > 0 && size != [2]int{80, 24} {
						continue
					}
					v := drawn(t, look.options, size, visit)
					frames.Files = append(frames.Files, txtar.File{
						Name: fmt.Sprintf("%dx%d %s", size[0], size[1], look.name),
						Data: []byte(blog.Visible(v.room.View().Content) + "\n"),
					})
				}
			}
			golden(t, page+".txtar", &frames)
		})
	}
}

// drawn returns a visit to a page in a window of some size.
func drawn(t *testing.T, o Options, size [2]int, visit func(v *visit)) *visit {
	t.Helper()
	o.Columns, o.Rows = size[0], size[1]
	v := enter(t, cached(o))
	visit(v)
	v.fits()
	return v
}

// TestLooksHaveTheSameText compares every page at every size between the looks: colours
// and attributes change no text. In ASCII the text is that of the others, transcribed,
// but that marks of footnotes have a ^, except in rows that name arrow keys.
func TestLooksHaveTheSameText(t *testing.T) {
	for page, visit := range drawings() {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			for _, size := range sizes {
				all := looks()
				want := strings.Split(ansi.Strip(drawn(t, all[0].options, size, visit).room.View().Content), "\n")
				for _, look := range all[1:] {
					got := strings.Split(ansi.Strip(drawn(t, look.options, size, visit).room.View().Content), "\n")
					if len(got) != len(want) {
						t.Errorf("%v %s: %d rows, want %d", size, look.name, len(got), len(want))
						continue
					}
					for i := range want {
						got, want := got[i], want[i]
						if look.options.ASCII {
							if strings.ContainsAny(want, "←↑→↓") {
								continue
							}
							got, want = strings.ReplaceAll(got, "^", ""), strings.ReplaceAll(render.ASCII(want), "^", "")
						}
						if got != want {
							t.Errorf("%v %s, row %d: %q, want %q", size, look.name, i, got, want)
						}
					}
				}
			}
		})
	}
}

// golden compares frames, in which escapes are visible, with testdata/NAME.
func golden(t *testing.T, name string, frames *txtar.Archive) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, txtar.Format(frames), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	held, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]byte{}
	for _, f := range held.Files {
		want[f.Name] = f.Data
	}
	for _, f := range frames.Files {
		if !bytes.Equal(want[f.Name], f.Data) {
			t.Errorf("%s of %s differs (go test ./internal/tui -update rewrites it)%s", f.Name, name, firstDifference(want[f.Name], f.Data))
		}
	}
	if len(held.Files) != len(frames.Files) {
		t.Errorf("%s holds %d frames, and there are %d", name, len(held.Files), len(frames.Files))
	}
}

// firstDifference is the first row that two frames do not share.
func firstDifference(want, got []byte) string {
	w, g := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("\nrow %d: %q\n  want: %q", i, g[i], w[i])
		}
	}
	return fmt.Sprintf(": %d rows, want %d", len(g), len(w))
}

// TestEverySizeFits draws every page at every size from 1×1 on.
func TestEverySizeFits(t *testing.T) {
	for page, visit := range drawings() {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			v := enter(t, cached(at(80, 24)))
			visit(v)
			for columns := 1; columns <= 130; columns += 3 {
				for rows := 1; rows <= 60; rows += 4 {
					v.resize(columns, rows)
					v.fits()
				}
			}
		})
	}
}

// TestASCIIRoom shows nothing that such a terminal could not.
func TestASCIIRoom(t *testing.T) {
	for page, visit := range drawings() {
		o := Options{Columns: 80, Rows: 24, Profile: colorprofile.ASCII, ASCII: true}
		v := enter(t, cached(o))
		visit(v)
		shown := v.room.View()
		for _, s := range []string{shown.Content, shown.WindowTitle, v.room.Farewell("Why.")} {
			if i := strings.IndexFunc(s, func(r rune) bool { return r > 0x7e }); i >= 0 {
				t.Errorf("%s shows %q", page, s[i:min(i+20, len(s))])
			}
		}
	}
}
