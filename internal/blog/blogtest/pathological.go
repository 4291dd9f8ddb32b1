package blogtest

import (
	"fmt"
	"math"
	"strings"
)

// Pattern makes a body that is hard to parse or to lay out.
type Pattern struct {
	Name string
	Make func(size int) string // a body of about that many bytes
}

// Patterns is one Pattern for each known way to make a Markdown parser, or a
// renderer, take much more than time and memory in proportion to its input.
func Patterns() []Pattern {
	var all []Pattern
	for _, group := range [][]Pattern{containers(), tables(), leaves(), emphasis(), links(), notes(), markup(), words()} {
		all = append(all, group...)
	}
	return all
}

// repeated is a Pattern of one piece, again and again.
func repeated(name, piece string) Pattern {
	return Pattern{name, func(size int) string { return strings.Repeat(piece, max(size/len(piece), 1)) + "\n" }}
}

// enclosed is a Pattern of as many pieces before a word as behind it.
func enclosed(name, before, after string) Pattern {
	return Pattern{name, func(size int) string {
		n := max(size/(len(before)+len(after)), 1)
		return strings.Repeat(before, n) + "x" + strings.Repeat(after, n) + "\n"
	}}
}

// numbered is a Pattern of a piece with the number of each, from 0, in it.
func numbered(name, format string) Pattern {
	return Pattern{name, func(size int) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String() + "\n"
	}}
}

// stairs is a Pattern of lines, each with one step more than the one above it.
func stairs(name, step, text string) Pattern { return growing(name, step, text+"\n", math.MaxInt) }

// growing is a Pattern of texts, each with one step more before it than the one before,
// until there are most of them.
func growing(name, step, text string, most int) Pattern {
	return Pattern{name, func(size int) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			b.WriteString(strings.Repeat(step, i%most) + text)
		}
		return b.String() + "\n"
	}}
}

// counted is a Pattern of so many pieces, of about that many bytes each.
func counted(name string, bytes int, text func(n int) string) Pattern {
	return Pattern{name, func(size int) string { return text(max(size/bytes, 1)) }}
}

// both is a Pattern of two others, of half the size each.
func both(name string, first, second Pattern) Pattern {
	return Pattern{name, func(size int) string { return first.Make(size/2) + second.Make(size/2) }}
}

func containers() []Pattern {
	return []Pattern{
		repeated("quotes on a line", ">"),
		repeated("quotes on a line, spaced", "> "),
		stairs("quotes, each line deeper", ">", " x"),
		stairs("quotes, each line deeper, spaced", "> ", "x"),
		repeated("lists on a line", "- "),
		enclosed("lists on a line with a word", "- ", ""),
		enclosed("lists on a line, plus", "+ ", ""),
		enclosed("lists on a line, star", "* ", ""),
		enclosed("numbered lists on a line", "1. ", ""),
		enclosed("numbered lists on a line, tabs", "1)\t", ""),
		enclosed("lists and quotes on a line", "- > ", ""),
		enclosed("numbered lists and quotes on a line", "1. > ", ""),
		enclosed("quotes, lists and stars on a line", "> * - ", ""),
		enclosed("tasks on a line", "- [ ] ", ""),
		stairs("lists, each line deeper", "  ", "- a"),
		stairs("lists, each line deeper, a tab", "\t", "- a"),
		stairs("numbered lists, each line deeper", "   ", "1. a"),
		stairs("lists and quotes, each line deeper", "> - ", "a"),
		stairs("lists of quotes, each line deeper", "  ", "- > a"),
		{"a deep list with many lines", func(size int) string {
			n := min(size/8, 90)
			var b strings.Builder
			for i := range n {
				b.WriteString(strings.Repeat("  ", i) + "- a\n")
			}
			for b.Len() < size {
				b.WriteString("\n" + strings.Repeat("  ", n) + "a\n")
			}
			return b.String()
		}},
		{"a deep quote with many lines", func(size int) string { return strings.Repeat(strings.Repeat(">", 90)+" a\n", max(size/93, 1)) }},
		{"a deep quote with many lazy lines", func(size int) string { return strings.Repeat(">", 90) + " a\n" + strings.Repeat("a\n", size/2) }},
		{"a deep list with many blank lines", func(size int) string { return strings.Repeat("- ", 90) + "a\n" + strings.Repeat("\n", size) + "a\n" }},
		{"deep quotes, many", func(size int) string { return strings.Repeat(strings.Repeat(">", 90)+" a\n\n", max(size/94, 1)) }},
		{"deep lists, many", func(size int) string { return strings.Repeat(strings.Repeat("- ", 90)+" a\n\nb\n\n", max(size/186, 1)) }},
		repeated("items", "- a\n"),
		repeated("items without a word", "-\n"),
		repeated("items of two marks", "- - a\n"),
		repeated("items apart", "- a\n\n"),
		repeated("items of other lists", "- a\n+ a\n"),
		repeated("quotes apart", "> a\n\n"),
		repeated("a quote of many lines", "> a\n"),
		numbered("numbered items", "%d. a\n"),
	}
}

