package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"blog.example/pete/internal/admin"
	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/search"
	"blog.example/pete/internal/sshd"
	"charm.land/log/v2"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

// settings are what pete serve is told.
type settings struct {
	content  *contentFlag
	listen   address
	hostKey  file
	admin    address
	log      logFormat
	profiles yes
	balanced networks
	cache    size
	limits   sshd.Limits
}

func serveCommand(content *contentFlag) *cobra.Command {
	s := &settings{
		content: content,
		listen:  ":2222",
		hostKey: hostKeyDefault,
		cache:   64 << 20,
		limits:  sshd.DefaultLimits(),
	}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the blog over SSH",
		Long: "Serve the blog over SSH until SIGINT or SIGTERM, which say good-bye to every reader first. " +
			"A flag beats its variable in the environment.",
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := content.choose(cmd); err != nil {
				return err
			}
			if err := fromEnvironment(cmd, "listen", hostKeyName, "proxy-protocol", "admin", "admin-pprof", "log-format",
				"render-cache", "max-readers", "max-per-source", "handshake-timeout", "idle-timeout", "rest-after", "drain-timeout"); err != nil {
				return err
			}
			// Only serve has somebody to say good-bye to: elsewhere a signal kills.
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			context.AfterFunc(ctx, stop) // and so does a second one
			return s.serve(ctx)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.Var(&s.listen, "listen", does("listen", "listen for readers on this address, :2222 if not given"))
	f.Var(&s.hostKey, hostKeyName, does(hostKeyName, "identify with the key in this file, "+hostKeyDefault+" if not given; made on the first start"))
	f.Var(&s.balanced, "proxy-protocol", does("proxy-protocol", "take the source of connections from load balancers in these networks, which have to send a PROXY header"))
	f.Var(&s.admin, "admin", does("admin", "answer /livez, /readyz and /metrics on this address; without a host, on the loopback only"))
	profiles := f.VarPF(&s.profiles, "admin-pprof", "", does("admin-pprof", "answer net/http/pprof there as well"))
	profiles.NoOptDefVal = "true"
	f.Var(&s.log, "log-format", does("log-format", "text or json; if not given, text on a terminal, else json"))
	f.Var(&s.cache, "render-cache", does("render-cache", fmt.Sprintf("keep this many bytes of posts laid out, %s if not given", &s.cache)))
	l := &s.limits
	number(f, &l.MaxReaders, "max-readers", "let in this many readers and scripts at once")
	number(f, &l.PerSource, "max-per-source", "take this many connections at once from one address, or IPv6 /64")
	length(f, &l.HandshakeTimeout, "handshake-timeout", "give a connection this long to shake hands")
	length(f, &l.IdleTimeout, "idle-timeout", "close a reading room in which no key is pressed for this long, and a connection that says nothing")
	length(f, &l.RestAfter, "rest-after", "keep little of a reading room in which nothing happens for this long; its reader does not notice")
	length(f, &l.DrainTimeout, "drain-timeout", "give readers this long to leave when told to stop")
	return cmd
}

// serve serves until ctx ends. It starts to listen only when everything it
// needs is there.
func (s *settings) serve(ctx context.Context) error {
	raiseProcs()
	heedMemoryLimit()
	archive, report := s.content.begin()
	if archive == nil {
		_ = printReport(os.Stderr, report) // stderr is the last resort
		return errPrinted
	}
	logger := s.log.logger(os.Stderr)
	// The ssh library and net/http report there what they recover from.
	slog.SetDefault(slog.New(logger))
	logProblems(logger, report.Problems)
	collect(archive)
	index, err := search.Start(archive)
	if err != nil {
		return err
	}
	defer func() { _ = index.Close() }() // it lies in memory

	cache := render.NewCache(int(s.cache))
	metrics := admin.NewMetrics(admin.Sources{
		Doors:  sshd.DoorNames(),
		Causes: sshd.Causes(),
		Cache:  func() admin.Cache { stats := cache.Stats(); return admin.Cache(stats) },
	})
	server, err := sshd.New(sshd.Config{
		Listen:    string(s.listen),
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
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.settle(ctx, logger, archive, index) })
	if s.admin != "" {
		operator, err := admin.Listen(ctx, string(s.admin), admin.Options{
			Unready:  server.Unready,
			Metrics:  metrics,
			Profiles: bool(s.profiles),
		})
		if err != nil {
			return fmt.Errorf("%w: free it, or answer the operator on another address", err)
		}
		logger.Info("admin", "address", operator.Addr().String())
		group.Go(func() error { return operator.Serve(ctx) })
	}
	group.Go(func() error { return server.Serve(ctx) })
	return group.Wait()
}

// settle is what readers need not wait for: the index, and what is wrong in the
// bodies of a large blog.
func (s *settings) settle(ctx context.Context, logger *log.Logger, archive *blog.Archive, index *search.Index) error {
	err := index.Wait(ctx)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		logger.Error("not indexed: whoever searches is told so", "error", err)
	} else {
		logger.Info("indexed", "posts", len(archive.Posts))
	}
	logProblems(logger, s.content.check(ctx, archive))
	debug.FreeOSMemory() // making the index took as much again as it has
	return nil
}

// logProblems logs what a check would list. Its errors are posts that are left out,
// and what was found wrong while posts were served already.
func logProblems(logger *log.Logger, problems []blog.Problem) {
	for _, p := range problems {
		say := logger.Warn
		if p.Severity != blog.Warning {
			say = logger.Error
		}
		say("content", "path", blog.Printable(p.Path), "line", p.Line, "wrong", blog.Printable(p.Wrong), "mend", blog.Printable(p.Mend))
	}
}

// logFormat is a flag's value: text, json, or empty for whichever fits.
type logFormat string

const (
	logText logFormat = "text"
	logJSON logFormat = "json"
)

func (f *logFormat) String() string { return string(*f) }
func (f *logFormat) Type() string   { return "FORMAT" }

func (f *logFormat) Set(s string) error {
	switch format := logFormat(strings.ToLower(s)); format {
	case logText, logJSON:
		*f = format
		return nil
	}
	return errors.New("want text or json")
}

// logger writes to w, in UTC: one clock for every host that logs are read on.
func (f logFormat) logger(w io.Writer) *log.Logger {
	options := log.Options{ReportTimestamp: true, TimeFunction: log.NowUTC, TimeFormat: time.RFC3339}
	file, isFile := w.(term.File)
	onTerminal := isFile && term.IsTerminal(file.Fd())
	if f == logJSON || (f == "" && !onTerminal) {
		options.Formatter = log.JSONFormatter
	}
	return log.NewWithOptions(w, options)
}
