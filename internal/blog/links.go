package blog

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// aboutSlug stands for the about page where a post has its slug.
const aboutSlug = "about"

// linkResolver finds the pages of one archive that links lead to. Nothing that is wrong
// with a link keeps a post from being served.
type linkResolver struct {
	reading *reading // which knows the files and folders that are no posts; nil if they need not be known
	archive *Archive
	site    *url.URL // of the site on the web, with a slash at the end of its path; nil if it is nowhere
	host    string   // siteHost of site
	about   *Post    // the about page, of which aboutSlug is the slug, or nil
	roots   []string // folders that paths may be written below

	files map[string]*Post // by the pageKey of their paths
	names map[string]*Post // by the names of their files and the last names of their old paths; nil for a name of several
}

// leftOut stands for all files that are not served: a link to one is not the fault.
var leftOut = &Post{State: Draft}

// resolveLinks finds where the links of all posts lead, and returns what is wrong with
// those of each. r is the reading, or nil if nothing is to be said of them.
func (a *Archive) resolveLinks(r *reading) []problemList {
	resolver := newLinkResolver(r, a)
	for _, f := range a.files {
		if f.served == nil {
			resolver.addLeftOut(f)
		}
	}
	for _, readable := range []bool{true, false} { // a draft changes no link of theirs
		for _, p := range a.all {
			if p != nil && p.State.readable() == readable {
				resolver.addPost(p)
			}
		}
	}
	problems := make([]problemList, len(a.all))
	parallel(len(a.all), func(i int) {
		if a.all[i] != nil {
			problems[i] = resolver.resolve(a.all[i])
		}
	})
	a.refers = map[string]bool{}
	for _, p := range a.all {
		if p != nil && a.sees(p.State) {
			for _, l := range p.links {
				if l.File != "" && !a.mayHave(l.File, false) {
					a.refers[l.File] = true
				}
			}
		}
	}
	resolver.offerSlugs(problems)
	return problems
}

func newLinkResolver(reading *reading, a *Archive) *linkResolver {
	r := &linkResolver{reading: reading, archive: a, files: map[string]*Post{}, names: map[string]*Post{}}
	r.roots = slices.Concat([]string{"", "content", postsDir, "pages", "_posts", "_drafts"}, a.Site.PostFolders, a.folders)
	if a.About != nil {
		r.about = a.bySlug[aboutSlug]
	}
	if site, err := url.Parse(a.Site.Base); err == nil && site.Host != "" {
		site.Path = strings.TrimSuffix(site.Path, "/") + "/"
		r.site, r.host = site, siteHost(site)
	}
	return r
}

// addPost makes a post, or the about page, one that links may lead to.
func (r *linkResolver) addPost(p *Post) {
	r.addFile(p.Path, p)
	for _, old := range p.OldPaths {
		r.addName(path.Base(pageKey(old)), p)
	}
}

// addLeftOut makes a file one that links may lead to, though it is not served.
func (r *linkResolver) addLeftOut(f *file) {
	r.addFile(f.path, leftOut)
	for _, claim := range f.current.claims {
		r.addName(claim.slug, leftOut)
	}
}

func (r *linkResolver) addFile(file string, p *Post) {
	key := pageKey(file)
	if p.version != nil && p.version.lang != "" {
		key = languageKey(file, p.version.lang)
	}
	r.files[key] = p
	name := path.Base(key)
	r.addName(name, p)
	if _, rest, dated := pathDate(path.Dir(key), name); dated {
		r.addName(rest, p)
	}
}

// languageKey returns the pageKey of a path, and the language that it may name behind that.
func languageKey(p, lang string) string {
	suffix := "." + strings.ToLower(lang)
	p = strings.ToLower(p)
	ext := path.Ext(p)
	return pageKey(strings.TrimSuffix(strings.TrimSuffix(p, ext), suffix)+ext) + suffix
}

func (r *linkResolver) addName(name string, p *Post) {
	if name == "." {
		return
	}
	other, taken := r.names[name]
	switch {
	case taken && other != nil && other.State.readable() && !p.State.readable():
		return // what readers do not see changes no link of theirs
	case taken && other != nil && !other.State.readable() && p.State.readable():
	case taken && other != p:
		p = nil
	}
	r.names[name] = p
}

// resolve finds where the links of a page lead, and returns what is wrong with them.
func (r *linkResolver) resolve(p *Post) (problems problemList) {
	p.links = p.version.links
	if slices.ContainsFunc(p.links, r.mayBeOwn) {
		p.links = slices.Clone(p.links)
		for i := range p.links {
			l := &p.links[i]
			if !r.mayBeOwn(*l) {
				continue
			}
			if address, _, wrong := parseAddress(l.Address); wrong == "" {
				r.resolveLink(p, l, address, &problems)
			}
		}
		p.links = slices.DeleteFunc(p.links, func(l Link) bool { return l.Slug == "" && l.URL == "" && l.File == "" })
		for i := range p.links {
			p.links[i].N = i + 1
		}
	}
	p.Key = r.key(p)
	return problems
}

// mayBeOwn reports whether a link may lead to a page of this blog. Parsing those that
// cannot would take most of the time of a reading.
func (r *linkResolver) mayBeOwn(l Link) bool {
	return l.URL == "" || r.site != nil && strings.Contains(strings.ToLower(l.URL), r.host)
}

