package main

import (
	"context"
	"errors"
	"io"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
	"blog.example/pete/internal/files"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/search"
	"blog.example/pete/internal/site"
	"blog.example/pete/internal/sshd"
	"blog.example/pete/internal/tui"
)

// doors are the ways into the blog that sshd leads its guests through.
func doors(archive *blog.Archive, index *search.Index, cache *render.Cache) sshd.Doors {
	commands := command.Names()
	store := site.NewStore(site.NewSnapshot(archive, index))
	feeds := store.Current().Feeds
	version := version() // what Go knows of the build takes longer than most commands
	return sshd.Doors{
		Room: func(guest sshd.Guest, place string) sshd.Room {
			return tui.New(store, tui.Options{
				Columns:  guest.Columns,
				Rows:     guest.Rows,
				Profile:  guest.Profile,
				ASCII:    guest.ASCII,
				Cache:    cache,
				Open:     place,
				Commands: commands,
			})
		},
		Command: func(ctx context.Context, guest sshd.Guest, line string, stdout, stderr io.Writer) int {
			return command.Run(ctx, command.Env{
				Archive: archive,
				Feeds:   feeds,
				Cache:   cache,
				Index:   func() (*search.Index, error) { return index, nil },
				Stdout:  stdout,
				Stderr:  stderr,
				TTY:     guest.TTY,
				Width:   guest.Columns,
				Profile: guest.Profile,
				ASCII:   guest.ASCII,
				Version: version,
			}, line)
		},
		Files: fileDoor(files.New(archive, feeds, cache)),
		Opens: command.Opens,
	}
}

// fileDoor is the door for sftp and scp.
func fileDoor(tree *files.Tree) func(context.Context, sshd.Guest, io.ReadWriteCloser, func(func())) error {
	return func(ctx context.Context, _ sshd.Guest, client io.ReadWriteCloser, turn func(func())) error {
		err := tree.Serve(ctx, client, turn)
		if caught, ok := errors.AsType[*files.Panic](err); ok {
			return &sshd.Panic{Value: caught.Value, Stack: caught.Stack}
		}
		return err
	}
}
