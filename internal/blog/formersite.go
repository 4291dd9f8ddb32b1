package blog

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxAddress bounds what is looked up, in bytes. No generator writes longer paths.
const maxAddress = 4 << 10

// The names that generators give to lists, to feeds and to what they list by.
var (
	sectionNames  = []string{"posts", "post", "blog", "articles", "archive", "archives"}
	taxonomyNames = []string{"tags", "tag", "categories", "category", "topics", "topic"}
	feedNames     = []string{"index.xml", "feed.xml", "atom.xml", "rss.xml", "rss2.xml", "feed", "rss", "atom", "rss2"}
	doorPaths     = []string{"/", "/tags", "/search", "/feed.atom", "/feed.json", "/robots.txt", "/sitemap.xml", "/favicon.ico"}
)

// dotSegment finds the segments that a path leads up by.
var dotSegment = regexp.MustCompile(`(?:^|/)\.{1,2}(?:/|$)`)

// formerSite is what an archive knows of the lists of the site that its generator made, and of
// the pages of tags on the web door. Drafts have no part in it.
type formerSite struct {
	tags      map[string]string // as their posts write them, by tagSegment
	spelled   map[string]string // by what generators make of them in lower case
	sections  map[string]bool   // folders above posts, such as blog/2026
	languages map[string]bool   // that addresses begin with
}

// newFormerSite reads the posts that lists have, and translations of them.
func (a *Archive) newFormerSite() *formerSite {
	f := &formerSite{map[string]string{}, map[string]string{}, map[string]bool{}, map[string]bool{}}
	var posts []*Post
	for p := range a.Readable() {
		if p.State != Published && !a.Authors {
			continue
		}
		if p.version.lang != "" {
			f.languages[strings.ToLower(p.version.lang)] = true
		}
		if p.IsPage {
			continue
		}
		if !p.elsewhere {
			posts = append(posts, p)
		}
		for dir := path.Dir(p.permalink); len(dir) > 1; dir = path.Dir(dir) {
			f.sections[strings.ToLower(dir[1:])] = true
		}
	}
	counts := CountTags(posts)
	spell := func(tag string, names ...string) {
		for _, name := range names {
			if _, taken := f.spelled[name]; !taken && name != "" {
				f.spelled[name] = tag
			}
		}
	}
	for _, c := range counts {
		segment := tagSegment(c.Tag)
		f.tags[segment] = c.Tag
		spell(c.Tag, strings.ToLower(segment), Tag(c.Tag), strings.ToLower(c.Tag))
	}
	for _, c := range counts { // these may be the same for several, such as c for C and C#
		lower := strings.ToLower(c.Tag)
		_, jekyll := jekyllName(lower)
		hugo, _ := url.PathUnescape(hugoName(lower))
		spell(c.Tag, hugo, jekyll, hexoName(lower), foldSlug(lower))
	}
	return f
}

// TagAt returns the tag whose [TagSegment] is, decoded, a segment of a path on the web door.
func (a *Archive) TagAt(segment string) (tag string, ok bool) {
	tag, ok = a.former().tags[segment]
	return tag, ok
}

// Redirect returns where an address of the author's former site leads on the web door: to a
// post, to a tag, to a feed, or to the home page for other lists. It knows the addresses that
// generators and WordPress give to them, with and without the path of the former site, in any
// case. The address is a path, percent-encoded or decoded; the result is percent-encoded, is
// never made of the address, and is not redirected again. ok is false for what the door has
// at this address itself, and for what is not known.
func (a *Archive) Redirect(address string) (to string, ok bool) {
	p := address
	if decoded, err := url.PathUnescape(p); err == nil {
		p = decoded
	}
	if len(p) > maxAddress || !utf8.ValidString(p) || !strings.HasPrefix(p, "/") || dotSegment.MatchString(p) || a.onDoor(p) {
		return "", false
	}
	to = a.lead(p)
	if to == "" {
		to = a.lead(a.moved[pathKey(escapePath(p))])
	}
	return to, to != ""
}

// onDoor reports whether the web door has a page of its own at a path.
func (a *Archive) onDoor(p string) bool {
	if segment, ok := strings.CutPrefix(p, "/tags/"); ok {
		segment = strings.TrimSuffix(strings.TrimSuffix(segment, "/feed.atom"), "/feed.json")
		_, ok = a.TagAt(segment)
		return ok
	}
	if post, ok := a.Post(path.Base(p)); ok && DoorPath(post) == escapePath(p) {
		return true
	}
	return slices.Contains(doorPaths, p) || p == "/"+aboutSlug && a.About != nil
}

// lead returns where a path of the former site leads, or "".
func (a *Archive) lead(p string) string {
	if p == "" {
		return ""
	}
	shortened := []string{p}
	for _, base := range []string{cleanPath(a.Site.Base), cleanPath(a.Site.generated)} {
		if base == "/" {
			continue
		}
		if rest, below := strings.CutPrefix(strings.ToLower(p)+"/", strings.ToLower(base)+"/"); below {
			shortened = append(shortened, "/"+strings.TrimSuffix(rest, "/"))
		}
		if post, ok := a.ByPath(escapePath(base + p)); ok {
			return DoorPath(post)
		}
	}
	if post, ok := a.ByPath(escapePath(p)); ok {
		return DoorPath(post)
	}
	for _, p := range shortened {
		if to := a.leadList(p); to != "" {
			return to
		}
	}
	return ""
}

