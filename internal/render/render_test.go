package render

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

var update = flag.Bool("update", false, "rewrite the golden lines")

// archive is a blog of one post, whose file is markdown.
func archive(t testing.TB, markdown string) *blog.Archive {
	t.Helper()
	a, report := blog.Open(fstest.MapFS{
		"site.yaml":        {Data: []byte("title: T\nhost: blog.example\n")},
		"posts/kitchen.md": {Data: []byte(markdown)},
	})
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	return a
}

func kitchen(t testing.TB) *blog.Archive {
	t.Helper()
	src, err := os.ReadFile("testdata/kitchen.md")
	if err != nil {
		t.Fatal(err)
	}
	return archive(t, string(src))
}

// body is a post with the front matter that it must have.
func body(markdown string) string {
	return "---\ntitle: T\ndate: 2026-11-23\nsummary: s\n---\n" + markdown
}

// page lays out markdown and drops the title block.
func page(t testing.TB, markdown string, o Options) []Line {
	t.Helper()
	a := archive(t, body(markdown))
	p := Post(a.Posts[0], a.Site, o)
	for i, l := range p.Lines {
		if l.Text == "" {
			return p.Lines[i+1:]
		}
	}
	return nil
}

func texts(lines []Line) string {
	var rows []string
	for _, l := range lines {
		rows = append(rows, l.Text)
	}
	return strings.Join(rows, "\n")
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	blogtest.Golden(t, *update, filepath.Join("testdata", name), got)
}

// TestLines holds the lines of every kind of block, with their places, source
// lines and links, at three widths; and their escapes, made visible.
func TestLines(t *testing.T) {
	a := kitchen(t)
	for _, width := range []int{68, 40, 20} {
		var places, escapes strings.Builder
		p := Post(a.Posts[0], a.Site, Options{Width: width, Profile: colorprofile.ANSI256})
		for i, l := range p.Lines {
			mark := " "
			if l.Unwrapped {
				mark = "!"
			}
			places.WriteString(strings.TrimRight(fmt.Sprintf("%2d:%-3d %3d%s %s", l.Place.Block, l.Place.Letter, l.Source, mark, l.Text), " "))
			for _, s := range p.Stops {
				kind := map[RefKind]string{ToLink: "", ToNote: "to note ", FromNote: "from note "}[s.Kind]
				for _, part := range s.Parts {
					if part.Row == i {
						fmt.Fprintf(&places, " ‹%s%d: %d–%d›", kind, s.N, part.From, part.To)
					}
				}
			}
			if l.Code > 0 {
				fmt.Fprintf(&places, " ‹code %d›", l.Code)
			}
			if l.glued {
				places.WriteString(" ‹glued›")
			}
			places.WriteByte('\n')
			escapes.WriteString(blog.Visible(l.ANSI()) + "\n")
		}
		golden(t, fmt.Sprintf("lines-%d.txt", width), places.String())
		golden(t, fmt.Sprintf("ansi-%d.txt", width), escapes.String())
	}
}

func TestPlainText(t *testing.T) {
	a := kitchen(t)
	golden(t, "text-72.txt", Post(a.Posts[0], a.Site, Options{Width: TextWidth, Profile: colorprofile.NoTTY}).String())
}

// TestNothingIsWider holds every width to its promise, code and tables
// excepted; and nothing that a terminal would obey gets through.
func TestNothingIsWider(t *testing.T) {
	a := kitchen(t)
	for width := minWidth; width <= 100; width++ {
		for _, profile := range []colorprofile.Profile{colorprofile.NoTTY, colorprofile.ASCII, colorprofile.TrueColor} {
			for _, l := range Post(a.Posts[0], a.Site, Options{Width: width, Profile: profile}).Lines {
				if w := ansi.StringWidth(l.Text); w > width && !l.Unwrapped {
					t.Errorf("width %d: %d columns: %q", width, w, l.Text)
				}
				if got := ansi.Strip(l.ANSI()); got != l.Text {
					t.Errorf("the escapes of %q spell %q", l.Text, got)
				}
				if l.Text != strings.TrimRight(l.Text, " ") {
					t.Errorf("spaces at the end of %q", l.Text)
				}
				if i := strings.IndexFunc(l.Text, func(r rune) bool { return unicode.IsControl(r) || r == '\u202E' }); i >= 0 {
					t.Errorf("width %d: a control character in %q", width, l.Text)
				}
			}
		}
	}
}

