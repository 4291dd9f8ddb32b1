package blog

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"blog.example/pete/internal/blog/blogtest"
)

// mostAllocated is what reading a post may allocate that is left out.
const mostAllocated = 100 << 20

// mustBeLeftOut are patterns of which 1 MB, and most of them 100 KB, take the parser or
// the layout minutes or gigabytes.
var mustBeLeftOut = []string{
	"quotes on a line", "quotes, each line deeper, spaced", "lists on a line with a word", "numbered lists on a line, tabs",
	"lists and quotes on a line", "tasks on a line", "lists, each line deeper", "lists, each line deeper, a tab",
	"a deep list with many blank lines", "deep quotes, many", "items", "a table of columns", "a table of columns and rows",
	"a table of columns without outer pipes", "a table in a quote", "a table in an item", "a table below text",
	"a table of some columns and short rows", "a table of a long cell and many rows", "a table of code with escaped pipes",
	"a table of rows", "paragraphs", "hard breaks", "headings", "a heading with many classes", "lines",
	"openers of one kind and closers of another", "nested strong text", "addresses that do not end", "addresses that do not end, angle",
	"addresses of parentheses", "nested brackets", "links", "bare addresses", "a long address used often", "one definition used often",
	"notes on a line", "marks, then notes", "lines with line breaks",
}

// Attack: a post is made of one thing, again and again, for which Markdown parsers take
// quadratic time or memory.
func TestPathologicalPosts(t *testing.T) {
	var out []string
	for _, p := range blogtest.Patterns() {
		for _, size := range []int{100 << 10, 1 << 20} {
			if size > 100<<10 && !slices.Contains(mustBeLeftOut, p.Name) {
				continue
			}
			if body := p.Make(size); overLimit([]byte(body), 1) != nil {
				out = append(out, p.Name)
				opensWithout(t, p.Name, body)
			}
		}
	}
	for _, name := range mustBeLeftOut {
		if !slices.Contains(out, name) {
			t.Errorf("%s: is parsed", name)
		}
	}
}

// opensWithout opens an archive with one plain post and one that is left out, and bounds
// what that takes.
func opensWithout(t *testing.T, name, body string) {
	t.Helper()
	files := dir("posts/plain.md", post(good), "posts/p.md", "---\ntitle: P\n---\n"+body)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	a, r := Open(files)
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	allocated := after.TotalAlloc - before.TotalAlloc
	t.Logf("%s: %d KB left out in %v, with %d KB allocated", name, len(body)>>10, took.Round(time.Millisecond), allocated>>10)
	if a == nil || len(a.Posts) != 1 || r.LeftOut != 1 || r.OK() {
		t.Fatalf("%s: the other post is not served: %s", name, r.Summary())
	}
	if allocated > mostAllocated {
		t.Fatalf("%s: %d MB are allocated", name, allocated>>20)
	}
}

// tableOf is a table of so many columns and rows.
func tableOf(columns, rows int) string {
	return strings.Repeat("|a", columns) + "|\n" + strings.Repeat("|-", columns) + "|\n" + strings.Repeat(strings.Repeat("|b", columns)+"|\n", rows)
}

