package blog

import (
	"strings"
	"testing"
	"unicode"

	"blog.example/pete/internal/blog/blogtest"
)

// The words that are counted without a tree are those of the tree.
func TestCount(t *testing.T) {
	for _, text := range []string{
		"", "\n \n", "one", "one two\nthree", "naïve 漢字 🧶 a\u00a0b a\u2003b",
		"# One two #\n\n## Three ## four\n\n### Five {#six}\n\n#seven\n", "One two\n=======\n\nThree\n---\n\n***\n\n- - -\n",
		"> a quote\n> of two\n\n> > twice\n", "- one\n- two\n\n  three\n\n      code here\n\n1. four\n2) five\n\n* * *\n", "- [ ] open\n- [x] done\n",
		"- one\n  - two\n    - three four\n\n      five\n", "a - b — c -- d\n", "2 * 3 ** 4 _ *a b* **c** ~~d e~~ ~5\n", "snake_case_word __init__\n",
		"`code`, `a * b` and ``c ` d`` e\n", "a `code that\ngoes on` b\n", "```go run\nfunc main() {\n\t*p = 1 // `x`\n}\n```\nafter\n",
		"~~~\n```\n> no quote\n~~~\n", "> ```\n> a b\n> ```\n> c\n", "- x\n\n  ```sh\n  $ ls | wc\n  ```\n\n  after it\n", "````\n```\n````\n",
		"para\n\n    indented - code\n\n    # more\n\npara\n", "[a link](https://example.com/a_(b) \"its title\") and [one][ref], [two][], ![a picture](p.png).\n\n[ref]: https://example.com\n[two]: /x\n",
		"<https://example.com/x> https://example.com <a@b.example> <br> a <b>bold</b> c < d > e\n", "a note[^1] and[^long]\n\n[^1]: The note.\n[^long]: One\n    more line\n",
		"| a | b c |\n| - | :-: |\n| 1 \\| 2 | `x` |\n\na | b\n", "a | b\n--- | ---\nc | d\n", "\\*a\\* \\\\ \\& a\\\nb\n", "&amp; a &lt; b\n", "arr[0] [not a link] x\n",
		"Line one  \nline two\r\nline three\r\n", "<div class=\"x\">\nnot text\n</div>\n\ntext\n", "a\tb\n", "<!--\nA draft of a section,\n\nleft out.\n\n-->\n\nText.\n", "Text here.\n<!-- and a remark\n\nof more -->\nmore\n",
		"<pre>\nset as it\n\nstands\n</pre>\n\ntext\n", "<script>\nlet x\n\nlet y</script>\n\ntext\n", "<!-- one line -->\n\ntext\n", "--flag -x a/b key=value $HOME 50% a&b\n", "*one* *two*, **three**—four\n",
	} {
		if got, want := count([]byte(text)), len(strings.Fields(parse([]byte(text), 1).Plain)); got != want {
			t.Errorf("%d words, want %d in\n%s\nwhich reads\n%s", got, want, text, parse([]byte(text), 1).Plain)
		}
	}
	a, report := Open(blogtest.Generate(20).Files)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	for _, p := range a.Posts {
		if want := len(strings.Fields(p.Document().Plain)); p.Words != want || want < blogtest.Words {
			t.Errorf("%s: %d words, want %d", p.Slug, p.Words, want)
		}
	}
}

// The opening is the one of the whole text, however little of it has been looked at.
func TestOpeningOfTheWhole(t *testing.T) {
	long := strings.Repeat("Filler stands here. ", 200)
	for _, text := range []string{
		"", "One.\n\nTwo.\n", "# H\n\nOne [two][ref] three[^n].\n\n" + long + "\n\n[ref]: https://example.com\n\n[^n]: Note.\n",
		"One [two] three.\n\n" + long, "```\n" + long + "\n\n" + long + "\n```\n\nAfter.\n\n" + long, long + long, "- a\n\n- b\n\n" + long + "\n\nmore",
		"Head\n===\n\n| a | b |\n| - | - |\n\n" + long, "<!-- " + long + "\n\n" + long + "\n\n-->\n\nText.\n\n" + long, "a\r\n\r\n" + long,
	} {
		want := ""
		whole := parse([]byte(text), 1)
		if p := whole.firstParagraph(); p != nil {
			want = cut(whole.Text(p), 240)
		}
		if got := opening([]byte(text)); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// FuzzCount counts whatever stands in a file, of which plain words are simply the
// words.
func FuzzCount(f *testing.F) {
	for _, seed := range []string{"# a\n\n> - [ ] b\n", "```x\n```", "[a](b) [c][d] [^e] <f>", "| a |\n| - |\n", "\\", "`", "1. \n2)", "[", "]", "](", "~~~", "\t- x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if n := count([]byte(text)); n < 0 || n > len(text) {
			t.Errorf("%d words in %d bytes", n, len(text))
		}
		plain := strings.Map(func(r rune) rune {
			if r == ' ' || r == '\n' || unicode.IsLetter(r) {
				return r
			}
			return ' '
		}, text)
		words := strings.Fields(plain)
		if got := count([]byte(strings.Join(words, " "))); got != len(words) {
			t.Errorf("%d words, want %d in %q", got, len(words), words)
		}
	})
}
