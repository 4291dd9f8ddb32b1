package main

import (
	"context"
	"errors"
	"io"

	"blog.example/pete/internal/command"
	"blog.example/pete/internal/files"
	"blog.example/pete/internal/guard"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/search"
	"blog.example/pete/internal/site"
	"blog.example/pete/internal/sshd"
	"blog.example/pete/internal/tui"
)

// doors are the ways into the blog. A command takes the current snapshot when it
// begins, and keeps it to its end. Unless the operator has given a host, printed commands
// have the address that the client came to where the one of site.yaml would not work.
func doors(store *site.Store, cache *render.Cache, hostGiven bool) sshd.Doors {
	commands := command.Names()
	version := version() // what Go knows of the build takes longer than most commands
	host := func(now *site.Snapshot, guest sshd.Guest) string {
		if hostGiven {
			return ""
		}
		return hostFor(now.Archive.Site, guest.Local)
	}
	return sshd.Doors{
		Room: func(guest sshd.Guest, place string) sshd.Room {
			return tui.New(store, tui.Options{
				Host:     host(store.Current(), guest),
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
			now := store.Current()
			return command.Run(ctx, command.Env{
				Archive: now.Archive,
				Host:    host(now, guest),
				Feeds:   now.Feeds,
				Cache:   cache,
				Index:   func() (*search.Index, error) { return now.Index, nil },
				Stdout:  stdout,
				Stderr:  stderr,
				TTY:     guest.TTY,
				Width:   guest.Columns,
				Profile: guest.Profile,
				ASCII:   guest.ASCII,
				Version: version,
			}, line)
		},
		Files: fileDoor(files.New(store, cache)),
		Opens: command.Opens,
	}
}

// fileDoor is the door for sftp and scp.
func fileDoor(server *files.Server) func(context.Context, sshd.Guest, io.ReadWriteCloser, func(func())) error {
	return func(ctx context.Context, _ sshd.Guest, client io.ReadWriteCloser, turn func(func())) error {
		err := server.Serve(ctx, client, turn)
		if caught, ok := errors.AsType[*guard.Panic](err); ok {
			return &sshd.Panic{Value: caught.Value, Stack: caught.Stack}
		}
		return err
	}
}
