package files

import (
	"fmt"
	"io"
	"path"
	"testing"
)

// BenchmarkList lists a directory; the first time, all texts are laid out.
func BenchmarkList(b *testing.B) {
	for _, posts := range []int{10, 10_000} {
		server := newServer(largeBlog(b, posts))
		for _, dir := range []string{"posts", "text"} {
			b.Run(fmt.Sprintf("%s=%d", dir, posts), func(b *testing.B) {
				client := dial(b, server)
				if _, err := client.ReadDir(dir); err != nil {
					b.Fatal(err)
				}
				b.ReportAllocs()
				for b.Loop() {
					if infos, err := client.ReadDir(dir); err != nil || len(infos) != posts {
						b.Fatal(len(infos), err)
					}
				}
			})
		}
	}
}

// BenchmarkRead copies every post there is, one after another.
func BenchmarkRead(b *testing.B) {
	const posts = 100
	server := newServer(largeBlog(b, posts))
	for _, form := range []string{"posts/post-%05d.md", "text/post-%05d.txt"} {
		b.Run(path.Dir(form), func(b *testing.B) {
			client := dial(b, server)
			size := int64(0)
			for i := range posts {
				size += int64(len(read(b, client, fmt.Sprintf(form, i))))
			}
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				for i := range posts {
					f, err := client.Open(fmt.Sprintf(form, i))
					if err != nil {
						b.Fatal(err)
					}
					if _, err := io.Copy(io.Discard, f); err != nil {
						b.Fatal(err)
					}
					if err := f.Close(); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
