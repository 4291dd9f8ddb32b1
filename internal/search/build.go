package search

import (
	"context"
	"database/sql"
	"runtime"

	"blog.example/pete/internal/blog"
)

const (
	addPost = `INSERT INTO posts (rowid, title, tags, headings, summary, body) VALUES (?, ?, ?, ?, ?, ?)`

	// optimize makes one segment of the index: a word is then in one place, and is
	// looked up there for every snippet.
	optimize = `INSERT INTO posts (posts) VALUES ('optimize')`
)

// ahead is how many posts are read before the index takes them.
const ahead = 4

// build fills the index, all posts in one transaction. What it takes is the time
// of two goroutines: one makes trees of the posts and counts their words, the other
// packs their texts and has SQLite take them. After each post both let those go
// first who serve readers.
func (x *Index) build(ctx context.Context) error {
	if _, err := x.db.ExecContext(ctx, schema); err != nil {
		return err
	}
	tx, err := x.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // an error once it is committed, and nothing to undo
	counted := make(chan words, 1)
	read := make(chan texts, ahead)
	reading, stop := context.WithCancel(ctx)
	go func() {
		defer close(read)
		counted <- readAll(reading, x.posts, read)
	}()
	err = x.add(ctx, tx, read)
	stop()
	x.words = <-counted // the reader has ended
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, optimize); err != nil {
		return err
	}
	return tx.Commit()
}

// readAll sends the texts of all posts, unless ctx ends before, and counts their
// words.
func readAll(ctx context.Context, posts []*blog.Post, to chan<- texts) words {
	c := newCounter()
	for _, p := range posts {
		t := legible(p)
		c.add(t)
		select {
		case to <- t:
		case <-ctx.Done():
			return words{}
		}
		runtime.Gosched()
	}
	return c.words(len(posts))
}

// legible is the texts of a post; of one that the parser panics on, those that its front
// matter tells. Nobody else is to suffer from it, and blog reports it.
func legible(p *blog.Post) (t texts) {
	defer func() {
		if recover() != nil {
			t = withTexts(p, "", "")
		}
	}()
	return textsOf(p)
}

// add packs the texts and has SQLite take them.
func (x *Index) add(ctx context.Context, tx *sql.Tx, read <-chan texts) error {
	add, err := tx.PrepareContext(ctx, addPost)
	if err != nil {
		return err
	}
	defer func() { _ = add.Close() }()
	x.packed = make([][]byte, 0, len(x.posts))
	step := context.WithoutCancel(ctx) // see explain
	packer := newPacker()
	for t := range read {
		if err := ctx.Err(); err != nil {
			return err
		}
		x.packed = append(x.packed, packer.pack(t))
		if _, err := add.ExecContext(step, t.row(len(x.packed))...); err != nil {
			return err
		}
		runtime.Gosched()
	}
	return ctx.Err()
}
