package sshd

import (
	"sync"
	"sync/atomic"
	"time"

	"blog.example/pete/internal/quota"
)

// revoker ends the sessions of authors whose keys were removed. It looks at the file only
// while an author is connected.
type revoker struct {
	server  *Server
	looking atomic.Bool
	looked  quota.Timestamp

	mu      sync.Mutex
	lacking map[*conn]bool // authors' connections; true if the last look did not find the key
}

func newRevoker(s *Server) *revoker { return &revoker{server: s, lacking: map[*conn]bool{}} }

// watch has a connection's key looked for until the connection is closed.
func (r *revoker) watch(c *conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lacking[c] = false
	r.looked.Set(time.Now())
	c.registry.table.Sweeper.Add(r)
}

// Sweep implements quota.Swept. A file system may not answer, so looking has a goroutine.
func (r *revoker) Sweep(now time.Time) {
	if r.looked.Past(now, r.server.limits.AuthorsPeriod) && r.looking.CompareAndSwap(false, true) {
		go func() {
			defer r.looking.Store(false)
			r.look()
			r.looked.Set(time.Now())
		}()
	}
}

// look revokes the connections whose keys the file has lacked twice in a row: editors
// replace a file by removing it first.
func (r *revoker) look() {
	r.mu.Lock()
	defer r.mu.Unlock()
	var keys []AuthorKey
	for c := range r.lacking {
		if c.ctx.Err() != nil {
			delete(r.lacking, c)
			continue
		}
		keys = append(keys, *c.author.Load())
	}
	if len(r.lacking) == 0 {
		r.server.conns.table.Sweeper.Remove(r)
		return
	}
	removed := map[string]bool{}
	for _, key := range r.server.authors.removed(keys) {
		removed[key.Fingerprint] = true
	}
	for c, lacked := range r.lacking {
		key := c.author.Load()
		r.lacking[c] = removed[key.Fingerprint]
		if lacked && removed[key.Fingerprint] {
			delete(r.lacking, c)
			r.revoke(c, key)
		}
	}
}

// revoke ends the sessions of a connection. The connection is closed when the client has
// had CloseTimeout to hang up.
func (r *revoker) revoke(c *conn, key *AuthorKey) {
	c.revoked.Set(time.Now())
	r.server.sessions.revoke(c)
	r.server.log.login(c.origin.String(), "author's key removed",
		"author", key.Name,
		"key", key.Fingerprint,
		"source", host(c.RemoteAddr()),
	)
}