func tables() []Pattern {
	table := func(columns, rows int, row string) string {
		return strings.Repeat("|a", columns) + "|\n" + strings.Repeat("|-", columns) + "|\n" + strings.Repeat(row, rows)
	}
	cells := func(n int) string { return strings.Repeat("|a", n) + "|\n" }
	return []Pattern{
		counted("a table of columns", 6, func(n int) string { return table(n, 1, cells(n)) }),
		counted("a table of columns without cells", 4, func(n int) string { return table(n, 0, "") }),
		counted("a table of columns without outer pipes", 6, func(n int) string {
			row := strings.Repeat("a|", n) + "a\n"
			return row + strings.Repeat("-|", n) + "-\n" + row
		}),
		{"a table of columns and rows", func(size int) string {
			n := int(math.Sqrt(float64(size) / 2))
			return table(n, n, cells(n))
		}},
		counted("a table of columns and short rows", 8, func(n int) string { return table(n, 2*n, "a\n") }),
		counted("a table of some columns and short rows", 2, func(n int) string { return table(90, n, "a\n") }),
		counted("a table of rows", 6, func(n int) string { return table(2, n, "|a|a|\n") }),
		counted("a table of one column", 4, func(n int) string { return table(1, n, "|a|\n") }),
		counted("a table of long rows", 20, func(n int) string { return table(2, 10, cells(n)) }),
		counted("a table in a quote", 6, func(n int) string {
			return "> " + cells(n) + "> " + strings.Repeat("|-", n) + "|\n> " + cells(n)
		}),
		counted("a table in an item", 6, func(n int) string {
			row := strings.Repeat("a|", n) + "a\n"
			return "1. " + row + "   " + strings.Repeat("-|", n) + "-\n   " + row
		}),
		counted("a table below text", 6, func(n int) string { return "text\n" + table(n, 1, cells(n)) }),
		{"a table of escaped pipes", func(size int) string { return "|a|\n|-|\n|" + strings.Repeat(`\|`, size/2) + "|\n" }},
		{"a table of code with escaped pipes", func(size int) string { return "|a|\n|-|\n|" + strings.Repeat("`\\|` ", size/5) + "|\n" }},
		{"a table of rows of escaped pipes", func(size int) string { return "|a|\n|-|\n" + strings.Repeat("|`\\|`|\n", size/7) }},
		{"a table of a long cell and many rows", func(size int) string {
			return "|a|b|\n|-|-|\n|" + strings.Repeat("a", size/2) + "|a|\n" + strings.Repeat("|a|b|\n", size/12)
		}},
		repeated("tables", "|a|\n|-|\n|a|\n\n"),
		repeated("lines that end a table's head", "|a|b|\n|-|\n"),
		repeated("lines of delimiters", "|-|-|\n"),
		repeated("a line of pipes", "|"),
		repeated("a line of delimiters", "|-"),
		repeated("a line of dashes", "-"),
		{"text above delimiters that do not fit", func(size int) string { return strings.Repeat("a|b\n", size/8) + strings.Repeat("|-", size/4) + "\n" }},
	}
}

