package web

import (
	"net/http"
	"net/url"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/site"
)

// cacheFile is how long a file may be shown without being asked for again. A page has many
// pictures, and to ask for each takes as long as to fetch small ones.
const cacheFile = "public, max-age=300"

// sandboxed keeps what an author has written as a page or a drawing from running scripts as
// this site.
const sandboxed = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox"

// file answers with a file of the content directory, or a part of one.
func (s *Server) file(w http.ResponseWriter, r *request) bool {
	var asset *site.Asset
	if !s.compute(r.Request, func() { asset = r.view.fileAt(r.URL.Path) }) {
		return true // the client is gone
	}
	if asset == nil {
		return false
	}
	defer func() { _ = asset.Close() }() // it was read
	as(w, kindFile)
	h := w.Header()
	h.Set("Content-Type", asset.ContentType)
	h.Set("Etag", asset.ETag)
	h.Set("Cache-Control", cacheFile)
	if asset.Sandbox {
		h.Set("Content-Security-Policy", sandboxed)
	}
	if asset.Attachment {
		h.Set("Content-Disposition", "attachment")
	}
	http.ServeContent(w, r.Request, "", asset.ModTime, asset)
	return true
}

// fileAt opens the file that is at a path. It returns nil if there is none, and for a picture
// that cannot be shown without its metadata.
func (v *view) fileAt(path string) *site.Asset {
	name, ok := v.snapshot.Archive.FileAt(path)
	if !ok {
		return nil
	}
	asset, err := v.snapshot.OpenFile(name)
	if err != nil {
		return nil
	}
	return asset
}

// fileAddress returns the path of a file on this door, escaped, or "" if readers may not have
// it.
func (v *view) fileAddress(file string) string {
	address := v.snapshot.Archive.FileAddress(file)
	if address == "" {
		return ""
	}
	return (&url.URL{Path: address}).EscapedPath()
}

// picture returns the path of a picture on this door, and how many pixels it has.
func (v *view) picture(l blog.Link) (src string, width, height int, ok bool) {
	if l.File == "" {
		return "", 0, 0, false
	}
	width, height, _ = v.snapshot.PictureSize(l.File)
	src = v.fileAddress(l.File)
	return src, width, height, src != ""
}
