package markdown

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
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

// sources are the arguments that name the file of a picture.
var sources = []string{"src", "url", "path", "image", "img", "file", "filename", "source", "image-path", "image_path"}

var (
	pictureFile = regexp.MustCompile(`(?i)^\S.*\.(?:png|jpe?g|gif|svg|webp|avif|bmp|jxl)(?:[?#]\S*)?$`)
	sourceName  = regexp.MustCompile(`^(?:src|file|image|img|picture|photo)[\w-]*$`)
)

// showsPicture reports whether a tag of any name has the file of a picture: then it shows it.
func (t *tag) showsPicture() bool { return t.pictureSource() != "" }

func (t *tag) pictureSource() string {
	for _, a := range t.args {
		named := slices.Contains(sources, a.key) || sourceName.MatchString(a.key)
		if pictureFile.MatchString(a.value) && (named || a.key == "" && !strings.Contains(a.value, " ")) {
			return a.value
		}
	}
	return ""
}

// picture returns the picture that a tag shows, and those that are named beside it.
func (t *tag) picture() string {
	src := t.get(sources...)
	behind := src != "" // an argument without a name is behind the file
	if !behind {
		src = cmp.Or(t.pictureSource(), t.get("href"))
	}
	var words, others []string
	for _, a := range t.args {
		if behind = behind || a.value == src; a.key != "" || a.value == src || src != "" && !behind {
			continue
		}
		if src != "" && pictureFile.MatchString(a.value) && !strings.Contains(a.value, " ") {
			others = append(others, " !["+escape(path.Base(a.value))+"]("+destination(a.value)+")")
		} else if src == "" && strings.ContainsAny(a.value, "/.") && !strings.Contains(a.value, " ") {
			src, behind = a.value, true
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
	return picture + strings.Join(others, "")
}

var size = regexp.MustCompile(`^\d+(?:px|%)?(?:x\d*)?$`)
