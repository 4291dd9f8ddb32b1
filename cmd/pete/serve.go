package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"

	"blog.example/pete/internal/admin"
	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/listen"
	"blog.example/pete/internal/logqueue"
	"blog.example/pete/internal/lru"
	"blog.example/pete/internal/quota"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/service"
	"blog.example/pete/internal/site"
	"blog.example/pete/internal/sshd"
	"blog.example/pete/internal/web"
	"charm.land/log/v2"
	"github.com/KimMachineGun/automemlimit/memlimit"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

func serveCommand(content *contentFlag) *cobra.Command {
	s := defaultSettings(content)
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the blog over SSH",
		Long: "Serve the blog over SSH until SIGINT or SIGTERM, which say good-bye to every reader first; " +
			"a second one ends pete at once. A flag beats its variable in the environment. " +
			"Sockets that systemd passes are used instead of --listen, or beside it if it is given.",
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := content.choose(cmd); err != nil {
				return err
			}
			if err := s.keepDraftsHere(cmd); err != nil {
				return err
			}
			if err := s.completeWeb(cmd); err != nil {
				return err
			}
			return s.run(cmd.Context())
		},
	}
	cmd.Flags().SortFlags = false
	addOptions(cmd.Flags(), s.options()...)
	return cmd
}

// run serves until a signal ends it. At the end the log is written as far as stderr
// takes it.
func (s *settings) run(ctx context.Context) error {
	out := s.log.open()
	ctx, hangups, stop := service.UntilSignal(ctx, func(sentence string) { out.Info(sentence) })
	defer stop()
	err := s.serve(ctx, out, hangups)
	timeout := flushTimeout
	if ctx.Err() != nil { // it belongs to the time that stopping may take
		timeout = min(timeout, s.limits.DrainTimeout/20)
		if errors.Is(err, context.Canceled) {
			err = nil // the signal came before the server listened
		}
	}
	out.queue.Flush(timeout)
	return err
}

// serve serves until ctx ends, and reloads the content at every hangup. It starts to
// listen only when everything it needs is there.
func (s *settings) serve(ctx context.Context, out *serverLog, hangups <-chan os.Signal) error {
	logger := out.Logger
	// Near the limit of its control group Go collects garbage more often. GOMEMLIMIT
	// beats it; without a control group there is no limit.
	_, _ = memlimit.SetGoMemLimitWithOpts()
	if os.Getenv("GOMAXPROCS") == "" {
		quota.RaiseProcs()
	}
	passed, webPassed, err := s.sockets(logger)
	if err != nil {
		return err
	}
	store, report, err := site.Open(ctx, s.content.source(), site.Options{
		Host:    s.host,
		Door:    s.door(s.web != nil || len(webPassed) > 0),
		Poll:    s.poll,
		Collect: os.Getenv("GOGC") == "",
		Log:     logger,
	})
	if err != nil {
		return err
	}
	if store == nil {
		s.content.place(report.Problems)
		printUnless(ctx, report)
		return errPrinted
	}
	defer func() { _ = store.Close() }() // it is in memory

	kept := lru.NewShared(s.cache) // of both doors
	cache := render.NewCacheIn(kept)
	edit := newEditing(store, s.writing)
	var door *web.Server // nil without a web door
	metrics := admin.NewMetrics(admin.Sources{
		Doors:    sshd.DoorNames(),
		Causes:   append(sshd.Causes(), web.Causes()...),
		WebKinds: web.Kinds(),
		WebCodes: web.Codes(),

		Connections: func() map[string]int { return door.Connections() },
		Cache:       func() admin.Cache { stats := cache.Stats(); return admin.Cache(stats) },
		Dropped:     out.queue.Dropped,
		Problems:    func() int { return len(store.Report().Problems) },
		Changes:     func() map[string]int64 { return edit.made.Load().Changes() },
		Trash:       func() (int64, bool) { return edit.made.Load().TrashBytes() },
	})
	table, events := quota.NewTable(s.limits.Limits), logqueue.NewEvents(logger) // of both doors
	server, err := sshd.New(sshd.Config{
		Listen:    s.listen,
		Listeners: passed,
		HostKey:   s.hostKey,
		Authors:   authorsPath(s.authors, s.hostKey),
		Shown:     s.content.String(),
		Log:       logger,
		Limits:    s.limits,
		Table:     table,
		Events:    events,
		Balancers: s.balanced,
		Watcher:   metrics,
		Doors:     doors(store, edit, cache, s.pictures, s.host != "", func(c sshd.Client) bool { return s.drafts || c.Author != "" }),
		ReadCommand: func(local netip.AddrPort) string {
			site := store.Current().Archive.Site
			if s.host == "" {
				site.Host = cmp.Or(hostFor(site, local), site.Host)
			}
			site.Host = "reader@" + site.Host
			return site.SSH()
		},
	})
	if err != nil {
		return err
	}
	if err := server.Listen(ctx); err != nil {
		return err
	}
	if server.HasAuthors() { // else the log says that none can log in
		edit.announce(logger, s.content.String())
	}
	if s.web != nil || len(webPassed) > 0 {
		door = web.New(s.webConfig(store, web.Config{Listeners: webPassed, Table: table, Events: events, Watcher: metrics, Cache: kept, Log: logger}))
		if err := door.Listen(ctx); err != nil {
			return err
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { store.Run(ctx, hangups); return nil })
	if s.admin != "" {
		operator, err := admin.Listen(ctx, s.admin, admin.Options{
			Unready:  server.Unready,
			Problems: func() string { return strings.TrimSpace(problems(store.Report()) + "\n" + door.Problem()) },
			Metrics:  metrics,
			Profiles: s.profiles,
			Hosts:    s.hosts,
			Log:      logger,
		})
		if err != nil {
			return fmt.Errorf("%w: free it, or answer the operator on another address", err)
		}
		logger.Info("admin", "address", operator.Addr().String())
		group.Go(func() error { return operator.Serve(ctx) })
	}
	if door != nil {
		group.Go(func() error { return door.Serve(ctx) })
	}
	group.Go(func() error { return server.Serve(ctx) })
	return s.supervised(ctx, logger, func() { server.Alive(); door.Alive() }, group)
}

// keepDraftsHere has --drafts listen on the loopback, and refuses any other address.
func (s *settings) keepDraftsHere(cmd *cobra.Command) error {
	if !s.drafts {
		return nil
	}
	if s.listen == nil {
		s.listen = []string{draftsListen}
	}
	for _, listening := range []struct {
		flag, example string
		addresses     []string
	}{{"listen", draftsListen, s.listen}, {"web", draftsWeb, s.web}} {
		for _, address := range listening.addresses {
			host, _, _ := net.SplitHostPort(address) // the flag takes nothing else
			if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
				return misused(cmd, "--drafts shows drafts to all who connect, so it listens on the loopback alone: want --%s %s, not %s",
					listening.flag, listening.example, address)
			}
		}
	}
	return nil
}

