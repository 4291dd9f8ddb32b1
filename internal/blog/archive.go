// Package blog reads the texts of a blog and says what is wrong in them. It promises that
// an [Archive] is whole: all files have been read and checked to the last link, each
// slug leads to one post, and each problem names its file, its line and the remedy.
//
// An archive holds the Markdown of its texts and their outlines. The tree of a text is
// made on request and cached for a while, because the trees of all texts would take ten
// to forty times the bytes of the Markdown. A content directory that has changed is read
// again beside the archive of before: [Read] parses only what has changed, and keeps the
// last good text where a file has an error.
//
// The package reads an [io/fs.FS] and nothing else. It does not know terminals, networks
// or clocks, and does not decide how anything looks.
//
// A content directory passes these files, in this order:
//
//	open.go         the reading as a whole, and the report
//	site.go         site.yaml, and the facts of the site
//	layout.go       what the directory is; config.go reads configurations, hugo.go, mounts.go, zola.go, jekyll.go and hexo.go say what they mean
//	walk.go         which of its files are content
//	surroundings.go what the layout says of a file
//	slug.go         names; permalink.go is which addresses a page had, canonical.go how its generator writes them, redirects.go finds the page of an address, and formersite.go what else the former site had at one
//	urls.go         the address that a page has for readers, and its id in feeds; tags.go is how a tag stands in an address
//	file.go         a file: known from the previous reading, or read
//	source.go       reading it: a regular file, of a bounded size
//	version.go      what one version of it says: front matter, defaults, outline
//	metadata.go     its fields; dates.go reads their dates, and misspelt.go those that may be meant; state.go is who sees it, secrecy.go finds words of secrecy in what cannot be parsed
//	limits.go       what a body may have before it is parsed; prefix.go, table.go, marks.go and references.go count it
//	document.go     its tree; outline.go, footnotes.go and summary.go are what the tree says
//	assemble.go     which version of each file is served, and who gets an alias; apart.go tells posts of one slug apart, translation.go finds the same text in other languages
//	authors.go      the archive that authors see
//	newpost.go      the file of a new post, and guess.go the site.yaml of a directory without one
//	links.go        where links lead, and findlink.go what is looked for where; address.go and anchors.go read their addresses and find their headings
//	files.go        files beside texts: their addresses, and opening them; fileaccess.go says who may have
//	                them, fileplaces.go in which folders they are, findfile.go finds those that links lead to
//	public.go       what readers take away of a file; html.go reads posts of HTML
//	post.go         what readers see of it, and the trees that were asked for last; pictures.go has its pictures
//	writable.go     where authors may write, and home.go where a new post goes
//
// These are used by several of them: problem.go (one fault, its place and its remedy),
// nearest.go (which word is meant), glob.go (patterns of generators), inherit.go (fields that
// a directory gives to its files), style.go (values of style:), scripts.go and direction.go
// (which way scripts run, and which have no spaces), visible.go (characters that a terminal
// would obey) and inode_*.go (the number of a file in its file system).
package blog

import (
	"cmp"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"
)

// Archive is all that readers may read of one site, or all that its authors may: see
// [Archive.ForAuthors]. It is immutable, and any number of goroutines may share it.
type Archive struct {
	Site    Site
	Posts   []*Post // the published ones, newest first; undated posts last
	Pages   []*Post // those that are published, by title, without the about page
	About   *Page   // nil when the site has no such page
	Authors bool    // it is for authors: Posts and Pages have those that are not published too

	all      []*Post            // in the order of their files, those that readers do not see too; nil for a file left out
	unlisted []*Post            // posts and pages, and those that are listed in another language
	bySlug   map[string]*Post   // by slug and alias, those that readers do not see too
	byPath   map[string]*Post   // by [pathKey] of old addresses, those that readers do not see too
	moved    map[string]string  // from a pathKey to a path of the former site that is no post's: lines of _redirects
	former   func() *formerSite // read when it is first asked for
	shared   map[string][]*Post // by the slug that each of them would have if the others had not
	files    map[string]*file   // by path, those left out too
	folders  []string           // that have content
	now      time.Time          // see Options.Now
	writing  writing            // where authors may write
	next     time.Time          // see Next
	slugging sync.Once
	slugs    candidates // see Slugs

	fsys      fs.FS           // of the content directory, for files that readers ask for
	places    filePlaces      // where they lie
	refers    map[string]bool // those that readers may have because a post refers to them
	ownership func() ownership
}