// x/ansi's wrapping puts a hyphen that follows spaces on a row that is full already.
func TestHyphensDoNotStickOut(t *testing.T) {
	for _, text := range []string{"<https://a.b>word \\  - b and a word more\n", strings.Repeat("|--flag - --flagaé é -  - word ", 9)} {
		for width := minWidth; width < 30; width++ {
			for _, l := range page(t, text, Options{Width: width}) {
				if w := ansi.StringWidth(l.Text); w > width && !l.Unwrapped {
					t.Errorf("width %d: %d columns: %q", width, w, l.Text)
				}
			}
		}
	}
}

// A row that is too wide is broken at a space, or else where it is full.
func TestFoldRow(t *testing.T) {
	r := markedRow("ab ", mark{}).with(markedRow("cd e", mark{bold: true})).with(markedRow("fghijkl漢字", mark{}))
	var got []string
	for _, line := range r.fold(5) {
		got = append(got, line.text)
		if n := len(line.marks); n == 0 || line.marks[n-1].to != len(line.text) {
			t.Errorf("the marks of %q are %v", line.text, line.marks)
		}
	}
	if want := []string{"ab cd", "efghi", "jkl漢", "字"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// Commands and addresses in plain text stay in one piece; no line is wider than the window.
func TestAddressesOfPlainText(t *testing.T) {
	const address = "https://a.example/with-hyphens/and/a/long/way/to/go"
	text := page(t, "[x]("+address+")\n", Options{Width: 20, Profile: colorprofile.NoTTY})
	if last := text[len(text)-1].Text; last != "[1] "+address {
		t.Errorf("the last line is %q", last)
	}
	for _, l := range page(t, "[x]("+address+")\n", Options{Width: 20, Profile: colorprofile.ANSI}) {
		if w := ansi.StringWidth(l.Text); w > 20 {
			t.Errorf("%d columns: %q", w, l.Text)
		}
	}
}

// TestPlaceSurvivesRewrapping finds the first word of every line of one width
// in the line that Row names at another.
func TestPlaceSurvivesRewrapping(t *testing.T) {
	a := kitchen(t)
	at := func(width int) *Page {
		return Post(a.Posts[0], a.Site, Options{Width: width, Profile: colorprofile.ASCII})
	}
	for _, from := range []*Page{at(68), at(40), at(20)} {
		for _, to := range []*Page{at(33), at(68), at(90)} {
			for i, l := range from.Lines {
				if l.Text == "" {
					continue
				}
				row := to.Row(l.Place)
				if got := to.Lines[row].Place; l.Place.before(got) {
					t.Errorf("line %d (%v) went to a later place %v", i, l.Place, got)
				}
				if row+1 < len(to.Lines) && !l.Place.before(to.Lines[row+1].Place) {
					t.Errorf("line %d (%v) is found at %v, but the next row begins at %v", i, l.Place, to.Lines[row].Place, to.Lines[row+1].Place)
				}
			}
		}
	}
}

func TestLinksCoverTheirCells(t *testing.T) {
	md := "An ordinary text, then [a link over several words](https://example.com/x;y) and **[another](https://example.com/z)**.\n"
	for _, width := range []int{14, 20, 40} {
		spelled := map[int]string{}
		a := archive(t, body(md))
		p := Post(a.Posts[0], a.Site, Options{Width: width, Profile: colorprofile.ANSI256})
		for _, s := range p.Stops {
			for _, part := range s.Parts {
				spelled[s.N] += ansi.Cut(p.Lines[part.Row].Text, part.From, part.To) + " "
			}
		}
		if got := strings.TrimSpace(spelled[1]); got != "a link over several words" {
			t.Errorf("width %d: link 1 covers %q", width, got)
		}
		if got := strings.TrimSpace(spelled[2]); got != "another" {
			t.Errorf("width %d: link 2 covers %q", width, got)
		}
	}
	lines := page(t, md, Options{Width: 40, Profile: colorprofile.ANSI256})
	if !strings.Contains(lines[0].ANSI(), "\x1b]8;id=kitchen-1;https://example.com/x%3By\x1b\\") {
		t.Errorf("no hyperlink in %q", lines[0].ANSI())
	}
}

func TestUnsafeAddressesAreNoHyperlinks(t *testing.T) {
	for address, want := range map[string]string{
		"https://example.com/a b": "https://example.com/a%20b",
		"https://example.com/é":   "https://example.com/%C3%A9",
		"mailto:a@example.com":    "mailto:a@example.com",
		"javascript:alert(1)":     "",
		"file:///etc/passwd":      "",
		"https://a\x1b]8;;":       "",
	} {
		if got, ok := safeAddress(address); got != want || ok != (want != "") {
			t.Errorf("%q becomes %q, want %q", address, got, want)
		}
	}
}

func TestNumberStaysWithItsWord(t *testing.T) {
	for width := 12; width < 60; width++ {
		for _, l := range page(t, "Some words before a [link of words](https://example.com) and after.\n", Options{Width: width}) {
			if l.Text == "" {
				break // what follows is the list of addresses
			}
			if strings.HasPrefix(l.Text, "[1]") {
				t.Errorf("width %d: the number stands alone in %q", width, l.Text)
			}
		}
	}
}

func TestTabsExpandToStops(t *testing.T) {
	lines := page(t, "```text\n\ta\nab\tc\n漢\td\n👩‍👧\te\n```\n", Options{Width: 68})
	if got, want := texts(lines), "1 · text\n      a\n  ab  c\n  漢  d\n  👩‍👧  e"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestBlankLinesOfCodeStay(t *testing.T) {
	for _, language := range []string{"", "go", "nosuchlanguage"} {
		lines := page(t, "```"+language+"\n\na\n\n\nb\n\n```\n", Options{Width: 68})
		if got, want := texts(lines[1:]), "\n  a\n\n\n  b\n"; got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", language, got, want)
		}
	}
}

// TestLexersThatNeverEnd: chroma's lexers for JSONata and Jungle yield empty
// tokens for ever on this; a reader's core would be theirs until a restart.
func TestLexersThatNeverEnd(t *testing.T) {
	for _, language := range []string{"jsonata", "jungle"} {
		lines := page(t, "```"+language+"\n$ ls | wc -l\n日本\n```\n", Options{Width: 68})
		if got, want := texts(lines[1:]), "  $ ls | wc -l\n  日本"; got != want {
			t.Errorf("%s: got %q, want %q", language, got, want)
		}
	}
}

// TestCRLF lays out a file from Windows.
func TestCRLF(t *testing.T) {
	lines := page(t, "One\r\ntwo `a\r\nb`.\r\n\r\n```sh\r\nls\r\n```\r\n", Options{Width: 68})
	if got, want := texts(lines), "One two `a b`.\n\n1 · sh\n  ls"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestMarksOfEmptyAndDeepItems: an item without words keeps its mark, and so
// does one that is nested deeper than the window is wide.
func TestMarksOfEmptyAndDeepItems(t *testing.T) {
	if got, want := texts(page(t, "- <a id=x></a>\n- b\n-\n", Options{Width: 20})), "-\n- b\n-"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	var deep strings.Builder
	for i := range 30 {
		deep.WriteString(strings.Repeat("  ", i) + "- item\n")
	}
	for _, l := range page(t, deep.String(), Options{Width: 20}) {
		if !strings.Contains(l.Text, "- item") || ansi.StringWidth(l.Text) > 20 {
			t.Errorf("a deep item shows as %q", l.Text)
		}
	}
}

// TestEmptyHeadings are none.
func TestEmptyHeadings(t *testing.T) {
	a := archive(t, body("Text.\n\n#\n"))
	p := Post(a.Posts[0], a.Site, Options{Width: 20})
	if len(p.Headings) > 0 || len(a.Posts[0].Document().Headings) > 0 || p.Lines[len(p.Lines)-1].Text != "Text." {
		t.Errorf("an empty heading shows: %q", p.String())
	}
}

// TestThemesDiffer keeps a registry of styles from letting the first theme
// rendered colour everyone's code.
func TestThemesDiffer(t *testing.T) {
	md := "```go\nvar s = \"text\" // why\n```\n"
	var seen []string
	for _, o := range []Options{
		{Width: 68, Theme: Dark, Profile: colorprofile.ANSI256},
		{Width: 68, Theme: Light, Profile: colorprofile.ANSI256},
		{Width: 68, Theme: Dark, Profile: colorprofile.ANSI},
		{Width: 68, Theme: Dark, Profile: colorprofile.ASCII},
	} {
		seen = append(seen, page(t, md, o)[1].ANSI())
	}
	want := []string{
		"  \x1b[1mvar \x1b[ms = \x1b[38;5;108m\"text\" \x1b[38;5;248m// why\x1b[m",
		"  \x1b[1mvar \x1b[ms = \x1b[38;5;22m\"text\" \x1b[38;5;240m// why\x1b[m",
		"  \x1b[1mvar \x1b[ms = \x1b[32m\"text\" \x1b[m// why",
		"  \x1b[1mvar \x1b[ms = \"text\" // why",
	}
	for i := range want {
		if seen[i] != want[i] {
			t.Errorf("look %d: %q, want %q", i, seen[i], want[i])
		}
	}
}

// x/ansi breaks a row between a letter and its accent, if the letter fills the row.
func TestAccentsStayWithTheirLetters(t *testing.T) {
	for width := minWidth; width < 14; width++ {
		lines := page(t, "anunusuallylongworde\u0301 e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301\n", Options{Width: width})
		if got := strings.Count(texts(lines), "e\u0301"); got != 10 {
			t.Errorf("width %d: %d accents in\n%s", width, got, texts(lines))
		}
	}
}

func TestEmptyPost(t *testing.T) {
	a := archive(t, body(""))
	if got, want := Post(a.Posts[0], a.Site, Options{Width: 40}).String(), "T\n0 min · 23 November 2026\n\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func BenchmarkPost(b *testing.B) {
	a := kitchen(b)
	for b.Loop() {
		Post(a.Posts[0], a.Site, Options{Width: Measure, Profile: colorprofile.ANSI256})
	}
}

// Attack: a post of several megabytes of code takes half a minute to highlight.
func TestHighlightingIsBounded(t *testing.T) {
	// Few lines, since rows are what takes time here.
	code := func(bytes int) string { return "```go\nreturn // " + strings.Repeat("x", bytes-11) + "\n```\n" }
	a := archive(t, body(code(maxHighlighted)+"\n"+code(12)))
	lines := Post(a.Posts[0], a.Site, Options{Width: 72, Profile: colorprofile.TrueColor}).Lines
	styled := func(l Line) bool { return strings.Contains(l.Text, "return") && l.ANSI() != l.Text }
	if first := lines[slices.IndexFunc(lines, func(l Line) bool { return strings.Contains(l.Text, "return") })]; !styled(first) {
		t.Error("code is not highlighted")
	}
	if last := lines[len(lines)-1]; styled(last) || !strings.Contains(last.Text, "return") {
		t.Errorf("beyond the bound code is highlighted: %q", last.ANSI())
	}
}

// Attack: the address of a link has a hundred kilobytes, and is sent for each of its rows.
func TestHyperlinksAreBounded(t *testing.T) {
	a := archive(t, body("http://a.example/"+strings.Repeat("b", 100<<10)+"\n"))
	page := Post(a.Posts[0], a.Site, Options{Width: 72, Profile: colorprofile.TrueColor})
	if n := len(page.String()); n > 1<<20 {
		t.Errorf("%d bytes are sent", n)
	}
}

// A cell of a table is one line: what follows a line break in it shows, and can be
// followed, as do the lines that a cell has of its own.
func TestLineBreaksInTables(t *testing.T) {
	a := archive(t, body("| a | b |\n|---|---|\n| one<br>*two* | **│** [l](https://a.test) |\n"))
	p := Post(a.Posts[0], a.Site, Options{Width: 68, Profile: colorprofile.ASCII})
	row := p.Lines[5]
	if want := " one \x1b[3mtwo \x1b[m│ \x1b[1m│ "; !strings.HasPrefix(row.ANSI(), want) {
		t.Errorf("%q, want %q", row.ANSI(), want)
	}
	if len(p.Stops) != 1 || p.Stops[0].Parts[0].Row != 5 {
		t.Errorf("%v can be followed", p.Stops)
	}
}
