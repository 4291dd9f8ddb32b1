package main

import (
	"context"
	"io"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
	"blog.example/pete/internal/sshd"
	"blog.example/pete/internal/tui"
)

// doors are the ways into the blog that sshd leads its guests through.
func doors(archive *blog.Archive) sshd.Doors {
	return sshd.Doors{
		Room: func(guest sshd.Guest, place string) sshd.Room {
			return tui.New(archive, tui.Options{
				Columns: guest.Columns,
				Rows:    guest.Rows,
				Profile: guest.Profile,
				Open:    place,
			})
		},
		Command: func(ctx context.Context, guest sshd.Guest, line string, stdout, stderr io.Writer) int {
			return command.Run(ctx, command.Env{
				Archive: archive,
				Stdout:  stdout,
				Stderr:  stderr,
				TTY:     guest.TTY,
				Width:   guest.Columns,
				Profile: guest.Profile,
				Version: version(),
			}, line)
		},
		Opens: command.Opens,
	}
}
