package blog

import (
	"slices"
	"strings"
)

// ByPath returns the post or page that an address of the old site leads to, whatever its
// case, with and without .html, index.html and a slash at the end.
func (a *Archive) ByPath(address string) (*Post, bool) {
	if p := a.byPath[pathKey(address)]; p != nil && a.sees(p.State) {
		return p, true
	}
	return nil, false
}

// indexPaths fills byPath with the old addresses of posts. The first that has an address
// keeps it, but those that readers are told of go before others.
func (a *Archive) indexPaths(posts []*Post, redirects []redirect) {
	a.byPath = make(map[string]*Post, len(posts))
	a.moved = map[string]string{}
	for _, p := range posts {
		if p == nil {
			continue
		}
		for _, key := range p.pathKeys {
			if other := a.byPath[key]; other == nil || p.State < other.State {
				a.byPath[key] = p
			}
		}
	}
	for _, r := range redirects {
		from := pathKey(r.from)
		p := a.byPath[pathKey(r.to)]
		if (p == nil || !p.State.readable()) && strings.HasPrefix(r.to, "/") { // the file may stand where the site begins
			p = a.byPath[pathKey(cleanPath(a.Site.Base)+r.to)]
		}
		if p == nil && strings.HasPrefix(r.to, "/") && !strings.HasPrefix(r.to, "//") {
			a.moved[from] = r.to
		}
		if other := a.byPath[from]; p != nil && (other == nil || p.State < other.State) {
			a.byPath[from] = p
			p.OldPaths = append(slices.Clip(p.OldPaths), cleanPath(r.from))
		}
	}
}

// redirect is a line of a file _redirects, as Netlify and others read it.
type redirect struct{ from, to string }

// redirectFiles are where generators leave or copy the file from.
var redirectFiles = []string{"_redirects", "static/_redirects", "public/_redirects"}

// redirects returns the lines of _redirects that lead from one path to another. Those
// with patterns are not followed.
func (r *reading) redirects() (all []redirect) {
	for _, p := range redirectFiles {
		if !exists(r.fsys, p) {
			continue
		}
		src, _, bad := readRegular(r.fsys, p)
		if bad != nil {
			r.problems.add(Warning, p, bad)
			continue
		}
		for line := range strings.Lines(string(src)) {
			words := strings.Fields(line)
			if len(words) >= 2 && strings.HasPrefix(words[0], "/") && !strings.ContainsAny(words[0], "*:") {
				all = append(all, redirect{words[0], words[1]})
			}
		}
	}
	return all
}

// RedirectsPath is a file beside site.yaml with a line for each slug that a post had before
// it was renamed, and the slug that it got: "old new". Lines that begin with # are comments.
const RedirectsPath = "redirects"

// slugRedirects returns the lines of the file of redirects.
func (r *reading) slugRedirects() []redirect {
	if !exists(r.fsys, RedirectsPath) {
		return nil
	}
	src, _, bad := readRegular(r.fsys, RedirectsPath)
	if bad != nil {
		r.problems.add(Warning, RedirectsPath, bad)
		return nil
	}
	var all []redirect
	for i, line := range strings.Split(string(src), "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || strings.HasPrefix(words[0], "#"):
		case len(words) != 2 || !isSlug(words[0]) || !isSlug(words[1]):
			r.problems.warnf(RedirectsPath, i+1, "write the old slug and the new one", "a line is not two slugs")
		default:
			all = append(all, redirect{words[0], words[1]})
		}
	}
	return all
}

// assignRedirects gives the slugs of redirects, where no post has them, to the files that
// they lead to. Later lines come first, so that a line may lead to the slug of a later one.
func (r *reading) assignRedirects() {
	for _, line := range slices.Backward(r.slugRedirects()) {
		to := r.holders[line.to]
		if to == nil || r.holders[line.from] != nil || r.shared[line.from] != nil {
			continue
		}
		r.holders[line.from] = to
		to.old = append(to.old, line.from)
	}
}
