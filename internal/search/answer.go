package search

import (
	"cmp"
	"context"
	"database/sql"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// rank weighs the columns: a title is chosen to say what a post is about. How rare a
	// word is, which is part of the score, FTS5 tells of all rows.
	rank = `
SELECT rowid, -bm25(posts, 10, 5, 4, 3, 1) AS score
FROM posts
WHERE posts MATCH ?1 AND (?2 IS NULL OR rowid IN (SELECT value FROM json_each(?2)))
ORDER BY score DESC, rowid
LIMIT ?3`

	showHit = `UPDATE hits SET id = ?, title = ?, tags = ?, headings = ?, summary = ?, body = ?`

	// highlight marks the columns in the order of highlighted.
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

// highlighted is the columns, best explanation first.
var highlighted = [columns]int{4, 3, 0, 2, 1}

const (
	// maxMarked is how many bytes of a text are looked at for a snippet, and
	// maxMarkedInAll how many of all hits together. FTS5 copies what it has for
	// each mark, so the time grows with the square: 64 KB of prose take 4 ms,
	// 64 KB of one word 90 ms, 256 KB of it a second.
	maxMarked      = 64 << 10
	maxMarkedInAll = 4 << 20
)

// query is a query that has been parsed.
type query struct {
	asked
	explain int  // so many of the hits get a snippet
	long    bool // of so many words that shorter ones go first
}

// asked is what tells queries apart by what they find.
type asked struct {
	match string // as FTS5 reads it
	among any    // only these rows, as JSON; nil for all
	limit int    // at most this many hits
}

// answer runs a query: first the ranking, then the snippets; other queries may run in
// between. What a recent query has found is not looked up again.
func (x *Index) answer(ctx context.Context, q query) ([]Hit, error) {
	defer runtime.KeepAlive(x) // else its rows may be deleted meanwhile
	a, ok := x.recent.Get(q.asked)
	if !ok {
		err := x.database.withConnection(ctx, q.long, func(ctx context.Context, conn *sql.Conn) (err error) {
			if a, ok = x.recent.Get(q.asked); ok { // the same was asked meanwhile
				return nil
			}
			a, err = x.ranked(ctx, conn, q)
			return err
		})
		if err != nil {
			return nil, err
		}
		x.remember(q, a)
	}
	most := min(q.explain, len(a.hits))
	if a.explained >= most {
		return slices.Clone(a.hits), nil
	}
	hits := slices.Clone(a.hits)
	err := x.database.withConnection(ctx, q.long, func(ctx context.Context, conn *sql.Conn) error {
		return x.explain(ctx, conn, q.match, hits[a.explained:most], min(maxMarked, maxMarkedInAll/len(hits)))
	})
	if err != nil {
		return nil, err
	}
	x.remember(q, answer{hits, most})
	return slices.Clone(hits), nil
}

// ranked returns the hits, without snippets.
func (x *Index) ranked(ctx context.Context, conn *sql.Conn, q query) (a answer, err error) {
	limit := q.limit
	if q.among == nil {
		limit += x.foreign()
	}
	rows, err := conn.QueryContext(ctx, rank, q.match, q.among, limit)
	if err != nil {
		return a, err
	}
	defer func() { _ = rows.Close() }() // closed already, but after an error
	for len(a.hits) < q.limit && rows.Next() {
		var h Hit
		if err := rows.Scan(&h.row, &h.Score); err != nil {
			return a, err
		}
		if x.places.has(h.row) {
			h.Post = x.post(h.row)
			a.hits = append(a.hits, h)
		}
	}
	slices.SortFunc(a.hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), x.places[a.row]-x.places[b.row])
	})
	return a, rows.Err()
}

// explain makes the snippets of hits, which may be some of an answer. Each query has the
// table hits while it holds the connection.
func (x *Index) explain(ctx context.Context, conn *sql.Conn, match string, hits []Hit, share int) error {
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
	// A step takes half a millisecond, and half as long again when the driver
	// has to watch a context meanwhile.
	step := context.WithoutCancel(ctx)
	for i, h := range hits {
		if err := ctx.Err(); err != nil {
			return err
		}
		t := x.database.unpack(x.database.packed(h.row)).truncated(share)
		if _, err := show.ExecContext(step, t.indexed().row(h.row)...); err != nil {
			return err
		}
		var m texts
		if err := mark.QueryRowContext(step, match, h.row).Scan(&m[0], &m[1], &m[2], &m[3], &m[4]); err != nil {
			return err
		}
		for i, column := range highlighted {
			m[i] = remarked(t[column], m[i], match)
		}
		hits[i].Snippet = excerpt(firstMarked(m))
		hits[i].Forms = forms(m)
	}
	return nil
}

// truncated returns the beginning of each text, at most size bytes of it. It may end in a
// word: FTS5 marks by the number of a word, not by its letters.
func (t texts) truncated(size int) texts {
	for i, text := range t {
		if end := min(size, len(text)); end < len(text) {
			for end > 0 && !utf8.RuneStart(text[end]) {
				end--
			}
			t[i] = text[:end]
		}
	}
	return t
}

// firstMarked returns the first text that has a mark, or else the first that is not
// empty: then what matched is behind the bytes that were looked at.
func firstMarked(marked texts) string {
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
