package web

import (
	"cmp"
	"html/template"
	"strings"
	"unicode"
	"unicode/utf8"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render/html"
	"blog.example/pete/internal/site"
)

// view is what all pages of one snapshot have in common.
type view struct {
	snapshot *site.Snapshot
	site     blog.Site // with the host that commands are shown for
}

// viewKey finds the view of a snapshot.
type viewKey struct{ server *Server }

// current returns the view of the current snapshot.
func (s *Server) current() *view {
	now := s.config.Snapshots.Current()
	return now.Once(viewKey{s}, func() any { return s.newView(now) }).(*view) //nolint:forcetypeassert // only this makes one
}

func (s *Server) newView(now *site.Snapshot) *view {
	s.gone.compare(now)
	v := &view{snapshot: now, site: now.Archive.Site}
	if s.config.Host != "" {
		v.site.Host = s.config.Host
	}
	return v
}

// page is what every template gets.
type page struct {
	Site        blog.Site
	Name        []nameWord // the title of the blog
	Style       string     // address of the style sheet
	Title       string     // of the document
	Description string
	Canonical   string // absolute; "" if it is not known or is for no search engine
	Here        string // which entry of the navigation the page is: "search", "tags", "about" or ""
	Home        bool
	NoIndex     bool
	HasTags     bool
	HasAbout    bool
	Lang, Dir   string
	FeedPath    string
	SSH         string // the command that opens the same place
	Content     any    // what the template of this kind of page gets
}

// nameWord is a word of the title of the blog. Its initial has the accent colour.
type nameWord struct {
	Word    string
	Initial bool
}

// newPage returns a page with what all of them have. title is "" for the home page.
func (v *view) newPage(title string) page {
	archive := v.snapshot.Archive
	p := page{
		Site: v.site, Name: nameWords(v.site.Title), Style: stylePath(), Title: v.site.Title, Description: v.site.Description,
		HasTags: len(v.tags()) > 0, HasAbout: archive.About != nil, FeedPath: "/feed.atom", SSH: v.site.SSH(),
		Lang: blog.LanguageTag(v.site.Language), Dir: html.Direction(v.site.Language),
	}
	if title != "" {
		p.Title = title + " · " + v.short()
	}
	return p
}

// short returns what the blog is called behind the title of a page.
func (v *view) short() string { return cmp.Or(v.site.Author, v.site.Title) }

// inLanguage sets the language of a page whose text is not in that of the site.
func (p *page) inLanguage(lang string) {
	if lang != "" {
		p.Lang, p.Dir = blog.LanguageTag(lang), html.Direction(lang)
	}
}

// nameWords splits a title. Words that begin with a capital have an initial, as long as more
// than one has: else it says nothing.
func nameWords(title string) (words []nameWord) {
	initials := 0
	for _, word := range strings.Fields(title) {
		first, _ := utf8.DecodeRuneInString(word)
		upper := unicode.IsUpper(first)
		if upper {
			initials++
		}
		words = append(words, nameWord{word, upper})
	}
	if initials < 2 {
		for i := range words {
			words[i].Initial = false
		}
	}
	return words
}

type tagsKey struct{}

// tags returns the tags of the published posts, those of most posts first.
func (v *view) tags() []blog.TagCount {
	return v.snapshot.Once(tagsKey{}, func() any { return blog.CountTags(v.snapshot.Archive.Posts) }).([]blog.TagCount) //nolint:forcetypeassert // only this makes them
}

// item is a post in a list.
type item struct {
	Post    *blog.Post
	Title   string
	Href    string
	Summary template.HTML // of a hit, the place with what matched marked
	Tags    []tagLink
	Lang    string // if it is not that of the site
	Dir     string
}

// tagLink is a tag and the address of its page.
type tagLink struct {
	Tag, Href string
	Posts     int
}

func (v *view) item(p *blog.Post) item {
	i := item{Post: p, Href: blog.DoorPath(p), Title: v.typeset(p.Title, p), Tags: tagLinks(p)}
	i.Summary = template.HTML(template.HTMLEscapeString(v.typeset(p.Summary, p))) //nolint:gosec // it is escaped
	if foreign := p.Foreign(v.site); foreign != "" {
		i.Lang, i.Dir = blog.LanguageTag(foreign), html.Direction(foreign)
	}
	return i
}

// typeset returns words of a post with the quotation marks of its language.
func (v *view) typeset(words string, p *blog.Post) string {
	return html.Typeset(words, cmp.Or(p.Foreign(v.site), v.site.Language))
}

func (v *view) items(posts []*blog.Post) []item {
	all := make([]item, len(posts))
	for i, p := range posts {
		all[i] = v.item(p)
	}
	return all
}

func tagLinks(p *blog.Post) (links []tagLink) {
	for _, tag := range p.Tags {
		links = append(links, tagLink{Tag: tag, Href: tagPath(tag)})
	}
	return links
}

// tagPath returns the address of the page of a tag.
func tagPath(tag string) string { return "/tags/" + blog.TagSegment(tag) }
