package render

import (
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"blog.example/pete/internal/blog"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// FuzzLines lays out whatever an author may write: no line is wider than asked, but
// for code and tables, and nothing in it is obeyed by a terminal.
func FuzzLines(f *testing.F) {
	for _, seed := range []string{
		"", "# H\n\ntext", "> > - 1. nested\n\n    code", "| a | b |\n| - | -: |\n| 漢字 | e\u0301 |", "a[^1]\n\n[^1]: note",
		"\x1b[31mred\u202e \u009b [x](javascript:1) <b>html</b> &amp; \\* `c-o-d-e`", "👩‍👩‍👧 שלום " + strings.Repeat("x", 90),
		"- a\n- b\n\n  c\n1. d\n\t- e", "```go run\nfunc\tmain\n```\n```output\nx\n```", "<https://a.b>word \\  - b",
		"| [a-b](https://a.test) 漢字。漢字 | `c`<br>d[^1] |\n|:-:|--:|\n| \u2067a *b\u2069* 12-3 | " + strings.Repeat("and more ", 9) + " |\n\n[^1]: n",
		"> 1. | a |\n>    |---|\n>    | 日本語の文章を読む。（人の）e\u0301 |\n漢\n字\n`漢`",
	} {
		f.Add(seed, 20)
	}
	f.Fuzz(func(t *testing.T, markdown string, width int) {
		if len(markdown) > 4<<10 {
			t.Skip("long")
		}
		if widest := 200; width < minWidth || width > widest {
			width = minWidth + int(uint(width)%uint(widest-minWidth))
		}
		a, report := blog.Open(fstest.MapFS{
			"site.yaml":  {Data: []byte("title: T\nhost: blog.example\n")},
			"posts/p.md": {Data: []byte(body(markdown))},
		})
		if !report.OK() {
			return
		}
		for _, profile := range []colorprofile.Profile{colorprofile.NoTTY, colorprofile.ANSI256} {
			p := Post(a.Posts[0], a.Site, Options{Width: width, Profile: profile})
			for _, l := range p.Lines {
				if w := ansi.StringWidth(l.Text); w > width && !l.Unwrapped {
					t.Errorf("%d columns, want %d: %q", w, width, l.Text)
				}
				if got := ansi.Strip(l.ANSI()); got != l.Text {
					t.Errorf("the escapes of %q spell %q", l.Text, got)
				}
				if i := strings.IndexFunc(l.Text, func(r rune) bool { return unicode.IsControl(r) || r == '\u202E' }); i >= 0 {
					t.Errorf("a terminal would obey %q", l.Text)
				}
			}
			p.Find([]string{markdown[:min(len(markdown), 12)]}, false)
		}
	})
}
