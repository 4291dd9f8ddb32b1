package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"strings"

	"blog.example/pete/internal/admin"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/search"
	"blog.example/pete/internal/service"
	"blog.example/pete/internal/sshd"
	"charm.land/log/v2"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

// settings are what pete serve is told.
type settings struct {
	content  *contentFlag
	listen   addresses
	hostKey  file
	admin    address
	hosts    hostNames
	log      logFormat
	profiles yes
	balanced networks
	cache    size
	limits   sshd.Limits
}

func serveCommand(content *contentFlag) *cobra.Command {
	s := &settings{
		content: content,
		listen:  addresses{all: []string{":2222"}},
		hostKey: hostKeyDefault,
		cache:   64 << 20,
		limits:  sshd.DefaultLimits(),
	}
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
			if err := fromEnvironment(cmd, "listen", hostKeyName, "proxy-protocol", "admin", "admin-host", "admin-pprof", "log-format",
				"render-cache", "max-readers", "max-per-source", "handshake-rate", "max-penalty", "handshake-timeout",
				"idle-timeout", "rest-after", "drain-timeout"); err != nil {
				return err
			}
			return s.run(cmd.Context())
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.Var(&s.listen, "listen", does("listen", "listen for readers on this address, :2222 if not given; may be given several times, or with commas"))
	f.Var(&s.hostKey, hostKeyName, does(hostKeyName, "identify with the key in this file, "+hostKeyDefault+" if not given; made on the first start"))
	f.Var(&s.balanced, "proxy-protocol", does("proxy-protocol", "take the source of connections from load balancers in these networks, which have to send a PROXY header"))
	f.Var(&s.admin, "admin", does("admin", "answer /livez, /readyz and /metrics on this address; without a host, on the loopback only"))
	f.Var(&s.hosts, "admin-host", does("admin-host", "answer there also to requests that call it by one of these names, beside localhost and addresses"))
	profiles := f.VarPF(&s.profiles, "admin-pprof", "", does("admin-pprof", "answer net/http/pprof there as well"))
	profiles.NoOptDefVal = "true"
	f.Var(&s.log, "log-format", does("log-format", "text or json; if not given, text on a terminal, else json"))
	f.Var(&s.cache, "render-cache", does("render-cache", fmt.Sprintf("keep this many bytes of posts laid out, %s if not given", &s.cache)))
	l := &s.limits
	number(f, &l.MaxReaders, "max-readers", "let in this many readers and scripts at once")
	number(f, &l.PerSource, "max-per-source", "take this many connections at once from one address, or IPv6 /64")
	number(f, &l.HandshakeRate, "handshake-rate", "let one address, or IPv6 /64, make this many handshakes a second; more have to wait")
	f.Var((*duration0)(&l.MaxPenalty), "max-penalty", does("max-penalty", "hold an address back for up to this long that opens connections for nothing, 10m if not given; 0 never does"))
	length(f, &l.HandshakeTimeout, "handshake-timeout", "give a connection this long to shake hands")
	length(f, &l.IdleTimeout, "idle-timeout", "close a reading room in which no key is pressed for this long, and a connection that says nothing")
	length(f, &l.RestAfter, "rest-after", "keep little of a reading room in which nothing happens for this long; its reader does not notice")
	length(f, &l.DrainTimeout, "drain-timeout", "take at most this long to end readers and commands and exit, when told to stop")
	return cmd
}

// run serves until a signal ends it. At the end the log is written as far as stderr
// takes it.
func (s *settings) run(ctx context.Context) error {
	out := s.log.open()
	ctx, stop := service.UntilSignal(ctx, func(sentence string) { out.Info(sentence) })
	defer stop()
	err := s.serve(ctx, out)
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

// serve serves until ctx ends. It starts to listen only when everything it
// needs is there.
func (s *settings) serve(ctx context.Context, out *serverLog) error {
	raiseProcs()
	heedMemoryLimit()
	archive, report := s.content.open()
	if archive == nil {
		printUnless(ctx, report)
		return errPrinted
	}
	logger := out.Logger
	logProblems(logger, report.Problems)
	collect(archive)
	index, err := search.Open(archive)
	if err != nil {
		return err
	}
	defer func() { _ = index.Close() }() // it lies in memory

	cache := render.NewCache(int(s.cache))
	metrics := admin.NewMetrics(admin.Sources{
		Doors:   sshd.DoorNames(),
		Causes:  sshd.Causes(),
		Cache:   func() admin.Cache { stats := cache.Stats(); return admin.Cache(stats) },
		Dropped: out.queue.Dropped,
	})
	passed, err := s.sockets(logger)
	if err != nil {
		return err
	}
	server, err := sshd.New(sshd.Config{
		Listen:    s.listen.all,
		Listeners: passed,
		HostKey:   string(s.hostKey),
		Log:       logger,
		Limits:    s.limits,
		Balancers: s.balanced,
		Watcher:   metrics,
		Doors:     doors(archive, index, cache),
	})
	if err != nil {
		return err
	}
	if err := server.Listen(ctx); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.finishStartup() })
	if s.admin != "" {
		operator, err := admin.Listen(ctx, string(s.admin), admin.Options{
			Unready:  server.Unready,
			Metrics:  metrics,
			Profiles: bool(s.profiles),
			Hosts:    s.hosts,
			Log:      logger,
		})
		if err != nil {
			return fmt.Errorf("%w: free it, or answer the operator on another address", err)
		}
		logger.Info("admin", "address", operator.Addr().String())
		group.Go(func() error { return operator.Serve(ctx) })
	}
	group.Go(func() error { return server.Serve(ctx) })
	return s.supervised(ctx, logger, server, group)
}

// sockets returns the listeners that systemd has passed. Where there are some,
// --listen is used only if it is given.
func (s *settings) sockets(logger *log.Logger) ([]net.Listener, error) {
	passed, err := service.Sockets()
	if err != nil || len(passed) == 0 {
		return nil, err
	}
	listen := "used as well"
	if !s.listen.given {
		s.listen.all, listen = nil, "not used"
	}
	var names []string
	for _, l := range passed {
		names = append(names, l.Addr().String())
	}
	logger.Info("sockets from systemd", "addresses", strings.Join(names, ","), "listen", listen)
	return passed, nil
}

// supervised tells the service manager, if there is one, that the server is ready, that
// it is alive, and that it stops. It returns when the group has ended.
func (s *settings) supervised(ctx context.Context, logger *log.Logger, server *sshd.Server, group *errgroup.Group) error {
	told := func(err error) {
		if err != nil {
			logger.Warn("service manager", "error", err)
		}
	}
	told(service.Ready())
	serving, stop := context.WithCancel(context.WithoutCancel(ctx)) // the watchdog watches the drain too
	defer stop()
	go func() { told(service.Watchdog(serving, server.Alive, told)) }()
	group.Go(func() error {
		<-ctx.Done()
		told(service.Stopping())
		return nil
	})
	return group.Wait()
}

// finishStartup gives back what making the index took.
func (s *settings) finishStartup() error {
	debug.FreeOSMemory() // as much again as it has
	return nil
}