// Attack: a post has one more than it may have. One that has just as many is served, and
// so is whatever stands in a block of code.
func TestLimits(t *testing.T) {
	fence := func(text string) string { return "```\n" + text + "\n```\n" }
	longLink := "[a]: http://b.example/" + strings.Repeat("c", 100<<10) + "\n\n"
	numbered := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	ticks := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.Repeat("`", i+1) + "a ")
		}
		return b.String()
	}
	for _, c := range []struct{ name, within, beyond, want string }{
		{"quotes", strings.Repeat(strings.Repeat("> ", maxDepth)+"a\n", 3), "a\n\n" + strings.Repeat(">", maxDepth+1) + "a", "6: lists or quotes nested more than 100 deep"},
		{"lists", strings.Repeat("- ", maxDepth) + "a", strings.Repeat("1. ", maxDepth+1) + "a", "4: lists or quotes nested more than 100 deep"},
		{"columns", "text\n\n" + tableOf(maxColumns, 2), "> " + strings.ReplaceAll(tableOf(maxColumns+1, 1), "\n", "\n> "), "5: a table of 201 columns, of which 200 may be"},
		{"cells", tableOf(100, 400), tableOf(100, 500), "505: tables of more than 50000 cells"},
		{"a long cell", tableOf(2, 1) + strings.Repeat("a", 1000) + "\n", tableOf(1, 2001) + strings.Repeat("a", 1000) + "\n", "2007: tables that take more than 2000000 characters"},
		{"links", strings.Repeat("[a](#b)\n", 9000) + "\n# b", strings.Repeat("a [b](c)\n", maxLinks+1), "20004: more than 20000 links"},
		{"references", "[a]: #b\n\n" + strings.Repeat("[a]\n", 9000) + "\n# b", "[a]: #b\n\n" + strings.Repeat("[a] ", maxLinks+1), "4: more than 20000 links"},
		{"a long address", longLink + strings.Repeat("[a] ", 50), longLink + strings.Repeat("[a] ", 200), "6: links that repeat an address"},
		{"addresses that do not end", strings.Repeat("[a](", 1000), strings.Repeat("[a](", 9000), "4: too many marks"},
		{"addresses that do not end, angle", strings.Repeat("[a](<b", 1000), strings.Repeat("[a](<b", 9000), "4: too many marks"},
		{"notes", numbered("[^%[1]d] a\n\n[^%[1]d]: b\n\n", 2000), numbered("[^%[1]d] a\n\n[^%[1]d]: b\n\n", 4000), "12652: 3162 footnotes"},
		{"pipes beside code", "|a|\n|-|\n" + strings.Repeat("|`\\|`|\n", maxEscapedPipes), "|a|\n|-|\n" + strings.Repeat("|`\\|`|\n", maxEscapedPipes+1), `5006: more than 5000 times \|`},
		{"attributes", "{" + strings.Repeat(".b ", 3000) + "}\n\n# a {#b .c}", "a {" + strings.Repeat(".b ", 3000) + "}\n===", "5: a heading of 9004 bytes that ends in attributes"},
		{"titles that do not end", strings.Repeat("[a](b (\n", 1000), strings.Repeat("[a](b (\n", 9000) + "\na", "9003: too many marks"},
		{"emphasis", strings.Repeat("_a ", 1000) + strings.Repeat("b* ", 1000), strings.Repeat("_a ", 9000) + strings.Repeat("b* ", 9000), "4: too many marks"},
		{"brackets", strings.Repeat("[", 500) + strings.Repeat("*a* ", 500) + strings.Repeat("]", 500), strings.Repeat("[", 5000) + strings.Repeat("*a* ", 5000) + strings.Repeat("]", 5000), "4: too many marks"},
		{"backticks", ticks(200), ticks(1000), "4: too many marks"},
		{"pipes in code", fence(strings.Repeat("|", 50_000)) + fence(tableOf(5000, 1)), fence("") + tableOf(5000, 1), "8: a table of 5000 columns"},
		{"quotes in code", "> " + strings.ReplaceAll(fence(strings.Repeat(">", 50_000)), "\n", "\n> "), "> ```\n\n" + strings.Repeat(">", 500), "6: lists or quotes nested"},
		{"code in HTML is none", "<!-- -->\n\n" + fence(tableOf(5000, 1)), "<!--\n" + fence("-->\n"+tableOf(5000, 1)), "8: a table of 5000 columns"},
		{"a line that is drawn", strings.Repeat("- ", 5000) + "\n\n" + strings.Repeat("*", 5000), "* " + strings.Repeat("- ", 5000) + "x", "4: lists or quotes nested"},
	} {
		t.Run(c.name, func(t *testing.T) {
			front := "---\ntitle: T\n---\n"
			a, r := Open(dir("posts/a.md", front+c.within, "posts/b.md", front+c.beyond, "posts/c.md", post(good)+"[b](b.md)"))
			if a == nil {
				t.Fatalf("nothing is served:\n%s", problems(r))
			}
			if _, ok := a.Post("a"); !ok {
				t.Errorf("what is allowed is left out:\n%s", problems(r))
			}
			if _, ok := a.Post("b"); ok || !strings.Contains(problems(r), "posts/b.md:"+c.want) {
				t.Errorf("it says\n%s\nwant %q", problems(r), c.want)
			}
		})
	}
}

