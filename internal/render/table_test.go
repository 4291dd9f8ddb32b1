package render

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	astext "github.com/yuin/goldmark/extension/ast"
)

const proseTable = "| When | What to do |\n| --- | --- |\n" +
	"| The boat leaks and the oars are ashore | Bail [with both hands](https://a.test/b), then call for *a well-known* friend |\n" +
	"| Calm | Fish |\n"

func TestTableOfProse(t *testing.T) {
	for _, c := range []struct {
		width int
		want  string
	}{
		{80, ` When                                   │ What to do
────────────────────────────────────────┼─────────────────────────────────────
 The boat leaks and the oars are ashore │ Bail with both hands [1], then call
                                        │ for a well-known friend
                                        │
 Calm                                   │ Fish`},
		{40, ` When               │ What to do
────────────────────┼──────────────────
 The boat leaks and │ Bail with both
 the oars are       │ hands [1], then
 ashore             │ call for a well-
                    │ known friend
                    │
 Calm               │ Fish`},
		{24, `When: The boat leaks
  and the oars are
  ashore
What to do: Bail with
  both hands [1], then
  call for a well-known
  friend

When: Calm
What to do: Fish`},
	} {
		lines := page(t, proseTable, Options{Width: c.width, Profile: colorprofile.ASCII})
		got, _, _ := strings.Cut(texts(lines), "\n\n\n[1]")
		if strings.TrimRight(got, " ") != c.want {
			t.Errorf("width %d:\n%s\nwant\n%s", c.width, got, c.want)
		}
	}
}

