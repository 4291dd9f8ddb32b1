package markdown

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

// pictures are the names of tags that show a picture.
var pictures = regexp.MustCompile(`^(?:.*-)?(?:figure|fig|img|image|images|picture|photo|figimg|imgproc|resize|thumbnail|zoomimg|lazyimg|illustration|screenshot|svg|gif)(?:-.*)?$`)

// services are where media of other sites are found.
var services = []struct{ name, label, address string }{
	{"youtube", "video on YouTube", "https://www.youtube.com/watch?v=%s"},
	{"yt", "video on YouTube", "https://www.youtube.com/watch?v=%s"},
	{"vimeo", "video on Vimeo", "https://vimeo.com/%s"},
	{"bilibili", "video on Bilibili", "https://www.bilibili.com/video/%s"},
	{"dailymotion", "video on Dailymotion", "https://www.dailymotion.com/video/%s"},
	{"loom", "video on Loom", "https://www.loom.com/share/%s"},
	{"peertube", "video", "%s"},
	{"twitch", "video on Twitch", "https://www.twitch.tv/videos/%s"},
	{"gist", "gist", "https://gist.github.com/%s"},
	{"tweet", "post on X", "https://x.com/i/status/%s"},
	{"twitter", "post on X", "https://x.com/i/status/%s"},
	{"x", "post on X", "https://x.com/i/status/%s"},
	{"x-simple", "post on X", "https://x.com/i/status/%s"},
	{"instagram", "post on Instagram", "https://www.instagram.com/p/%s/"},
	{"asciinema", "recording on asciinema", "https://asciinema.org/a/%s"},
	{"codepen", "CodePen", "https://codepen.io/%s"},
	{"jsfiddle", "JSFiddle", "https://jsfiddle.net/%s"},
	{"speakerdeck", "slides on Speaker Deck", "https://speakerdeck.com/player/%s"},
	{"spotify", "Spotify", "https://open.spotify.com/%s"},
	{"soundcloud", "SoundCloud", "https://soundcloud.com/%s"},
	{"github", "GitHub", "https://github.com/%s"},
	{"mastodon", "post on Mastodon", "%s"},
	{"wikipedia", "Wikipedia", "https://en.wikipedia.org/wiki/%s"},
	{"video", "video", "%s"},
	{"mp4", "video", "%s"},
	{"webm", "video", "%s"},
	{"audio", "audio", "%s"},
	{"mp3", "audio", "%s"},
	{"iframe", "frame", "%s"},
	{"embed", "frame", "%s"},
	{"pdf", "PDF", "%s"},
	{"oembed", "frame", "%s"},
}

// service returns a link to what a tag shows of another site.
func (t *tag) service() string {
	if provider := t.get("provider"); provider != "" && t.name == "video" {
		t.name = strings.ToLower(provider)
	}
	for _, s := range services {
		part := len(s.name) > 3 && strings.Contains("-"+t.name+"-", "-"+s.name+"-") // such as lite-vimeo
		if t.name != s.name && !part && (s.name != "youtube" || !strings.Contains(t.name, s.name)) {
			continue
		}
		id := t.get("id", "src", "url", "href", "video", "videoid", "mp4", "webm", "mp3", "file", "key", "repo", "source", "0")
		if id == "" && len(t.args) > 0 {
			id = t.args[0].value
		}
		if id == "" {
			return ""
		}
		address := id
		switch user := t.get("user", "username"); {
		case strings.Contains(id, "://") || strings.HasPrefix(id, "/"):
		case s.name == "gist" && t.get("1") != "":
			address = fmt.Sprintf(s.address, id+"/"+t.get("1"))
		case s.name == "gist" && user != "":
			address = fmt.Sprintf(s.address, user+"/"+id)
		case s.name == "codepen" && user != "":
			address = fmt.Sprintf(s.address, user+"/pen/"+id)
		case strings.HasSuffix(s.label, "on X") && user != "":
			address = "https://x.com/" + user + "/status/" + id
		case strings.HasSuffix(s.label, "on X") && t.get("1") != "":
			address = "https://x.com/" + id + "/status/" + t.get("1")
		case strings.Contains(s.address, "://"):
			address = fmt.Sprintf(s.address, id)
		}
		return "[" + escape(t.label(s.label)) + "](" + destination(address) + ")"
	}
	return ""
}

// label returns a name with the title of a tag, if it has one.
func (t *tag) label(name string) string {
	if title := t.get("title", "caption", "alt", "label", "text", "name"); title != "" {
		return name + ": " + oneLined(title)
	}
	return name
}

// picture returns the picture that a tag shows.
func (t *tag) picture() string {
	src := t.get("src", "url", "path", "image", "img", "file", "filename", "image-path", "image_path", "href")
	var words []string
	for _, a := range t.args {
		if a.key != "" {
			continue
		}
		if src == "" && strings.ContainsAny(a.value, "/.") && !strings.Contains(a.value, " ") {
			src = a.value
		} else if src != "" && !size.MatchString(a.value) {
			words = append(words, a.value)
		}
	}
	if src == "" {
		if src = t.get("0", "name"); src == "" {
			return ""
		}
	}
	alt, title := t.get("alt"), t.get("caption", "title")
	if title == "" && len(words) > 0 {
		title = words[0]
	}
	if alt == "" {
		alt, title = title, ""
	}
	if alt == "" {
		alt = path.Base(src)
	}
	picture := "![" + escape(oneLined(alt)) + "](" + destination(src)
	if title != "" && title != alt {
		picture += ` "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(oneLined(title)) + `"`
	}
	picture += ")"
	if link := t.get("link", "href"); link != "" && link != src {
		picture = "[" + picture + "](" + destination(link) + ")"
	}
	return picture
}

var size = regexp.MustCompile(`^\d+(?:px|%)?(?:x\d*)?$`)