// resolveLink finds what a link of from leads to: a post and a heading in it, or an
// address on the web.
func (r *linkResolver) resolveLink(from *Post, l *Link, address *url.URL, problems *problemList) {
	switch target := r.find(from, address); {
	case target == nil || target == leftOut:
		l.File = r.findLocal(from, l, address)
		if address.Scheme == "" {
			r.leadOut(from, l, address, target, problems)
		}
		if door := r.archive.Site.Door; l.File != "" && door != "" {
			if addresses := r.archive.addressesOf(l.File); len(addresses) > 0 {
				l.URL = door + (&url.URL{Path: addresses[0]}).EscapedPath()
			}
		}
	case !r.archive.sees(target.State) && from.State.readable():
		if address.Scheme == "" { // as if there were no such post
			var other problemList
			r.leadOut(from, l, address, nil, &other)
		}
		problems.warnLink(from.Path, l, "link to a draft", ": "+target.Path+" is "+target.State.phrase(), "publish it, or take the link out")
	default:
		r.leadTo(from, l, target, address.Fragment, problems)
	}
}

// leadTo makes a link lead to a post, and to the heading that it names there. If there is
// none, the post is opened at its top.
func (r *linkResolver) leadTo(from *Post, l *Link, target *Post, fragment string, problems *problemList) {
	l.Slug, l.URL = target.Slug, ""
	if target != r.about { // the command about takes no heading
		l.URL = r.archive.Site.PostURL(target)
	}
	fragment, _, _ = strings.Cut(fragment, ":~:") // what browsers are to highlight
	// Without the links of target, which another goroutine may resolve meanwhile.
	o := Outline{Headings: target.version.headings, anchors: target.version.anchors}
	var ok bool
	if l.Fragment, ok = o.Anchor(fragment); !ok && !target.version.mayHave(fragment) {
		problems.warnLink(from.Path, l, "dead anchor", ": no such heading", offered(o))
	}
}

// leadOut makes a link lead to the site on the web, because it leads to no post, or to one
// that is left out. What has the form of a post's address, and not of one of a file or a
// list, is then worth a warning.
func (r *linkResolver) leadOut(from *Post, l *Link, address *url.URL, target *Post, problems *problemList) {
	address = r.sectionAddress(from, address)
	switch {
	case r.site == nil && address.Path == "/":
		l.URL = r.archive.Site.HomeURL()
	case r.site != nil && !isMarkdownName(address.Path):
		l.URL = r.site.ResolveReference(&url.URL{Path: r.oldPath(from)}).ResolveReference(address).String()
	}
	switch {
	case target == leftOut, address.Path == "/", r.site != nil && address.Path == r.site.Path:
	case isPage(address.Path) && !isList(address.Path) && !r.isThere(from, address.Path):
		mend := "write the address of a page that is there, or a whole one"
		switch {
		case hostFirst.MatchString(l.Address):
			mend = "write https:// before it"
		case from.version.generator == plainDirectory:
			mend = "link to a post as SLUG.md, or give a whole address"
		}
		problems.warnLink(from.Path, l, "dead link", ": no such post", mend)
		(*problems)[len(*problems)-1].near = path.Base(pageKey(address.Path))
	case l.URL == "" && l.File == "":
		problems.warnLink(from.Path, l, "link out of the blog", ": it is no post, and no address of the site is known", "give a whole address, or write url: and the site's address into "+sitePath)
	}
}

// hostFirst finds whole addresses without a scheme.
var hostFirst = regexp.MustCompile(`^(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}/`)

// oldPath returns the path on the web that the relative addresses in a post start from.
// Where the directory does not say it, it is that of Pete's own page.
func (r *linkResolver) oldPath(p *Post) string {
	switch {
	case len(p.OldPaths) > 0 && p.version.generator != plainDirectory:
		old := p.OldPaths[0]
		if withoutPageEnd(old) == old {
			old += "/" // the page is the index of its folder
		}
		return old
	case r.site == nil:
		return "/" + p.Slug + "/"
	}
	return r.site.Path + p.Slug + "/"
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
	return "it has no headings, so leave out what begins with #"
}

// maxNear bounds the names that slugs are offered for: each is compared with all slugs.
const maxNear = 500

// offerSlugs writes the nearest slug into what is wrong with links to no post.
func (r *linkResolver) offerSlugs(problems []problemList) {
	slugs := r.archive.slugCandidates()
	offers := map[string]string{}
	for _, list := range problems {
		for i := range list {
			name := list[i].near
			if name == "" {
				continue
			}
			if _, known := offers[name]; !known && len(offers) < maxNear {
				offers[name], _ = slugs.spelledLike(name)
			}
			if slug := offers[name]; slug != "" {
				list[i].Mend = "did you mean " + slug + ".md"
			}
		}
	}
}

// warnLink adds what is wrong with a link. wrong begins with what stands behind its name.
func (l *problemList) warnLink(path string, link *Link, kind, wrong, mend string) {
	name := fmt.Sprintf("link to %q", cut(link.Address, 200))
	switch {
	case link.Address == "" && link.Text == "":
		name = "a link without words"
	case link.Address == "":
		name = fmt.Sprintf("link %q", link.Text)
	}
	*l = append(*l, Problem{Path: path, Line: link.Line, Severity: Warning, Kind: kind, Wrong: name + wrong, Mend: mend})
}

// key returns what [Page.Key] is for a page whose links are resolved.
func (r *linkResolver) key(p *Post) [32]byte {
	b := append(make([]byte, 0, 512), p.Sum[:]...)
	add := func(s string) {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	add(r.archive.Site.Host)
	add(r.archive.Site.HomeURL())
	add(r.archive.Site.PostURL(p))
	for _, l := range p.links {
		b = binary.AppendVarint(b, int64(l.at))
		add(l.Slug)
		add(l.Fragment)
		add(l.URL)
		add(l.File)
	}
	if p.StateLabel != "" {
		add(p.StateLabel)
	}
	for _, t := range p.Translations {
		add(t.Lang)
		add(t.URL)
	}
	return sha256.Sum256(b)
}