// sockets returns the listeners that systemd has passed, for SSH and for the web. Where there
// are some for SSH, --listen is used only if it is given.
func (s *settings) sockets(logger *log.Logger) (passed, web []net.Listener, err error) {
	all, err := service.Sockets()
	if err != nil {
		return nil, nil, err
	}
	if s.drafts && len(all) > 0 {
		return nil, nil, errors.New("serve: --drafts listens on the loopback alone, and systemd has passed sockets: start it without them")
	}
	for _, socket := range all {
		if socket.Name == webSockets {
			web = append(web, socket.Listener)
		} else {
			passed = append(passed, socket.Listener)
		}
	}
	if s.tls.names != nil && s.web == nil && len(web) == 0 {
		s.web = []string{defaultSecure}
	}
	if len(web) > 0 {
		logger.Info("sockets from systemd for the web", "addresses", listen.Addresses(web))
	} else if s.web == nil && s.tls.names != nil {
		s.web = []string{defaultSecure}
	}
	if len(passed) == 0 {
		if s.listen == nil {
			s.listen = []string{defaultListen}
		}
		return nil, web, nil
	}
	use := "used as well"
	if s.listen == nil {
		use = "not used"
	}
	logger.Info("sockets from systemd", "addresses", listen.Addresses(passed), "listen", use)
	return passed, web, nil
}

// supervised tells the service manager, if there is one, that the server is ready, that
// it is alive, and that it stops. It returns when the group has ended.
func (s *settings) supervised(ctx context.Context, logger *log.Logger, alive func(), group *errgroup.Group) error {
	told := func(err error) {
		if err != nil {
			logger.Warn("service manager", "error", err)
		}
	}
	told(service.Ready())
	serving, stop := context.WithCancel(context.WithoutCancel(ctx)) // the watchdog watches the drain too
	defer stop()
	go func() { told(service.Watchdog(serving, alive, told)) }()
	group.Go(func() error {
		<-ctx.Done()
		told(service.Stopping())
		return nil
	})
	return group.Wait()
}

// problems returns what /readyz says of the content, or "".
func problems(report blog.Report) string {
	if len(report.Problems) == 0 {
		return ""
	}
	return "content: " + blog.Count(len(report.Problems), "problem") + ": pete check lists them"
}
