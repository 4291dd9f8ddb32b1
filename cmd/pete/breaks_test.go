package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"blog.example/pete/internal/admin"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/site"
	"blog.example/pete/internal/sshd"
	"blog.example/pete/internal/tui"
	tea "charm.land/bubbletea/v2"
	"charm.land/log/v2"
)

// breaks is pete serve with a room in which three keys break something: P in
// Update, V in View, C in a command. The binary that is shipped has no such
// keys.
func breaks() {
	flags := flag.NewFlagSet("pete-breaks", flag.ExitOnError)
	listen := flags.String("listen", "", "")
	dir := flags.String("content", "", "")
	flags.String("log-format", "json", "")
	_ = flags.Parse(os.Args[2:]) // exits

	logger := log.NewWithOptions(os.Stderr, log.Options{Formatter: log.JSONFormatter})
	store, report, err := site.Open(context.Background(), site.Directory(*dir), site.Options{Log: logger})
	if err != nil || store == nil {
		panic(fmt.Sprint(err, report.Err()))
	}
	d := doors(store, newEditing(store, writingLimits{}), render.NewCache(1<<20), tui.PicturesAuto, true, func(sshd.Client) bool { return false })
	whole := d.Room
	d.Room = func(g sshd.Client, place string) sshd.Room { return &brittle{Room: whole(g, place).(*tui.Room)} }
	server, err := sshd.New(sshd.Config{
		Listen:  []string{*listen},
		HostKey: "keys/host_ed25519",
		Log:     logger,
		Limits:  sshd.DefaultLimits(),
		Watcher: admin.NewMetrics(admin.Sources{Doors: sshd.DoorNames(), Causes: sshd.Causes()}),
		Doors:   d,
	})
	if err != nil {
		panic(err)
	}
	if err := server.Listen(context.Background()); err != nil {
		panic(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := server.Serve(ctx); err != nil {
		panic(err)
	}
}

// brittle is a room that breaks where it is told to.
type brittle struct {
	*tui.Room
	view bool
}

func (b *brittle) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		switch key.String() {
		case "P":
			panic("broken in Update")
		case "V":
			b.view = true
			return b, nil
		case "C":
			return b, func() tea.Msg { panic("broken in a command") }
		}
	}
	_, cmd := b.Room.Update(msg)
	return b, cmd
}

func (b *brittle) View() tea.View {
	if b.view {
		panic("broken in View")
	}
	return b.Room.View()
}
