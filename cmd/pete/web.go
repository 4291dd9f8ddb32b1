package main

import (
	"cmp"
	"fmt"
	"os"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/site"
	"blog.example/pete/internal/sshd"
	"blog.example/pete/internal/web"
	"github.com/spf13/cobra"
	_ "golang.org/x/crypto/x509roots/fallback" // an image with Pete alone has no roots to know a CA by
)

// door returns what the blog knows of the web door, if there is one.
func (s *settings) door(isThere bool) *blog.Door {
	if !isThere {
		return nil
	}
	return &blog.Door{Address: s.webURL, Names: s.tls.names}
}

// webConfig returns what the web door is made of: what is shared with the other door, and
// what the flags say.
func (s *settings) webConfig(store *site.Store, shared web.Config) web.Config {
	c := shared
	c.Listen, c.Balancers, c.Proxies, c.LocalNames = s.web, s.balanced, s.proxies, s.drafts
	c.Snapshots, c.Host, c.Version = store, s.host, version()
	c.Limits = web.DefaultLimits()
	c.Limits.DrainTimeout = s.limits.DrainTimeout * 9 / 10
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
