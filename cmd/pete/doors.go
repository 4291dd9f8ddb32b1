package main

import (
	"context"
	"io"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
	"blog.example/pete/internal/files"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/search"
	"blog.example/pete/internal/site"
	"blog.example/pete/internal/sshd"
	"blog.example/pete/internal/terminal"
	"blog.example/pete/internal/tui"
)

// doors are the ways into the blog. A command takes the current snapshot when it
// begins, and keeps it to its end. Unless the operator has given a host, printed commands
// have the address that the client came to where the one of site.yaml would not work.
// Authors are shown drafts too.
func doors(store *site.Store, edit *editing, cache *render.Cache, pictures tui.PictureMode, hostGiven bool, isAuthor func(sshd.Client) bool) sshd.Doors {
	workshop := func(client sshd.Client) *command.Workshop {
		if client.Author == "" {
			return nil
		}
		w := &command.Workshop{Author: client.Author, Stdin: client.Stdin, Report: store.Report}
		w.Editor, w.Fault = edit.open()
		return w
	}
	commands := command.Names()
	version := version() // what Go knows of the build takes longer than most commands
	host := func(now *site.Snapshot, client sshd.Client) string {
		if hostGiven {
			return ""
		}
		return hostFor(now.Archive.Site, client.Local)
	}
	shown := func(client sshd.Client) tui.Snapshots {
		if isAuthor(client) {
			return store.ForAuthors()
		}
		return store
	}
	tree, authorsTree := files.New(store, cache), files.New(store.ForAuthors(), cache)
	return sshd.Doors{
		Room: func(client sshd.Client, place string) sshd.Room {
			return tui.New(shown(client), tui.Options{
				Host:     host(store.Current(), client),
				Columns:  client.Columns,
				Rows:     client.Rows,
				Profile:  client.Profile,
				ASCII:    client.ASCII,
				Cache:    cache,
				Pictures: pictures,
				Graphics: graphicsOf(client),
				Open:     place,
				Commands: commands,
			})
		},
		Command: func(ctx context.Context, client sshd.Client, line string, stdout, stderr io.Writer) int {
			workshop := workshop(client)
			if workshop != nil && workshop.Editor != nil && client.Stdin != nil && files.IsSCP(line) {
				return files.ServeSCP(ctx, workshop.Editor, client.Author, line, client.Stdin, stdout)
			}
			now := shown(client).Current()
			return command.Run(ctx, command.Env{
				Archive:  now.Archive,
				Host:     host(now, client),
				Feeds:    now.Feeds,
				Snapshot: now,
				Cache:    cache,
				Index:    func() (*search.Index, error) { return now.Index, nil },
				Stdout:   stdout,
				Stderr:   stderr,
				TTY:      client.TTY,
				Width:    client.Columns,
				Profile:  client.Profile,
				ASCII:    client.ASCII,
				Unlinked: !terminal.Hyperlinks(client.Term, client.Env),
				Version:  version,
				Workshop: workshop,
			}, line)
		},
		Files: func(ctx context.Context, client sshd.Client, stream io.ReadWriteCloser, stderr io.Writer, compute func(func())) error {
			if w := workshop(client); w != nil && w.Editor != nil {
				return files.ServeAuthor(ctx, w.Editor, client.Author, stream, stderr, compute)
			}
			if isAuthor(client) {
				return authorsTree.Serve(ctx, stream, compute)
			}
			return tree.Serve(ctx, stream, compute)
		},
		Opens: func(client sshd.Client, line string) (string, bool) {
			return command.Opens(shown(client).Current().Archive, line, client.Author != "")
		},
	}
}

// hostFor returns the host to print commands with for a client that connected to the
// local address, or "" for the site's own. Commands with the host of an example work
// nowhere, and a client on the loopback may be one that the site's host does not lead to.
func hostFor(site blog.Site, local netip.AddrPort) string {
	name, _ := site.HostPort()
	address := local.Addr().Unmap().WithZone("")
	if !local.IsValid() || !address.IsLoopback() && !isExample(name) {
		return ""
	}
	host := address.String()
	if host == "127.0.0.1" || host == "::1" {
		host = "localhost"
	}
	if local.Port() == 22 {
		return host
	}
	return net.JoinHostPort(host, strconv.Itoa(int(local.Port())))
}

// isExample reports the names that are set aside for examples (RFC 2606 and RFC 6761).
func isExample(name string) bool {
	domains := []string{".example", ".example.com", ".example.net", ".example.org", ".invalid"}
	return slices.ContainsFunc(domains, func(domain string) bool { return strings.HasSuffix("."+name, domain) })
}

// graphicsOf returns how a client's terminal takes images, as far as that is known before the
// terminal is asked.
func graphicsOf(client sshd.Client) render.Graphics {
	if terminal.TmuxPassesImages(client.Term, client.Env) {
		return render.KittyInTmux
	}
	return render.NoGraphics
}
