package blog

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"blog.example/pete/internal/lru"
)

// WordsPerMinute is the reading speed that reading times are computed with. Scripts without
// spaces between words have a speed in characters. A word of Thai, Lao, Khmer or Burmese has
// about four letters besides the marks above and below them.
const (
	WordsPerMinute  = 230
	widePerMinute   = 400 // of Chinese, Japanese and Korean
	narrowPerMinute = 4 * WordsPerMinute
)

// Page is a text with a title: a post, or the about page.
type Page struct {
	Title  string
	Path   string // of its file, below the content directory
	Source []byte // the file as it is, front matter included

	// Words is how many words the Markdown below the front matter has, code included. 400
	// characters of Chinese, Japanese or Korean count as 230 words, since they take as long to
	// read, and so do 920 letters of Thai, Lao, Khmer or Burmese.
	Words int

	// Sum is the SHA-256 of the path and the bytes of the file, and of what the directory
	// says of its folder. Pages with equal sums have equal texts, fields and headings.
	Sum [32]byte
	// Key is the SHA-256 of Sum, of where each link leads, of the translations, of the site's
	// host and of [Post.StateLabel]. Pages with equal keys are rendered alike.
	Key [32]byte

	Translations []Translation // that are published, in the order of the site's languages

	version *version
	authors bool // it is of an archive for authors
	links   []Link
	local   map[int]string               // files of the directory, by [Link.at]; nil for none
	docs    *lru.Cache[*Page, *Document] // of the archive: what was asked for last
}

// Document returns the parsed Markdown. Parsing takes half a millisecond for 1,500
// words; the documents that were asked for last are cached. A document is large:
// callers use it and let it go. Two calls may return two trees, and a node of one
// means nothing to the other.
func (p *Page) Document() *Document {
	if d, ok := p.docs.Get(p); ok {
		return d
	}
	// Callers that ask for the same one at once wait for one of them to parse it.
	p.version.parsing.Lock()
	defer p.version.parsing.Unlock()
	if d, ok := p.docs.Get(p); ok {
		return d
	}
	d := parsePage(p.version.text(), p.version.line, p.version.fields)
	d.Links = p.links
	p.docs.Add(p, d)
	return d
}

// A tree takes ten to forty times the bytes of its Markdown. These bounds keep all
// trees of a small blog, and the last 64 or fewer of a large one: about 20 MB.
const (
	docCacheBytes = 512 << 10 // of Markdown
	leastDocBytes = 8 << 10   // what the smallest text counts for
)

// docBytes returns what a document counts for. The largest fill the cache alone, because
// parsing them for each call would take longest.
func docBytes(p *Page, _ *Document) int {
	return min(max(len(p.Body()), leastDocBytes), docCacheBytes)
}

// Outline returns the headings and the links. It parses nothing.
func (p *Page) Outline() Outline {
	return Outline{Headings: p.version.headings, Links: p.links, anchors: p.version.anchors}
}

// Contents returns the headings below the title: all but the first if that repeats it.
func (p *Page) Contents() []Heading {
	all := p.version.headings
	if len(all) > 0 && sameWords(p.Title, all[0].Text) {
		return all[1:]
	}
	return all
}

// Body returns the Markdown, without the front matter.
func (p *Page) Body() []byte { return p.version.body }

// Post is a page with a place in the archive.
type Post struct {
	Page
	Slug    string
	Aliases []string // other slugs that lead here
	// OldPaths has the addresses that the post has on the site of its generator, such as
	// /2015/05/21/hello: decoded, without a slash at the end and without index.html.
	OldPaths []string
	Summary  string    // as written, else the first paragraph
	Date     time.Time // zero when undated
	HasTime  bool      // Date is an instant, and not just a day
	Updated  time.Time // zero when never updated
	Tags     []string  // as written; [Tag] says which are the same
	Lang     string    // as written, or as the site's configuration names it; "" for that of the site
	IsPage   bool      // it is no post: no list and no feed shows it
	Minutes  int       // Words at WordsPerMinute, rounded up
	State    State     // when the archive was made

	// StateLabel tells authors who sees the post: "draft", "unlisted", "scheduled 12 Dec".
	// It is empty for a published post, and for all posts of an archive for readers.
	StateLabel string

	permalink string   // on the site of its generator, see canonical; "" if it is not known
	entryPath string   // of its id in the feed of its generator; "" if it is not known
	pathKeys  []string // of OldPaths, see pathKey
	at        int      // in Archive.Posts
	elsewhere bool     // lists have the same text in another language
}

// TagCount is a tag and the number of posts that have it.
type TagCount struct {
	Tag   string // as the first of them writes it
	Posts int
}

// CountTags returns the tags of posts, those of most posts first, and then in the order of
// their letters.
func CountTags(posts []*Post) []TagCount {
	type counted struct {
		TagCount
		key string
	}
	at := map[string]int{} // index of counts, by the spellings of tags and by [Tag], which takes long
	var counts []counted
	for _, p := range posts {
		for _, tag := range p.Tags {
			i, ok := at[tag]
			if !ok {
				key := Tag(tag)
				if i, ok = at[key]; !ok {
					i = len(counts)
					counts = append(counts, counted{TagCount{Tag: tag}, key})
				}
				at[tag], at[key] = i, i
			}
			counts[i].Posts++
		}
	}
	slices.SortFunc(counts, func(a, b counted) int {
		return cmp.Or(cmp.Compare(b.Posts, a.Posts), strings.Compare(a.key, b.key))
	})
	all := make([]TagCount, len(counts))
	for i, c := range counts {
		all[i] = c.TagCount
	}
	return all
}

// HasTag reports whether the post has a tag, in whatever case.
func (p *Post) HasTag(tag string) bool {
	if len(p.Tags) == 0 || slices.Contains(p.Tags, tag) {
		return len(p.Tags) > 0
	}
	tag = Tag(tag)
	return slices.ContainsFunc(p.Tags, func(own string) bool { return Tag(own) == tag })
}

// Changed returns when the post was last changed, according to its author, and the zero
// time if it is undated. A post that was updated on the day of its date changed at that
// date, because an update without a time of day would be earlier.
func (p *Post) Changed() time.Time {
	if p.Updated.After(p.Date) {
		return p.Updated
	}
	return p.Date
}

// minutes returns the reading time of that many words, rounded up.
func minutes(words int) int { return (words + WordsPerMinute - 1) / WordsPerMinute }

// countWords counts the tokens between white space that have a letter or a digit of a
// script with spaces, and the letters of other scripts by their reading speed.
func countWords(markdown []byte) int {
	words, wides, narrows := 0, 0, 0
	for token := range bytes.FieldsSeq(markdown) {
		isWord := false
		for _, r := range string(token) {
			switch {
			case r < firstUnspaced:
				isWord = isWord || unicode.IsLetter(r) || unicode.IsDigit(r)
			case wide(r):
				wides++
			case Unspaced(r):
				narrows++
			case !unicode.In(r, narrowScripts...): // else it is a mark
				isWord = isWord || unicode.IsLetter(r) || unicode.IsDigit(r)
			}
		}
		if isWord {
			words++
		}
	}
	return words + (wides*WordsPerMinute+widePerMinute/2)/widePerMinute + (narrows*WordsPerMinute+narrowPerMinute/2)/narrowPerMinute
}