// TestOtherTables: numbers are read column by column. Line breaks of the author count where
// cells are wrapped.
func TestOtherTables(t *testing.T) {
	for _, c := range []struct {
		name, text string
		width      int
		want       string
	}{
		{"numbers", "| a | b | c | d |\n|--:|--:|--:|--:|\n| 1200 | 3.75 | 12 ms | – |\n", 20, "    a │    b │     c │ d\n──────┼──────┼───────┼───\n 1200 │ 3.75 │ 12 ms │ –"},
		{"numbers below words", "| requests per second | errors | latency in the median |\n|--:|--:|--:|\n| 1200 | 0 | 12 ms |\n", 36, "   requests │ errors │ latency in\n per second │        │ the median\n────────────┼────────┼────────────\n       1200 │      0 │      12 ms"},
		{"a long word", "| a | b |\n|---|---|\n| one two | " + strings.Repeat("x", 24) + " |\n", 20, "a: one two\nb:\n  " + strings.Repeat("x", 18) + "\n  " + strings.Repeat("x", 6)},
		{"a long address", "| a | b |\n|---|---|\n| one two | `ftp://a.test/c/d/e/f` |\n", 20, "a: one two\nb:\n  ftp://a.test/c/d/e\n  /f"},
		{"a long header", "| a word and another one |\n|---|\n", 20, " a word and another\n one\n────────────────────"},
		{"line breaks", "| a | b |\n|---|---|\n| one<br>two<br>three | four five six seven |\n", 30, " a     │ b\n───────┼───────────\n one   │ four five\n two   │ six seven\n three │"},
		{"an empty cell", "| a | b | c |\n|---|---|---|\n| one two three |  | four five six seven |\n", 20, "a: one two three\nc: four five six\n  seven"},
		{"no heading", "|  | b: |\n|---|---|\n| one two three | four five six seven |\n", 20, "one two three\nb: four five six\n  seven"},
	} {
		if got := texts(page(t, c.text, Options{Width: c.width, Profile: colorprofile.ASCII})); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// A table in a quotation in a list keeps the marks of both.
func TestTableInContainers(t *testing.T) {
	text := "- > | a | b |\n  > |---|---|\n  > | one two three four | five six seven eight |\n"
	want := "• │  a             │ b\n  │ ───────────────┼─────────────\n  │  one two three │ five six\n  │  four          │ seven eight"
	if got := texts(page(t, text, Options{Width: 36, Profile: colorprofile.ASCII})); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
	want = "• │ a: one two\n  │   three four\n  │ b: five six\n  │   seven eight"
	if got := texts(page(t, text, Options{Width: 20, Profile: colorprofile.ASCII})); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
}

// TestTablesAtEveryWidth lays out tables of words of several scripts: no line is wider
// than the window, the lines between the columns are straight, every cell has its words in
// their order, and finding finds each.
func TestTablesAtEveryWidth(t *testing.T) {
	words := strings.Fields("a word the kettle sings cafe\u0301 漢字 日本語の文章 👩‍👩‍👧 ✅ क्षि שלום well-known 2026-01-05 `--flag` **bold** ｶﾞ")
	rng := rand.New(rand.NewPCG(7, 7))
	for table := range 8 {
		columns, rows := 1+rng.IntN(4), 1+rng.IntN(4)
		var cells [][]string
		var text strings.Builder
		for r := range rows + 1 {
			row := make([]string, columns)
			for c := range row {
				for range 1 + rng.IntN(14) {
					row[c] += words[rng.IntN(len(words))] + " "
				}
				row[c] = strings.TrimSpace(row[c])
			}
			cells = append(cells, row)
			text.WriteString("| " + strings.Join(row, " | ") + " |\n")
			if r == 0 {
				text.WriteString(strings.Repeat("| "+[]string{"---", ":-:", "--:"}[rng.IntN(3)]+" ", columns) + "|\n")
			}
		}
		a := archive(t, body(text.String()))
		for width := 20 + table%3; width <= 120; width += 3 { // two or three tables have each
			p := Post(a.Posts[0], a.Site, Options{Width: width, Profile: colorprofile.ASCII})
			lines := p.Lines[slices.IndexFunc(p.Lines, func(l Line) bool { return l.Text == "" })+1:]
			if err := checkTable(lines, cells, width); err != nil {
				t.Fatalf("width %d: %v in\n%s\nfrom\n%s", width, err, texts(lines), text.String())
			}
			cell := cells[width%len(cells)][width%columns]
			if len(p.Find([]string{shownCell(cell)}, false)) == 0 {
				t.Fatalf("width %d: %q is not found in\n%s", width, cell, texts(lines))
			}
		}
	}
}

// shownCell returns a cell without its marks.
func shownCell(cell string) string { return strings.NewReplacer("`", "", "*", "").Replace(cell) }

// checkTable checks the lines of a table, or of the list that it became.
func checkTable(lines []Line, cells [][]string, width int) error {
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	for _, l := range lines {
		if w := ansi.StringWidth(l.Text); w > width {
			return fmt.Errorf("%d columns", w)
		}
	}
	cross := slices.IndexFunc(lines, func(l Line) bool { return strings.HasPrefix(l.Text, "─") })
	if cross < 0 { // a list
		all := squeeze(texts(lines))
		for _, row := range cells[1:] {
			for c, cell := range row {
				item := squeeze(shownCell(cells[0][c] + ": " + cell))
				if !strings.HasPrefix(all, item) {
					return fmt.Errorf("%q is not next", item)
				}
				all = all[len(item):]
			}
		}
		return nil
	}
	var borders []int
	for i, r := range []rune(lines[cross].Text) {
		if r == '┼' {
			borders = append(borders, i)
		}
	}
	borders = append(borders, width+1)
	row, got := 0, make([]string, len(cells[0]))
	end := func() error {
		for c, text := range got {
			if want := squeeze(shownCell(cells[row][c])); squeeze(text) != want {
				return fmt.Errorf("a cell is %q, want %q", text, want)
			}
		}
		row, got = row+1, make([]string, len(cells[0]))
		return nil
	}
	for i, l := range lines {
		if i == cross {
			if err := end(); err != nil {
				return err
			}
			continue
		}
		from, blank := 0, true
		for c, border := range borders {
			if c+1 < len(borders) && ansi.Cut(l.Text, border, border+1) != "│" {
				return fmt.Errorf("no line at column %d of %q", border, l.Text)
			}
			part := ansi.Cut(l.Text, from, border)
			blank = blank && strings.TrimSpace(part) == ""
			got[c] += part + " "
			from = border + 1
		}
		last := i == len(lines)-1 || row > 0 && lines[i+1].Source != l.Source
		if row > 0 && last && !blank {
			if err := end(); err != nil {
				return err
			}
		}
	}
	return nil
}

// What can be followed in a table is one stop, however its cell is wrapped, and in a list
// of cells what a heading leads to is there once.
func TestStopsOfTables(t *testing.T) {
	text := "| a | [some heading](https://a.test/0) |\n|---|---|\n" +
		"| one [link of several words](https://a.test/1) and more | another [link that is long](https://a.test/2) too[^1] |\n" +
		"| one [link of several words](https://a.test/3) and more | ![a picture of it](https://a.test/4) |\n\n[^1]: A note.\n"
	a := archive(t, body(text))
	for width := 20; width <= 120; width++ {
		p := Post(a.Posts[0], a.Site, Options{Width: width, Profile: colorprofile.ANSI256})
		var got []string
		for _, s := range p.Stops[:len(p.Stops)-1] { // without the number before the note
			words := ""
			for _, part := range s.Parts {
				words += " " + ansi.Cut(p.Lines[part.Row].Text, part.From, part.To)
			}
			got = append(got, fmt.Sprint(s.Kind, s.N, words))
		}
		slices.Sort(got) // two cells of one row are walked line by line
		want := []string{"1 1 some heading", "1 2 link of several words", "1 3 link that is long", "1 4 link of several words", "1 5 image: a picture of it", "2 1 ¹"}
		if !slices.Equal(got, want) {
			t.Fatalf("width %d: the stops are %q in\n%s", width, got, texts(p.Lines))
		}
		if !slices.IsSortedFunc(p.Stops, func(a, b Stop) int { return a.Parts[0].Row - b.Parts[0].Row }) {
			t.Errorf("width %d: the stops are not in order", width)
		}
	}
}

// A phrase is found in a cell of several lines, once, and never across two cells.
func TestFindInTables(t *testing.T) {
	text := "| head one | head two |\n|---|---|\n| the kettle sings in the kitchen | 日本語の文章を読む人の a well-known place |\n| next | row |\n"
	a := archive(t, body(text))
	for width := 20; width <= 100; width++ {
		p := Post(a.Posts[0], a.Site, Options{Width: width, Profile: colorprofile.ANSI256})
		for term, want := range map[string]int{
			"kettle sings in the kitchen": 1, "日本語の文章を読む人の": 1, "well-known place": 1, "kitchen 日本": 0, "kettle 日本": 0, "the": 2,
		} {
			matches := p.Find([]string{term}, false)
			if len(matches) != want {
				t.Errorf("width %d: %q is found %d times in\n%s", width, term, len(matches), texts(p.Lines))
			}
			if !slices.IsSortedFunc(matches, func(a, b Match) int { return a.Parts[0].Row - b.Parts[0].Row }) {
				t.Errorf("width %d: the matches of %q are not in order", width, term)
			}
		}
	}
}

// The rows of a table have the same places however it is laid out.
func TestPlacesOfTables(t *testing.T) {
	a := archive(t, body(proseTable+"| In the last row | is the needle |\n"))
	var places []Place
	for width := 20; width <= 120; width++ {
		p := Post(a.Posts[0], a.Site, Options{Width: width, Profile: colorprofile.ASCII})
		row := slices.IndexFunc(p.Lines, func(l Line) bool { return strings.Contains(l.Text, "Calm") })
		places = append(places, p.Lines[row].Place)
		if source := p.Lines[row].Source; source != 9 {
			t.Errorf("width %d: the row is from line %d", width, source)
		}
		if got := p.Row(p.Lines[row].Place); got != row {
			t.Errorf("width %d: row %d has the place of row %d", width, got, row)
		}
		if !slices.IsSortedFunc(p.Lines, func(a, b Line) int {
			if a.Place.before(b.Place) {
				return -1
			}
			return 0
		}) {
			t.Errorf("width %d: the places are not in order", width)
		}
	}
	if slices.ContainsFunc(places, func(p Place) bool { return p != places[0] }) {
		t.Errorf("the places are %v", places)
	}
}

// A table whose rows have different numbers of cells, as in HTML, keeps all of them.
func TestUnevenTable(t *testing.T) {
	a := archive(t, body("| a | b |\n|---|---|\n| c | d |\n"))
	doc := a.Posts[0].Document()
	l, f := begin(&a.Posts[0].Page, a.Site, Options{Width: 20, Profile: colorprofile.ASCII}, "")
	n := doc.Root.FirstChild().(*astext.Table)
	n.Alignments = n.Alignments[:1]
	n.FirstChild().RemoveChild(n.FirstChild(), n.FirstChild().LastChild())
	from := len(l.page.Lines)
	l.table(f, n)
	if got, want := texts(l.page.Lines[from:]), " a │\n───┼───\n c │ d"; got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
}
