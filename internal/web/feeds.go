package web

import (
	"errors"
	"net/http"

	"blog.example/pete/internal/render/feed"
)

// The media types of what programs read.
const (
	typeAtom     = "application/atom+xml; charset=utf-8"
	typeJSONFeed = "application/feed+json; charset=utf-8"
	typeXML      = "application/xml; charset=utf-8"
)

// feed answers with the Atom feed of a tag, or of the blog for "".
func (s *Server) atom(w http.ResponseWriter, r *http.Request, v *view, tag string) {
	s.feed(w, r, v, "atom "+tag, typeAtom, func() ([]byte, error) { return v.snapshot.Feeds.Atom(tag) })
}

func (s *Server) json(w http.ResponseWriter, r *http.Request, v *view) {
	s.feed(w, r, v, "json", typeJSONFeed, func() ([]byte, error) { return v.snapshot.Feeds.JSON("") })
}

func (s *Server) feed(w http.ResponseWriter, r *http.Request, v *view, name, kind string, write func() ([]byte, error)) {
	s.send(w, r, v, name, func() *body {
		made, err := write()
		if errors.Is(err, feed.ErrEmpty) || err != nil {
			return nil
		}
		return newBody(kind, made)
	})
}
