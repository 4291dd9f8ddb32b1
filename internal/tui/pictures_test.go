package tui

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/cell"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/site"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/rogpeppe/go-internal/txtar"
)

// painted is a PNG of w by h pixels: red and transparent above blue and green.
func painted(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetNRGBA(x, y, [2][2]color.NRGBA{{{255, 0, 0, 255}, {}}, {{0, 0, 255, 255}, {0, 128, 0, 255}}}[2*y/h][2*x/w])
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// gallery is a blog whose newest post has pictures: in a paragraph, in a quote, in a figure,
// among words, a drawing and a broken one. In the older post one of them is again.
func gallery(t testing.TB) fstest.MapFS {
	old := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return fstest.MapFS{
		"site.yaml": {Data: []byte("title: Gallery\nhost: blog.example\n")},
		"posts/show/index.md": {Data: []byte("---\ntitle: Show\ndate: 2026-02-01\nsummary: S\n---\n\nSome words before.\n\n![A flag](flag.png \"As it flies\")\n\n" +
			"Words between,\n![Another](small.png)\nand behind, with ![a third](small.png) in the line.\n\n> ![Quoted](small.png)\n\n" +
			"<figure><img src=\"small.png\" alt=\"In a figure\"><figcaption>Its caption.</figcaption></figure>\n\n" +
			"![Drawn](drawn.svg)\n\n![Broken](broken.png)\n\nThe end.\n")},
		"posts/show/flag.png":   {Data: painted(t, 160, 80), ModTime: old},
		"posts/show/small.png":  {Data: painted(t, 32, 32), ModTime: old},
		"posts/show/drawn.svg":  {Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>`), ModTime: old},
		"posts/show/broken.png": {Data: painted(t, 80, 40)[:60], ModTime: old},
		"posts/other.md":        {Data: []byte("---\ntitle: Other\ndate: 2026-01-01\nsummary: S\n---\n\n![A flag](show/flag.png)\n")},
		"posts/plain.md":        {Data: []byte("---\ntitle: Plain\ndate: 2025-12-01\nsummary: S\n---\n\nWords.\n")},
	}
}

func inGallery(t testing.TB, o Options) *visit {
	if o.Open == "" {
		o.Open = "show"
	}
	return visitTo(t, opened(t, gallery(t)), o)
}

// pictureLooks are the ways in which terminals show pictures: as descriptions, and after i in
// 256 colours and in more, on both backgrounds; and as descriptions alone.
func TestPictureFrames(t *testing.T) {
	var frames txtar.Archive
	for _, look := range []struct {
		name string
		o    Options
		keys string
	}{
		{"named", Options{Profile: colorprofile.ANSI256}, ""},
		{"blocks-256", Options{Profile: colorprofile.ANSI256}, "i"},
		{"blocks-light", Options{Profile: colorprofile.ANSI256, Theme: render.Light}, "i"},
		{"blocks-true", Options{Profile: colorprofile.TrueColor}, "i"},
		{"sixteen", Options{Profile: colorprofile.ANSI}, "i"},
		{"colourless", Options{Profile: colorprofile.ASCII}, ""},
		{"ascii", Options{Profile: colorprofile.ASCII, ASCII: true}, ""},
		{"off", Options{Profile: colorprofile.ANSI256, Pictures: PicturesOff}, ""},
	} {
		for _, size := range [][2]int{{80, 50}, {40, 24}} {
			look.o.Columns, look.o.Rows = size[0], size[1]
			v := inGallery(t, look.o)
			if look.keys != "" {
				v.press(look.keys)
			}
			v.fits()
			frames.Files = append(frames.Files, txtar.File{
				Name: fmt.Sprintf("%dx%d %s", size[0], size[1], look.name), Data: []byte(blog.Visible(v.room.View().Content) + "\n"),
			})
		}
	}
	golden(t, "pictures.txtar", &frames)
}

// The key i shows the pictures for the rest of the visit, in every text, and hides them
// again. What is at the top of the window stays there.
func TestPicturesToggle(t *testing.T) {
	v := inGallery(t, at(80, 24))
	if !v.shows("i shows it") || v.shows("▀") || !strings.Contains(v.foot(), "i pictures") {
		t.Fatalf("the pictures are not offered:\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("i")
	if v.shows("i shows it") || !v.shows("As it flies [1]") || !strings.Contains(v.room.content(), "\x1b[38;5;196;48;5;21m▀") && !strings.Contains(v.room.content(), "48;5;196m") {
		t.Errorf("there is no picture:\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("]")
	if !v.shows("Other") || v.shows("i shows it") {
		t.Errorf("the next text does not show its picture:\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("[", "g")
	v.resize(80, 12)
	for !strings.Contains(v.text()[0], "Its caption") {
		before := v.room.content()
		if v.press("j"); v.room.content() == before {
			t.Fatalf("the caption is not found:\n%s", strings.Join(v.text(), "\n"))
		}
	}
	v.press("i")
	if !strings.Contains(v.text()[0], "Its caption") {
		t.Errorf("the place is lost:\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("g")
	if !v.shows("i shows it") {
		t.Errorf("the pictures are not hidden:\n%s", strings.Join(v.text(), "\n"))
	}
}

// A terminal that cannot show pictures says how to get one, a text without any says so, and
// an operator may have them off.
func TestPicturesNotShown(t *testing.T) {
	for name, o := range map[string]Options{
		"sixteen": {Profile: colorprofile.ANSI}, "colourless": {Profile: colorprofile.ASCII}, "ascii": {Profile: colorprofile.ANSI256, ASCII: true},
		"off": {Profile: colorprofile.TrueColor, Pictures: PicturesOff},
	} {
		o.Columns, o.Rows = 80, 24
		v := inGallery(t, o)
		if v.shows("i shows it") || strings.Contains(v.foot(), "i pictures") {
			t.Errorf("%s: pictures are offered", name)
		}
		v.press("i")
		if v.shows("▀") || !v.shows("ssh blog.example picture show N > FILE") {
			t.Errorf("%s: i shows\n%s", name, strings.Join(v.text(), "\n"))
		}
	}
	v := inGallery(t, Options{Columns: 80, Rows: 24, Profile: colorprofile.ANSI256, Open: "plain"})
	v.press("i")
	if !v.shows("No pictures in this text.") || strings.Contains(v.foot(), "i pictures") {
		t.Errorf("a text without pictures: %q", v.foot())
	}
}

// The first frame has the rows of the picture, whether it is decoded or not, and nothing moves
// when it comes.
func TestPicturesReserveRows(t *testing.T) {
	v := inGallery(t, at(80, 24))
	_, cmd := v.room.Update(keyPress("i"))
	layout := cmd
	for v.room.reader().opts.Pictures.Form != render.Blocks { // the layout, and not yet the picture
		msg := layout()
		if batch, ok := msg.(tea.BatchMsg); ok {
			msg = batch[0]()
		}
		_, layout = v.room.Update(msg)
	}
	before := v.text()
	if v.shows("▀") || !v.shows("A flag") || !v.shows("As it flies [1]") {
		t.Fatalf("the picture is there before it was decoded, or its rows are not:\n%s", strings.Join(before, "\n"))
	}
	v.run(layout)
	after := v.text()
	for i := range before {
		if !strings.ContainsAny(after[i], "▀▄") && !strings.Contains(before[i], "A flag") && !strings.Contains(before[i], "…") && strings.TrimSpace(before[i]) != strings.TrimSpace(after[i]) {
			t.Errorf("row %d was %q and is %q", i, before[i], after[i])
		}
	}
	if !strings.Contains(v.room.content(), "48;5;196m") {
		t.Error("the picture has not come")
	}
}

// A terminal that says how tall its cells are late gets the text again, at the same place, with
// rows for a picture of the right shape. Where marks are wide there are no half blocks.
func TestPicturesFitCells(t *testing.T) {
	v := inGallery(t, cached(at(80, 24)))
	v.press("i")
	rows := func() int { return v.room.reader().lines.Pictures[0].Rows }
	place := v.room.reader().place
	if rows() != 5 { // of 20 columns
		t.Fatalf("160×80 pixels take %d rows", rows())
	}
	for _, c := range []struct {
		cell cell.Measured
		rows int
	}{
		{cell.Measured{Width: 10, Height: 10}, 10},
		{cell.Measured{Width: 10, Height: 40}, 3},
		{cell.Measured{Width: 10, Height: 41}, 5},
		{cell.Measured{Width: 10, Height: 25}, 4},
		{cell.Measured{}, 5},
	} {
		v.send(c.cell)
		if rows() != c.rows || strings.Count(v.room.content(), "48;5;196m") == 0 {
			t.Errorf("in cells of %d×%d pixels it takes %d rows, want %d:\n%s", c.cell.Width, c.cell.Height, rows(), c.rows, strings.Join(v.text(), "\n"))
		}
		if v.room.reader().place != place {
			t.Errorf("the place is %v, and was %v", v.room.reader().place, place)
		}
	}
	v.send(cell.Measured{WideMarks: true})
	if v.shows("▀") || v.shows("i shows it") || !v.shows("A flag") {
		t.Errorf("where marks are wide the room shows\n%s", strings.Join(v.text(), "\n"))
	}
	v = inGallery(t, Options{Columns: 80, Rows: 24, Profile: colorprofile.ANSI256, Graphics: render.KittyGraphics})
	v.send(cell.Measured{Width: 10, Height: 10, WideMarks: true})
	if n := rows(); n != 10 || !v.shows("\U0010EEEE") {
		t.Errorf("an image takes %d rows:\n%s", n, strings.Join(v.text(), "\n"))
	}
}

// Readers share the renderings, and a picture that is in two texts is decoded once.
func TestPicturesAreShared(t *testing.T) {
	cache := render.NewCache(1 << 20)
	o := at(80, 24)
	o.Cache = cache
	fsys := gallery(t)
	store := storeOf(opened(t, fsys))
	first := &visit{t, New(store, o), store}
	first.run(first.room.Init())
	o.Open = "show"
	second := &visit{t, New(store, o), store}
	second.run(second.room.Init())
	second.press("i")
	flag := fsys["posts/show/flag.png"]
	flag.Data = make([]byte, len(flag.Data)) // so that it cannot be decoded again
	o.Open = "other"
	third := &visit{t, New(store, o), store}
	third.run(third.room.Init())
	third.press("i")
	if !strings.Contains(third.room.content(), "48;5;196m") {
		t.Errorf("the other text does not have the picture:\n%s", strings.Join(third.text(), "\n"))
	}
}

// A suspended visit keeps no picture, and shows the same when it resumes.
func TestPicturesSuspend(t *testing.T) {
	v := inGallery(t, cached(at(80, 24)))
	v.press("i")
	before := v.room.View().Content
	v.room.Suspend()
	if v.room.reader().drawnPictures != nil {
		t.Error("a suspended visit holds pictures")
	}
	v.room.drawn = false
	if after := v.room.View().Content; after != before {
		t.Errorf("it resumes with\n%s\nand had\n%s", after, before)
	}
}

// A picture that is replaced shows at its size, without a change of the text.
func TestPicturesChange(t *testing.T) {
	fsys := gallery(t)
	archive := opened(t, fsys)
	store := site.NewStore(site.NewSnapshot(archive, nil))
	o := at(80, 50)
	o.Open = "show"
	v := &visit{t, New(store, o), store}
	v.run(v.room.Init())
	fsys["posts/show/flag.png"] = &fstest.MapFile{Data: painted(t, 320, 160), ModTime: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)}
	v.run(v.room.reader().refreshPictures())
	if !v.shows("320×160") {
		t.Errorf("the new size does not show:\n%s", strings.Join(v.text(), "\n"))
	}
}

// A focused picture is copied as its address, or as the command that gets it where it has none.
func TestPictureCopied(t *testing.T) {
	v := inGallery(t, at(80, 24))
	v.press("i", "tab", "y")
	if got, want := v.room.Clipboard(), "ssh blog.example picture show 1 > flag.png"; got != want {
		t.Errorf("copied %q, want %q", got, want)
	}
	v.press("enter")
	if got, want := v.room.Clipboard(), "ssh blog.example picture show 1 > flag.png"; got != want {
		t.Errorf("enter copied %q, want %q", got, want)
	}
}

// Every size fits, with pictures that are wider and taller than the window.
func TestPicturesFit(t *testing.T) {
	v := inGallery(t, cached(at(80, 24)))
	v.press("i")
	for columns := 1; columns <= 130; columns += 6 {
		for rows := 1; rows <= 60; rows += 7 {
			v.resize(columns, rows)
			v.fits()
		}
	}
}

// The first frame of a post with pictures, with its layout cached and not.
func BenchmarkPictures(b *testing.B) {
	archive := opened(b, gallery(b))
	for _, name := range []string{"cold", "cached"} {
		b.Run(name, func(b *testing.B) {
			o := at(80, 24)
			o.Cache, o.Open = render.NewCache(64<<20), "show"
			store := storeOf(archive)
			for b.Loop() {
				if name == "cold" {
					o.Cache = render.NewCache(64 << 20)
				}
				v := &visit{b, New(store, o), store}
				v.run(v.room.Init())
				v.room.View()
			}
		})
	}
}
