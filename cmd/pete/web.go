package main

import (
	"blog.example/pete/internal/site"
	"blog.example/pete/internal/web"
	"charm.land/log/v2"
)

// webConfig returns what the web door is made of.
func (s *settings) webConfig(store *site.Store, logger *log.Logger) web.Config {
	c := web.Config{
		Listen: s.web, Snapshots: store, Host: s.host, Version: version(),
		CacheBytes: s.cache, Log: logger, DrainTimeout: s.limits.DrainTimeout * 9 / 10,
	}
	if s.drafts {
		c.Snapshots = store.ForAuthors()
	}
	return c
}