// Attack: front matter has aliases of aliases, or is nested without end.
func TestFrontMatterIsBounded(t *testing.T) {
	laughs := "a: &a [x, x]\n"
	for _, name := range strings.Split("bcdefghijk", "") {
		laughs += name + ": &" + name + " [" + strings.Repeat("*"+string(name[0]-1)+", ", 8) + "]\n"
	}
	for _, c := range []struct{ meta, want string }{
		{laughs + "draft: *k", "posts/b.md:7: front matter whose aliases stand for more than 128 KB"},
		{"tags: " + strings.Repeat("[", 5000) + strings.Repeat("]", 5000), "posts/b.md:2: front matter nested more than 100 deep"},
		{"tags:\n" + strings.Repeat("- ", 5000) + "x", "posts/b.md:3: front matter nested more than 100 deep"},
		{"title: " + strings.Repeat("x", maxFrontMatter), "posts/b.md:2: front matter of more than 64 KB"},
	} {
		a, r := Open(dir("posts/a.md", post(good+"\ntags: &t [a, [b], '*c']\naliases: *t"), "posts/b.md", post(c.meta)))
		if a == nil || len(a.Posts) != 1 || !strings.Contains(problems(r), c.want) {
			t.Errorf("it says\n%s\nwant %q", problems(r), c.want)
		}
	}
	if _, r := Open(dir("site.yaml", goodSite+"x: "+strings.Repeat("[", 500)+strings.Repeat("]", 500))); r.Err() == nil || !strings.Contains(problems(r), "site.yaml:4: configuration nested") {
		t.Errorf("it says\n%s", problems(r))
	}
}

// Attack: each of many dead links is told all headings that there are.
func TestOfferedHeadingsAreBounded(t *testing.T) {
	_, r := Open(dir("posts/a.md", post(good)+strings.Repeat("# A heading\n", 1000)+strings.Repeat("[a](#no)\n", 1000)))
	said := problems(r)
	if len(said) > 1<<20 || !strings.Contains(said, "a-heading-19, or of 980 others") {
		t.Errorf("%d bytes are said:\n%.1000s", len(said), said)
	}
}

// Attack: one line of 4 MB, so that the scan itself takes too much.
func TestScanOfALongLine(t *testing.T) {
	for _, unit := range []string{"[", "`a ", " *a", "- ", "> "} {
		body := append(bytes.Repeat([]byte(unit), 4<<20/len(unit)), 'x')
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		fault := overLimit(body, 1)
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		grown := (after.TotalAlloc - before.TotalAlloc) >> 20
		t.Logf("%q: %v, %d MB", unit, took, grown)
		if fault == nil || grown > 50 { // of which it holds a third at a time
			t.Errorf("%q takes %d MB, and is left out: %t", unit, grown, fault != nil)
		}
	}
}

// Attack: ordinary HTML makes the scan take the end of a block of code for its
// beginning, so that it does not see the table behind.
func TestScanIsNotMisledByHTML(t *testing.T) {
	wide := strings.Repeat("| a ", 300) + "|\n" + strings.Repeat("| - ", 300) + "|\n"
	for name, text := range map[string]string{
		"a tag in a line":             "<kbd>x</kbd> is a key:\n```\ncode\n\nmore\n```\n\n" + wide,
		"an address":                  "<https://blog.example>\n```\ncode\n\nmore\n```\n\n" + wide,
		"the end of another":          "<script>\n-->\n\n```\n</script>\n\n" + wide,
		"a comment that ends":         "<!-- a -->\n\n" + wide,
		"a comment with a blank line": "<!--\n\n```\n-->\n\n" + wide,
	} {
		if overLimit([]byte(text), 1) == nil {
			t.Errorf("%s: a table of 300 columns is not seen", name)
		}
	}
	if fault := overLimit([]byte("<!-- more -->\n\n```\n"+wide+"```\n"), 1); fault != nil {
		t.Errorf("code behind a comment is not told from a table: %v", fault)
	}
}
