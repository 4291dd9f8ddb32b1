package blog

import "time"

// WordsPerMinute is the reading speed behind every "6 min".
const WordsPerMinute = 230

// Page is a text with a title: a post's body, or the about page.
type Page struct {
	Title  string
	Path   string // of its file, below the content directory
	Source []byte // the file as it is, front matter included
	Words  int    // code included

	body *body
}

// Document is what the Markdown says. Its tree is made when somebody asks, which
// takes half a millisecond for 1,500 words, and is kept for a while for who asks
// next. It is large: nobody should hold one for as long as somebody reads. Two calls
// may return two trees; nodes of one mean nothing to the other.
func (p *Page) Document() *Document { return p.body.document() }

// Body is the Markdown, without the front matter.
func (p *Page) Body() []byte { return p.body.source }

// Post is a page with a place in the archive.
type Post struct {
	Page
	Slug    string
	Aliases []string  // other slugs that lead here
	Summary string    // as written, else the first paragraph
	Date    time.Time // zero when undated
	Updated time.Time // zero when never updated
	Tags    []string
	Minutes int // Words at WordsPerMinute, rounded up

	draft bool
	at    int // in Archive.Posts
}

// Changed is when the post was last changed, as its author has it; zero when it
// is undated. One that was updated on its first day was so after it was
// published, though the day began before.
func (p *Post) Changed() time.Time {
	if p.Updated.After(p.Date) {
		return p.Updated
	}
	return p.Date
}

// minutes is the reading time of that many words, rounded up.
func minutes(words int) int { return (words + WordsPerMinute - 1) / WordsPerMinute }
