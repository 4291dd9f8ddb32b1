package blog

import (
	"net/url"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// aboutSlug is what the about page is called where a post has its slug.
const aboutSlug = "about"

// absolute reports whether an address leaves the blog.
func absolute(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme != ""
}

// autoAddress is what a bare address leads to.
func autoAddress(n *ast.AutoLink, source []byte) string {
	address := string(n.URL(source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(address), "mailto:") {
		return "mailto:" + address
	}
	return address
}

// resolveLinks finds the post behind every link between posts, by the name of
// its file (other.md, ../posts/other.md) or its slug, and reports dead ones.
func (r *reading) resolveLinks(a *Archive, all []*Post) {
	for _, p := range all {
		for i := range p.Document.Links {
			r.resolve(a, &p.Page, &p.Document.Links[i], p)
		}
	}
	if a.About != nil && a.About.Document != nil {
		for i := range a.About.Document.Links {
			r.resolve(a, a.About, &a.About.Document.Links[i], nil)
		}
	}
}

// resolve settles one link of page; from is the post that the page is, if any.
func (r *reading) resolve(a *Archive, page *Page, l *Link, from *Post) {
	u, err := url.Parse(l.Address)
	if err != nil {
		r.notes.errorf(page.Path, l.Line, "want SLUG.md or a whole address", "link to %q is no address", l.Address)
		return
	}
	if u.Scheme != "" || u.Host != "" {
		l.URL = l.Address
		return
	}
	if l.Address == "" {
		r.notes.errorf(page.Path, l.Line, "give it one, or take the brackets out", "link %q has no address", l.Text)
		return
	}
	target, doc := from, page.Document
	toAbout := baseName(u.Path) == aboutSlug && a.About != nil
	switch {
	case toAbout:
		target, doc = nil, a.About.Document
	case r.broken[baseName(u.Path)]:
		return
	case u.Path != "":
		var wrong, mend string
		if target, wrong, mend = r.target(a, u.Path, from); target == nil {
			r.notes.errorf(page.Path, l.Line, mend, "link to %q: %s", l.Address, wrong)
			return
		}
		doc = target.Document
	}
	if u.Fragment != "" && !slices.Contains(doc.Anchors(), u.Fragment) {
		mend := "it has no headings"
		if len(doc.Headings) > 0 {
			mend = "want one of #" + strings.Join(doc.Anchors(), ", #")
		}
		r.notes.errorf(page.Path, l.Line, mend, "link to %q: no such heading", l.Address)
		return
	}
	switch {
	case toAbout:
		l.Slug, l.Fragment = aboutSlug, u.Fragment // of no URL: the command takes no heading
	case target != nil:
		l.Slug, l.Fragment = target.Slug, u.Fragment
		l.URL = a.Site.PostURL(target.Slug)
	default:
		l.Fragment = u.Fragment
	}
}

// target is the post at a relative path, or what is wrong with the path.
func (r *reading) target(a *Archive, path string, from *Post) (post *Post, wrong, mend string) {
	p, ok := r.taken[baseName(path)]
	if ok && p.draft && (from == nil || !from.draft) {
		return nil, p.Path + " is a draft", "publish it, or take the link out"
	}
	if ok {
		return p, "", ""
	}
	if near, ok := a.Nearest(baseName(path)); ok {
		return nil, "no such post", "did you mean " + near + ".md"
	}
	return nil, "no such post", "link to a post as SLUG.md, or give a whole address"
}