// sees reports whether those for whom the archive is may read what is in a state.
func (a *Archive) sees(s State) bool { return a.Authors || s.readable() }

// add adds a post or a page in its state.
func (a *Archive) add(p *Post) {
	for _, name := range p.Aliases {
		a.bySlug[name] = p
	}
	a.bySlug[p.Slug] = p
	_, until := p.version.visibility.at(a.now)
	if !until.IsZero() && (a.next.IsZero() || until.Before(a.next)) {
		a.next = until
	}
	switch {
	case !a.sees(p.State):
	case p.version.role == roleAbout:
		a.About = &p.Page
	case p.State == Unlisted && !a.Authors || p.elsewhere:
		a.unlisted = append(a.unlisted, p)
	case p.IsPage:
		a.Pages = append(a.Pages, p)
	default:
		a.Posts = append(a.Posts, p)
	}
}

// Next returns when a post appears or goes by itself, and the zero time if none does. From
// then on another reading makes another archive.
func (a *Archive) Next() time.Time { return a.next }

// Readable returns all that may be read, whether or not a list has it: the posts, the
// pages and what is unlisted, without the about page.
func (a *Archive) Readable() iter.Seq[*Post] {
	return func(yield func(*Post) bool) {
		for _, list := range [][]*Post{a.Posts, a.Pages, a.unlisted} {
			for _, p := range list {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// sort puts the newest posts first, and tells each its place.
func (a *Archive) sort() {
	slices.SortStableFunc(a.Pages, func(a, b *Post) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)), strings.Compare(a.Slug, b.Slug))
	})
	slices.SortStableFunc(a.unlisted, func(a, b *Post) int { return strings.Compare(a.Slug, b.Slug) })
	slices.SortStableFunc(a.Posts, newestFirst)
	for i, p := range a.Posts {
		p.at = i
	}
}

// newestFirst orders by date; undated posts come last, undated drafts first, and equal
// dates by slug.
func newestFirst(a, b *Post) int {
	if a.unwritten() != b.unwritten() {
		if a.unwritten() {
			return -1
		}
		return +1
	}
	return cmp.Or(b.Date.Compare(a.Date), strings.Compare(a.Slug, b.Slug))
}

// Post returns the post or the page with this slug or alias, if it may be read. The
// about page is in About alone.
func (a *Archive) Post(slug string) (*Post, bool) {
	if p := a.bySlug[slug]; p != nil && a.sees(p.State) && &p.Page != a.About {
		return p, true
	}
	return nil, false
}

// Sharing returns the posts that would have a slug if there were only one of them.
func (a *Archive) Sharing(slug string) []*Post { return a.shared[slug] }

// Newer returns the post above p in the list, or nil at its top. A text that is listed in
// another language has the neighbours of that one.
func (a *Archive) Newer(p *Post) *Post { return a.neighbour(p, -1) }

// Older returns the post below p in the list, or nil at its end.
func (a *Archive) Older(p *Post) *Post { return a.neighbour(p, +1) }

func (a *Archive) neighbour(p *Post, step int) *Post {
	for _, t := range p.Translations {
		if listed := a.bySlug[t.Slug]; p.elsewhere && listed.Listed() {
			p = listed
			break
		}
	}
	if i := p.at + step; p.at < len(a.Posts) && a.Posts[p.at] == p && i >= 0 && i < len(a.Posts) {
		return a.Posts[i]
	}
	return nil
}

// Minutes returns the reading time of all posts together.
func (a *Archive) Minutes() int {
	total := 0
	for _, p := range a.Posts {
		total += p.Minutes
	}
	return total
}

// HasTag reports whether a published post has the tag.
func (a *Archive) HasTag(tag string) bool {
	return slices.ContainsFunc(a.Posts, func(p *Post) bool { return p.HasTag(tag) })
}

// Slugs returns the slugs of all posts, newest first, without aliases. Callers must not change
// them.
func (a *Archive) Slugs() []string {
	return slices.Clip(a.slugCandidates().words)
}

func (a *Archive) slugCandidates() candidates {
	a.slugging.Do(func() {
		slugs := make([]string, len(a.Posts))
		for i, p := range a.Posts {
			slugs[i] = p.Slug
		}
		a.slugs = roughlyAll(slugs)
	})
	return a.slugs
}

// Nearest returns the slug that word is most likely a misspelling of.
func (a *Archive) Nearest(word string) (slug string, ok bool) {
	return a.slugCandidates().nearest(word)
}
