package blog

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"blog.example/pete/internal/blog/blogtest"
)

// sortedLines sorts lines: problems on one line of a file come in no particular order.
func sortedLines(s string) string {
	return strings.Join(slices.Sorted(strings.SplitSeq(s, "\n")), "\n")
}

// All bodies are checked, whatever their number.
func TestLinksOfALargeBlog(t *testing.T) {
	fsys := blogtest.Generate(450).Files
	maps.Copy(fsys, dir(
		"posts/front.md", post("title: T\ndate: 2026-01-05"),
		"posts/leads.md", "---\n"+good+"\n---\n[dead](pots-1.md) [no heading](headed.md#nowhere) [right](headed.md#top)\n[here](#nowhere) [about](about#nowhere)\n[](x) [no address]()\n[none](http://[::1)\n",
		"posts/headed.md", "---\n"+good+"\n---\n# Top\n\n[^1]: Lost.\n",
		"posts/draft.md", "---\n"+good+"\ndraft: true\n---\n[dead](nowhere-at-all.md)\n",
	))
	want := `posts/draft.md:7: warning: link to "nowhere-at-all.md": no such post: link to a post as SLUG.md, or give a whole address
posts/headed.md:8: warning: footnote [^1] has no mark in the text: refer to it, or take it out
posts/leads.md:6: warning: link to "headed.md#nowhere": no such heading: want one of #top
posts/leads.md:6: warning: link to "pots-1.md": no such post: did you mean post-1.md
posts/leads.md:7: warning: link to "#nowhere": no such heading: it has no headings, so leave out what begins with #
posts/leads.md:7: warning: link to "about#nowhere": no such heading: want one of #about
posts/leads.md:8: warning: link "no address" has no address: want SLUG.md or a whole address, or take the link out
posts/leads.md:8: warning: link to "x": no such post: link to a post as SLUG.md, or give a whole address
posts/leads.md:9: warning: link to "http://[::1" is no address: want SLUG.md or a whole address, or take the link out`
	a, r := Open(fsys)
	if got := problems(r); a == nil || sortedLines(got) != want {
		t.Errorf("got:\n%s\nwant:\n%s", sortedLines(got), want)
	}
	if want := "454 posts: 453 served, 1 draft, 9 remarks"; r.Summary() != want {
		t.Errorf("counted %q, want %q", r.Summary(), want)
	}
}

// Nearest leaves out only what could not be it.
func TestNearestLooksAtAllThatMayBe(t *testing.T) {
	words := blogtest.Generate(1).Words[:3000]
	for i, word := range words[:60] {
		typed := word[:len(word)/2] + "x" + word[min(len(word), len(word)/2+i%2):]
		want, best := "", MaxEdits(typed)
		for _, c := range words {
			if d := edits(typed, c); d <= best {
				want, best = c, d-1
			}
		}
		if got, ok := roughlyAll(words).spelledLike(typed); got != want || ok != (want != "") {
			t.Errorf("%s: got %q, want %q", typed, got, want)
		}
	}
}

// A text that the parser panics on is left out, and the others are served.
func TestParserThatPanics(t *testing.T) {
	fsys := dir("posts/x.md", "---\n"+good+"\n---\nPanic.\n", "posts/a.md", post(good)+"[x](x.md)\n", "pages/about.md", "Panic.\n")
	r := &reading{fsys: fsys}
	r.parse = func(body []byte, line int, _ map[string]string) *Document {
		if strings.Contains(string(body), "Panic") {
			panic("stumble")
		}
		return parse(body, line)
	}
	a, report := r.archive()
	want := "pages/about.md:1: the parser fails on this (stumble): leave out half of it to find what does it\n" +
		"posts/x.md:6: the parser fails on this (stumble): leave out half of it to find what does it"
	if got := problems(report); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if a == nil || len(a.Posts) != 1 || a.About != nil || report.LeftOut != 1 {
		t.Errorf("served is %v: %s", a, report.Summary())
	}
}

// TestLinksOfGenerators: what is on the site that a generator makes, beside the posts, is no
// dead link, and leads there.
func TestLinksOfGenerators(t *testing.T) {
	const (
		zola = "title = 'T'\nbase_url = 'https://my.site/b'\n[languages.fr]\n"
		head = "+++\ntitle = 'P'\ndate = 2026-01-05\n+++\n"
		fine = ""
	)
	for _, c := range []struct{ link, leads, wrong string }{
		{"@/s/_index.md#x", "https://my.site/b/s/#x", fine},
		{"@/nowhere/_index.md", "https://my.site/b/nowhere/", "no such post"},
		{"../s/", "https://my.site/b/s/", fine},
		{"/b/s", "https://my.site/b/s", fine},
		{"/slides/talk.html", "https://my.site/slides/talk.html", fine},
		{"/slides/lost.html", "https://my.site/slides/lost.html", "no such post"},
		{"LICENSE", "https://my.site/b/p/LICENSE", fine},
		{"/../../etc/passwd", "https://my.site/etc/passwd", "no such post"},
		{"mit.example/x", "https://my.site/b/p/mit.example/x", "write https:// before it"},
		{"@/q.md#only-here", "q#only-here", fine}, // and not in French
		{"@/q.md#lost", "q", "no such heading"},
		{"#comments", "p", fine},
		{"@/q.md#comment-123", "q", fine},
		{"@/q.md#comment-on-it", "q", fine},
		{"@/q.md#commentary", "q", "no such heading"},
		{"@/r.md#zhong-zi", "r", fine}, // Zola writes so
		{"@/r.md#種", "r", "no such heading"},
		{"@/s/bundle/below/index.md", "below", fine},
	} {
		a, r := Open(filesOf(map[string]string{
			"config.toml": zola, "content/p.md": head + "[x](" + c.link + ")\n", "content/p.fr.md": head + "[x](" + c.link + ")\n",
			"content/q.md": head + "# Only here\n", "content/q.fr.md": head + "# Autre\n", "content/r.md": head + "# 種子\n",
			"content/s/_index.md": "+++\n+++\n", "content/s/bundle/index.md": head, "content/s/bundle/below/index.md": head,
			"static/slides/talk.html": "<p>", "content/LICENSE": "MIT",
		}))
		p, _ := a.Post("p")
		l := p.Outline().Links[0]
		leads := l.Slug
		if l.Fragment != "" {
			leads += "#" + l.Fragment
		}
		if l.Slug == "" {
			leads = l.URL
		}
		if leads != c.leads {
			t.Errorf("%s leads to %q, want %q", c.link, leads, c.leads)
		}
		if got := problems(r); (got == "") != (c.wrong == fine) || !strings.Contains(got, c.wrong) {
			t.Errorf("%s: %q, want %q", c.link, got, c.wrong)
		}
	}
}
