package render

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// spelled is what each match covers, its rows divided by a bar.
func spelled(p *Page, matches []Match) []string {
	var all []string
	for _, m := range matches {
		var rows []string
		for _, part := range m.Parts {
			rows = append(rows, ansi.Cut(p.Lines[part.Row].Text, part.From, part.To))
		}
		all = append(all, strings.Join(rows, "|"))
	}
	return all
}

func TestFind(t *testing.T) {
	const text = "The cafe\u0301 was a Café, they don\u2019t say so. Wide 漢字 and a `code  span`.\n\n" +
		"> A quotation that is wrapped in a narrow window goes on behind its mark.\n\n" +
		"- an item whose words are wrapped\n\n" +
		"```go\nfunc main() {\n\tprintln(1)\n}\n```\n"
	cases := []struct {
		terms string
		whole bool
		want  string
	}{
		{"cafe", false, "cafe\u0301, Café"},
		{"DON'T", false, "don\u2019t"},
		{"漢字 and", false, "漢字|and"},
		{"字", true, "字"},
		{"quotation that is wrapped", false, "quotation that|is wrapped"},
		{"item whose words are", false, "item whose|words are"},
		{"an", false, "an, an, an"},
		{"an", true, "an"},
		{"main() { println", false, "main() {|println"},
		{"zebra", false, ""},
		{"  ", false, ""},
	}
	a := archive(t, body(text))
	p := Post(a.Posts[0], a.Site, Options{Width: 18, Profile: colorprofile.ANSI256})
	for _, c := range cases {
		got := strings.Join(spelled(p, p.Find([]string{c.terms}, c.whole)), ", ")
		if got != c.want {
			t.Errorf("%q, whole words %v: found %q, want %q in\n%s", c.terms, c.whole, got, c.want, ansi.Strip(p.String()))
		}
	}
	if got := strings.Join(spelled(p, p.Find([]string{"was", "say so", "say"}, true)), ", "); got != "was, say so" {
		t.Errorf("of several terms at one place %q are found", got)
	}
}

// TestFindAcrossBlocks finds what ends one block and begins the next, as the index does.
func TestFindAcrossBlocks(t *testing.T) {
	a := archive(t, body("## Head\n\nBody ends\n\n- one\n- one\n- one two\n\n```\ncode\n```\n\n| cell | cell |\n|---|---|\n| a | b |\n\nAfter all.\n"))
	p := Post(a.Posts[0], a.Site, Options{Width: 40, Profile: colorprofile.ANSI256})
	for term, want := range map[string]string{
		"head body ends one":     "Head|Body ends|one",
		"ends":                   "ends",
		"one one":                "one|one",
		"one one one two":        "one|one|one two",
		"two cell":               "",
		"cell cell":              "",
		"b after":                "b|After",
		"one one one two or not": "",
	} {
		if got := strings.Join(spelled(p, p.Find([]string{term}, true)), ", "); got != want {
			t.Errorf("%q: found %q, want %q in\n%s", term, got, want, ansi.Strip(p.String()))
		}
	}
}

// TestFindAcrossNumbers finds words with the number of a link or a footnote between them, which
// the text has not, and the numbers themselves.
func TestFindAcrossNumbers(t *testing.T) {
	a := archive(t, body("See [the word](https://a.test)[^1] of [it](https://b.test), and `a[1]` too.\n\n[^1]: A note.\n"))
	for _, ascii := range []bool{false, true} {
		p := Post(a.Posts[0], a.Site, Options{Width: 40, ASCII: ascii, Profile: colorprofile.ANSI256})
		for term, want := range map[string]int{"the word of it": 1, "word [1]": 1, "[1]": 2, "and a[1] too": 1, "it, and": 1} {
			if got := p.Find([]string{term}, false); len(got) != want {
				t.Errorf("ascii %v: %q is found as %q, want %d in\n%s", ascii, term, spelled(p, got), want, ansi.Strip(p.String()))
			}
		}
	}
}

// Matches that go over the ends of blocks, and of what is searched at a time, are found once.
func TestFindInALongText(t *testing.T) {
	const n = 3000
	a := archive(t, body(strings.Repeat("- one\n", n)))
	p := Post(a.Posts[0], a.Site, Options{Width: 40})
	for words := 1; words < 5; words++ {
		if got := len(p.Find([]string{strings.TrimSpace(strings.Repeat("one ", words))}, true)); got != n/words {
			t.Errorf("%d of %d words are found, want %d", got, words, n/words)
		}
	}
}

// TestFindAtEveryWidth finds the same, however the text is wrapped: also words
// that are longer than the window.
func TestFindAtEveryWidth(t *testing.T) {
	const text = "A well-known and unbelievablyverylongword in https://example.com/some/where is found.\n"
	a := archive(t, body(text))
	for width := minWidth; width < 80; width++ {
		p := Post(a.Posts[0], a.Site, Options{Width: width})
		for _, term := range []string{"well-known", "unbelievablyverylongword", "known and unbelievably", "is found"} {
			found := p.Find([]string{term}, false)
			if len(found) != 1 {
				t.Errorf("width %d: %q is found %d times in\n%s", width, term, len(found), p.String())
			}
		}
	}
}

