package markdown

import (
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/html"
)

// mediaName returns what a link to a medium is called.
func mediaName(n *html.Node, src string) string {
	kind := attr(n.Attr, "data-media")
	if kind == "embed" || kind == "object" {
		kind = "iframe"
	}
	name := attr(n.Attr, "title")
	if name == "" {
		name = attr(n.Attr, "aria-label")
	}
	u, err := url.Parse(src)
	host := ""
	if err == nil {
		host = strings.TrimPrefix(u.Hostname(), "www.")
	}
	switch {
	case strings.Contains(host, "youtube") || strings.Contains(host, "vimeo") || host == "youtu.be":
		kind = "video"
	case kind == "iframe" && strings.Contains(host, "soundcloud"):
		kind = "audio"
	case kind == "iframe":
		kind = "frame"
	}
	if name == "" && kind != "frame" && (host == "" || strings.Contains(path.Base(src), ".")) && err == nil {
		name = path.Base(u.Path)
	}
	if name == "" {
		name = host
	}
	if name == "" || name == "." || name == "/" {
		return kind
	}
	return kind + ": " + oneLined(name)
}

// watchAddress returns the address of the page that shows what a frame has.
func watchAddress(src string) string {
	if strings.HasPrefix(src, "//") {
		src = "https:" + src
	}
	u, err := url.Parse(src)
	if err != nil {
		return src
	}
	host := strings.TrimPrefix(u.Hostname(), "www.")
	id := path.Base(u.Path)
	switch {
	case (host == "youtube.com" || host == "youtube-nocookie.com") && strings.HasPrefix(u.Path, "/embed/") && id != "videoseries",
		host == "youtube.com" && strings.HasPrefix(u.Path, "/v/"):
		return "https://www.youtube.com/watch?v=" + id
	case host == "player.vimeo.com":
		return "https://vimeo.com/" + id
	}
	return src
}
