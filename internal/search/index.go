package search

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"blog.example/pete/internal/blog"
	_ "modernc.org/sqlite" // FTS5 without C
)

// The index keeps no texts: the archive has them. FTS5 wants a post's texts
// back only to mark what matched, and looks for them in the table hits, which
// holds one post at a time (an "external content" table; a contentless one
// would have nothing to mark). Both are in memory, sorting included.
const schema = `
PRAGMA temp_store = memory;
CREATE TABLE hits (id INTEGER PRIMARY KEY, title, tags, headings, summary, body);
CREATE VIRTUAL TABLE posts USING fts5 (
	title, tags, headings, summary, body,
	content = 'hits', content_rowid = 'id',
	tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO posts (posts, rank) VALUES ('hashsize', 16777216);
INSERT INTO hits (id) VALUES (0);
`

const (
	addPost = `INSERT INTO posts (rowid, title, tags, headings, summary, body) VALUES (?, ?, ?, ?, ?, ?)`

	// optimize makes one segment of the index: a word is then in one place.
	optimize = `INSERT INTO posts (posts) VALUES ('optimize')`
)

// columns are the names that a reader may put before a colon.
var columns = [...]string{"title", "tags", "headings", "summary", "body"}

// Index answers queries. Any number of readers may share it.
type Index struct {
	db    *sql.DB
	posts []*blog.Post
	tags  map[string][]int // rows of the posts that have the tag, ascending
	words words

	// long is held by the one query of many words that may stand in the queue
	// for the connection.
	long chan struct{}
}

// Open indexes all posts of an archive.
func Open(a *blog.Archive) (*Index, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	// The connection is the database: there must be one, and never another.
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	db.SetConnMaxLifetime(0)
	db.SetConnMaxIdleTime(0)

	x := &Index{db: db, posts: a.Posts, tags: map[string][]int{}, long: make(chan struct{}, 1)}
	if err := x.build(context.Background()); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("search: %w", err)
	}
	return x, nil
}

// Close frees the index. Closing it twice is no error; searching after it is.
func (x *Index) Close() error { return x.db.Close() }

// build fills the index, all posts in one transaction.
func (x *Index) build(ctx context.Context) error {
	if _, err := x.db.ExecContext(ctx, schema); err != nil {
		return err
	}
	tx, err := x.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // an error once it is committed, and nothing to undo
	add, err := tx.PrepareContext(ctx, addPost)
	if err != nil {
		return err
	}
	defer func() { _ = add.Close() }()

	counted := make(chan words, 1)
	go func() { counted <- count(x.posts) }() // meanwhile
	for i, p := range x.posts {
		if _, err := add.ExecContext(ctx, textsOf(p).row(i+1)...); err != nil {
			return err
		}
		for _, tag := range p.Tags {
			tag = strings.ToLower(tag)
			x.tags[tag] = append(x.tags[tag], i+1)
		}
	}
	x.words = <-counted
	if _, err := tx.ExecContext(ctx, optimize); err != nil {
		return err
	}
	return tx.Commit()
}

// texts are what the columns hold of a post.
type texts [len(columns)]string

func textsOf(p *blog.Post) texts {
	headings := make([]string, len(p.Document.Headings))
	for i, h := range p.Document.Headings {
		headings[i] = h.Text
	}
	return texts{
		p.Title,
		strings.Join(p.Tags, " · "),
		strings.Join(headings, " · "),
		p.Summary,
		p.Document.Plain,
	}
}

// row is the arguments that insert the texts as that row.
func (t texts) row(id int) []any {
	args := []any{id}
	for _, text := range t {
		args = append(args, text)
	}
	return args
}
