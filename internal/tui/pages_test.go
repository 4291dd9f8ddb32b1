package tui

import (
	"strings"
	"testing"
	"testing/fstest"
)

// withPages returns a blog of one post and of the pages, by their slugs.
func withPages(pages ...string) fstest.MapFS {
	fsys := fstest.MapFS{
		"site.yaml":    {Data: []byte("title: T\nhost: blog.example\n")},
		"posts/one.md": {Data: []byte("---\ntitle: One\ndate: 2026-01-02\nsummary: s\n---\nText.\n")},
	}
	for _, slug := range pages {
		fsys["pages/"+slug+".md"] = &fstest.MapFile{Data: []byte("---\ntitle: The " + slug + "\n---\nText of " + slug + ".\n")}
	}
	return fsys
}

// a opens the about page where it is alone, else a list of all pages, and says where there
// is none.
func TestPages(t *testing.T) {
	for _, c := range []struct {
		name  string
		pages []string
		foot  string // of the list of posts
		keys  []string
		shows string
	}{
		{"no page", nil, "enter read / search ? keys q leave", []string{"a"}, "This blog has no about page."},
		{"about alone", []string{"about"}, "enter read / search a about ? keys q leave", []string{"a"}, "Text of about."},
		{"one page alone", []string{"uses"}, "enter read / search a pages ? keys q leave", []string{"a"}, "The uses"},
		{"the about page is the first", []string{"uses", "about"}, "enter read / search a pages ? keys q leave", []string{"a", "enter"}, "Text of about."},
		{"another page", []string{"uses", "about"}, "enter read / search a pages ? keys q leave", []string{"a", "j", "enter"}, "Text of uses."},
		{"a page without an about page", []string{"uses", "colophon"}, "enter read / search a pages ? keys q leave", []string{"a", "enter"}, "Text of colophon."},
		{"back", []string{"uses", "about"}, "enter read / search a pages ? keys q leave", []string{"a", "a"}, "One"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := visitTo(t, opened(t, withPages(c.pages...)), at(80, 24))
			if v.foot() != c.foot {
				t.Errorf("the foot is %q, want %q", v.foot(), c.foot)
			}
			v.press(c.keys...)
			if !v.shows(c.shows) {
				t.Errorf("after %v one sees\n%s", c.keys, strings.Join(v.text(), "\n"))
			}
		})
	}
}

// The help says what a does in this blog.
func TestHelpOfPages(t *testing.T) {
	for _, c := range []struct {
		pages []string
		shows string
	}{
		{nil, ""},
		{[]string{"about"}, "about this blog"},
		{[]string{"about", "uses"}, "the pages of this blog"},
		{[]string{"uses"}, "the pages of this blog"},
	} {
		v := visitTo(t, opened(t, withPages(c.pages...)), at(80, 70))
		v.press("?")
		for _, says := range []string{"about this blog", "the pages of this blog"} {
			if v.shows(says) != (says == c.shows) {
				t.Errorf("with %v the help is\n%s", c.pages, strings.Join(v.text(), "\n"))
			}
		}
	}
}

// A list of pages has those of the new snapshot, and is closed when none is left.
func TestPagesChange(t *testing.T) {
	add := func(slugs ...string) func(fstest.MapFS) {
		return func(fsys fstest.MapFS) {
			for _, slug := range slugs {
				fsys["pages/"+slug+".md"] = &fstest.MapFile{Data: []byte("---\ntitle: The " + slug + "\n---\nText of " + slug + ".\n")}
			}
		}
	}
	v := visitOwn(t, at(80, 24))
	v.publish(add("uses", "colophon"))
	v.press("a", "G")
	v.publish(add("links", "uses"))
	if v.press("x"); !strings.Contains(v.selection(), "The uses") || v.shows("The colophon") || !v.shows("The links") {
		t.Errorf("one sees\n%s", strings.Join(v.text(), "\n"))
	}
	v.publish(withdraw("pages/about.md"))
	if v.press("x"); v.room.page() != page(v.room.home) {
		t.Errorf("without pages one sees\n%s", strings.Join(v.text(), "\n"))
	}
}

