package blog

import (
	"net/url"
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

// web is the pages that may link to each other.
type web struct {
	site   Site
	about  *Page
	taken  map[string]*Post // slugs and aliases, drafts' too
	broken map[string]bool  // names of files that are no posts: a link to one is not the fault
	slugs  []string         // of published posts
	keep   keep

	leftOut bool // some post is left out, whose slug and aliases may be unknown
}

// resolve finds the post behind every link of a body to another post, by the name
// of its file (other.md, ../posts/other.md) or its slug, and notes dead ones. What
// only another body can tell, it returns.
func (w *web) resolve(b *body, d *Document, n *notes) (deep []deepLink) {
	for i := range d.Links {
		l := &d.Links[i]
		if target, ok := w.settle(b, d, l, n); ok && target != b {
			deep = append(deep, deepLink{from: b, line: l.Line, link: l.Address, target: target, anchor: l.Fragment})
		}
	}
	return deep
}

// settle settles one link. ok is true when it leads to a heading of target.
func (w *web) settle(b *body, d *Document, l *Link, n *notes) (target *body, ok bool) {
	page := b.page
	u, err := url.Parse(l.Address)
	if err != nil {
		n.errorf(page.Path, l.Line, "want SLUG.md or a whole address", "link to %q is no address", l.Address)
		return nil, false
	}
	if u.Scheme != "" || u.Host != "" {
		l.URL = l.Address
		return nil, false
	}
	if l.Address == "" {
		n.errorf(page.Path, l.Line, "give it one, or take the brackets out", "link %q has no address", l.Text)
		return nil, false
	}
	post, target := b.post, b
	toAbout := baseName(u.Path) == aboutSlug && w.about != nil
	switch {
	case toAbout:
		post, target = nil, w.about.body
	case w.broken[baseName(u.Path)]:
		return nil, false
	case u.Path != "":
		var wrong, mend string
		if post, wrong, mend = w.target(u.Path, b.post); post == nil {
			w.dead(n, page.Path, l, mend, wrong)
			return nil, false
		}
		target = post.body
	}
	if target == b && u.Fragment != "" && !d.HasAnchor(u.Fragment) {
		noHeading(n, page.Path, l.Line, l.Address, d.Outline)
		return nil, false
	}
	l.Fragment = u.Fragment
	switch {
	case toAbout:
		l.Slug = aboutSlug // of no URL: the command takes no heading
	case post != nil:
		l.Slug, l.URL = post.Slug, w.site.PostURL(post.Slug)
	}
	return target, u.Fragment != ""
}

// dead notes a link that leads to no published post. One that leads to no post at all
// is only a warning while a post is left out: it may lead to that one.
func (w *web) dead(n *notes, path string, l *Link, mend, wrong string) {
	note := n.errorf
	if u, err := url.Parse(l.Address); w.leftOut && err == nil && w.taken[baseName(u.Path)] == nil {
		note = n.warnf
	}
	note(path, l.Line, mend, "link to %q: %s", l.Address, wrong)
}

// target is the post at a relative path, or what is wrong with the path.
func (w *web) target(path string, from *Post) (post *Post, wrong, mend string) {
	p, ok := w.taken[baseName(path)]
	if ok && p.draft && (from == nil || !from.draft) {
		return nil, p.Path + " is a draft", "publish it, or take the link out"
	}
	if ok {
		return p, "", ""
	}
	if near, ok := Nearest(baseName(path), w.slugs); ok {
		return nil, "no such post", "did you mean " + near + ".md"
	}
	return nil, "no such post", "link to a post as SLUG.md, or give a whole address"
}
