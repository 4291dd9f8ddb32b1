package render

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/cell"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// A half block shows two colours, one, or none, and colours are written where they change.
func TestHalfBlocks(t *testing.T) {
	red, blue, faint := color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 0, 255, 255}, color.NRGBA{0, 0, 255, 100}
	img := image.NewNRGBA(image.Rect(0, 0, 5, 3))
	for x, column := range [][3]color.NRGBA{{red, blue, red}, {red, blue, faint}, {red, red, blue}, {faint, blue, blue}, {red, faint, faint}} {
		for y, c := range column {
			img.SetNRGBA(x, y, c)
		}
	}
	for profile, want := range map[colorprofile.Profile]string{
		colorprofile.ANSI256:   "\x1b[38;5;196;48;5;21m▀▀\x1b[48;5;196m \x1b[38;5;21;49m▄\x1b[38;5;196m▀\x1b[m\n\x1b[38;5;196m▀ \x1b[38;5;21m▀▀ \x1b[m",
		colorprofile.TrueColor: "\x1b[38;2;255;0;0;48;2;0;0;255m▀▀\x1b[48;2;255;0;0m \x1b[38;2;0;0;255;49m▄\x1b[38;2;255;0;0m▀\x1b[m\n\x1b[38;2;255;0;0m▀ \x1b[38;2;0;0;255m▀▀ \x1b[m",
	} {
		if got := strings.Join(HalfBlocks(img, profile), "\n"); got != want {
			t.Errorf("%v:\n%q, want\n%q", profile, got, want)
		}
	}
}

// A picture has its shape in cells of any, and a terminal that says nonsense has usual ones.
func TestCellsFor(t *testing.T) {
	of := func(w, h int) cell.Aspect { return cell.Measured{Width: w, Height: h}.Aspect() }
	for _, c := range []struct {
		w, h, width   int
		aspect        cell.Aspect
		columns, rows int
	}{
		{800, 600, 68, 0, 68, 26},
		{32, 32, 68, 0, 4, 2},
		{1, 1, 68, 0, 1, 1},
		{600, 600, 68, 0, 68, 34},
		{600, 1200, 68, 0, 34, 34},
		{100, 60000, 68, 0, 1, 34},
		{60000, 100, 68, 0, 68, 1},
		{65535, 65535, 8, 0, 8, 4},
		{800, 600, 68, of(8, 16), 68, 26},
		{800, 600, 40, of(10, 10), 40, 30},
		{800, 600, 68, of(10, 10), 45, 34},
		{800, 600, 68, of(8, 20), 68, 20},
		{800, 600, 68, of(5, 20), 68, 13},
		{800, 600, 68, of(5, 21), 68, 26},
		{800, 600, 68, of(10, 9), 68, 26},
		{800, 600, 68, of(-8, 16), 68, 26},
		{800, 600, 68, of(1, 1<<62), 68, 26},
	} {
		if columns, rows := CellsFor(c.w, c.h, c.width, c.aspect); columns != c.columns || rows != c.rows {
			t.Errorf("%d×%d in %d columns of %d/10: %d×%d, want %d×%d", c.w, c.h, c.width, c.aspect, columns, rows, c.columns, c.rows)
		}
	}
}

// pictured is a post whose picture is in a file.
func pictured(t testing.TB, markdown string) *blog.Post {
	t.Helper()
	a, report := blog.Open(fstest.MapFS{
		"site.yaml":   {Data: []byte("title: T\nhost: blog.example\n")},
		"posts/p.md":  {Data: []byte(body(markdown))},
		"posts/a.png": {Data: []byte("\x89PNG\r\n\x1a\n")},
	})
	if a == nil {
		t.Fatal(report.Err())
	}
	return a.Posts[0]
}

