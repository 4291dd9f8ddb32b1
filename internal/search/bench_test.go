package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/search"
)

// shelf is a library of made-up words.
type shelf struct {
	archive *blog.Archive
	words   []string // the most frequent first
}

// generated is n posts of 1,500 words. As in a language few words are most of
// the text, and most are rare: 30,000 of them, and a few real ones.
func generated(n int) shelf {
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same posts every time
	syllables := strings.Fields("ka lo mi tre bin sto var nel dux pho qui ras tem ul ven wo zig xan cor das eth fur gam hos")
	const vocabulary = 30_000
	words := strings.Fields("the cat of idempotent requests is cancelled when every deadline passes")
	for len(words) < vocabulary {
		var w strings.Builder
		for range 1 + random.IntN(4) {
			w.WriteString(syllables[random.IntN(len(syllables))])
		}
		words = append(words, w.String())
	}
	frequent := rand.NewZipf(random, 1.1, 8, vocabulary-1)
	text := func(n int) string {
		some := make([]string, n)
		for i := range some {
			some[i] = words[frequent.Uint64()]
		}
		return strings.Join(some, " ")
	}
	a := &blog.Archive{}
	for i := range n {
		headings := []blog.Heading{{Text: text(4)}, {Text: text(4)}, {Text: text(4)}}
		a.Posts = append(a.Posts, &blog.Post{
			Page:    blog.Page{Title: text(6), Document: &blog.Document{Outline: blog.Outline{Headings: headings, Plain: text(1500)}}},
			Slug:    fmt.Sprintf("post-%d", i),
			Summary: text(20),
			Tags:    []string{[]string{"go", "systems", "tools", "zoology"}[i%4], "all"},
		})
	}
	return shelf{archive: a, words: words}
}

var sizes = []int{10, 10_000}

func BenchmarkOpen(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("posts=%d", n), func(b *testing.B) {
			s := generated(n)
			before := resident()
			var x *search.Index
			for b.Loop() {
				var err error
				if x, err = search.Open(s.archive); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				if n > 1000 {
					b.ReportMetric(resident()-before, "MB")
				}
				_ = x.Close()
				b.StartTimer()
			}
		})
	}
}

// resident is the memory of this process in MB: SQLite's is not on Go's heap.
func resident() float64 {
	runtime.GC()
	status, _ := os.ReadFile("/proc/self/statm")
	var size, pages int
	_, _ = fmt.Sscan(string(status), &size, &pages)
	return float64(pages*os.Getpagesize()) / (1 << 20)
}

func BenchmarkSearch(b *testing.B) {
	for _, n := range sizes {
		s := generated(n)
		x := open(b, s.archive)
		for _, q := range []struct {
			name string
			search.Query
		}{
			{"commonest", search.Query{Text: s.words[0]}},
			{"common", search.Query{Text: s.words[40]}},
			{"rare", search.Query{Text: s.words[20_000]}},
			{"two", search.Query{Text: s.words[0] + " " + s.words[300]}},
			{"phrase", search.Query{Text: `"` + s.words[0] + " " + s.words[2] + `"`}},
			{"prefix", search.Query{Text: "idempoten*"}},
			{"wide prefix", search.Query{Text: "ka*"}},
			{"letter", search.Query{Text: "t", Typing: true}},
			{"letters", search.Query{Text: "tre", Typing: true}},
			{"tag", search.Query{Text: s.words[40], Tags: []string{"go"}}},
			{"nothing", search.Query{Text: "nothing"}},
		} {
			b.Run(fmt.Sprintf("posts=%d/%s", n, q.name), func(b *testing.B) {
				var took []time.Duration
				for b.Loop() {
					start := time.Now()
					if _, err := x.Search(context.Background(), q.Query); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(start))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			})
		}
	}
}

func BenchmarkSuggest(b *testing.B) {
	x := open(b, generated(10_000).archive)
	for b.Loop() {
		x.Suggest(context.Background(), "trelobinvor idempotnet")
	}
}