// twins are two posts that share the slug twin.
func twins() fstest.MapFS {
	fsys := withPages()
	fsys["posts/a/twin.md"] = post("The first", "2026-01-03", "Words.\n\n## Late\n\nText of a.")
	fsys["posts/b/twin.md"] = post("The second", "2026-01-04", strings.Repeat("Words.\n\n", 40)+"## Late\n\nText of b.")
	fsys["posts/c/twin.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Hush\ndraft: true\n---\nSecret.\n")}
	return fsys
}

// A slug that posts share lists them, and the chosen one opens at the heading.
func TestSharedSlug(t *testing.T) {
	for _, c := range []struct {
		open  string
		keys  []string
		shows []string
		lacks string
	}{
		{"twin", nil, []string{`Texts named "twin"`, "The first · a-twin", "The second · b-twin", "enter read"}, "Hush"},
		{"twin", []string{"enter"}, []string{"The first", "Text of a."}, "named"},
		{"twin#late", []string{"j", "enter"}, []string{"Text of b."}, "named"},
		{"twin#none", []string{"j", "enter"}, []string{"The second"}, "Text of b."},
		{"twin", []string{"q"}, []string{"One", "3 posts"}, "named"},
		{"twin and more", []string{"enter"}, []string{"Text of a."}, "named"},
		{"c-twin", nil, []string{`No post "c-twin".`}, "Hush"},
	} {
		v := visitTo(t, opened(t, twins()), Options{Columns: 80, Rows: 24, Open: c.open})
		v.press(c.keys...)
		for _, says := range c.shows {
			if !v.shows(says) || v.shows(c.lacks) {
				t.Errorf("%s, %v: want %q, without %q, in\n%s", c.open, c.keys, says, c.lacks, strings.Join(v.text(), "\n"))
			}
		}
	}
}

// A blog without posts says so in every window. A post that is alone has no neighbours, and
// neither has a text that no list has.
func TestLittleToShow(t *testing.T) {
	empty := withPages()
	delete(empty, "posts/one.md")
	alone := withPages("uses")
	alone["posts/hushed.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Hushed\nunlisted: true\n---\nText.\n")}
	for _, c := range []struct {
		fsys          fstest.MapFS
		columns, rows int
		open, keys    string
		shows, lacks  string // without spaces
	}{
		{empty, 80, 24, "", "", "Therearenopostsyet.", "0posts"},
		{empty, 40, 12, "", "", "Therearenopostsyet.", "0/0"},
		{empty, 20, 6, "", "", "Therearenopostsyet.", "0/0"},
		{empty, 80, 24, "", "t", "Noposthasatag.", ""},
		{empty, 80, 24, "", "enter", "Therearenopostsyet.", ""},
		{alone, 80, 24, "one", "]", "Thisistheonlypost.", "oldest"},
		{alone, 80, 24, "one", "[", "Thisistheonlypost.", "newest"},
		{alone, 80, 24, "uses", "]", "Thispageisinnolist.", ""},
		{alone, 80, 24, "hushed", "]", "Thispostisinnolist.", ""},
		{twins(), 80, 24, "one", "]", "Thisistheoldestpost.", ""},
	} {
		o := at(c.columns, c.rows)
		o.Open = c.open
		v := visitTo(t, opened(t, c.fsys), o)
		v.press(strings.Fields(c.keys)...)
		v.fits()
		text := strings.Join(strings.Fields(strings.Join(v.text(), "")), "")
		if !strings.Contains(text, c.shows) || c.lacks != "" && strings.Contains(text, c.lacks) {
			t.Errorf("%d×%d %s %s: want %s, without %q, in\n%s", c.columns, c.rows, c.open, c.keys, c.shows, c.lacks, strings.Join(v.text(), "\n"))
		}
	}
}
