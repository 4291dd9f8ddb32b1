package search

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"blog.example/pete/internal/blog"
)

// newTestDatabase returns a database that is closed after the test, whole.
func newTestDatabase(t testing.TB) *Database {
	t.Helper()
	d, err := NewDatabase()
	if err != nil {
		t.Fatal(err)
	}
	d.hold = time.Minute // a busy machine may take longer than readers may
	t.Cleanup(func() {
		d.check(t)
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// check checks that SQLite has the rows that are recorded, and finds no fault.
func (d *Database) check(t testing.TB) {
	t.Helper()
	if _, err := d.db.ExecContext(context.Background(), `INSERT INTO posts (posts) VALUES ('integrity-check')`); err != nil {
		t.Error(err)
	}
	if got, want := d.number(t, `SELECT count(*) FROM posts_docsize`), d.count(); got != want {
		t.Errorf("SQLite has %d rows, %d are recorded", got, want)
	}
}

// number returns the number that SQLite answers.
func (d *Database) number(t testing.TB, query string) (n int) {
	t.Helper()
	if err := d.db.QueryRowContext(context.Background(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// write returns a post of a text, which has been added. It has no file, so the text is
// known from nowhere else.
func (d *Database) write(title, text string) *blog.Post {
	path := title + "\x00" + text
	p := &blog.Post{Page: blog.Page{Title: title, Path: path, Sum: sha256.Sum256([]byte(path))}, Slug: title}
	d.Add(p, blog.Texts{Plain: text})
	return p
}

// index returns an index of posts.
func (d *Database) index(t testing.TB, posts ...*blog.Post) *Index {
	t.Helper()
	x, err := d.Index(context.Background(), posts)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// find returns the titles of the hits.
func (x *Index) find(t testing.TB, q Query) string {
	t.Helper()
	hits, err := x.Search(context.Background(), q)
	if err != nil {
		t.Errorf("%s: %v", q.Text, err)
	}
	titles := make([]string, len(hits))
	for i, h := range hits {
		titles[i] = h.Post.Title
		if !slices.Contains(x.posts, h.Post) {
			t.Errorf("%s: %s is a post of another index", q.Text, h.Post.Title)
		}
	}
	return strings.Join(titles, " ")
}

// An index finds its posts and no others, however many of the others are better.
func TestIndexesAreApart(t *testing.T) {
	d := newTestDatabase(t)
	old := d.write("old", "cat giraffe promising "+strings.Repeat("filler ", 100))
	kept := d.write("kept", "dog")
	x := d.index(t, old, kept)
	posts := []*blog.Post{kept}
	for i := range 30 {
		posts = append(posts, d.write(fmt.Sprintf("new%d", i), "cat cat zebra giraffa promises"))
	}
	y := d.index(t, posts...)
	for range 2 { // the second time from the recent answers
		for _, c := range []struct {
			x    *Index
			q    Query
			want string
		}{
			{x, Query{Text: "cat", Max: 1}, "old"},
			{x, Query{Text: "cat OR dog"}, "kept old"},
			{x, Query{Text: "zebra"}, ""},
			{x, Query{Text: "zeb*"}, ""},
			{y, Query{Text: "filler"}, ""},
			{y, Query{Text: "cat", Max: 3}, "new0 new1 new2"},
			{y, Query{Text: "dog OR filler"}, "kept"},
		} {
			if got := c.x.find(t, c.q); got != c.want {
				t.Errorf("%s: got %q, want %q", c.q.Text, got, c.want)
			}
		}
	}
	for _, c := range []struct {
		x           *Index
		typed, want string
	}{
		{x, "fillre", "filler"},
		{y, "fillre", ""},
		{y, "filler", ""},
		{x, "zebrra", ""},
		{y, "zebrra", "zebra"},
		{x, "zebras cta", ""},
		{x, "giraffa", "giraffe"},
		{y, "giraffe", "giraffa"},
		{y, "promised", ""},
		{x, "promised", ""},
	} {
		if got, _ := c.x.Suggest(t.Context(), c.typed); got != c.want {
			t.Errorf("suggests %q for %q, want %q", got, c.typed, c.want)
		}
	}
}

// The first index, which no query waits for, is one segment.
func TestFirstIndex(t *testing.T) {
	d := newTestDatabase(t)
	var posts []*blog.Post
	for i := range 100 {
		posts = append(posts, d.write(fmt.Sprint(i), "cat"))
	}
	x := d.index(t, posts...)
	if segments := d.number(t, `SELECT count(DISTINCT segid) FROM posts_idx`); segments != 1 {
		t.Errorf("%d segments", segments)
	}
	if hits := x.find(t, Query{Text: "cat", Max: 200}); strings.Count(hits, " ") != 99 {
		t.Errorf("got %q", hits)
	}
}

// Equal hits are in the order of the index, whatever their rows are.
// The segments of the first index are merged, and later changes leave the result alone: to
// rewrite that of 10,000 posts takes seconds.
func TestSegments(t *testing.T) {
	d := newTestDatabase(t)
	if _, err := d.db.ExecContext(t.Context(), `INSERT INTO posts (posts, rank) VALUES ('hashsize', 4096)`); err != nil {
		t.Fatal(err)
	}
	var posts []*blog.Post
	for i := range 100 {
		posts = append(posts, d.write(fmt.Sprintf("post%d", i), strings.Repeat(fmt.Sprintf("word%d number%d ", i, i), 200)))
	}
	d.index(t, posts...)
	if n := d.number(t, `SELECT count(DISTINCT segid) FROM posts_idx`); n != 1 {
		t.Fatalf("the first index has %d segments", n)
	}
	first := fmt.Sprintf(`SELECT count(*) FROM posts_idx WHERE segid = %d`, d.number(t, `SELECT min(segid) FROM posts_idx`))
	size := d.number(t, first)
	for i := range 20 {
		posts[0] = d.write("post0", fmt.Sprintf("change%d", i))
		d.index(t, posts...)
		runtime.GC()
		if n := d.number(t, first); n != size {
			t.Fatalf("after change %d the first segment has %d pages, had %d", i, n, size)
		}
	}
}

// Rows that are inserted together are one segment.
func TestIDsAscend(t *testing.T) {
	d := newTestDatabase(t)
	var posts []*blog.Post
	for i := range perTransaction {
		posts = append(posts, d.write(fmt.Sprintf("post%d", i), "old"))
	}
	kept := d.write("kept", "kept")
	d.index(t, append(posts, kept)...)
	d.index(t, kept)
	for range 100 { // until the cleanup has run
		runtime.GC()
		d.index(t, kept)
		if d.count() == 1 {
			break
		}
	}
	segments := d.number(t, `SELECT count(DISTINCT segid) FROM posts_idx`)
	for i := range posts {
		posts[i] = d.write(fmt.Sprintf("post%d", i), "new")
	}
	d.index(t, append(posts, kept)...)
	if n := d.number(t, `SELECT count(DISTINCT segid) FROM posts_idx`) - segments; n != 1 {
		t.Errorf("%d rows are %d segments", len(posts), n)
	}
}

func TestEqualsInTheOrderOfTheIndex(t *testing.T) {
	d := newTestDatabase(t)
	a, b := d.write("a", "cat"), d.write("b", "cat")
	x := d.index(t, a, b)
	y := d.index(t, d.write("c", "cat"), b, a)
	if got := x.find(t, Query{Text: "cat"}); got != "a b" {
		t.Errorf("got %q, want a b", got)
	}
	if got := y.find(t, Query{Text: "cat"}); got != "c b a" {
		t.Errorf("got %q, want c b a", got)
	}
}

// Searches in several indexes and the making of others do not see each other. In the bubble
// no search is ended for a slow machine.
func TestStormOfIndexes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newTestDatabase(t)
		const total, each = 12, 12
		var current atomic.Pointer[Index]
		made := func(n int) *Index {
			var posts []*blog.Post
			for i := range each {
				text := "cat and dog"
				if i == n%each {
					text = fmt.Sprintf("cat and dog in version%d", n)
				}
				posts = append(posts, d.write(fmt.Sprint(i), text))
			}
			return d.index(t, posts...)
		}
		current.Store(made(0))
		var version atomic.Int64
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for version.Load() < total-1 {
					n := version.Load() // of the current index or of one before
					x := current.Load()
					if got := strings.Count(x.find(t, Query{Text: "cat NOT zebra", Max: each}), " "); got != each-1 {
						t.Errorf("%d hits, want %d", got+1, each)
					}
					if hits := x.find(t, Query{Text: "version*"}); strings.Contains(hits, " ") || hits == "" {
						t.Errorf("version %d has %q as its changed posts", n, hits)
					}
				}
			})
		}
		for n := 1; n < total; n++ {
			current.Store(made(n))
			version.Store(int64(n))
			if n%4 == 0 {
				runtime.GC()
			}
		}
		all.Wait()
	})
}

// While the rows of many new posts are inserted, the indexes that exist answer.
func TestSearchWhileInserting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // where the search fails if all goroutines wait
		d := newTestDatabase(t)
		x := d.index(t, d.write("old", "cat"))
		fresh, done := make(chan text), make(chan error)
		go func() { done <- d.insert(t.Context(), fresh) }()
		for n := range 3 * perTransaction {
			added := texts{"new", "", "", "", "cat cat"}
			fresh <- text{sum: [32]byte{byte(n)}, texts: added, packed: d.pack(added)}
			if (n+1)%perTransaction != 0 {
				continue
			}
			if got := x.find(t, Query{Text: "cat", Max: 1 + n}); got != "old" {
				t.Errorf("after %d rows: got %q", n+1, got)
			}
		}
		close(fresh)
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// The rows that only unreachable indexes have are deleted.
func TestUnusedRowsGo(t *testing.T) {
	d := newTestDatabase(t)
	a, b := d.write("a", "cat"), d.write("b", "cat dog")
	x := d.index(t, a, b)
	c := d.write("c", "dog")
	y := d.index(t, b, c)
	for range 3 { // a must not go while x is reachable
		runtime.GC()
		d.index(t, b, c)
	}
	if got := x.find(t, Query{Text: "cat"}); got != "a b" || d.count() != 3 {
		t.Errorf("got %q of %d rows", got, d.count())
	}
	x = nil
	for d.count() > 2 {
		runtime.GC()
		d.index(t, b, c)
	}
	d.check(t)
	if got := y.find(t, Query{Text: "cat OR dog"}); got != "c b" && got != "b c" {
		t.Errorf("got %q", got)
	}
	// The text that has gone can come back.
	d.write("a", "cat")
	if got := d.index(t, a, c).find(t, Query{Text: "cat"}); got != "a" {
		t.Errorf("got %q", got)
	}
	runtime.KeepAlive(y)
}

// A thousand changed texts leave the database and its list of rows as large as a hundred.
func TestDatabaseStaysFlat(t *testing.T) {
	d := newTestDatabase(t)
	random := rand.New(rand.NewPCG(1, 2))
	text := func() string {
		var b strings.Builder
		for range 50 {
			fmt.Fprintf(&b, "word%d ", random.IntN(500))
		}
		return b.String()
	}
	posts := make([]*blog.Post, 20)
	for i := range posts {
		posts[i] = d.write(fmt.Sprint(i), text())
	}
	var x *Index
	pages := 0
	for n := range 100 {
		posts = slices.Clone(posts)
		for i := range 10 {
			i = (10*n + i) % len(posts)
			posts[i] = d.write(fmt.Sprint(i), text())
		}
		x = d.index(t, posts...)
		if n%5 == 0 {
			runtime.GC()
		}
		if n == 10 {
			pages = d.number(t, `PRAGMA page_count`)
		}
	}
	if got := d.number(t, `PRAGMA page_count`); got > 2*pages {
		t.Errorf("%d pages after 1,000 changes, %d after 100", got, pages)
	}
	if segments := d.number(t, `SELECT count(DISTINCT segid) FROM posts_idx`); segments > 64 {
		t.Errorf("%d segments", segments)
	}
	if len(d.rows) > 200 {
		t.Errorf("%d rows for 20 posts", len(d.rows))
	}
	runtime.KeepAlive(x)
}

// The words of an index are those of its posts, whatever was indexed before.
func TestWordsOfAnIndex(t *testing.T) {
	d := newTestDatabase(t)
	random := rand.New(rand.NewPCG(1, 2))
	var texts []string
	for i := range 12 {
		texts = append(texts, fmt.Sprintf("cat Cat CAT word%d word%d Wörd%d", i, i/2, i%3))
	}
	var kept []*Index // some of them stay reachable
	for range 20 {
		var posts []*blog.Post
		fresh := newTestDatabase(t)
		for i, text := range texts {
			if random.IntN(2) == 0 {
				posts = append(posts, d.write(fmt.Sprint(i), text))
				fresh.write(fmt.Sprint(i), text)
			}
		}
		x, want := d.index(t, posts...), fresh.index(t, posts...)
		if !slices.Equal(x.words.spellings, want.words.spellings) {
			t.Fatalf("the words are\n%v, want\n%v", x.words.spellings, want.words.spellings)
		}
		if random.IntN(3) == 0 {
			kept = append(kept, x)
		}
		runtime.GC()
	}
	runtime.KeepAlive(kept)
}

// endsAfter is a context that ends after some calls of Err.
type endsAfter struct {
	context.Context
	left atomic.Int64
}

// Err implements [context.Context].
func (c *endsAfter) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// An index that is given up, at any point, harms none that exists or is made later.
func TestCancelledIndexing(t *testing.T) {
	for _, before := range []bool{false, true} { // in one transaction, in several
		cancelled := 0
		for left := 0; left < 60; left += 7 {
			d := newTestDatabase(t)
			var x *Index
			if before {
				gone := d.write("gone", "cat")
				x = d.index(t, d.write("old", "cat"), gone)
			}
			var posts []*blog.Post
			for i := range 20 {
				posts = append(posts, d.write(fmt.Sprintf("new%d", i), "cat"))
			}
			ctx := &endsAfter{Context: context.Background()}
			ctx.left.Store(int64(left))
			y, err := d.Index(ctx, posts)
			switch {
			case errors.Is(err, context.Canceled) && y == nil:
				cancelled++
			case err != nil || y == nil:
				t.Fatalf("%v, %v", y, err)
			}
			d.check(t)
			if before && x.find(t, Query{Text: "cat"}) != "old gone" {
				t.Error("the index of before is harmed")
			}
			for _, p := range posts {
				d.Add(p, blog.Texts{Plain: "cat"})
			}
			if hits := d.index(t, posts...).find(t, Query{Text: "cat"}); strings.Count(hits, "new") != 20 {
				t.Errorf("afterwards: %q", hits)
			}
		}
		if cancelled < 3 {
			t.Errorf("%d were cancelled", cancelled)
		}
	}
}

// Making an index obeys its context while another is made and while the connection is
// held.
func TestCancelledWait(t *testing.T) {
	d := newTestDatabase(t)
	p := d.write("a", "cat")
	wait := func(what string) {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		failed := make(chan error)
		go func() {
			_, err := d.Index(ctx, []*blog.Post{p})
			failed <- err
		}()
		cancel()
		if err := <-failed; !errors.Is(err, context.Canceled) {
			t.Errorf("while %s: %v", what, err)
		}
	}
	if !d.indexing.TryAcquire(1) {
		t.Fatal("an index is made")
	}
	wait("another is made")
	d.indexing.Release(1)
	conn, err := d.db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	wait("the connection is held")
	_ = conn.Close()
}

// Texts that were added are dropped by the next index, which may not have their posts.
func TestAddedTextsAreDropped(t *testing.T) {
	d := newTestDatabase(t)
	a, b := d.write("a", "cat"), d.write("b", "cat")
	x := d.index(t, b)
	if len(d.added) != 0 {
		t.Errorf("%d texts are kept", len(d.added))
	}
	if got := x.find(t, Query{Text: "cat"}); got != "b" {
		t.Errorf("got %q", got)
	}
	if got := d.index(t, a, b).find(t, Query{Text: "cat OR a"}); got != "b a" && got != "a b" {
		t.Errorf("a post whose text was dropped is not found by its title: %q", got)
	}
}

// Of a file that is read again and again and never indexed, such as a post with a dead
// link, the last texts are kept.
func TestAddedTextsDoNotPileUp(t *testing.T) {
	d := newTestDatabase(t)
	var last *blog.Post
	for i := range 100 {
		last = &blog.Post{Page: blog.Page{Title: "a", Path: "posts/a.md", Sum: [32]byte{byte(i)}}, Slug: "a"}
		d.Add(last, blog.Texts{Plain: fmt.Sprintf("cat%d", i)})
	}
	if len(d.added) != 1 {
		t.Errorf("the texts of %d versions are kept", len(d.added))
	}
	if got := d.index(t, last).find(t, Query{Text: "cat99"}); got != "a" {
		t.Errorf("got %q", got)
	}
}

// A post that the parser panics on is found by what its front matter says.
func TestTextsOfAPanickingPost(t *testing.T) {
	p := &blog.Post{Page: blog.Page{Title: "A Title"}, Summary: "A summary."} // without a body
	if got, want := textsOf(p), (texts{"A Title", "", "", "A summary.", ""}); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Texts are unpacked as they were packed.
func TestPack(t *testing.T) {
	d := newTestDatabase(t)
	for _, want := range []texts{{}, {"a", "b", "c", "d", "e"}, {"", "", "", "", strings.Repeat("cat ", 100_000)}} {
		packed := d.pack(want)
		if got := d.unpack(packed); got != want {
			t.Errorf("%.80q, want %.80q", got, want)
		}
		if len(packed) > 4000 {
			t.Errorf("%d bytes", len(packed))
		}
	}
}
