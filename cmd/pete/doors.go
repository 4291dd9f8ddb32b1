package main

import (
	"context"
	"io"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
	"blog.example/pete/internal/files"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/search"
	"blog.example/pete/internal/sshd"
	"blog.example/pete/internal/tui"
)

// doors are the ways into the blog that sshd leads its clients through.
func doors(archive *blog.Archive, index *search.Index, cache *render.Cache) sshd.Doors {
	commands := command.Names()
	feeds := render.NewFeeds(archive)
	version := version() // what Go knows of the build takes longer than most commands
	tree := files.New(archive, feeds, cache)
	return sshd.Doors{
		Room: func(client sshd.Client, place string) sshd.Room {
			return tui.New(archive, tui.Options{
				Columns:  client.Columns,
				Rows:     client.Rows,
				Profile:  client.Profile,
				ASCII:    client.ASCII,
				Index:    index,
				Cache:    cache,
				Open:     place,
				Commands: commands,
			})
		},
		Command: func(ctx context.Context, client sshd.Client, line string, stdout, stderr io.Writer) int {
			return command.Run(ctx, command.Env{
				Archive: archive,
				Feeds:   feeds,
				Cache:   cache,
				Index:   func() (*search.Index, error) { awaitIndex(ctx, index); return index, nil },
				Stdout:  stdout,
				Stderr:  stderr,
				TTY:     client.TTY,
				Width:   client.Columns,
				Profile: client.Profile,
				ASCII:   client.ASCII,
				Version: version,
			}, line)
		},
		Files: func(ctx context.Context, _ sshd.Client, client io.ReadWriteCloser, work func(func())) error {
			return tree.Serve(ctx, client, work)
		},
		Opens: command.Opens,
	}
}

// indexPatience is how long a command waits for an index that is being made. That of
// some hundred posts is there by then, and a script need not know that Pete has just
// begun.
const indexPatience = 2 * time.Second

// awaitIndex waits for the index, or until whoever searches is told that there is none
// yet.
func awaitIndex(ctx context.Context, index *search.Index) {
	ctx, enough := context.WithTimeout(ctx, indexPatience)
	defer enough()
	_ = index.Wait(ctx) // the search says what has become of it
}
