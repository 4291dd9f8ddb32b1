// Package blogtest has what tests of several packages share: archives of any size
// (generate.go), blogs of texts in every state (secrets.go, unpublished.go) and in several
// languages (languages.go), hostile texts (pathological.go) and golden files (golden.go). It promises the same bytes for the same
// number of posts, on every machine. Nothing that is built imports it.
package blogtest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing/fstest"
)

// Words is how many words a post has at least.
const Words = 1500

// Shelf is a content directory, and the words that its texts are made of.
type Shelf struct {
	Files fstest.MapFS
	Words []string // the most frequent first
}

// vocabulary is how many words there are: as in a language few of them are most of
// the text, and most are rare.
const vocabulary = 30_000

// Generate makes n posts named post-0, the newest, to post-N. All have the tag all
// and one of four others, a summary, headings, a list, code, and a link to the
// next post.
func Generate(n int) Shelf {
	w := newWriter()
	files := fstest.MapFS{
		"site.yaml":      {Data: []byte("title: A Large Archive\nbyline: made of made-up words\nhost: blog.example\n")},
		"pages/about.md": {Data: []byte("# About\n\n" + w.text(100) + "\n")},
	}
	for i := range n {
		files[fmt.Sprintf("posts/post-%d.md", i)] = &fstest.MapFile{Data: w.post(i, n)}
	}
	return Shelf{Files: files, Words: w.words}
}

// writer makes up posts.
type writer struct {
	random   *rand.Rand
	frequent *rand.Zipf
	words    []string
}

func newWriter() *writer {
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same posts every time
	w := &writer{
		random:   random,
		frequent: rand.NewZipf(random, 1.1, 8, vocabulary-1),
		words:    strings.Fields("the cat of idempotent requests is cancelled when every deadline passes"),
	}
	syllables := strings.Fields("ka lo mi tre bin sto var nel dux pho qui ras tem ul ven wo zig xan cor das eth fur gam hos")
	for len(w.words) < vocabulary {
		var word strings.Builder
		for range 1 + random.IntN(4) {
			word.WriteString(syllables[random.IntN(len(syllables))])
		}
		w.words = append(w.words, word.String())
	}
	return w
}

func (w *writer) text(words int) string {
	some := make([]string, words)
	for i := range some {
		some[i] = w.words[w.frequent.Uint64()]
	}
	return strings.Join(some, " ")
}

// post is the file of the i-th of n.
func (w *writer) post(i, n int) []byte {
	tag := []string{"go", "systems", "tools", "zoology"}[i%4]
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s\ndate: %d-%02d-%02d\nsummary: %s.\ntags: [%s, all]\n---\n\n",
		w.text(6), 2025-i/336, 12-i/28%12, 28-i%28, w.text(20), tag)
	const parts, paragraphs = 5, 3
	for part := range parts {
		fmt.Fprintf(&b, "## %s\n\n", w.text(4))
		for range paragraphs {
			fmt.Fprintf(&b, "%s, *%s* `%s` %s.\n\n", w.text(40), w.text(2), w.text(1), w.text(48))
		}
		switch part {
		case 0:
			fmt.Fprintf(&b, "- %s\n- %s\n\n", w.text(45), w.text(45))
		case 1:
			fmt.Fprintf(&b, "See [%s](post-%d.md) and [%s](https://example.com/%d).\n\n", w.text(10), (i+1)%n, w.text(10), i)
		case 2:
			b.WriteString("```go\nfunc main() {\n\tfmt.Println(\"hello\")\n}\n```\n\n")
		}
	}
	return []byte(b.String())
}
