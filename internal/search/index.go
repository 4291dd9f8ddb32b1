package search

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"blog.example/pete/internal/blog"
	_ "modernc.org/sqlite" // FTS5 without C
)

// FTS5 keeps no texts: it wants those of a post back only to mark what matched,
// and looks for them in the table hits, which holds one post at a time (an
// "external content" table; a contentless one would have nothing to mark). Both
// are in memory, sorting included.
//
// A page of SQLite's comes with a header, and the C library that is Go here rounds
// up to a power of two what is smaller than 32 KB: of pages of 4 KB, as is usual,
// nearly half would be wasted.
const schema = `
PRAGMA temp_store = memory;
PRAGMA page_size = 65536;
CREATE TABLE hits (id INTEGER PRIMARY KEY, title, tags, headings, summary, body);
CREATE VIRTUAL TABLE posts USING fts5 (
	title, tags, headings, summary, body,
	content = 'hits', content_rowid = 'id',
	tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO posts (posts, rank) VALUES ('hashsize', 16777216);
INSERT INTO hits (id) VALUES (0);
`

// columns are the names that a reader may put before a colon.
var columns = [...]string{"title", "tags", "headings", "summary", "body"}

// The places of two of the columns.
const (
	columnHeadings = 2
	columnBody     = 4
)

// Index answers queries. Any number of readers may share it.
type Index struct {
	db    *sql.DB
	posts []*blog.Post
	tags  map[string][]int // rows of the posts that have the tag, ascending

	built  chan struct{}      // closed when the index is, or why it is not
	err    error              // why
	cancel context.CancelFunc // ends the building
	packed [][]byte           // what snippets are made of, by row
	words  words
	recent *recent // answers

	// long is held by the one query of many words that may stand in the queue
	// for the connection.
	long chan struct{}
}

// Start begins to index all posts of an archive and returns at once. Until
// [Index.Wait] returns, titles and tags are searched.
func Start(a *blog.Archive) (*Index, error) {
	ctx, cancel := context.WithCancel(context.Background())
	x, err := newIndex(a)
	if err != nil {
		cancel()
		return nil, err
	}
	x.cancel = cancel
	go x.fill(ctx)
	return x, nil
}

// newIndex is the index of an archive, still empty.
func newIndex(a *blog.Archive) (*Index, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	// The connection is the database: there must be one, and never another.
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	db.SetConnMaxLifetime(0)
	db.SetConnMaxIdleTime(0)

	x := &Index{db: db, posts: a.Posts, tags: map[string][]int{}, recent: newRecent(), built: make(chan struct{}), long: make(chan struct{}, 1)}
	for i, p := range x.posts {
		for _, tag := range p.Tags {
			tag = strings.ToLower(tag)
			x.tags[tag] = append(x.tags[tag], i+1)
		}
	}
	return x, nil
}

// fill makes the index whole, or notes why it is not.
func (x *Index) fill(ctx context.Context) {
	defer close(x.built)
	if err := x.build(ctx); err != nil {
		x.err = fmt.Errorf("search: %w", err)
	}
}

// Open indexes all posts of an archive.
func Open(a *blog.Archive) (*Index, error) {
	x, err := Start(a)
	if err != nil {
		return nil, err
	}
	if err := x.Wait(context.Background()); err != nil {
		_ = x.Close()
		return nil, err
	}
	return x, nil
}

// Wait returns when the index is whole, or why it will not be, or the error of
// ctx.
func (x *Index) Wait(ctx context.Context) error {
	select {
	case <-x.built:
		return x.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ready reports that the index is not being made any more.
func (x *Index) ready() bool {
	select {
	case <-x.built:
		return true
	default:
		return false
	}
}

// Close frees the index; one that is being made it gives up. Closing it twice is
// no error; searching after it is.
func (x *Index) Close() error {
	x.cancel()
	<-x.built
	return x.db.Close()
}

// texts are what the columns hold of a post.
type texts [len(columns)]string

func textsOf(p *blog.Post) texts {
	doc := p.Document()
	headings := make([]string, len(doc.Headings))
	for i, h := range doc.Headings {
		headings[i] = h.Text
	}
	return withTexts(p, strings.Join(headings, " · "), doc.Plain)
}

// withTexts is the texts of a post of which those that its tree tells are known.
func withTexts(p *blog.Post, headings, body string) texts {
	return texts{p.Title, strings.Join(p.Tags, " · "), headings, p.Summary, body}
}

// row is the arguments that insert the texts as that row.
func (t texts) row(id int) []any {
	args := []any{id}
	for _, text := range t {
		args = append(args, text)
	}
	return args
}
