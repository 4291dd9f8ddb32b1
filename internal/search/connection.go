package search

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

const (
	// waitTimeout bounds waiting for the one connection, and holdTimeout holding it,
	// while every other query waits.
	waitTimeout = 2 * time.Second
	holdTimeout = time.Second
)

// withConnection waits for the connection and calls do with it, under a context that
// ends after holdTimeout. The error is [ErrBusy], [ErrTooSlow], that of ctx, or wraps
// that of do.
//
// Of the long queries only one waits for the connection at a time, and the others wait
// for that one. A query for a word or two therefore waits for the query that runs, and
// not for all the long ones that came before it.
func (d *Database) withConnection(ctx context.Context, long bool, do func(context.Context, *sql.Conn) error) error {
	waiting, cancel := context.WithTimeout(ctx, waitTimeout)
	defer cancel()
	if long {
		select {
		case d.long <- struct{}{}:
			// Deferred first, so that short queries can take the connection before.
			defer func() { <-d.long }()
		case <-waiting.Done():
			return expired(ctx, waiting, ErrBusy, waiting.Err())
		}
	}
	conn, err := d.db.Conn(waiting)
	if err != nil {
		return expired(ctx, waiting, ErrBusy, err)
	}
	defer func() { _ = conn.Close() }() // returns it to the pool
	holding, cancel := context.WithTimeout(ctx, d.hold)
	defer cancel()
	if err := do(holding, conn); err != nil {
		return expired(ctx, holding, ErrTooSlow, err)
	}
	return nil
}

// expired returns what err means: the error of ctx if that has ended, meaning if limited,
// a child of ctx, has ended, and otherwise err itself.
func expired(ctx, limited context.Context, meaning, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case limited.Err() != nil:
		return meaning
	}
	return fmt.Errorf("search: %w", err)
}
