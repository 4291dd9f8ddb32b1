package search_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"blog.example/pete/internal/search"
)

// However many strangers ask the dearest query there is, who looks for one word
// gets an answer.
func TestDearQueriesLeaveRoom(t *testing.T) {
	shelf := generated(t, 300)
	x := open(t, shelf.archive)
	var pairs []string
	for _, w := range shelf.words[3:11] {
		pairs = append(pairs, `"`+shelf.words[0]+" "+w[:1]+`"*`)
	}
	dearest := search.Query{Text: strings.Join(pairs, " OR "), Max: 1000}

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var strangers sync.WaitGroup
	defer strangers.Wait()
	asking, leave := context.WithCancel(ctx)
	defer leave()
	asked := make(chan struct{}, 64)
	for range cap(asked) {
		strangers.Go(func() {
			for asking.Err() == nil {
				select {
				case asked <- struct{}{}:
				default:
				}
				_, err := x.Search(asking, dearest)
				if err != nil && asking.Err() == nil && !errors.Is(err, search.ErrBusy) && !errors.Is(err, search.ErrTooSlow) {
					t.Error(err)
				}
			}
		})
	}
	for range cap(asked) {
		<-asked
	}
	for range 5 {
		hits, err := x.Search(ctx, search.Query{Text: "idempotent"})
		if err != nil || len(hits) == 0 {
			t.Errorf("%d hits, %v", len(hits), err)
		}
	}
}
