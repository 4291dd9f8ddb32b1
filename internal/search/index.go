package search

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
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

	// rank weighs the columns: a title is chosen to say what a post is about.
	rank = `
SELECT rowid, -bm25(posts, 10, 5, 4, 3, 1) AS score
FROM posts
WHERE posts MATCH ?1 AND (?2 IS NULL OR rowid IN (SELECT value FROM json_each(?2)))
ORDER BY score DESC, rowid
LIMIT ?3`

	showHit = `UPDATE hits SET id = ?, title = ?, tags = ?, headings = ?, summary = ?, body = ?`

	// highlight marks the columns, those first that show best why.
	highlight = `
SELECT
	highlight(posts, 4, char(2), char(3)),
	highlight(posts, 3, char(2), char(3)),
	highlight(posts, 0, char(2), char(3)),
	highlight(posts, 2, char(2), char(3)),
	highlight(posts, 1, char(2), char(3))
FROM posts
WHERE posts MATCH ?1 AND rowid = ?2`
)

// columns are the names that a reader may put before a colon.
var columns = [...]string{"title", "tags", "headings", "summary", "body"}

// Index answers queries. Any number of readers may share it.
type Index struct {
	db    *sql.DB
	posts []*blog.Post
	tags  map[string][]int // rows of the posts that have the tag, ascending
	words words
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

	x := &Index{db: db, posts: a.Posts, tags: map[string][]int{}}
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

// tagged is the rows of the posts that have all of the tags, as JSON; nil when
// no tag is asked for. ok is false when there are none.
func (x *Index) tagged(tags []string) (rows any, ok bool) {
	if len(tags) == 0 {
		return nil, true
	}
	all := x.tags[strings.ToLower(tags[0])]
	for _, tag := range tags[1:] {
		with := x.tags[strings.ToLower(tag)]
		all = slices.DeleteFunc(slices.Clone(all), func(row int) bool {
			_, found := slices.BinarySearch(with, row)
			return !found
		})
	}
	if len(all) == 0 {
		return nil, false
	}
	list, err := json.Marshal(all)
	return string(list), err == nil
}

// answer runs a query. It has the connection for itself, since the table hits
// is everybody's.
func (x *Index) answer(ctx context.Context, match string, among any, limit int) ([]Hit, error) {
	conn, err := x.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }() // gives it back
	hits, rows, err := x.ranked(ctx, conn, match, among, limit)
	if err != nil {
		return nil, err
	}
	show, err := conn.PrepareContext(ctx, showHit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = show.Close() }()
	mark, err := conn.PrepareContext(ctx, highlight)
	if err != nil {
		return nil, err
	}
	defer func() { _ = mark.Close() }()
	// A step takes half a millisecond, and half as long again when the driver
	// has to watch a context meanwhile.
	step := context.WithoutCancel(ctx)
	for i, row := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if _, err := show.ExecContext(step, textsOf(hits[i].Post).row(row)...); err != nil {
			return nil, err
		}
		var t texts
		if err := mark.QueryRowContext(step, match, row).Scan(&t[0], &t[1], &t[2], &t[3], &t[4]); err != nil {
			return nil, err
		}
		hits[i].Snippet = excerpt(telling(t))
	}
	return hits, nil
}

// ranked is the hits, without snippets, and the rows of their posts.
func (x *Index) ranked(ctx context.Context, conn *sql.Conn, match string, among any, limit int) (hits []Hit, ids []int, err error) {
	rows, err := conn.QueryContext(ctx, rank, match, among, limit)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = rows.Close() }() // closed already, but after an error
	for rows.Next() {
		var id int
		var score float64
		if err := rows.Scan(&id, &score); err != nil {
			return nil, nil, err
		}
		hits = append(hits, Hit{Post: x.posts[id-1], Score: score})
		ids = append(ids, id)
	}
	return hits, ids, rows.Err()
}

// telling is the first of the marked columns that has a mark.
func telling(marked texts) string {
	for _, text := range marked {
		if strings.ContainsRune(text, markOpens) {
			return text
		}
	}
	return ""
}