// Blocks of the text have the same numbers in every form, so that a place is the same, and
// all forms say what the picture is.
func TestPictureForms(t *testing.T) {
	known := NewKnown([]KnownPicture{{1, 400, 200, "v1"}, {2, 16, 16, "v2"}, {3, 30, 20, ""}})
	p := pictured(t, "Before.\n\nWords\n![Alone](a.png)\nmore ![inline](a.png) words.\n\n[![In a link](a.png)](https://a.example)\n\nAfter.\n")
	var last string
	for _, form := range []Form{Named, Offered, Blocks} {
		page := Post(p, blog.Site{}, Options{Width: 68, Profile: colorprofile.ANSI256, Pictures: Pictures{Form: form, Known: known}})
		var blocks []string
		text := ""
		seen := -1
		for i, l := range page.Lines {
			if l.Text != "" && l.Place.Block != seen {
				seen = l.Place.Block
				blocks = append(blocks, strings.Fields(strings.TrimPrefix(l.Text, "image: "))[0])
			}
			text += l.Text + "\n"
			if i > 0 && l.Place.before(page.Lines[i-1].Place) {
				t.Errorf("form %d: line %d is before the line above", form, i)
			}
		}
		if got := strings.Join(blocks, " "); last != "" && got != last {
			t.Errorf("form %d has the blocks %q, want %q", form, got, last)
		}
		last = strings.Join(blocks, " ")
		if strings.Contains(text, "i shows it") != (form == Offered) || strings.Contains(text, "400×200") == (form == Blocks) || !strings.Contains(text, "image: inline [2]") {
			t.Errorf("form %d:\n%s", form, text)
		}
		switch {
		case form != Blocks:
		case len(page.Pictures) != 1 || page.Pictures[0].Columns != 50 || page.Pictures[0].Rows != 13:
			t.Errorf("the pictures are %+v", page.Pictures)
		default:
			at := page.Pictures[0].Row
			if _, _, nth, ok := page.PictureAt(at + 12); !ok || nth != 12 || page.Lines[at+13].Text != "Alone [1]" {
				t.Errorf("behind the picture is %q", page.Lines[at+13].Text)
			}
			if _, _, _, ok := page.PictureAt(at - 1); ok {
				t.Error("a row before the picture is its own")
			}
			if _, ok := page.StopAt(Ref{Kind: ToLink, N: 1}); !ok {
				t.Error("the picture cannot be focused")
			}
		}
	}
}

// A picture is decoded once for all who ask, and one at a time; what is made of it is kept
// within the bound of the cache; one that cannot be decoded is remembered as such.
func TestCacheDecodes(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 80, 80))
	for i := range img.Pix {
		img.Pix[i] = byte(i) | 128
	}
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		t.Fatal(err)
	}
	c := NewCache(1 << 16)
	var opened, atOnce atomic.Int32
	open := func(b []byte) OpenPicture {
		return func() (io.ReaderAt, int64, io.Closer, error) {
			opened.Add(1)
			if atOnce.Add(1) > 1 {
				t.Error("two pictures are decoded at once")
			}
			return bytes.NewReader(b), int64(len(b)), closer(func() { atOnce.Add(-1) }), nil
		}
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, version := range []string{"a", "b"} {
				k := KnownPicture{1, 80, 80, version}
				d, err := c.Decode(t.Context(), k, false, open(file.Bytes()))
				if err != nil {
					t.Error(err)
					return
				}
				p := &PlacedPicture{KnownPicture: k, Columns: 10, Rows: 5}
				if rows := c.Show(p, d, colorprofile.ANSI256).Rows; len(rows) != 5 || ansi.StringWidth(rows[4]) != 10 {
					t.Errorf("%d rows", len(rows))
				}
			}
		})
	}
	all.Wait()
	if n := opened.Load(); n != 2 {
		t.Errorf("two pictures were decoded %d times", n)
	}
	broken := KnownPicture{1, 80, 80, "broken"}
	d, err := c.Decode(t.Context(), broken, false, open(file.Bytes()[:60]))
	if err != nil || len(c.Show(&PlacedPicture{KnownPicture: broken, Columns: 1, Rows: 1}, d, colorprofile.ANSI256).Rows) != 0 {
		t.Errorf("a broken picture: %v", err)
	}
	if _, ok := c.Decoded(broken, false); !ok {
		t.Error("it is not remembered")
	}
	gone := errors.New("gone")
	if _, err := c.Decode(t.Context(), KnownPicture{1, 8, 8, "gone"}, false, func() (io.ReaderAt, int64, io.Closer, error) { return nil, 0, nil, gone }); !errors.Is(err, gone) {
		t.Error(err)
	}
	for i := range 500 {
		k := KnownPicture{1, 80, 80, strings.Repeat("x", i+1)}
		if _, err := c.Decode(t.Context(), k, false, open(file.Bytes())); err != nil {
			t.Fatal(err)
		}
		if n := c.Stats().Bytes; n > 1<<16 {
			t.Fatalf("%d bytes are kept", n)
		}
	}
	c.decoding <- struct{}{} // another one is decoded
	ctx, leave := context.WithCancelCause(t.Context())
	leave(gone)
	if _, err := c.Decode(ctx, KnownPicture{1, 8, 8, "late"}, false, open(nil)); !errors.Is(err, gone) {
		t.Errorf("who leaves goes on waiting: %v", err)
	}
}

type closer func()

func (c closer) Close() error { c(); return nil }

// Half blocks of a picture of 68 by 51 cells.
func BenchmarkHalfBlocks(b *testing.B) {
	img := image.NewNRGBA(image.Rect(0, 0, 68, 102))
	for i := range img.Pix {
		img.Pix[i] = byte(i*7) | 128
	}
	for name, profile := range map[string]colorprofile.Profile{"256": colorprofile.ANSI256, "true": colorprofile.TrueColor} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				HalfBlocks(img, profile)
			}
		})
	}
}
