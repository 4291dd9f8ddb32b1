package web

import "net/http"

// The media types of what programs read.
const (
	typeAtom     = "application/atom+xml; charset=utf-8"
	typeJSONFeed = "application/feed+json; charset=utf-8"
	typeXML      = "application/xml; charset=utf-8"
)

// atom answers with the Atom feed of a tag, or of the blog for "".
func (s *Server) atom(w http.ResponseWriter, r *request, tag string) bool {
	return s.feed(w, r, "atom "+tag, typeAtom, func() ([]byte, error) { return r.view.snapshot.Feeds.Atom(tag) })
}

// json answers with the JSON Feed of the blog.
func (s *Server) json(w http.ResponseWriter, r *request) bool {
	return s.feed(w, r, "json", typeJSONFeed, func() ([]byte, error) { return r.view.snapshot.Feeds.JSON("") })
}

// feed answers with a feed that any page of the web may read. One without entries is none.
func (s *Server) feed(w http.ResponseWriter, r *request, name, kind string, write func() ([]byte, error)) bool {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	return s.send(w, r, name, func() *body {
		made, err := write()
		if err != nil { // feed.ErrEmpty, or a bug of the encoder
			return nil
		}
		return newBody(kind, made)
	})
}
