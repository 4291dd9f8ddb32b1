package tui

import (
	"fmt"
	"testing"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
	tea "charm.land/bubbletea/v2"
)

// A key of the list, and what else a reader does there, from the message to the
// view: of ten posts and of ten thousand.
func BenchmarkHome(b *testing.B) {
	for _, n := range []int{10, 10_000} {
		a, report := blog.Begin(blogtest.Generate(n).Files)
		if err := report.Err(); err != nil {
			b.Fatal(err)
		}
		room := New(a, at(80, 24))
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
			{"open", func() { New(a, at(80, 24)).View() }},
			{"begin at a post", func() { New(a, Options{Columns: 80, Rows: 24, Open: middle}).View() }},
			{"begin at a typo", func() { New(a, Options{Columns: 80, Rows: 24, Open: middle + "x"}).View() }},
			{"key", func() { i++; send(keyPress([]string{"j", "k"}[i%2])) }},
			{"end", func() { i++; send(keyPress([]string{"G", "g"}[i%2])) }},
			{"resize", func() { i++; send(tea.WindowSizeMsg{Width: 80 + i%2, Height: 24}) }},
			{"tags", func() { send(keyPress("t")); send(keyPress("esc")) }},
			{"filter", func() { room.home.narrow([]string{"go"}); room.View(); room.home.narrow(nil); room.View() }},
		} {
			b.Run(fmt.Sprintf("posts=%d/%s", n, c.name), func(b *testing.B) {
				for b.Loop() {
					c.do()
				}
			})
		}
	}
}
