package html

import (
	"slices"
	"syscall"
	"testing"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
	"blog.example/pete/internal/render"
	"github.com/charmbracelet/colorprofile"
)

// hardOnParsers are the patterns that have stopped other parsers, and those that take this
// one longest.
var hardOnParsers = []string{
	"opening brackets", "images", "addresses that do not end", "stars that open", "underscores that open", "ticks of many lengths",
	"comments that do not end", "blocks of comments", "quotes on a line", "lists, each line deeper", "a note with many marks, apart",
	"brackets with a word", "a table of columns", "a table of one column", "entities that do not end", "bare addresses, www",
	"bare mail addresses", "headings", "strikes", "processing instructions that do not end", "character data that does not end",
	"a heading with many attributes", "tags with attributes that do not end", "fenced code in Go",
}

// Attack: a post of 100 KB on which parsers spend minutes. It takes no more than a second
// of the processor to read it, or to write it in any form, or it is left out by name.
func TestPathologicalPosts(t *testing.T) {
	const most = 3 * time.Second // a second, on a machine that does other things besides
	patterns := blogtest.Patterns()
	for _, name := range hardOnParsers {
		i := slices.IndexFunc(patterns, func(p blogtest.Pattern) bool { return p.Name == name })
		if i < 0 {
			t.Fatalf("there is no pattern %q", name)
		}
		var a *blog.Archive
		within := func(what string, do func()) {
			began := cpuTime(t)
			do()
			if took := cpuTime(t) - began; took > most {
				t.Errorf("%s: %s takes %v", name, what, took)
			}
		}
		within("reading", func() {
			a = blogOf(t, map[string]string{"posts/p.md": body(patterns[i].Make(100 << 10)), "posts/plain.md": body("Text.")})
		})
		post(t, a, "plain")
		p, ok := a.Post("p")
		if !ok {
			continue
		}
		within("HTML", func() { document([]*blog.Post{p}, a.Site) })
		within("text", func() { _ = render.Post(p, a.Site, render.Options{Width: render.TextWidth, Profile: colorprofile.NoTTY}).String() })
		within("ansi", func() { _ = render.Post(p, a.Site, render.Options{Width: 60, Profile: colorprofile.TrueColor}).String() })
		within("what readers take away", func() { p.Public() })
	}
}

// cpuTime is the time that the processor has spent on the tests so far.
func cpuTime(t *testing.T) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
