package search

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"
	"time"
	"weak"

	"blog.example/pete/internal/blog"
	"golang.org/x/sync/semaphore"
	_ "modernc.org/sqlite" // FTS5 without C
)

// The table posts has a row for each text. FTS5 does not store the texts ("external
// content"): for the marks in a snippet it reads the text from the table hits, which
// holds one post at a time, and to delete a row it is given the text again. Both tables
// are in memory, and so is what SQLite sorts.
//
// A page of SQLite's has a header, and the C library that is Go here rounds up to a
// power of two what is smaller than 32 KB: of pages of 4 KB, as is usual, nearly half
// would be wasted.
//
// FTS5 collects up to hashsize bytes before it writes a segment, outside of what Go's memory
// limit counts. With 32 MB the first index of 10,000 posts takes half as much CPU time again,
// since its hash table misses the caches, and 75 MB more at the peak: the allocator doubles
// what FTS5 asks for. By default FTS5 merges all segments of a level as soon as there are 16,
// so the eighth change after the first index would rewrite all of it. From insert on,
// automerge merges in small steps, and crisismerge is high enough for it to keep up.
const schema = `
PRAGMA temp_store = memory;
PRAGMA page_size = 65536;
CREATE TABLE hits (id INTEGER PRIMARY KEY, title, tags, headings, summary, body);
CREATE VIRTUAL TABLE posts USING fts5 (
	title, tags, headings, summary, body,
	content = 'hits', content_rowid = 'id',
	tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO posts (posts, rank) VALUES ('hashsize', 4194304);
INSERT INTO posts (posts, rank) VALUES ('automerge', 0);
INSERT INTO posts (posts, rank) VALUES ('crisismerge', 256);
INSERT INTO hits (id) VALUES (0);
`

// columns is how many columns a row has.
const columns = 5

// Database holds the texts that every [Index] of one server searches. A text that
// several indexes have is one row. Any number of goroutines may share a Database.
type Database struct {
	db       *sql.DB             // of one connection
	long     chan struct{}       // holds the one query of many words that may wait for the connection
	indexing *semaphore.Weighted // held by Index
	packers  sync.Pool           // of *packer
	hold     time.Duration       // holdTimeout, but in tests of what is found

	mu    sync.Mutex
	added map[string]added // texts that no Index has taken yet, by path: the last of each file
	rows  []row            // by id; the first is not used
	free  []int            // ids of rows that are not used
	bySum map[[32]byte]int // ids of the others

	// Guarded by indexing.
	latest  counted
	indexes []weak.Pointer[Index] // all that may be reachable
}

// row is a row of the table posts. It is recorded before it is inserted, and forgotten
// after it is deleted: see [Index.foreign].
type row struct {
	sum    [32]byte
	packed []byte // the texts
}

// added is the texts of a post, packed.
type added struct {
	sum    [32]byte
	packed []byte
}

// counted is the words of the latest Index, and where its rows are.
type counted struct {
	words  words
	rows   []int
	places places
}

// NewDatabase returns a database without rows.
func NewDatabase() (*Database, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	// The connection is the database: there must be one, and never another.
	db.SetMaxOpenConns(1)
	db.SetMaxIdleConns(1)
	db.SetConnMaxLifetime(0)
	db.SetConnMaxIdleTime(0)
	if _, err := db.ExecContext(context.Background(), schema); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("search: %w", err)
	}
	return &Database{
		db:       db,
		long:     make(chan struct{}, 1),
		indexing: semaphore.NewWeighted(1),
		packers:  sync.Pool{New: newPacker},
		hold:     holdTimeout,
		added:    map[string]added{},
		rows:     make([]row, 1),
		bySum:    map[[32]byte]int{},
	}, nil
}

// Close frees the database. Closing it twice is no error; searching in it or indexing
// afterwards is.
func (d *Database) Close() error { return d.db.Close() }

// Add keeps the texts of a post, packed, for the next call of [Database.Index], which
// parses the posts whose texts were not added. That call drops the texts of posts that
// are not among its own.
func (d *Database) Add(p *blog.Post, t blog.Texts) {
	packed := d.pack(withTexts(p, t))
	d.mu.Lock()
	defer d.mu.Unlock()
	d.added[p.Path] = added{p.Sum, packed}
}

// takeAdded returns the texts that were added since the last call.
func (d *Database) takeAdded() map[string]added {
	d.mu.Lock()
	defer d.mu.Unlock()
	taken := d.added
	d.added = map[string]added{}
	return taken
}

// row returns the id of the row of a text; 0 if it has none.
func (d *Database) row(sum [32]byte) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.bySum[sum]
}

// packed returns the texts of a row.
func (d *Database) packed(id int) []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rows[id].packed
}

// record returns the id of a new row: the one that has been free longest, so that several
// ids mostly ascend. FTS5 writes a segment whenever an id does not.
func (d *Database) record(sum [32]byte, packed []byte) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	id := len(d.rows)
	if len(d.free) > 0 {
		id, d.free = d.free[0], d.free[1:]
	} else {
		d.rows = append(d.rows, row{})
	}
	d.rows[id] = row{sum: sum, packed: packed}
	d.bySum[sum] = id
	return id
}

// forget frees the ids of rows.
func (d *Database) forget(ids []int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, id := range ids {
		delete(d.bySum, d.rows[id].sum)
		d.rows[id] = row{}
	}
	d.free = append(d.free, ids...)
}

// count returns how many rows the table has, or a few more than it has while some are
// inserted or deleted.
func (d *Database) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.rows) - 1 - len(d.free)
}

// unused returns the rows that neither a reachable index has nor the latest one, which is
// being made.
func (d *Database) unused() (ids []int) {
	used := []places{d.latest.places}
	d.indexes = slices.DeleteFunc(d.indexes, func(p weak.Pointer[Index]) bool {
		x := p.Value()
		if x != nil {
			used = append(used, x.places)
		}
		return x == nil
	})
	d.mu.Lock()
	defer d.mu.Unlock()
	for id, r := range d.rows {
		if r.packed != nil && !slices.ContainsFunc(used, func(p places) bool { return p.has(id) }) {
			ids = append(ids, id)
		}
	}
	return ids
}