// leadList is lead for what no page has as its old address.
func (a *Archive) leadList(p string) string {
	f := a.former()
	parts := strings.FieldsFunc(strings.ToLower(path.Clean(p)), func(r rune) bool { return r == '/' })
	if len(parts) > 0 && f.languages[parts[0]] {
		parts = parts[1:]
	}
	parts = withoutPage(parts)
	if to := a.leadTag(parts); to != "" {
		return to
	}
	if to := a.leadFeed(parts); to != "" {
		return to
	}
	if isSection(f, parts) {
		return "/"
	}
	return a.leadName(parts)
}

// withoutPage takes off what names the first or another page of a list: index.html, page/2,
// page2.
func withoutPage(parts []string) []string {
	n := len(parts)
	if n == 0 {
		return nil
	}
	last := withoutPageEnd(parts[n-1])
	number, paged := strings.CutPrefix(last, "page")
	switch {
	case last == "index":
		return withoutPage(parts[:n-1])
	case paged && (number == "" || isNumber(number)):
		return parts[:n-1]
	case n > 1 && parts[n-2] == "page" && isNumber(last):
		return parts[:n-2]
	}
	return parts
}

// leadTag returns where the list of tags, or that of the posts with a tag or in a category,
// leads to.
func (a *Archive) leadTag(parts []string) string {
	if len(parts) > 1 && slices.Contains(sectionNames, parts[0]) && slices.Contains(taxonomyNames, withoutPageEnd(parts[1])) {
		parts = parts[1:]
	}
	switch {
	case len(parts) == 0 || !slices.Contains(taxonomyNames, withoutPageEnd(parts[0])):
		return ""
	case len(parts) == 1:
		return "/tags"
	}
	if tag, ok := a.former().tag(parts[1:]); ok {
		return "/tags/" + TagSegment(tag)
	}
	return ""
}

// tag returns the tag that the rest of a path names: as a whole, or by the last of several
// categories.
func (f *formerSite) tag(parts []string) (tag string, ok bool) {
	names := []string{path.Join(parts...)}
	if last := parts[len(parts)-1]; !slices.Contains(feedNames, last) {
		names = append(names, last)
	}
	for _, name := range names {
		bare := withoutPageEnd(name)
		for _, key := range []string{name, bare, Tag(bare), foldSlug(bare)} {
			if tag, ok = f.spelled[key]; ok {
				return tag, true
			}
		}
	}
	return "", false
}

// leadFeed returns where a feed leads to: to that of a tag, or of the whole blog.
func (a *Archive) leadFeed(parts []string) string {
	list := parts
	for len(list) > 0 && slices.Contains(feedNames, list[len(list)-1]) {
		list = list[:len(list)-1]
		if to := a.leadTag(list); strings.HasPrefix(to, "/tags/") {
			return to + "/feed.atom"
		}
	}
	switch {
	case len(list) < len(parts) && (a.leadTag(list) != "" || isSection(a.former(), list)):
		return "/feed.atom"
	case len(list) < len(parts):
		return ""
	}
	if n := len(parts); n > 1 && parts[0] == "feed" && (n == 2 || n == 3 && parts[1] == "by_tag") { // jekyll-feed
		if name, isFeed := strings.CutSuffix(parts[n-1], ".xml"); isFeed && name != "" {
			if tag, ok := a.former().tag([]string{name}); ok {
				return "/tags/" + TagSegment(tag) + "/feed.atom"
			}
		}
	}
	return ""
}

// isSection reports whether a path was that of a list of posts: of a folder, of a year, a
// month or a day, or of all.
func isSection(f *formerSite, parts []string) bool {
	if len(parts) > 0 && f.sections[path.Join(parts...)] {
		return true
	}
	return len(withoutDates(parts)) == 0
}

// withoutDates takes the names of sections, and then a year, a month and a day, off the
// beginning of a path.
func withoutDates(parts []string) []string {
	for len(parts) > 0 && slices.Contains(sectionNames, withoutPageEnd(parts[0])) {
		parts = parts[1:]
	}
	for i, digits := range []int{4, 2, 2} {
		if len(parts) == 0 || !isNumber(parts[0]) || i == 0 && len(parts[0]) != digits || len(parts[0]) > digits {
			break
		}
		parts = parts[1:]
	}
	return parts
}

// leadName returns where a name leads to that is a slug or an alias, at the top or below a
// section or a date.
func (a *Archive) leadName(parts []string) string {
	rest := withoutDates(parts)
	if len(rest) == 0 && len(parts) > 0 {
		rest = parts[len(parts)-1:]
	}
	if len(rest) != 1 {
		return ""
	}
	name := foldSlug(withoutPageEnd(rest[0]))
	if post, ok := a.Post(name); ok {
		return DoorPath(post)
	}
	if name == aboutSlug && a.About != nil {
		return "/" + aboutSlug
	}
	return ""
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
