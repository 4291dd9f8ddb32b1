package search

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

const (
	// patience bounds the waiting for the one connection, and deadline the
	// holding of it, while which everybody else waits.
	patience = 2 * time.Second
	deadline = time.Second
)

// turn waits for the connection and calls do with it, under a context that
// gives it the deadline. The error is [ErrBusy], [ErrTooSlow], that of ctx, or
// wraps that of do.
//
// Of the long queries only one waits for the connection at a time, and the
// others wait for that one. So who looks for a word or two waits until the query
// that runs is done, and not for all the long ones that were there before.
func (x *Index) turn(ctx context.Context, long bool, do func(context.Context, *sql.Conn) error) error {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if long {
		select {
		case x.long <- struct{}{}:
			// Only when the connection is back, and others had their chance.
			defer func() { <-x.long }()
		case <-waiting.Done():
			return expired(ctx, waiting, ErrBusy, waiting.Err())
		}
	}
	conn, err := x.db.Conn(waiting)
	if err != nil {
		return expired(ctx, waiting, ErrBusy, err)
	}
	defer func() { _ = conn.Close() }() // gives it back
	holding, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	if err := do(holding, conn); err != nil {
		return expired(ctx, holding, ErrTooSlow, err)
	}
	return nil
}

// expired is what err means: that ctx, the asker's own, has ended, or else that
// its child own has, or something else.
func expired(ctx, own context.Context, meaning, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case own.Err() != nil:
		return meaning
	}
	return fmt.Errorf("search: %w", err)
}
