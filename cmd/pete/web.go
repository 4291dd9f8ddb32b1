package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"strings"

	"blog.example/pete/internal/site"
	"blog.example/pete/internal/sshd"
	"blog.example/pete/internal/web"
	"charm.land/log/v2"
	"github.com/spf13/cobra"
	_ "golang.org/x/crypto/x509roots/fallback" // an image with Pete alone has no roots to know a CA by
)

// openWeb returns the web door, which listens, or nil if there is to be none.
func (s *settings) openWeb(ctx context.Context, store *site.Store, logger *log.Logger) (*web.Server, error) {
	if s.web == nil {
		return nil, nil //nolint:nilnil // there is none
	}
	door := web.New(s.webConfig(store, logger))
	return door, door.Listen(ctx)
}

// webConfig returns what the web door is made of.
func (s *settings) webConfig(store *site.Store, logger *log.Logger) web.Config {
	c := web.Config{
		Listen: s.web, Snapshots: store, Host: s.host, Version: version(),
		CacheBytes: s.cache, Log: logger, DrainTimeout: s.limits.DrainTimeout * 9 / 10,
	}
	if s.drafts {
		c.Snapshots = store.ForAuthors()
	}
	if s.tls.names != nil {
		c.TLS = &web.TLS{Names: s.tls.names, HSTS: s.tls.hsts, CA: s.tls.ca, Email: s.tls.email, State: s.tls.state}
		if s.tls.plain != "" {
			c.TLS.Plain = []string{s.tls.plain}
		}
	}
	return c
}

// completeWeb sets what follows from --web-tls, and refuses what does not go with it.
func (s *settings) completeWeb(cmd *cobra.Command) error {
	switch {
	case s.tls.names == nil && s.tls.hsts:
		return misused(cmd, "--web-hsts is said over HTTPS alone: want --web-tls NAME with it, or have the proxy say it")
	case s.tls.names == nil:
		return nil
	case s.drafts:
		return misused(cmd, "--drafts shows drafts to all who connect, and --web-tls is for all the world: want one of them")
	}
	if s.web == nil {
		s.web = []string{defaultSecure}
	}
	first, _, _ := strings.Cut(os.Getenv("STATE_DIRECTORY"), ":") // systemd may pass several
	s.tls.state = cmp.Or(s.tls.state, first)
	if s.tls.state == "" {
		return misused(cmd, "--web-tls has certificates and keys to keep, and $STATE_DIRECTORY names no directory: want --state DIR")
	}
	if sshd.Within(s.tls.state, s.content.String()) {
		return fmt.Errorf("state %s: it lies in %s, which readers see: put it elsewhere, and give its path with --state", s.tls.state, s.content.String())
	}
	return nil
}
