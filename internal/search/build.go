package search

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"runtime"
	"slices"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/guard"
)

const (
	insertRow = `INSERT INTO posts (rowid, title, tags, headings, summary, body) VALUES (?, ?, ?, ?, ?, ?)`
	deleteRow = `INSERT INTO posts (posts, rowid, title, tags, headings, summary, body) VALUES ('delete', ?, ?, ?, ?, ?, ?)`

	// mergeAll merges the segments of the first index into one, on a level of its own: the
	// segments of later changes are merged with each other first. In the transaction
	// that has inserted the rows SQLite need not save the pages that it rewrites.
	mergeAll = `
INSERT INTO posts (posts) VALUES ('optimize');
INSERT INTO posts (posts, rank) VALUES ('automerge', 4)`
)

const (
	// perTransaction is how many rows are inserted or deleted while queries wait. A row
	// takes one to two milliseconds.
	perTransaction = 8

	// ahead is how many posts are read before the table takes them.
	ahead = 4
)

// Index returns an index of these posts, which must not be changed afterwards. It
// inserts the posts whose texts have no row, and deletes the rows that no index has: an
// index has its rows until it is unreachable. The indexes that exist answer meanwhile,
// without the new rows. The error is that of ctx, or wraps one of SQLite; an index can be
// asked for again after it.
func (d *Database) Index(ctx context.Context, posts []*blog.Post) (*Index, error) {
	if err := d.indexing.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	defer d.indexing.Release(1)
	c, err := d.update(ctx, posts)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fmt.Errorf("search: %w", err)
	}
	return d.newIndex(posts, c), nil
}

// update gives each post a row. One goroutine reads texts and counts words while the
// other has SQLite take the texts. Both yield after each post, so that readers are
// served.
func (d *Database) update(ctx context.Context, posts []*blog.Post) (counted, error) {
	reading, stop := context.WithCancel(ctx)
	defer stop()
	changed := make(chan counter, 1)
	fresh := make(chan text, ahead)
	added := d.takeAdded()
	go func() {
		defer close(fresh)
		changed <- d.read(reading, posts, added, fresh)
	}()
	err := d.insert(ctx, fresh)
	stop()
	difference := <-changed // d.read has ended
	if err != nil {
		return counted{}, err
	}
	if err := ctx.Err(); err != nil {
		return counted{}, err
	}
	d.latest = d.locate(posts, d.latest.words.plus(difference, len(posts)))
	return d.latest, d.delete(ctx, d.unused())
}

// locate finds the rows of posts that all have one.
func (d *Database) locate(posts []*blog.Post, w words) counted {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := counted{words: w, rows: make([]int, len(posts)), places: make(places, len(d.rows))}
	for i, p := range posts {
		c.rows[i] = d.bySum[p.Sum]
		c.places[c.rows[i]] = i + 1
	}
	return c
}

// text is what is inserted as a row.
type text struct {
	sum    [32]byte
	texts  texts // as indexed
	packed []byte
}

// read sends the texts of the posts that have no row. It returns by how much the words
// of the posts differ from those of the latest index. It ends early if ctx does.
func (d *Database) read(ctx context.Context, posts []*blog.Post, added map[string]added, to chan<- text) counter {
	c := counter{}
	left := slices.Clone(d.latest.places) // the rows that the posts do not have
	for _, p := range posts {
		id := d.row(p.Sum)
		if left.has(id) {
			left[id] = 0
			continue
		}
		t := text{sum: p.Sum}
		if id > 0 {
			t.packed = d.packed(id)
		} else if a := added[p.Path]; a.sum == p.Sum {
			t.packed = a.packed
		}
		if t.packed != nil {
			t.texts = d.unpack(t.packed)
		} else {
			t.texts = textsOf(p)
			t.packed = d.pack(t.texts)
		}
		t.texts = t.texts.indexed()
		c.add(t.texts, 1)
		if id > 0 {
			continue
		}
		select {
		case to <- t:
		case <-ctx.Done():
			return nil
		}
		runtime.Gosched()
	}
	for id, place := range left {
		if place > 0 {
			c.add(d.unpack(d.packed(id)).indexed(), -1)
		}
	}
	return c
}

// textsOf returns the texts of a post. Of one that the parser panics on, it returns those
// of the front matter: blog reports the panic, and the other posts are indexed.
func textsOf(p *blog.Post) (t texts) {
	panicked := guard.Run(func() {
		doc := p.Document()
		headings := make([]string, len(doc.Headings))
		for i, h := range doc.Headings {
			headings[i] = h.Text
		}
		t = withTexts(p, blog.Texts{Headings: headings, Plain: doc.Plain})
	})
	if panicked != nil {
		return withTexts(p, blog.Texts{})
	}
	return t
}

// insert inserts texts as rows. While there is no index, and so no query, it does that in
// one transaction.
func (d *Database) insert(ctx context.Context, fresh <-chan text) error {
	size := perTransaction
	first := d.count() == 0
	if first {
		size = math.MaxInt
	}
	for t := range fresh {
		var ids []int
		err := d.transaction(ctx, insertRow, func(tx *sql.Tx, insert func(int, texts) error) error {
			for n, ok := 1, true; ok; n++ {
				id := d.record(t.sum, t.packed)
				ids = append(ids, id)
				if err := insert(id, t.texts); err != nil {
					return err
				}
				if n == size {
					return nil
				}
				t, ok = <-fresh
			}
			if first {
				_, err := tx.ExecContext(ctx, mergeAll)
				return err
			}
			return nil
		})
		if err != nil {
			d.forget(ids)
			return err
		}
	}
	return nil
}

// delete deletes rows.
func (d *Database) delete(ctx context.Context, ids []int) error {
	for some := range slices.Chunk(ids, perTransaction) {
		err := d.transaction(ctx, deleteRow, func(_ *sql.Tx, remove func(int, texts) error) error {
			for _, id := range some {
				if err := remove(id, d.unpack(d.packed(id)).indexed()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		d.forget(some)
	}
	return nil
}

// transaction calls do with a transaction and a function that executes a statement for one
// row, and commits.
func (d *Database) transaction(
	ctx context.Context, statement string, do func(tx *sql.Tx, execute func(int, texts) error) error,
) error {
	conn, err := d.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // returns it to the pool
	step := context.WithoutCancel(ctx)  // see explain
	tx, err := conn.BeginTx(step, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // an error once it is committed, and nothing to undo
	prepared, err := tx.PrepareContext(step, statement)
	if err != nil {
		return err
	}
	defer func() { _ = prepared.Close() }()
	err = do(tx, func(id int, t texts) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		_, err := prepared.ExecContext(step, t.row(id)...)
		runtime.Gosched()
		return err
	})
	if err != nil {
		return err
	}
	return tx.Commit()
}
