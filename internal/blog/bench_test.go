package blog

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// generated is a content directory of n posts of some 1,500 words each.
func generated(n int) fstest.MapFS {
	fsys := dir()
	paragraph := strings.Repeat("Every word of this *paragraph* is an example, and `so` is [this](https://example.com). ", 10)
	body := strings.Repeat("## A heading\n\n"+paragraph+"\n\n```go\nfunc main() {}\n```\n\n", 10)
	for i := range n {
		fsys[fmt.Sprintf("posts/post-%d.md", i)] = &fstest.MapFile{Data: fmt.Appendf(nil,
			"---\ntitle: Post %d\ndate: 20%02d-01-05\nsummary: S\ntags: [a, b]\n---\n%s", i, i%100, body)}
	}
	return fsys
}

func BenchmarkOpen(b *testing.B) {
	for _, n := range []int{10, 1_000, 10_000} {
		fsys := generated(n)
		b.Run(fmt.Sprintf("posts=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, r := Open(fsys); r.Err() != nil {
					b.Fatal(r.Err())
				}
			}
		})
	}
}
