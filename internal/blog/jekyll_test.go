package blog

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// said returns what is published of a directory, by path, each with its date, title and tags,
// and then the pages.
func said(a *Archive) string {
	var all []string
	for _, p := range slices.Concat(a.Posts, a.Pages) {
		day := "undated"
		if !p.Date.IsZero() {
			day = p.Date.Format(time.DateOnly)
		}
		kind := "post"
		if p.IsPage {
			kind = "page"
		}
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s", kind, p.Path, p.Slug, day, strings.Join(p.Tags, "|"))))
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// Jekyll's posts lie in any _posts, whose folders above are categories; documents of a
// collection with pages are pages.
func TestJekyllFolders(t *testing.T) {
	const text = "---\ntitle: T\n---\nText.\n"
	a, r := Open(filesOf(map[string]string{
		"_config.yml":                      "collections: {notes: {output: true}, hidden: {output: false}}",
		"_posts/2020-1-2-a.md":             text,
		"_posts/in/a/2020-01-03-b.md":      text,
		"walks/far/_posts/2020-01-04-c.md": "---\ntags: [hill, Walks]\n---\nText.\n",
		"walks/_drafts/2020-01-05-d.md":    text,
		"_notes/e.md":                      "---\ndate: 2020-01-06\n---\nText.\n",
		"_notes/2020-01-07-f.md":           text,
		"_notes/g.md":                      text,
		"_hidden/h.md":                     "---\ndate: 2020-01-08\n---\nText.\n",
		"i.md":                             "---\ndate: 2020-01-09\n---\nText.\n",
	}))
	want := `page _notes/2020-01-07-f.md f 2020-01-07
page _notes/e.md e 2020-01-06
page _notes/g.md g undated
page i.md i 2020-01-09
post _posts/2020-1-2-a.md a 2020-01-02
post _posts/in/a/2020-01-03-b.md b 2020-01-03
post walks/far/_posts/2020-01-04-c.md c 2020-01-04 hill|Walks|far`
	if got := said(a); got != want {
		t.Errorf("got\n%s\nwant\n%s\n%s", got, want, problems(r))
	}
	if r.Drafts != 1 {
		t.Errorf("%d drafts", r.Drafts)
	}
}

// Posts of HTML are read: their indents mean no code, and their code keeps its lines.
func TestPostsOfHTML(t *testing.T) {
	const text = "---\ntitle: T\n---\n<div>\n    <p>One <em>word</em>.</p>\n\n    <p>Two *signs*.</p>\n    <pre>\n  a\n\n  b</pre>\n</div>\n"
	a, r := Open(filesOf(map[string]string{
		"_config.yml":                 "title: T",
		"_posts/2020-01-02-a.html":    text,
		"_posts/2020-01-03-b.md":      text,
		"_posts/2020-01-03-b.html":    text,
		"_drafts/2020-01-04-c.html":   text,
		"_posts/no-date.html":         text,
		"_posts/2020-01-05-d.textile": text,
		"e.html":                      text,
	}))
	if got, want := said(a), "post _posts/2020-01-02-a.html a 2020-01-02\npost _posts/2020-01-03-b.md b 2020-01-03"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	want := "_posts/2020-01-05-d.textile: warning: is not read: convert them with pandoc\n" +
		"_posts/no-date.html: warning: is a draft: Jekyll publishes no post without a date in its name: begin its name with YYYY-MM-DD-"
	if got := problems(r); got != want || r.Drafts != 2 {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	p, _ := a.Post("a")
	if got, want := p.Document().Plain, "One word.\nTwo *signs*.\n  a\n\n  b"; strings.TrimSpace(got) != want || p.Summary != "One word." {
		t.Errorf("%q, summary %q", got, p.Summary)
	}
}

// Where there is no _posts, dated documents of collections are posts.
func TestJekyllWithoutPosts(t *testing.T) {
	const text = "---\ntitle: T\n---\nText.\n"
	a, r := Open(filesOf(map[string]string{
		"_config.yml":            "collections: {notes: {output: true, permalink: '/:collection/:path/'}}\ncollections_dir: all",
		"all/_notes/b/e.md":      "---\ndate: 2020-01-06\n---\nText.\n",
		"all/_notes/2020-1-f.md": text,
		"all/_notes/g.md":        text,
		"i.md":                   "---\ndate: 2020-01-09\n---\nText.\n",
	}))
	want := "page all/_notes/2020-1-f.md 2020-1-f undated\npage all/_notes/g.md g undated\npage i.md i 2020-01-09\npost all/_notes/b/e.md e 2020-01-06"
	if got := said(a); got != want {
		t.Errorf("got\n%s\nwant\n%s\n%s", got, want, problems(r))
	}
	if p, ok := a.ByPath("/notes/b/e/"); !ok || p.Slug != "e" {
		t.Error("no document at its address")
	}
}

// The folder of content that another tool copies serves where the copy is not there.
func TestJekyllSource(t *testing.T) {
	for source, want := range map[string]string{
		".tmp/src": "post src/_posts/2020-01-02-a.md a 2020-01-02",
		"src":      "post src/_posts/2020-01-02-a.md a 2020-01-02",
		"../x":     "post src/_posts/2020-01-02-a.md a 2020-01-02 src",
		"gone":     "post src/_posts/2020-01-02-a.md a 2020-01-02 src",
	} {
		a, r := Open(filesOf(map[string]string{"_config.yml": "title: T\nsource: " + source, "src/_posts/2020-01-02-a.md": "---\ntitle: T\n---\nText.\n"}))
		if got := said(a); got != want || (source == ".tmp/src") != strings.Contains(problems(r), "write source: src") {
			t.Errorf("%s: %s, want %s\n%s", source, got, want, problems(r))
		}
	}
}