func leaves() []Pattern {
	return []Pattern{
		repeated("lines", "a\n"),
		repeated("long lines", strings.Repeat("word ", 12)+"\n"),
		repeated("paragraphs", "a\n\n"),
		repeated("blank lines", "\n"),
		repeated("lines of spaces", " \n"),
		repeated("hard breaks", "a  \n"),
		repeated("hard breaks, backslash", "a\\\n"),
		repeated("headings", "# a\n"),
		numbered("headings of many names", "# a%d\n"),
		repeated("underlined headings", "a\n=\n"),
		repeated("lines of equals signs", "=\n"),
		{"a long underlined heading", func(size int) string { return strings.Repeat("a\n", size/2) + "===\n" }},
		repeated("headings with attributes", "# a {#b .c d=e}\n"),
		{"a heading with many attributes", func(size int) string { return "# a {" + strings.Repeat(`a="b" `, size/6) + "}\n" }},
		{"a heading with many open attributes", func(size int) string { return "# a " + strings.Repeat("{a ", size/3) + "\n" }},
		{"a heading with many classes", func(size int) string { return "# a {" + strings.Repeat(".b ", size/3) + "}\n" }},
		repeated("breaks", "***\n"),
		repeated("fences", "```\n"),
		repeated("fences in quotes", "> ```\n"),
		repeated("fences in items", "- ```\n"),
		repeated("fences apart", "```\na\n```\n\n"),
		stairs("fences, each longer", "`", "```"),
		{"a fence that never ends", func(size int) string { return "```\n" + strings.Repeat("a\n", size/2) }},
		{"fenced code in Go", func(size int) string { return "```go\n" + strings.Repeat("x := y // z\n", size/12) + "```\n" }},
		{"a long line of fenced code in Go", func(size int) string { return "```go\n" + strings.Repeat("x := y; ", size/8) + "\n```\n" }},
		{"a fence with pipes", func(size int) string { return "```\n" + strings.Repeat("|", size) + "\n```\n" }},
		{"a fence with quotes", func(size int) string { return "```\n" + strings.Repeat(">", size) + "\n```\n" }},
		{"a fence with tabs", func(size int) string { return "```\n" + strings.Repeat("\ta\n", size/3) + "\n```\n" }},
		repeated("indented code", "    a\n"),
		repeated("indented code, tabs", "\ta\n\n"),
		{"a long line of indented code", func(size int) string { return "    " + strings.Repeat("a ", size/2) + "\n" }},
		repeated("tabs", "\t"),
		repeated("spaces", " "),
		repeated("carriage returns", "a\r"),
		repeated("lines of NUL", "\x00\n"),
		repeated("backslashes", `\`),
	}
}

func emphasis() []Pattern {
	return []Pattern{
		repeated("stars that open", "*a "),
		repeated("stars that close", "a* "),
		repeated("stars that do both", "a*a"),
		repeated("two stars that open", "**a "),
		repeated("one star, two stars", "*a **b "),
		repeated("one star, two stars, glued", "*a**b"),
		repeated("stars of three kinds", "a***b*c**"),
		repeated("stars in closing order", "*a **b* c** "),
		repeated("underscores that open", "_a __b "),
		repeated("stars and underscores", "*a _b "),
		repeated("stars and underscores, crossed", "*a _b* c_ "),
		enclosed("nested stars", "*a ", " b*"),
		enclosed("nested stars of two kinds", "*a **b ", " c** d*"),
		enclosed("nested strong text", "**a ", "b**"),
		enclosed("nested stars and underscores", "*a _b ", " c_ d*"),
		enclosed("nested strikes", "~~a ", " b~~"),
		enclosed("stars around a word", "*", "*"),
		enclosed("underscores around a word", "_", "_"),
		repeated("a line of stars", "*"),
		enclosed("a line of stars before a word", "*", ""),
		repeated("a line of underscores", "_"),
		enclosed("a line of tildes before a word", "~", ""),
		repeated("runs of stars", "** "),
		stairs("stars, each line longer", "*", "a"),
		growing("runs of stars of many lengths", "*", "a ", math.MaxInt),
		{"openers of one kind and closers of another", func(size int) string { return strings.Repeat("_a ", size/6) + strings.Repeat("b* ", size/6) + "\n" }},
		{"many openers and closers that do not fit", func(size int) string { return strings.Repeat("a**b", size/10) + strings.Repeat("c* ", size/6) + "\n" }},
		repeated("strikes", "~~a "),
		repeated("strikes of one", "~a "),
		repeated("strikes and stars", "~~a *b "),
	}
}

func links() []Pattern {
	return []Pattern{
		repeated("opening brackets", "["),
		repeated("closing brackets", "]"),
		repeated("empty brackets", "[]"),
		enclosed("nested brackets", "[", "]"),
		enclosed("nested links", "[", "](b)"),
		enclosed("nested links, spaced", "[a ", " ](http://b.example)"),
		enclosed("nested images", "![", "](b)"),
		enclosed("nested images in links", "[![", "](b)](c)"),
		repeated("images", "!["),
		repeated("images and brackets", "![[[["),
		repeated("brackets with a word", "[a "),
		repeated("brackets and stars", "[a *b "),
		repeated("brackets and ticks", "[a`"),
		repeated("addresses that do not end", "[a]("),
		repeated("addresses that do not end, angle", "[a](<b"),
		repeated("addresses that do not end, title", `[a](b "`),
		repeated("addresses of parentheses", "[a](((("),
		enclosed("an address of nested parentheses", "(", ")"),
		{"a link of nested parentheses", func(size int) string {
			return "[a](" + strings.Repeat("(", size/2) + strings.Repeat(")", size/2) + ")\n"
		}},
		repeated("links", "[a](http://b.example) "),
		repeated("short links", "[a](//b) "),
		repeated("links to one post", "[a](p.md) "),
		repeated("paragraphs of links", "[a](http://b.example)\n\n"),
		repeated("pictures", "![a](http://b.example) "),
		repeated("dead links", "[a](nowhere) "),
		repeated("links to one heading", "[a](#b) "),
		both("headings, and links to no heading", numbered("", "# a%d\n"), repeated("", "[a](#no) ")),
		both("headings, and links to the last", numbered("", "# a%d\n"), counted("", 11, func(n int) string {
			return "# last\n" + strings.Repeat("[a](#last) ", n) + "\n"
		})),
		numbered("definitions", "[a%d]: b\n"),
		numbered("definitions with titles", "[a%d]: b 'c'\n"),
		numbered("definitions that are used", "[a%[1]d]: http://b.example\n\n[a%[1]d] "),
		repeated("one definition", "[a]: b\n"),
		repeated("definitions that do not end", "[a\n"),
		repeated("definitions without an address", "[a]:\n"),
		repeated("definitions with open titles", "[a]: b 'c\n"),
		{"one definition used often", func(size int) string { return "[a]: b\n\n" + strings.Repeat("[a]", size/3) + "\n" }},
		{"one definition used often with a word", func(size int) string { return "[a]: http://b.example\n\n" + strings.Repeat("[c][a]", size/6) + "\n" }},
		{"a long address used often", func(size int) string {
			return "[a]: http://b.example/" + strings.Repeat("c", size/2) + "\n\n" + strings.Repeat("[a]", size/6) + "\n"
		}},
		{"a long title used often", func(size int) string {
			return "[a]: http://b.example/ '" + strings.Repeat("c", size/2) + "'\n\n" + strings.Repeat("[a]", size/6) + "\n"
		}},
		{"references that do not end", func(size int) string { return strings.Repeat("[a", size/2) + "\n\n[a]: b\n" }},
		repeated("references to nothing", "[a][b]"),
		repeated("bare addresses", "http://a.example "),
		repeated("bare addresses that do not end", "http://"),
		repeated("bare addresses, www", "www."),
		repeated("bare addresses, www and a word", "www.a "),
		repeated("bare mail addresses", "a@"),
		repeated("bare mail addresses with dots", "a@b."),
		repeated("bare mail addresses, whole", "a@b.example "),
		repeated("bare mail addresses, plus", "a+"),
		repeated("a word with dots", "a."),
		repeated("colons", "http:"),
		repeated("ftp", "ftp://a"),
		{"a bare address with closing parentheses", func(size int) string { return "http://a.example/" + strings.Repeat(")", size) + "\n" }},
		{"a bare address with parentheses", func(size int) string {
			return "http://a.example/" + strings.Repeat("(", size/2) + strings.Repeat(")", size/2) + "\n"
		}},
		{"a bare address with entities", func(size int) string { return "http://a.example/" + strings.Repeat("&a;", size/3) + "\n" }},
		{"a bare address with marks", func(size int) string { return "http://a.example/" + strings.Repeat("?!.", size/3) + "\n" }},
		repeated("bare addresses with underscores", "http://a_b."),
		repeated("angle addresses", "<http://a.example> "),
		repeated("angle addresses that do not end", "<http://a"),
		repeated("angle mail addresses that do not end", "<a@b"),
	}
}

func notes() []Pattern {
	return []Pattern{
		numbered("notes", "[^%[1]d]: a\n"),
		numbered("notes with marks", "[^%[1]d]\n\n[^%[1]d]: a\n\n"),
		both("marks, then notes", numbered("", "[^%d]"), numbered("", "\n[^%d]: a")),
		{"notes, each with the mark of the next", func(size int) string {
			var b strings.Builder
			b.WriteString("[^0]\n\n")
			for i := 0; b.Len() < size; i++ {
				fmt.Fprintf(&b, "[^%d]: [^%d]\n", i, i+1)
			}
			return b.String()
		}},
		{"a note with many marks", func(size int) string { return strings.Repeat("[^1]", size/4) + "\n\n[^1]: a\n" }},
		{"a note with many marks, apart", func(size int) string { return strings.Repeat("[^1]\n\n", size/6) + "\n\n[^1]: a\n" }},
		{"a note within itself", func(size int) string { return "[^1]\n\n[^1]: " + strings.Repeat("[^1]", size/4) + "\n" }},
		repeated("marks of no note", "[^a]"),
		repeated("marks that do not end", "[^a"),
		enclosed("notes on a line", "[^1]: ", ""),
		{"notes of one name", func(size int) string { return "[^1]\n\n" + strings.Repeat("[^1]: a\n", size/8) }},
		stairs("notes, each line deeper", "    ", "[^1]: a"),
		{"a note with a long name", func(size int) string {
			return "[^" + strings.Repeat("a", size/2) + "]\n\n[^" + strings.Repeat("a", size/2) + "]: a\n"
		}},
		{"a note of many paragraphs", func(size int) string { return "[^1]\n\n[^1]: a\n" + strings.Repeat("\n    a\n", size/7) }},
	}
}

func markup() []Pattern {
	return []Pattern{
		repeated("less-than signs", "<"),
		repeated("tags that do not end", "<a"),
		repeated("tags with attributes that do not end", `<a b="`),
		repeated("tags with attributes", `x <a b="c"> `),
		{"a tag with many attributes", func(size int) string { return "x <a " + strings.Repeat("b ", size/2) + ">\n" }},
		{"a tag with many attributes that does not end", func(size int) string { return "x <a " + strings.Repeat("b ", size/2) + "\n" }},
		repeated("closing tags", "</a>"),
		enclosed("nested tags", "<b>", "</b>"),
		enclosed("nested tags in text", "x <b>", "</b>"),
		enclosed("nested blocks", "<div>\n", "</div>\n"),
		enclosed("nested blocks apart", "<div>\n\n", "\n\n</div>"),
		enclosed("nested tables", "<table><tr><td>\n", "</td></tr></table>\n"),
		repeated("tags that are never closed", "x <b>"),
		repeated("blocks that are never closed", "<div>\n\n"),
		repeated("paragraphs with tags", "a <b>c</b>\n\n"),
		repeated("lines with line breaks", "a<br>"),
		repeated("misnested tags", "<b><i></b></i>"),
		repeated("misnested tags in paragraphs", "x <b><i><a href='http://a.example'>\n\n"),
		repeated("comments that do not end", "x <!-- <"),
		repeated("comments", "x <!-- a -->"),
		repeated("blocks of comments", "<!-- a -->\n\n"),
		repeated("comments that do not begin", "!-- <"),
		repeated("processing instructions that do not end", "x <?"),
		repeated("declarations that do not end", "x <!A"),
		repeated("character data that does not end", "x <![CDATA["),
		repeated("scripts that do not end", "<script>\n"),
		repeated("entities", "&amp;"),
		repeated("entities that do not end", "&#"),
		repeated("entities of names that do not end", "&a"),
		repeated("entities of long names", "&"+strings.Repeat("a", 40)+";"),
	}
}

func words() []Pattern {
	return []Pattern{
		repeated("a long word", "a"),
		repeated("a long word of hyphens", "a-"),
		repeated("a line of hyphens and spaces", "- a"),
		repeated("words on a line", "word "),
		repeated("wide letters on a line", "漢"),
		{"one letter with many accents", func(size int) string { return "a" + strings.Repeat("\u0301", size/2) + "\n" }},
		{"a joined emoji", func(size int) string { return "👩" + strings.Repeat("\u200d👩", size/7) + "\n" }},
		repeated("escapes", "\x1b[31m"),
		repeated("bidirectional overrides", "\u202e"),
		repeated("escaped stars", `\*`),
		repeated("ticks that open", "`a "),
		repeated("ticks that open and close", "`a` "),
		repeated("ticks of two", "``a` "),
		growing("ticks of many lengths", "`", "a ", math.MaxInt),
		growing("ticks of many lengths, twice", "`", "a ", 700),
		{"one long line of ticks", func(size int) string { return strings.Repeat("`", size) + "a\n" }},
		{"code over many lines", func(size int) string { return "`" + strings.Repeat("a\n", size/2) + "`\n" }},
		{"marks in one paragraph", func(size int) string { return strings.Repeat("*a* b\n", size/6) }},
		{"tasks", func(size int) string { return strings.Repeat("- [ ] a\n", size/8) }},
	}
}
