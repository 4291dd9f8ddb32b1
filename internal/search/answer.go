package search

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
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

const (
	// maxMarked is how many bytes of a text are looked at for a snippet, and
	// maxMarkedInAll how many of all hits together. FTS5 copies what it has for
	// each mark, so the time grows with the square: 64 KB of prose take 4 ms,
	// 64 KB of one word 90 ms, 256 KB of it a second.
	maxMarked      = 64 << 10
	maxMarkedInAll = 4 << 20
)

// query is what the index is asked.
type query struct {
	match string // as FTS5 reads it
	among any    // the rows it is about, as JSON; nil for all
	limit int    // at most this many hits
	long  bool   // of so many words that others go first

	explain int // so many of the hits get a snippet
}

// tagged is the rows of the posts that have all of the tags, as JSON; nil when
// no tag is asked for. ok is false when there are none.
func (x *Index) tagged(tags []string) (rows any, ok bool) {
	all, ok := x.rows(tags)
	if !ok || all == nil {
		return nil, ok
	}
	list, err := json.Marshal(all)
	return string(list), err == nil
}

// rows is the same as numbers, in their order.
func (x *Index) rows(tags []string) (rows []int, ok bool) {
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
	return all, len(all) > 0
}

// answer runs a query: first the ranking, then the snippets, and others may come
// in between. What a recent query has found out is not looked up again.
func (x *Index) answer(ctx context.Context, q query) ([]Hit, error) {
	a, ok := x.recent.get(q)
	if !ok {
		err := x.turn(ctx, q.long, func(ctx context.Context, conn *sql.Conn) (err error) {
			if a, ok = x.recent.get(q); ok { // others have asked the same meanwhile
				return nil
			}
			a.hits, a.rows, err = x.ranked(ctx, conn, q)
			return err
		})
		if err != nil {
			return nil, err
		}
		x.recent.add(q, a)
	}
	most := min(q.explain, len(a.hits))
	if a.explained >= most {
		return slices.Clone(a.hits), nil
	}
	hits := slices.Clone(a.hits)
	err := x.turn(ctx, q.long, func(ctx context.Context, conn *sql.Conn) error {
		return x.explain(ctx, conn, q.match, hits, a.rows, a.explained, most)
	})
	if err != nil {
		return nil, err
	}
	x.recent.add(q, answer{hits, a.rows, most})
	return slices.Clone(hits), nil
}

// ranked is the hits, without snippets, and the rows of their posts.
func (x *Index) ranked(ctx context.Context, conn *sql.Conn, q query) (hits []Hit, ids []int, err error) {
	rows, err := conn.QueryContext(ctx, rank, q.match, q.among, q.limit)
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

// explain makes the snippets of hits[from:to]. All queries share the table of hits, each
// for as long as it holds the connection.
func (x *Index) explain(ctx context.Context, conn *sql.Conn, match string, hits []Hit, rows []int, from, to int) error {
	show, err := conn.PrepareContext(ctx, showHit)
	if err != nil {
		return err
	}
	defer func() { _ = show.Close() }()
	mark, err := conn.PrepareContext(ctx, highlight)
	if err != nil {
		return err
	}
	defer func() { _ = mark.Close() }()
	unpacker := newUnpacker()
	share := min(maxMarked, maxMarkedInAll/len(hits))
	// A step takes half a millisecond, and half as long again when the driver
	// has to watch a context meanwhile.
	step := context.WithoutCancel(ctx)
	for i := from; i < to; i++ {
		row := rows[i]
		if err := ctx.Err(); err != nil {
			return err
		}
		headings, body, err := unpacker.unpack(x.packed[row-1])
		if err != nil {
			return err
		}
		if _, err := show.ExecContext(step, withTexts(hits[i].Post, headings, body).heads(share).row(row)...); err != nil {
			return err
		}
		var t texts
		if err := mark.QueryRowContext(step, match, row).Scan(&t[0], &t[1], &t[2], &t[3], &t[4]); err != nil {
			return err
		}
		hits[i].Snippet = excerpt(telling(t))
		hits[i].Forms = forms(t)
	}
	return nil
}

// heads is the beginning of each text.
func (t texts) heads(size int) texts {
	for i := range t {
		t[i] = head(t[i], size)
	}
	return t
}

// head is the beginning of a text, at most as many bytes. It may end within a
// word: FTS5 marks by the number of a word, not by its letters.
func head(text string, size int) string {
	if len(text) <= size {
		return text
	}
	for size > 0 && !utf8.RuneStart(text[size]) {
		size--
	}
	return text[:size]
}

// telling is the first of the marked columns that has a mark. When what matched
// stands behind all that was looked at, it is the first that has a text.
func telling(marked texts) string {
	first := ""
	for _, text := range marked {
		if strings.ContainsRune(text, markOpens) {
			return text
		}
		if first == "" {
			first = text
		}
	}
	return first
}
