package render

import (
	"strings"
	"testing"
	"unicode"

	"blog.example/pete/internal/blog"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

const manualSource = `
Words before the first heading are at the margin, and they are wrapped.

## NAME

pete - a blog

~~~usage
ls
[--tag TAG]…
[--since DATE]
~~~
> List *posts*.

~~~usage
cat
~~~
> Print posts.

Pairs:

| | |
|-|-|
| posts/\*.md | what the authors wrote, word by word |

Commands:
~~~sh
ssh blog.example cat a-long-slug | less
ls
~~~
A line:
~~~
@daily ssh blog.example feed > new && mv new feed.atom
~~~
`

func TestManual(t *testing.T) {
	want := `Words before the first heading are at
the margin, and they are wrapped.

NAME
    pete - a blog
    ls [--tag TAG]… [--since DATE]
        List posts.

    cat
        Print posts.

    Pairs:

    posts/*.md  what the authors wrote,
                word by word

    Commands:
      ssh blog.example cat a-long-slug \
        | less
      ls

    A line:
      @daily ssh blog.example feed > new && mv new feed.atom
`
	got := Manual{Width: 40, Indent: 4}.Render([]byte(manualSource))
	if got != want {
		t.Errorf("the page is\n%s\nwant\n%s", got, want)
	}
	coloured := Manual{Width: 40, Indent: 4, Palette: NewPalette(Either, colorprofile.ANSI256)}.Render([]byte(manualSource))
	if ansi.Strip(coloured) != got || !strings.Contains(coloured, "\x1b[1mNAME") {
		t.Errorf("with colours it is\n%q", coloured)
	}
}

// Whatever an author writes in a title is a word in a page, in a heading and in a table.
func FuzzEscapeMarkdown(f *testing.F) {
	for _, seed := range []string{
		"# no heading", "- no item", "1. no item", "a | b", `\`, `a\`, "`x`", "*x* _y_ ~z~ ^1", "[a](b) ![c](d) <b> &amp; &#65;", "---", "~~~", "    x",
		"https://a.example/x", "www.a.example", "a@b.example", "\x1b[2J", "\u202e", "a\n\n# b", "[^1]: x", "[x]: y", "{{x}}", "{#id}", "\xff", "a\u00a0b", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		words := blog.Visible(strings.Join(strings.Fields(text), " "))
		if strings.ContainsFunc(text, func(r rune) bool { return r == 0 || r == unicode.ReplacementChar }) {
			t.Skip("CommonMark replaces it")
		}
		md := EscapeMarkdown(text)
		page := Manual{Width: 1 << 20}.Render([]byte("x " + md + "\n\n# x " + md + "\n\n| | |\n|-|-|\n| x | x " + md + " |\n"))
		first := strings.TrimRight("x "+words, " ")
		if want := first + "\n\n" + first + "\nx   " + first + "\n"; page != want {
			t.Errorf("%q is\n%q, want\n%q", text, page, want)
		}
	})
}
