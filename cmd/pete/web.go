package main

import (
	"net"

	"blog.example/pete/internal/admin"
	"blog.example/pete/internal/logqueue"
	"blog.example/pete/internal/quota"
	"blog.example/pete/internal/site"
	"blog.example/pete/internal/web"
	"charm.land/log/v2"
)

// webConfig returns what the web door is made of.
func (s *settings) webConfig(store *site.Store, table *quota.Table, passed []net.Listener, events *logqueue.Events, metrics *admin.Metrics, logger *log.Logger) web.Config {
	c := web.Config{
		Listen: s.web, Listeners: passed, Balancers: s.balanced, Proxies: s.proxies, LocalNames: s.drafts,
		Snapshots: store, Host: s.host, Version: version(), CacheBytes: s.cache,
		Limits: web.DefaultLimits(), Table: table, Events: events, Watcher: metrics, Log: logger,
	}
	c.Limits.DrainTimeout = s.limits.DrainTimeout * 9 / 10
	if s.drafts {
		c.Snapshots = store.ForAuthors()
	}
	return c
}
