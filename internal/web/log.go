package web

import (
	"net/http"
	"net/url"
	"path"
	"time"

	"blog.example/pete/internal/guard"
	"blog.example/pete/internal/logqueue"
)

// doorWeb is the name of this door in the log.
const doorWeb = "web"

// answered counts a request, and writes its line. Nothing is kept of what was looked for, nor
// of where the client has been but for the host of the page that led here.
func (s *Server) answered(a *answer, r *http.Request) {
	took := time.Since(a.begun)
	code := codeOf(a.status)
	s.watcher.Answered(a.kind, code, a.bytes, took)
	c, ok := clientOf(r)
	if !ok {
		return
	}
	s.events.Write(logqueue.Event{Source: c.name, Message: "request", Noun: "requests", Kind: doorWeb + "_" + code}, func() []any {
		fields := []any{
			"source", c.name,
			"door", doorWeb,
			"method", logqueue.Escaped(16, r.Method),
			"path", logqueue.Field(path.Clean("/" + r.URL.Path)),
			"status", a.status,
			"bytes", a.bytes,
			"ms", float64(took.Microseconds()) / 1000,
			"agent", logqueue.Field(r.UserAgent()),
		}
		if from, err := url.Parse(r.Referer()); err == nil && from.Hostname() != "" {
			fields = append(fields, "from", logqueue.Field(from.Hostname()))
		}
		if r.ProtoMajor > 1 {
			fields = append(fields, "protocol", "h2")
		}
		return fields
	})
}

// panicked writes a line about a panic.
func (s *Server) panicked(r *http.Request, caught *guard.Panic) {
	c, _ := clientOf(r)
	s.events.Panicked(caught, "source", c.name, "door", doorWeb, "path", logqueue.Field(r.URL.Path))
}
