package blog

import (
	"fmt"
	"io/fs"
	"testing"

	"blog.example/pete/internal/blog/blogtest"
)

// An archive is opened whole, as check does, and up to where its lists can be
// shown, as serve does.
func BenchmarkOpen(b *testing.B) {
	for _, n := range []int{10, 10_000} {
		fsys := blogtest.Generate(n).Files
		for name, open := range map[string]func(fs.FS) (*Archive, Report){"whole": Open, "begun": Begin} {
			b.Run(fmt.Sprintf("posts=%d/%s", n, name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, r := open(fsys); r.Err() != nil {
						b.Fatal(r.Err())
					}
				}
			})
		}
	}
}

func BenchmarkParse(b *testing.B) {
	source := blogtest.Generate(1).Files["posts/post-0.md"].Data
	b.ReportAllocs()
	for b.Loop() {
		parse(source, 1)
	}
}

func BenchmarkCount(b *testing.B) {
	source := blogtest.Generate(1).Files["posts/post-0.md"].Data
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		count(source)
	}
}
