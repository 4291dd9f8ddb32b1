package web

import (
	"bytes"
	"cmp"
	"net/http"

	"blog.example/pete/internal/command"
	"blog.example/pete/internal/search"
)

// text answers with what a command prints, such as that of "cat SLUG". private says that no
// cache may keep it, since the client has not asked for this form by a header that caches
// know.
func (s *Server) text(w http.ResponseWriter, r *http.Request, v *view, kind string, private bool, words ...string) {
	create := func() *body {
		out, wrong, status := s.run(r, v, words)
		b := newBody(kind, out).negotiated()
		if status != 0 && len(out) == 0 {
			b = newBody(typeText, wrong).negotiated()
			b.status = http.StatusNotFound
		}
		return b
	}
	var b *body
	if len(words) > 0 && words[0] == "search" {
		b = create()
		private = true
	} else {
		b = s.cached(v, "text "+kind+" "+command.Join(words...), create)
	}
	if private {
		b = b.uncached()
	}
	b.serve(w, r)
}

// uncached returns the body for a client that no cache stands for.
func (b *body) uncached() *body {
	own := *b
	own.cache = []string{cacheNever}
	return &own
}

// run returns what a command prints.
func (s *Server) run(r *http.Request, v *view, words []string) (out, wrong []byte, status int) {
	var stdout, stderr bytes.Buffer
	status = command.Run(r.Context(), command.Env{
		Archive: v.snapshot.Archive,
		Host:    v.site.Host,
		Feeds:   v.snapshot.Feeds,
		Index:   func() (*search.Index, error) { return v.snapshot.Index, nil },
		Stdout:  &stdout,
		Stderr:  &stderr,
		Version: cmp.Or(s.config.Version, "(devel)"),
	}, command.Join(words...))
	return stdout.Bytes(), stderr.Bytes(), status
}
