package search_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
	"blog.example/pete/internal/search"
)

// shelf is a library of made-up words.
type shelf struct {
	archive *blog.Archive
	words   []string // the most frequent first
}

// generated is n posts of 1,500 words.
func generated(t testing.TB, n int) shelf {
	t.Helper()
	s := blogtest.Generate(n)
	archive, report := blog.Open(s.Files)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	return shelf{archive: archive, words: s.Words}
}

var sizes = []int{10, 10_000}

// BenchmarkFirstIndex reads a blog and makes its first index, as a server does.
func BenchmarkFirstIndex(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("posts=%d", n), func(b *testing.B) {
			files := blogtest.Generate(n).Files
			before := resident()
			for b.Loop() {
				d := newDatabase(b)
				start := time.Now()
				archive, report := blog.Read(files, blog.Options{Parsed: d.Add})
				if archive == nil {
					b.Fatal(report.Err())
				}
				b.ReportMetric(time.Since(start).Seconds(), "reading-s")
				x, err := d.Index(b.Context(), archive.Posts)
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				b.ReportMetric((resident()-before)*(1<<20)/float64(n), "B/post")
				runtime.KeepAlive(x)
				_ = d.Close()
				b.StartTimer()
			}
		})
	}
}

// BenchmarkIndexOne makes an index in which one of 10,000 posts has changed.
func BenchmarkIndexOne(b *testing.B) {
	files := blogtest.Generate(10_000).Files
	d := newDatabase(b)
	archive, report := blog.Read(files, blog.Options{Parsed: d.Add})
	if archive == nil {
		b.Fatal(report.Err())
	}
	x, err := d.Index(b.Context(), archive.Posts)
	if err != nil {
		b.Fatal(err)
	}
	changed := files["posts/post-5000.md"]
	text := changed.Data
	for n := 0; b.Loop(); n++ {
		b.StopTimer()
		changed.Data = fmt.Appendf(text[:len(text):len(text)], "\nA change, the number%d.\n", n)
		archive, _ = blog.Read(files, blog.Options{
			Previous: archive,
			Read:     func(path string) bool { return path == "posts/post-5000.md" },
			Parsed:   d.Add,
		})
		b.StartTimer()
		if x, err = d.Index(b.Context(), archive.Posts); err != nil {
			b.Fatal(err)
		}
	}
	runtime.KeepAlive(x)
}

func newDatabase(t testing.TB) *search.Database {
	t.Helper()
	d, err := search.NewDatabase()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// resident is the memory of this process in MB: SQLite's is not on Go's heap.
func resident() float64 {
	debug.FreeOSMemory()
	status, _ := os.ReadFile("/proc/self/statm")
	var size, pages int
	_, _ = fmt.Sscan(string(status), &size, &pages)
	return float64(pages*os.Getpagesize()) / (1 << 20)
}

func BenchmarkSearch(b *testing.B) {
	for _, n := range sizes {
		s := generated(b, n)
		x := open(b, s.archive)
		for _, q := range []struct {
			name string
			search.Query
		}{
			{"commonest", search.Query{Text: s.words[0]}},
			{"common", search.Query{Text: s.words[40]}},
			{"page of the commonest", search.Query{Text: s.words[0], Max: 30, Typing: true}},
			{"page of a common", search.Query{Text: s.words[40], Max: 30, Typing: true}},
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
	x := open(b, generated(b, 10_000).archive)
	for b.Loop() {
		x.Suggest(context.Background(), "trelobinvor idempotnet")
	}
}
