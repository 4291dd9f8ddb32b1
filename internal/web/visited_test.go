//go:build !race

package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"blog.example/pete/internal/blog"
)

// visited is a blog whose posts have all that a post may have, for clients that are not ours.
var visited = with(map[string]string{
	"posts/everything.md": "---\ntitle: Everything that a post may have, in one rather long title\ndate: 2026-03-01\ntags: [Go, Everything, a-tag-that-is-quite-long]\nsummary: It has one of each.\n---\n" +
		"A paragraph with *emphasis*, **weight**, ~~what is no more~~, `code`, a [link to the second](second.md#end), one [elsewhere](https://elsewhere.example/), and a note.[^1]\n\n" +
		"## A heading\n\n" + "### And one below\n\n" +
		"1. One\n2. Two\n   - nested\n\n     ```sh\n     echo nested\n     ```\n\n- [x] done\n- [ ] to do\n\n" +
		"> A quotation.\n>\n> > And one inside.\n\n> [!NOTE]\n> What is worth a note.\n\n" +
		"```python\n# A comment.\ndef long_line(shared, days=100_000): return \"" + strings.Repeat("a string that is long ", 8) + "\"\n```\n\n" +
		"```output\nok\n```\n\n" + "```\nshort\n```\n\n" +
		"#### Far below\n\nA word: " + strings.Repeat("donaudampfschifffahrt", 8) + ".\n\n---\n\n" +
		"<details><summary>More</summary>\n\nHidden at first.\n\n</details>\n\n[^1]: What the note says.\n",
	"posts/table.md": "---\ntitle: A table\ndate: 2026-03-02\ntags: [Go]\n---\n" +
		"| Name | Number | What it is |\n|---|--:|---|\n| [first](first-post.md) | 1 | " + strings.Repeat("many words ", 20) + "|\n| `second` | 2 | no |\n\nAnd a note.[^a]\n\n[^a]: It has `code`, and [a link](second.md).\n",
	"posts/hebrew.md": "---\ntitle: שלום עולם\ndate: 2026-03-03\nlang: he\n---\nטקסט מימין לשמאל, and `code`.\n\n```go\nfunc main() {}\n```\n",
	"posts/taken.md":  "---\ntitle: Taken away\ndate: 2026-01-01\n---\nFor a while.\n",
})

// Addresses that answer with a status from 400 on.
const (
	missingPath = "/frist-post"
	gonePath    = "/taken"
)

// kinds are the kinds of pages that the door has, and an address of each in the blog visited.
var kinds = []struct{ name, path string }{
	{"index", "/"},
	{"post", "/everything"},
	{"table", "/table"},
	{"other-direction", "/hebrew"},
	{"other-language", "/third"},
	{"about", "/about"},
	{"tags", "/tags"},
	{"tag", "/tags/go"},
	{"search", "/search"},
	{"hits", "/search?q=lighthouse"},
	{"no-hits", "/search?q=lighthuose"},
	{"missing", missingPath},
	{"gone", gonePath},
}

// serveVisited serves the blog visited on a free port of the loopback, and returns the base of
// its addresses.
func serveVisited(t *testing.T) string {
	t.Helper()
	s := newServer(t, visited)
	s.get(t, gonePath).has(t, http.StatusOK)
	rest := with(visited)
	delete(rest, "posts/taken.md")
	s.store.Replace(snapshot(t, rest, blog.Options{}))
	door := httptest.NewServer(s)
	t.Cleanup(door.Close)
	return door.URL
}
