package blogtest

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing/fstest"
)

// Seen says who sees a text of [Secrets].
type Seen int

// A Listed post is everywhere. A Page is in the list of pages. A Translated text is in no
// list, but the Listed post beside it names it. An Unlisted one is in no list. All three
// open by their slugs. A Hidden text is nowhere.
const (
	Listed Seen = iota
	Page
	Translated
	Unlisted
	Hidden
)

// Secret is a text with words of its own.
type Secret struct {
	Kind string // how its state is written
	Seen Seen
	Path string
	Slug string // one of its words
	// Words has a word for each place in which the text says something: title, summary, tag
	// and so on.
	Words map[string]string
}

// Secrets is a blog whose texts are in every state, each with words that no other text
// has.
type Secrets struct {
	Files fstest.MapFS
	Texts []*Secret
}

// private are the places of words that no reader sees, of whatever text.
var private = []string{"comment", "inline comment", "remark", "field", "deep field"}

// NewSecrets makes the blog. Its states do not depend on the time of the test.
func NewSecrets() Secrets {
	s := Secrets{Files: fstest.MapFS{"hugo.toml": {Data: []byte(`baseURL = "https://blog.example/"
title = "Of all states"
defaultContentLanguage = "en"
[languages.en]
[languages.de]
[languages.fa]
`)}, "content/closed/_index.md": {Data: []byte("---\ntitle: Closed\ncascade:\n  draft: true\n---\n")}}}
	const past, ahead = "date: 2020-01-05", "date: 2999-01-05"
	add := func(kind string, seen Seen, dir string, fields ...string) {
		s.add(kind, seen, path.Join("content", dir, word(kind, "file"), "index.md"), fields...)
	}
	add("published", Listed, "posts", past)
	add("another", Listed, "posts", "date: 2020-01-06")
	add("no longer scheduled", Listed, "posts", past, "publishDate: 2020-02-05")
	for _, fields := range []string{
		ahead, past + "\npublishDate: 2999-01-05", // scheduled
		"draft: true", "Draft: yes", "published: false", "status: draft", "visibility: private", "private: true", "password: x",
		"headless: true", "render: false", "build: {render: never}", "expiryDate: 2001-01-05",
		"private: yse", "status: hiden", "status: archived", "draft: maybe", "date: soon", "tags: [open", // left out
	} {
		if !strings.HasPrefix(fields, "date") {
			fields = past + "\n" + fields
		}
		add(fields, Hidden, "posts", fields)
	}
	add("drafts/", Hidden, "drafts", past)
	add("cascade", Hidden, "closed", past)
	for _, fields := range []string{"unlisted: true", "hidden: true", "build: {list: never}", "status: unlisted"} {
		add(fields, Unlisted, "posts", past, fields)
	}
	add("page", Page, "")
	add("a page that is a draft", Hidden, "", "draft: true")
	add("a page ahead", Hidden, "", "publishDate: 2999-01-05")
	add("an unlisted page", Unlisted, "", "hidden: true")

	// Texts in several languages: a draft of one says nothing of the others. Where readers
	// have none in English, another one is listed.
	for _, c := range []struct {
		en, fa, de string // fields
		persian    Seen
	}{
		{"x: y", "x: y", "draft: true", Translated},
		{"draft: true", "x: y", "unlisted: true", Listed},
		{"x: z", "publishDate: 2999-01-05", "status: hiden", Hidden},
		{"publishDate: 2999-01-05", "x: y", "draft: true\ndraft: false", Listed},
	} {
		group := "content/posts/" + word(c.en, "group") + "/index"
		for _, text := range []struct {
			lang, fields string
			seen         Seen
		}{{"", c.en, Listed}, {".fa", c.fa, c.persian}, {".de", c.de, Unlisted}} {
			if text.fields != "unlisted: true" && !strings.HasPrefix(text.fields, "x: ") {
				text.seen = Hidden
			}
			s.add("beside "+c.en+text.lang+" "+text.fields, text.seen, group+text.lang+".md", past, text.fields)
		}
	}
	return s
}

// add writes a text and a file that is attached to it.
func (s *Secrets) add(kind string, seen Seen, file string, fields ...string) {
	text := &Secret{Kind: kind, Seen: seen, Path: file, Words: map[string]string{}}
	say := func(place string) string {
		text.Words[place] = word(kind, place)
		if seen != Listed {
			text.Words[place] = text.Words[place][4:] // examples have short words
		}
		return text.Words[place]
	}
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: A %s title\nsummary: About %s.\ntags: [%s, C#]\nslug: %s\naliases: [/old/%s/]\n",
		say("title"), say("summary"), say("tag"), say("slug"), say("alias"))
	fmt.Fprintf(&b, "editor: %s # %s\nparams: {note: {to: %s}}\n%s\n---\n", say("field"), say("remark"), say("deep field"), strings.Join(fields, "\n"))
	fmt.Fprintf(&b, "Text of %s <!-- %s --> and [%s](https://blog.example.org/%s)[^1].\n\n<!--\n%s\n-->\n\n## On %s\n\n",
		say("body"), say("inline comment"), say("link"), say("address"), say("comment"), say("heading"))
	fmt.Fprintf(&b, "```go\nprintln(%q)\n```\n\n![%s](%s.png)\n\n| %s |\n|---|\n| x |\n\n[^1]: %s\n",
		say("code"), say("image"), say("picture"), say("table"), say("note"))
	text.Slug = text.Words["slug"]
	s.Files[file] = &fstest.MapFile{Data: []byte(b.String())}
	s.Files[path.Join(path.Dir(file), say("attached")+".txt")] = &fstest.MapFile{Data: []byte(say("in a file") + "\n")}
	text.Words["file"] = path.Base(path.Dir(file))
	s.Texts = append(s.Texts, text)
}

// word returns a word that is near to no other one: sixteen letters of a hash.
func word(kind, place string) string {
	const letters = "bcdfghjklmnpqrtvwxzou"
	hash := uint64(14695981039346656037) // FNV-1a
	for _, c := range []byte(kind + "\n" + place) {
		hash = (hash ^ uint64(c)) * 1099511628211
	}
	w := []byte("q")
	for range 14 {
		w = append(w, letters[hash%uint64(len(letters))])
		hash = hash/uint64(len(letters)) + hash*2862933555777941757 + 3037000493
	}
	return string(append(w, 'x')) // no ending that a stemmer takes off
}

// Leaks returns the words in an answer that are none of what was asked and of no text that
// the answer may have. Nothing may have private words.
func (s Secrets) Leaks(answer, asked string, may func(*Secret) bool) (leaks []string) {
	answer, asked = strings.ToLower(answer), strings.ToLower(asked)
	for _, text := range s.Texts {
		for place, w := range text.Words {
			allowed := may(text) && !slices.Contains(private, place)
			if !allowed && !strings.Contains(asked, w) && strings.Contains(answer, w) {
				leaks = append(leaks, fmt.Sprintf("%s of %q (%s)", place, text.Kind, w))
			}
		}
	}
	slices.Sort(leaks)
	return leaks
}

// InLists reports whether lists, feeds and search have a text.
func InLists(text *Secret) bool { return text.Seen == Listed }

// InPosts reports whether posts that are listed, or lists, have a text.
func InPosts(text *Secret) bool { return InLists(text) || text.Seen == Translated }

// With returns which texts an answer about one may have: it, those in other languages that
// it names, and those that lists have.
func (s Secrets) With(one *Secret) func(*Secret) bool {
	return func(t *Secret) bool {
		return InLists(t) || t == one || t.Seen == Translated && path.Dir(t.Path) == path.Dir(one.Path)
	}
}
