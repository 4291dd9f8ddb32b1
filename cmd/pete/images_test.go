package main

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"blog.example/pete/internal/guard"
	"blog.example/pete/internal/quota"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/site"
	"blog.example/pete/internal/terminal"
	"blog.example/pete/internal/termtest"
	"blog.example/pete/internal/tui"
	"github.com/charmbracelet/colorprofile"
)

// imageVisit is a visit on an emulated terminal that takes images.
type imageVisit struct {
	*terminal.Terminal
	t      *testing.T
	screen *termtest.Terminal
	keys   *io.PipeWriter
	end    context.CancelCauseFunc
	ended  chan struct{}
}

// visitImages opens a post with two pictures: one is red above blue, the other is green.
func visitImages(t *testing.T, o tui.Options, habits ...termtest.Habits) *imageVisit {
	t.Helper()
	paint := func(top, bottom color.Color) []byte {
		img := image.NewRGBA(image.Rect(0, 0, 160, 160))
		for y := range 160 {
			for x := range 160 {
				if y < 80 {
					img.Set(x, y, top)
				} else {
					img.Set(x, y, bottom)
				}
			}
		}
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	green := color.RGBA{G: 200, A: 255}
	store, report, err := site.Open(t.Context(), site.Files(fstest.MapFS{
		"site.yaml":           {Data: []byte("title: Gallery\nhost: blog.example\n")},
		"posts/show/index.md": {Data: []byte("---\ntitle: Show\ndate: 2026-02-01\nsummary: S\n---\n\nWords.\n\n![Flag](flag.png)\n\n" + strings.Repeat("More words.\n\n", 20) + "![Green](green.png)\n")},
		"posts/show/flag.png": {Data: paint(color.RGBA{R: 255, A: 255}, color.RGBA{B: 255, A: 255})}, "posts/show/green.png": {Data: paint(green, green)},
	}), site.Options{})
	if store == nil || err != nil {
		t.Fatal(report.Err(), err)
	}
	table := quota.NewTable(quota.Limits{PerSource: 1, InputRate: 1 << 30, InputBurst: 1 << 30, CPUShare: 1000, SweepPeriod: time.Millisecond})
	source, err := table.Connect(netip.MustParseAddr("127.0.0.1"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancelCause(t.Context())
	input, keys := io.Pipe()
	v := &imageVisit{t: t, screen: termtest.New(80, 24), keys: keys, end: end, ended: make(chan struct{})}
	for _, h := range habits {
		v.screen.SetHabits(h)
	}
	size := quota.Window{Columns: 80, Rows: 24}
	v.Terminal = terminal.New(ctx, terminal.Options{
		Input: input, Output: v.screen, Term: "xterm-256color", Profile: colorprofile.ANSI256,
		Window: func() quota.Window { return size }, Resized: make(chan struct{}), Resize: func(int, int) {},
		Slot: source.Keys.NewSlot(source.NewBudget()), Work: func(run func()) { run() },
		Active: func() {}, Pay: func(context.Context, int) {}, SuspendAfter: time.Millisecond, Sweeper: table.Sweeper,
		Suspended: func(int) {}, Freed: func(int) {}, FirstFrame: func() {},
		Failed: func(p *guard.Panic) { t.Errorf("%v\n%s", p, p.Stack) }, End: end,
	})
	o.Columns, o.Rows, o.Profile, o.Cache, o.Open = 80, 24, colorprofile.ANSI256, render.NewCache(8<<20), "show"
	go func() {
		v.Run(func() terminal.Model { return tui.New(store, o) })
		close(v.ended)
	}()
	go v.screen.Answer(keys)
	t.Cleanup(func() { _ = keys.Close(); v.screen.Close(); end(nil); <-v.ended })
	return v
}

// waits waits for a state of the screen.
func (v *imageVisit) waits(what string, good func() bool) {
	v.t.Helper()
	ctx, stop := context.WithTimeout(v.t.Context(), 20*time.Second)
	defer stop()
	if !v.screen.Wait(ctx.Done(), func(termtest.View) bool { return good() }) {
		view, _ := v.screen.View()
		v.t.Fatalf("there is no %s:\n%s", what, view.Text())
	}
}

func (v *imageVisit) press(keys string) {
	v.t.Helper()
	if _, err := io.WriteString(v.keys, keys); err != nil {
		v.t.Fatal(err)
	}
}

// find returns the first cell that shows an image in which one channel of the colour is full.
func (v *imageVisit) find(colour func(r, g, b uint32) bool) (x, y int, ok bool) {
	for y := range 24 {
		for x := range 80 {
			if c, ok := v.screen.ImageAt(x, y); ok {
				if r, g, b, _ := c.RGBA(); colour(r, g, b) {
					return x, y, true
				}
			}
		}
	}
	return 0, 0, false
}

func isRed(r, _, b uint32) bool   { return r > 0xF000 && b < 0x1000 }
func isBlue(r, _, b uint32) bool  { return b > 0xF000 && r < 0x1000 }
func isGreen(r, g, _ uint32) bool { return g > 0xB000 && r < 0x1000 }

// A terminal with kitty's graphics protocol gets each picture once, shows it in cells that
// scroll with the text, shows it again after a rest, and has none at the end, however that came.
func TestImages(t *testing.T) {
	for _, end := range []string{"left", "cut off"} {
		t.Run(end, func(t *testing.T) {
			v := visitImages(t, tui.Options{Graphics: render.KittyGraphics})
			has := func(colour func(r, g, b uint32) bool) func() bool {
				return func() bool { _, _, ok := v.find(colour); return ok }
			}
			v.waits("picture", has(isRed))
			x, red, _ := v.find(isRed)
			_, blue, ok := v.find(isBlue)
			if !ok || x != 4 || blue-red != 5 { // 20 columns, 10 rows
				t.Errorf("it begins at %d, %d, and its lower half at %d, %t", x, red, blue, ok)
			}
			v.press("j")
			v.waits("picture a row above", func() bool { _, y, ok := v.find(isRed); return ok && y == red-1 })
			v.press("G")
			v.waits("second picture", has(isGreen))
			v.press("g")
			v.waits("first picture again", func() bool { _, y, ok := v.find(isRed); return ok && y == red })
			if n := strings.Count(v.screen.Raw(), "a=T"); n != 2 {
				t.Errorf("two pictures were sent %d times", n)
			}
			if held, faults := v.screen.Images(); len(held) != 2 || faults != nil {
				t.Errorf("the terminal holds %v, faults %q", held, faults)
			}
			v.press("i")
			v.waits("description", func() bool { view, _ := v.screen.View(); return view.Has("i shows it") })
			if has(isRed)() {
				t.Error("i does not hide the picture")
			}
			if end == "left" {
				v.press("qq")
			} else {
				v.end(io.EOF)
			}
			<-v.ended
			v.Close("bye\n")
			if held, _ := v.screen.Images(); len(held) != 0 {
				t.Errorf("at the end the terminal holds %v", held)
			}
		})
	}
}

// In tmux the commands go through to the terminal outside.
func TestImagesThroughTmux(t *testing.T) {
	v := visitImages(t, tui.Options{Graphics: render.KittyInTmux})
	v.waits("placeholder", func() bool { return strings.Contains(v.screen.Raw(), "\U0010EEEE") })
	raw := v.screen.Raw()
	if strings.Contains(strings.ReplaceAll(raw, "\x1b\x1b_G", ""), "\x1b_G") || !strings.Contains(raw, "\x1bPtmux;\x1b\x1b_Ga=T,") {
		t.Error("a command is not passed through")
	}
}

// A terminal that does not say by its TERM what it takes is asked once. If it is kitty, its
// pictures are images; if it is not, or the operator has it so, nothing changes.
func TestImagesByAnswer(t *testing.T) {
	const question, drawn = "\x1b[>q", "38;5;16m\U0010EEEE"
	v := visitImages(t, tui.Options{}, termtest.Habits{Name: "XTerm(380)"})
	v.waits("answer", func() bool { return strings.Contains(v.screen.Answered(), "XTerm(380)") })
	v.press("\x1bP>|kitty(0.35.2)\x1b\\i") // too late: it has answered
	v.waits("half blocks", func() bool { return strings.Contains(v.screen.Raw(), "48;5;196m") })
	if raw := v.screen.Raw(); strings.Contains(raw, "a=T") || strings.Count(raw, question) != 1 {
		t.Error("another terminal was sent an image, or was asked again")
	}

	v = visitImages(t, tui.Options{}, termtest.Habits{Name: "kitty(0.26.5)"}) // before it had placeholders
	v.press("i")
	v.waits("half blocks", func() bool { return strings.Contains(v.screen.Raw(), "48;5;196m") })
	if strings.Contains(v.screen.Raw(), "a=T") {
		t.Error("an old kitty was sent an image")
	}

	v = visitImages(t, tui.Options{}, termtest.Habits{Name: "kitty(0.28.0)"})
	v.waits("picture", func() bool { _, _, ok := v.find(isRed); return ok })
	if !strings.Contains(v.screen.Raw(), drawn) {
		t.Error("the picture is not an image")
	}

	v = visitImages(t, tui.Options{Pictures: tui.PicturesBlocks, Graphics: render.KittyGraphics}, termtest.Habits{Name: "kitty(0.35.2)"})
	v.press("i")
	v.waits("half blocks", func() bool { return strings.Contains(v.screen.Raw(), "48;5;196m") })
	if strings.Contains(v.screen.Raw(), "a=T") {
		t.Error("the operator wants half blocks, and the terminal was sent an image")
	}
}

// A picture has its shape in cells that are not twice as tall as wide, in either form.
func TestImagesFitCells(t *testing.T) {
	for _, o := range []tui.Options{{Graphics: render.KittyGraphics}, {}} {
		v := visitImages(t, o, termtest.Habits{CellWidth: 10, CellHeight: 25})
		between := func() int {
			view, _ := v.screen.View()
			row := func(text string) int {
				return slices.IndexFunc(view.Rows, func(row string) bool { return strings.TrimSpace(row) == text })
			}
			return row("Flag [1]") - row("Words.") - len([]string{"a row of words", "a blank row"})
		}
		if o.Graphics == render.NoGraphics {
			v.press("i")
		}
		v.waits("square of 20 columns and 8 rows", func() bool { return between() == 8 })
	}
}