// What has no width is nowhere to go to.
func TestFindWhatHasNoWidth(t *testing.T) {
	const wide, none = "\u3164", "\u180e"
	a := archive(t, body("a"+wide+none+" b\n"))
	p := Post(a.Posts[0], a.Site, Options{Width: 20})
	for term, want := range map[string]int{wide: 1, none: 0, "a" + wide + none: 1} {
		found := p.Find([]string{term}, false)
		if len(found) != want {
			t.Errorf("%q is found %d times, want %d", term, len(found), want)
		}
		p.Around(found, "before", "after")
	}
}

// TestAround finds the one of many equal words that a snippet was cut from.
func TestAround(t *testing.T) {
	var text strings.Builder
	for i := range 40 {
		fmt.Fprintf(&text, "Here is number %d, a word among [others](https://a.test) and %d more.\n\n", i, i)
	}
	a := archive(t, body(text.String()))
	p := Post(a.Posts[0], a.Site, Options{Width: 20})
	matches := p.Find([]string{"word"}, true)
	for i := range 40 {
		got, ok := p.Around(matches, fmt.Sprintf("number %d, a ", i), " among others")
		if got != i || !ok {
			t.Errorf("the word behind number %d is match %d", i, got)
		}
	}
}

// TestAroundElsewhere: a snippet of the summary is found nowhere in the text.
func TestAroundElsewhere(t *testing.T) {
	a := archive(t, body("A word, and another word.\n"))
	p := Post(a.Posts[0], a.Site, Options{Width: 20})
	if got, ok := p.Around(p.Find([]string{"word"}, true), "the first ", " of the summary"); ok {
		t.Errorf("it is match %d", got)
	}
}

// TestAroundCells finds the one of many equal words in the cells of a table.
func TestAroundCells(t *testing.T) {
	var text strings.Builder
	text.WriteString("| a | b |\n|---|---|\n")
	for i := range 20 {
		fmt.Fprintf(&text, "| Here is number %d, a word among others and more | The left of %d has a word of its own |\n", i, i)
	}
	a := archive(t, body(text.String()))
	p := Post(a.Posts[0], a.Site, Options{Width: 40})
	matches := p.Find([]string{"word"}, true)
	for i := range 20 {
		for before, after := range map[string]string{
			fmt.Sprintf("number %d, a ", i): " among others", fmt.Sprintf("left of %d has a ", i): " of its own",
		} {
			got, ok := p.Around(matches, before, after)
			if head, _ := p.sides(matches[got], 99); !ok || !strings.HasSuffix(head, lettersOf(before)) {
				t.Errorf("the word behind %q is match %d, behind %q", before, got, head)
			}
		}
	}
}

func TestPatched(t *testing.T) {
	focus := NewPalette(Dark, colorprofile.ASCII).Focus
	row := Line{Text: "漢 bold link", runs: []span[*pen]{
		{4, &unstyled},
		{8, newPen(uv.Style{Attrs: uv.AttrBold}, uv.Link{})},
		{9, &unstyled},
		{13, newPen(uv.Style{}, uv.NewLink("https://a.test", "id=a"))},
	}}
	got := row.Patched(Patch{5, 11, focus}).ANSI()
	if ansi.Strip(got) != "漢 bold link" {
		t.Errorf("the text became %q", ansi.Strip(got))
	}
	if !strings.Contains(got, "\x1b]8;id=a;https://a.test\x1b\\") {
		t.Errorf("the link is gone: %q", got)
	}
	if !strings.Contains(got, "\x1b[1;4;7mld") && !strings.Contains(got, "\x1b[4;7mld") {
		t.Errorf("no patch from column 5 on: %q", got)
	}
}

// TestASCII keeps every cell where it is.
func TestASCII(t *testing.T) {
	for s, want := range map[string]string{
		"plain":                        "plain",
		"▌ 11 min · “So”":              "> 11 min - \"So\"",
		"café 漢字 naïve…":               "cafe ???? naive~",
		"\x1b[1m│\x1b[m x\nnext — row": "\x1b[1m|\x1b[m x\nnext - row",
		"👩‍👩‍👧 family":                 "?? family",
	} {
		got := ASCII(s)
		if got != want {
			t.Errorf("%q becomes %q, want %q", s, got, want)
		}
		for i, row := range strings.Split(s, "\n") {
			if after := strings.Split(got, "\n")[i]; ansi.StringWidth(after) != ansi.StringWidth(row) {
				t.Errorf("%q has another width than %q", after, row)
			}
		}
	}
}

// TestAroundLinks: the page has the numbers of links and notes, a snippet has not.
func TestAroundLinks(t *testing.T) {
	a := archive(t, body("First a word elsewhere.\n\nSee [the word](https://a.test)[^1] of it.\n\n[^1]: A note.\n"))
	for _, ascii := range []bool{false, true} {
		p := Post(a.Posts[0], a.Site, Options{Width: 40, ASCII: ascii, Profile: colorprofile.ANSI256})
		got, ok := p.Around(p.Find([]string{"word"}, true), "See the ", " of it.")
		if got != 1 || !ok {
			t.Errorf("ascii %v: it is match %d, %v in\n%s", ascii, got, ok, ansi.Strip(p.String()))
		}
	}
}

// BenchmarkAround looks at a line of code in which the word stands a thousand times:
// it must not be read anew for each.
func BenchmarkAround(b *testing.B) {
	a := archive(b, body("```\n"+strings.Repeat("needle é thing ", 1000)+"\n```\n"))
	p := Post(a.Posts[0], a.Site, Options{Width: 40, Profile: colorprofile.ANSI256})
	matches := p.Find([]string{"needle"}, true)
	for b.Loop() {
		p.Around(matches, "é thing ", " é thing")
	}
}
