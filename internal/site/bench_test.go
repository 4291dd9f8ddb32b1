package site

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// BenchmarkReload reloads a blog of 10,000 posts of which one has changed, as an event
// of the file system makes it do.
func BenchmarkReload(b *testing.B) {
	const posts, words = 10_000, 1500
	dir := b.TempDir()
	if err := makeFolders(dir); err != nil {
		b.Fatal(err)
	}
	for i := range posts {
		var text strings.Builder
		for w := range words {
			_, _ = fmt.Fprintf(&text, "w%d ", (w*w+i*7)%4001)
			if w%80 == 79 {
				text.WriteString("\n\n")
			}
		}
		write(b, filepath.Join(dir, fmt.Sprintf("posts/p%d.md", i)), post(fmt.Sprintf("P%d", i), text.String()))
	}
	store, _ := newStore(b, dir, Options{Collect: true})
	if err := store.makeFirstIndex(b.Context()); err != nil {
		b.Fatal(err)
	}
	w := newWatcher(store)
	for n := 0; b.Loop(); n++ {
		write(b, filepath.Join(dir, "posts/p77.md"), post("P77", fmt.Sprintf("marmot%d", n)))
		w.paths["posts/p77.md"] = true
		w.reloadChanged(b.Context())
		if got := found(b, store.Current(), fmt.Sprintf("marmot%d", n)); got != "P77" {
			b.Fatalf("the index finds %q", got)
		}
	}
}

// BenchmarkPut publishes a new version of one post. It is public when Put returns.
func BenchmarkPut(b *testing.B) {
	for _, posts := range []int{10, 2000} {
		b.Run(fmt.Sprint(posts), func(b *testing.B) {
			dir := b.TempDir()
			if err := makeFolders(dir); err != nil {
				b.Fatal(err)
			}
			for i := range posts {
				write(b, filepath.Join(dir, fmt.Sprintf("posts/p%d.md", i)), post(fmt.Sprintf("P%d", i), words(i, 600)))
			}
			e, _ := newEditor(b, dir, EditorOptions{})
			if err := e.store.makeFirstIndex(b.Context()); err != nil {
				b.Fatal(err)
			}
			began := cpuTime(b)
			for n := 0; b.Loop(); n++ {
				mustPut(b, e, "posts/p7.md", post("P7", fmt.Sprintf("marmot%d %s", n, words(n, 600))))
				if got := found(b, e.store.Current(), fmt.Sprintf("marmot%d", n)); got != "P7" {
					b.Fatalf("the index finds %q", got)
				}
			}
			b.ReportMetric(float64((cpuTime(b)-began).Microseconds())/float64(b.N)/1000, "cpu-ms/op")
		})
	}
}

// BenchmarkMirror publishes 2,000 new posts, one after the other and by 8 at once.
func BenchmarkMirror(b *testing.B) {
	for _, clients := range []int{1, 8} {
		b.Run(fmt.Sprint(clients), func(b *testing.B) {
			began := cpuTime(b)
			for b.Loop() {
				dir := b.TempDir()
				if err := makeFolders(dir); err != nil {
					b.Fatal(err)
				}
				write(b, filepath.Join(dir, "posts/first.md"), post("First", "text"))
				e, _ := newEditor(b, dir, EditorOptions{})
				var group sync.WaitGroup
				for c := range clients {
					group.Go(func() {
						for i := c; i < 2000; i += clients {
							if _, err := put(b, e, fmt.Sprintf("posts/p%d.md", i), post(fmt.Sprintf("P%d", i), words(i, 600)), PutOptions{}); err != nil {
								b.Error(err)
							}
						}
					})
				}
				group.Wait()
				if got := len(e.store.Current().Archive.Posts); got != 2001 {
					b.Fatalf("%d posts are public", got)
				}
			}
			b.ReportMetric((cpuTime(b)-began).Seconds()/float64(b.N), "cpu-s/op")
		})
	}
}

// words returns a text of that many words.
func words(seed, n int) string {
	var text strings.Builder
	for w := range n {
		_, _ = fmt.Fprintf(&text, "w%d ", (w*w+seed*7)%4001)
		if w%80 == 79 {
			text.WriteString("\n\n")
		}
	}
	return text.String()
}

// cpuTime returns the CPU time that this process has taken.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
