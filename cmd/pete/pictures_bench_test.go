package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math"
	"net/netip"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"blog.example/pete/internal/guard"
	"blog.example/pete/internal/quota"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/site"
	"blog.example/pete/internal/terminal"
	"blog.example/pete/internal/tui"
	"github.com/charmbracelet/colorprofile"
)

// photograph is a JPEG of 1,200 by 800 pixels of which no two cells are alike.
func photograph(b *testing.B, seed float64) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 1200, 800))
	for y := range 800 {
		for x := range 1200 {
			fx, fy := float64(x)/1200, float64(y)/800
			wave := func(k float64) uint8 { return uint8(128 + 127*math.Sin(k*(fx*fx+seed)+9*fy*k*math.Cos(3*fx))) }
			img.SetRGBA(x, y, color.RGBA{wave(3), wave(5), wave(7), 255})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// photographs is a blog with a post of n pictures, the key of whose visits is i.
func photographs(b *testing.B, n int) *site.Store {
	text := "---\ntitle: Show\ndate: 2026-02-01\nsummary: S\n---\n\n"
	fsys := fstest.MapFS{"site.yaml": {Data: []byte("title: Gallery\nhost: blog.example\n")}}
	for i := range n {
		text += fmt.Sprintf("Some words before it.\n\n![Picture %d](%d.jpg)\n\n", i, i)
		fsys[fmt.Sprintf("posts/show/%d.jpg", i)] = &fstest.MapFile{Data: photograph(b, float64(i)), ModTime: time.Unix(1e9, 0)}
	}
	fsys["posts/show/index.md"] = &fstest.MapFile{Data: []byte(text)}
	store, report, err := site.Open(b.Context(), site.Files(fsys), site.Options{})
	if store == nil || err != nil {
		b.Fatal(report.Err(), err)
	}
	return store
}

// pictureVisit is a visit of which nothing but the bytes is looked at.
type pictureVisit struct {
	keys  *io.PipeWriter
	bytes atomic.Int64
	frame chan struct{} // closed when the first is written
	ended chan struct{}
}

func (v *pictureVisit) Write(p []byte) (int, error) {
	v.bytes.Add(int64(len(p)))
	return len(p), nil
}

// visitPictures opens a visit at the post.
func visitPictures(ctx context.Context, b *testing.B, table *quota.Table, store *site.Store, o tui.Options, term string, suspended func(int)) *pictureVisit {
	source, err := table.Connect(netip.MustParseAddr("127.0.0.1"))
	if err != nil {
		b.Fatal(err)
	}
	input, keys := io.Pipe()
	v := &pictureVisit{keys: keys, frame: make(chan struct{}), ended: make(chan struct{})}
	size := quota.Window{Columns: o.Columns, Rows: o.Rows}
	t := terminal.New(ctx, terminal.Options{
		Input: input, Output: v, Term: term, Profile: o.Profile,
		Window: func() quota.Window { return size }, Resized: make(chan struct{}), Resize: func(int, int) {},
		Slot: source.Keys.NewSlot(source.NewBudget()), Work: func(run func()) { run() },
		Active: func() {}, Pay: func(context.Context, int) {}, SuspendAfter: 100 * time.Millisecond, Sweeper: table.Sweeper,
		Suspended: suspended, Freed: func(int) {}, FirstFrame: func() { close(v.frame) },
		Failed: func(p *guard.Panic) { b.Errorf("%v\n%s", p, p.Stack) }, End: func(error) {},
	})
	go func() {
		t.Run(func() terminal.Model { return tui.New(store, o) })
		close(v.ended)
	}()
	return v
}

// Memory of a thousand suspended visits to a post with ten pictures, at different places of
// it, with the pictures named and shown; and the bytes that three of them take to read through.
func BenchmarkPictureVisits(b *testing.B) {
	const visits = 1000
	for _, form := range pictureForms() {
		b.Run(form.name, func(b *testing.B) {
			store := photographs(b, 10)
			for b.Loop() {
				ctx, stop := context.WithCancel(b.Context())
				table := quota.NewTable(quota.Limits{PerSource: visits, InputRate: 1 << 30, InputBurst: 1 << 30, CPUShare: 1000, SweepPeriod: 20 * time.Millisecond})
				cache := render.NewCache(64 << 20)
				var suspended atomic.Int64
				before := heap()
				var all []*pictureVisit
				for i := range visits {
					o := form.options
					o.Columns, o.Rows, o.Cache, o.Open = 80, 24, cache, "show"
					v := visitPictures(ctx, b, table, store, o, form.term, func(by int) { suspended.Add(int64(by)) })
					all = append(all, v)
					_, _ = io.WriteString(v.keys, form.keys+repeated("j", i%200))
				}
				for deadline := time.Now().Add(2 * time.Minute); suspended.Load() < visits && time.Now().Before(deadline); {
					time.Sleep(50 * time.Millisecond)
				}
				if suspended.Load() < visits {
					b.Fatalf("%d of %d visits are suspended", suspended.Load(), visits)
				}
				b.ReportMetric(float64(heap()-before)/visits/1024, "KiB/visit")
				b.ReportMetric(float64(cache.Stats().Bytes)/1024, "KiB-cached")
				stop()
				for _, v := range all {
					_ = v.keys.Close()
					<-v.ended
				}
			}
		})
	}
}

// The first frame of a post with three pictures, what it takes to show them all by paging
// through it, and one line down among them.
func BenchmarkPictureFrames(b *testing.B) {
	for _, form := range pictureForms() {
		b.Run(form.name, func(b *testing.B) {
			store := photographs(b, 3)
			cache := render.NewCache(64 << 20)
			var first time.Duration
			var paging, line int64
			table := quota.NewTable(quota.Limits{PerSource: 1 << 20, InputRate: 1 << 30, InputBurst: 1 << 30, CPUShare: 1000, SweepPeriod: time.Hour})
			for b.Loop() {
				ctx, stop := context.WithCancel(b.Context())
				o := form.options
				o.Columns, o.Rows, o.Cache, o.Open = 80, 24, cache, "show"
				begun := time.Now()
				v := visitPictures(ctx, b, table, store, o, form.term, func(int) {})
				<-v.frame
				first += time.Since(begun)
				opened := v.quiet()
				_, _ = io.WriteString(v.keys, form.keys)
				v.quiet()
				for range 4 {
					_, _ = io.WriteString(v.keys, " ")
					v.quiet()
				}
				paging += v.quiet() - opened
				_, _ = io.WriteString(v.keys, "g")
				before := v.quiet()
				_, _ = io.WriteString(v.keys, "j")
				line += v.quiet() - before
				stop()
				_ = v.keys.Close()
				<-v.ended
			}
			b.ReportMetric(float64(first.Microseconds())/float64(b.N), "µs-first-frame")
			b.ReportMetric(float64(paging)/float64(b.N), "bytes-through")
			b.ReportMetric(float64(line)/float64(b.N), "bytes-line")
		})
	}
}

// pictureForms are the ways of showing pictures, each with the key that asks for it.
func pictureForms() []pictureForm {
	return []pictureForm{
		{"named", tui.Options{Profile: colorprofile.ANSI256}, "linux", ""},
		{"blocks-256", tui.Options{Profile: colorprofile.ANSI256}, "linux", "i"},
		{"kitty", tui.Options{Profile: colorprofile.TrueColor, Graphics: render.KittyGraphics}, "xterm-kitty", ""},
		{"blocks-true", tui.Options{Profile: colorprofile.TrueColor}, "linux", "i"},
	}
}

type pictureForm struct {
	name    string
	options tui.Options
	term    string
	keys    string
}

// quiet waits until no more bytes come, and returns how many there were so far.
func (v *pictureVisit) quiet() int64 {
	for {
		before := v.bytes.Load()
		time.Sleep(60 * time.Millisecond)
		if v.bytes.Load() == before {
			return before
		}
	}
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc + m.StackInuse)
}

func repeated(s string, n int) string { return string(bytes.Repeat([]byte(s), n)) }
