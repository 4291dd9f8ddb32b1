package blog

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
)

// aboutSlug stands for the about page where a post has its slug.
const aboutSlug = "about"

// absolute reports whether an address leaves the blog.
func absolute(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme != ""
}

// autoAddress returns what a bare address leads to.
func autoAddress(n *ast.AutoLink, source []byte) string {
	address := string(n.URL(source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(address), "mailto:") {
		return "mailto:" + address
	}
	return address
}

// linkName returns the name of the file or the post that a path leads to, and "" if there
// is no path.
func linkName(path string) string {
	if path == "" {
		return ""
	}
	return cmp.Or(baseName(path), path)
}

// linkResolver finds the pages of one archive that links lead to.
type linkResolver struct {
	archive *Archive
	about   *Post           // the about page, of which aboutSlug is the slug, or nil
	missing map[string]bool // names of files and posts that are left out: a link to one is not the fault
	slugs   []string        // of published posts
	nearest sync.Map        // of slugs, to names that belong to no post: many links may have one name
}

// resolve finds where the links of a page lead, and returns what is wrong with them.
func (r *linkResolver) resolve(p *Post) (problems problemList) {
	p.links = p.version.links
	if len(p.version.internal) > 0 {
		p.links = slices.Clone(p.links)
	}
	for _, link := range p.version.internal {
		r.resolveLink(p, link, &problems)
	}
	p.Key = r.key(&p.Page)
	return problems
}

// resolveLink finds the post, by its slug or an alias (other, other.md,
// ../posts/other.md), and the heading that a link leads to.
func (r *linkResolver) resolveLink(p *Post, link internalLink, problems *problemList) {
	l := &p.links[link.n]
	target := p
	switch {
	case link.name == aboutSlug && r.about != nil:
		target = r.about
	case r.missing[link.name]:
		return
	case link.name != "":
		if target = r.post(p, l, link.name, problems); target == nil {
			return
		}
	}
	l.Slug = target.Slug
	if target != r.about { // the command about takes no heading
		l.URL = r.archive.Site.PostURL(target.Slug)
	}
	if link.fragment == "" {
		return
	}
	if o := (Outline{Headings: target.version.headings}); !o.HasAnchor(link.fragment) {
		problems.add(Warning, p.Path, &fault{l.Line, fmt.Sprintf("link to %q: no such heading", l.Address), offered(o)})
		return
	}
	l.Fragment = link.fragment
}

// post returns the post of a name. If a reader of from could not read it, post adds a
// problem and returns nil.
func (r *linkResolver) post(from *Post, l *Link, name string, problems *problemList) *Post {
	post, ok := r.archive.bySlug[name]
	wrong, mend := "no such post", "link to a post as SLUG.md, or give a whole address"
	switch {
	case ok && (post.State.readable() || !from.State.readable()):
		return post
	case ok:
		wrong, mend = post.Path+" is "+post.State.phrase(), "publish it, or take the link out"
	default:
		if near := r.near(name); near != "" {
			mend = "did you mean " + near + ".md"
		}
	}
	problems.add(Warning, from.Path, &fault{l.Line, fmt.Sprintf("link to %q: %s", l.Address, wrong), mend})
	return nil
}

// near returns the slug that is nearest to a name, or "".
func (r *linkResolver) near(name string) string {
	if near, ok := r.nearest.Load(name); ok {
		return near.(string) //nolint:forcetypeassert // it has no others
	}
	near, _ := Nearest(name, r.slugs)
	r.nearest.Store(name, near)
	return near
}

// maxOffered is how many headings a message offers instead of one that does not exist.
// A post with many dead links would otherwise list all of them for each.
const maxOffered = 20

// offered returns what a link may lead to instead of a heading that does not exist.
func offered(o Outline) string {
	switch anchors := o.Anchors(); {
	case len(anchors) > maxOffered:
		return fmt.Sprintf("want one of #%s, or of %d others", strings.Join(anchors[:maxOffered], ", #"), len(anchors)-maxOffered)
	case len(anchors) > 0:
		return "want one of #" + strings.Join(anchors, ", #")
	}
	return "it has no headings"
}

// key returns what [Page.Key] is for a page whose links are resolved.
func (r *linkResolver) key(p *Page) [32]byte {
	b := append(make([]byte, 0, 512), p.Sum[:]...)
	add := func(s string) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	add(r.archive.Site.Host)
	for _, link := range p.version.internal {
		l := p.links[link.n]
		add(l.Slug)
		add(l.Fragment)
		add(l.URL)
	}
	return sha256.Sum256(b)
}
