package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"blog.example/pete/internal/blog"
)

// bubble calls test with an index of one post, in a bubble of [synctest]: time passes
// only while all goroutines wait.
func bubble(t *testing.T, test func(t *testing.T, x *Index)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		archive, report := blog.Open(fstest.MapFS{
			"site.yaml":    {Data: []byte("title: Cats\nhost: blog.example\n")},
			"posts/one.md": {Data: []byte("---\ntitle: cat\n---\n")},
		})
		if err := report.Err(); err != nil {
			t.Fatal(err)
		}
		d := newTestDatabase(t)
		d.hold = holdTimeout // its time is that of the bubble
		test(t, d.index(t, archive.Posts...))
	})
}

// hold holds the connection until release is called.
func hold(t *testing.T, x *Index) (release func()) {
	t.Helper()
	conn, err := x.database.db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return func() { _ = conn.Close() }
}

func TestBusy(t *testing.T) {
	bubble(t, func(t *testing.T, x *Index) {
		release := hold(t, x)
		for _, text := range []string{"cat", "cat dog eel fox"} {
			if _, err := x.Search(t.Context(), Query{Text: text}); !errors.Is(err, ErrBusy) {
				t.Errorf("%s: got %v", text, err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := x.Search(ctx, Query{Text: "cat"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the caller's own deadline", err)
		}
		if better, ok := x.Suggest(t.Context(), "cta"); ok {
			t.Errorf("suggests %q", better)
		}
		release()
		if hits, err := x.Search(t.Context(), Query{Text: "cat"}); err != nil || len(hits) != 1 {
			t.Errorf("afterwards: %d hits, %v", len(hits), err)
		}
	})
}

// The time of a query begins when it gets the connection, however long it waited.
func TestTooSlow(t *testing.T) {
	bubble(t, func(t *testing.T, x *Index) {
		release := hold(t, x)
		time.AfterFunc(waitTimeout-time.Millisecond, release)
		err := x.database.withConnection(t.Context(), false, func(ctx context.Context, _ *sql.Conn) error {
			if ends, ok := ctx.Deadline(); !ok || time.Until(ends) != holdTimeout {
				t.Errorf("%v are left", time.Until(ends))
			}
			<-ctx.Done()
			return fmt.Errorf("interrupted: %w", ctx.Err())
		})
		if !errors.Is(err, ErrTooSlow) {
			t.Errorf("got %v", err)
		}
	})
}

// However many long queries wait, a short one is next.
func TestShortQueriesGoFirst(t *testing.T) {
	bubble(t, func(t *testing.T, x *Index) {
		release := hold(t, x)
		var order []string // appended to while the connection is held
		took := func(name string, long bool) {
			err := x.database.withConnection(t.Context(), long, func(context.Context, *sql.Conn) error {
				order = append(order, name)
				return nil
			})
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		for range 20 {
			go took("long", true)
		}
		synctest.Wait()
		go took("short", false)
		synctest.Wait()
		release()
		synctest.Wait()
		if len(order) != 21 || order[0] != "short" && order[1] != "short" {
			t.Errorf("they came in the order %q", order)
		}
	})
}
