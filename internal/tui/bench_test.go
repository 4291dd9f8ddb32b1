package tui

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/search"
	tea "charm.land/bubbletea/v2"
)

// generated returns an archive of n made-up posts and, if it is asked for, its index.
// Benchmarks share them, because making those of 10,000 posts takes half a minute.
func generated(b *testing.B, n int, index bool) (*blog.Archive, *search.Index) {
	b.Helper()
	made := made[n]
	if made.archive == nil {
		a, report := blog.Open(blogtest.Generate(n).Files)
		if err := report.Err(); err != nil {
			b.Fatal(err)
		}
		made.archive = a
	}
	if index && made.index == nil {
		made.index = indexOf(made.archive)
	}
	return made.archive, made.index
}

var made = map[int]*struct {
	archive *blog.Archive
	index   *search.Index
}{10: {}, 10_000: {}}

// cpu returns the processor time that this process has used, in all its threads.
func cpu() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// A key of the list, and what else a reader does there, from the message to the
// view: of ten posts and of ten thousand.
func BenchmarkHome(b *testing.B) {
	for _, n := range []int{10, 10_000} {
		a, _ := generated(b, n, false)
		store := storeOf(a)
		room := New(store, at(80, 24))
		send := func(msg tea.Msg) {
			room.Update(msg)
			room.View()
		}
		middle := a.Posts[n/2].Slug
		i := 0
		for _, c := range []struct {
			name string
			do   func()
		}{
			{"open", func() { New(store, at(80, 24)).View() }},
			{"begin at a post", func() { New(store, Options{Columns: 80, Rows: 24, Open: middle}).View() }},
			{"begin at a typo", func() { New(store, Options{Columns: 80, Rows: 24, Open: middle + "x"}).View() }},
			{"key", func() { i++; send(keyPress([]string{"j", "k"}[i%2])) }},
			{"no key", func() { send(keyPress("x")) }},
			{"page", func() { i++; send(keyPress([]string{"space", "b"}[i%2])) }},
			{"end", func() { i++; send(keyPress([]string{"G", "g"}[i%2])) }},
			{"resize", func() { i++; send(tea.WindowSizeMsg{Width: 80 + i%2, Height: 24}) }},
			{"tags", func() { send(keyPress("t")); send(keyPress("esc")) }},
			{"filter", func() { room.home.narrow([]string{"go"}); room.View(); room.home.narrow(nil); room.View() }},
		} {
			b.Run(fmt.Sprintf("posts=%d/%s", n, c.name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					c.do()
				}
			})
		}
	}
}

// A key in a post of 1,500 words, from the message to the view.
func BenchmarkReader(b *testing.B) {
	a, _ := generated(b, 10, false)
	o := at(80, 24)
	o.Cache = render.NewCache(8 << 20)
	o.Open = a.Posts[3].Slug
	for _, c := range []struct {
		name  string
		begin []string
		keys  []string
	}{
		{"no key", nil, []string{"x"}},
		{"row", []string{"space"}, []string{"j", "k"}},
		{"page", nil, []string{"space", "b"}},
		{"link", nil, []string{"tab"}},
		{"letter of find", []string{"/"}, []string{"e", "backspace"}},
		{"letter of find that is nowhere", []string{"/", "q", "z"}, []string{"x", "backspace"}},
		{"cursor of find", []string{"/", "e"}, []string{"left", "right"}},
		{"next of many", []string{"/", "e", "enter"}, []string{"n"}},
		{"no key with hits", []string{"/", "e", "enter"}, []string{"x"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			v := visitTo(b, a, o)
			v.press(c.begin...)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				v.room.Update(keyPress(c.keys[i%len(c.keys)]))
				v.room.View()
			}
		})
	}
	for _, c := range []struct {
		name   string
		widths [2]int
	}{
		{"resize to a layout that is kept", [2]int{60, 70}},
		{"resize without another layout", [2]int{100, 101}},
	} {
		b.Run(c.name, func(b *testing.B) {
			v := visitTo(b, a, o)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				v.resize(c.widths[i%2], 24)
				v.room.View()
			}
		})
	}
	b.Run("layout", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			render.Post(a.Posts[3], a.Site, render.Options{Width: 68, Profile: o.Profile})
		}
	})
}

// A letter that is typed into the search: the key alone, and with its answer.
func BenchmarkTyping(b *testing.B) {
	words := blogtest.Generate(1).Words
	for _, n := range []int{10, 10_000} {
		o := at(80, 24)
		a, index := generated(b, n, true)
		for _, text := range []string{"e", "tre", "cancel", "the tre"} {
			for _, answered := range []bool{false, true} {
				b.Run(fmt.Sprintf("posts=%d/%s/answered=%v", n, text, answered), func(b *testing.B) {
					v := searchedBy(index, visitTo(b, a, o))
					v.press("/")
					v.write(text)
					letters := strings.Split(text, "")
					last := letters[len(letters)-1]
					b.ReportAllocs()
					began := cpu()
					for i := 0; b.Loop(); i++ {
						_, cmd := v.room.Update(keyPress([]string{"backspace", last}[i%2]))
						v.room.View()
						if answered {
							v.run(cmd)
							v.room.View()
						}
					}
					b.ReportMetric(float64((cpu()-began).Microseconds())/float64(b.N), "cpu-µs/op")
				})
			}
		}
		for name, text := range map[string]func(i int) string{
			"new prefixes": func(i int) string { return words[i%len(words)] },
			"nonsense":     func(i int) string { return fmt.Sprintf("xq%dzw%d", i, i) },
		} {
			b.Run(fmt.Sprintf("posts=%d/%s", n, name), func(b *testing.B) {
				v := searchedBy(index, visitTo(b, a, o))
				v.press("/")
				s := v.room.page().(*searchPage)
				b.ReportAllocs()
				began := cpu()
				for i := 0; b.Loop(); i++ {
					s.field = field{}
					typed := text(i)
					last := len(typed) - 1
					s.field.insert(typed[:last])
					_, cmd := v.room.Update(keyPress(typed[last:]))
					v.run(cmd)
					v.room.View()
				}
				b.ReportMetric(float64((cpu()-began).Microseconds())/float64(b.N), "cpu-µs/op")
			})
		}
		b.Run(fmt.Sprintf("posts=%d/selection", n), func(b *testing.B) {
			v := searchedBy(index, visitTo(b, a, o))
			v.press("/")
			v.write("tre")
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				v.room.Update(keyPress([]string{"down", "up"}[i%2]))
				v.room.View()
			}
		})
	}
}
