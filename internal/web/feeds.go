package web

import (
	"net/http"
	"time"

	"blog.example/pete/internal/render/feed"
)

// feed answers with the feed of a tag, or of the blog for "", in the format that has the name.
// Any page of the web may read it. One without entries is none.
func (s *Server) feed(w http.ResponseWriter, r *request, name, tag string) bool {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	return s.send(w, r, name+" "+tag, func() *body {
		kind, text, err := r.view.snapshot.Feeds.Named(name, tag)
		if err != nil { // feed.ErrEmpty
			return nil
		}
		return newBody(kind, text).withModified(time.Now())
	})
}

// sitemap returns the pages of the door for search engines, or nil if its address is not known.
func (v *view) sitemap() *body {
	text := feed.Sitemap(v.snapshot.Archive)
	if text == nil {
		return nil
	}
	return newBody("application/xml; charset=utf-8", text)
}

// robots returns what robots may ask for. Drafts are for none of them.
func (v *view) robots() *body {
	if v.snapshot.Archive.Authors {
		return newBody(typeText, []byte("User-agent: *\nDisallow: /\n"))
	}
	return newBody(typeText, []byte(feed.Robots(v.site)))
}
