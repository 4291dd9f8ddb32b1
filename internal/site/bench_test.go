package site

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
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
