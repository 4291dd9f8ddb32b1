package web

import (
	"bytes"
	"net/http"

	"blog.example/pete/internal/command"
	"blog.example/pete/internal/search"
)

// text answers with what a command prints, such as that of "cat SLUG".
func (s *Server) text(w http.ResponseWriter, r *request, kind string, words ...string) bool {
	as(w, kindText)
	b, ok := s.cached(r, "text "+kind+" "+command.Join(words...), func() *body { return s.printed(r, kind, words) })
	if !ok {
		return true // the client is gone
	}
	if r.private {
		b = b.uncached()
	}
	b.serve(w, r.Request)
	return true
}

// printed returns what a command prints as a body, and with 404 what it says on stderr if
// that is all.
func (s *Server) printed(r *request, kind string, words []string) *body {
	out, wrong, failed := s.run(r, words)
	if failed && len(out) == 0 {
		b := newBody(typeText, wrong).negotiated()
		b.status = http.StatusNotFound
		return b
	}
	return newBody(kind, out).negotiated()
}

// uncached returns the body for a client that no cache stands for.
func (b *body) uncached() *body {
	own := *b
	own.cache = []string{cacheNever}
	return &own
}

// run returns what a command prints, and whether it has failed.
func (s *Server) run(r *request, words []string) (out, wrong []byte, failed bool) {
	var stdout, stderr bytes.Buffer
	status := command.Run(r.Context(), command.Env{
		Archive:  r.archive(),
		Host:     r.view.site.Host,
		Feeds:    r.view.snapshot.Feeds,
		Snapshot: r.view.snapshot,
		Index:    func() (*search.Index, error) { return r.view.snapshot.Index, nil },
		Stdout:   &stdout,
		Stderr:   &stderr,
		Version:  s.config.Version,
	}, command.Join(words...))
	return stdout.Bytes(), stderr.Bytes(), status != 0
}
