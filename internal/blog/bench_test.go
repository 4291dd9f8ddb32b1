package blog

import (
	"fmt"
	"testing"

	"blog.example/pete/internal/blog/blogtest"
)

func BenchmarkOpen(b *testing.B) {
	for _, n := range []int{10, 2_000, 10_000} {
		fsys := blogtest.Generate(n).Files
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

func BenchmarkParse(b *testing.B) {
	source := blogtest.Generate(1).Files["posts/post-0.md"].Data
	b.ReportAllocs()
	for b.Loop() {
		parse(source, 1)
	}
}

func BenchmarkCountWords(b *testing.B) {
	source := blogtest.Generate(1).Files["posts/post-0.md"].Data
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		countWords(source)
	}
}
