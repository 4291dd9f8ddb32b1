package blog

import "time"

// WordsPerMinute is the reading speed behind every "6 min".
const WordsPerMinute = 230

// Page is a text with a title: a post's body, or the about page.
type Page struct {
	Title    string
	Path     string    // of its file, below the content directory
	Source   []byte    // the file as it is, front matter included
	Document *Document // what the Markdown says
}

// Post is a page with a place in the archive.
type Post struct {
	Page
	Slug    string
	Aliases []string  // other slugs that lead here
	Summary string    // as written, else the first paragraph
	Date    time.Time // zero when undated
	Updated time.Time // zero when never updated
	Tags    []string
	Words   int // code included
	Minutes int // Words at WordsPerMinute, rounded up

	draft bool
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
