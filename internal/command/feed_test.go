package command_test

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
	"blog.example/pete/internal/render/feed"
)

func TestFeed(t *testing.T) {
	archive := workshopBlog(t)
	change := func(env *command.Env) { env.Archive = archive }
	atom, err := feed.Atom(archive, "")
	if err != nil {
		t.Fatal(err)
	}
	crafts, err := feed.JSON(archive, "craft")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []asked{
		{"feed", string(atom), "", 0},
		{"feed --format atom", string(atom), "", 0},
		{"feed --format json --tag Craft", string(crafts), "", 0},
		{"feed --tag paper", "", "feed: no post to put in it has a date: try ls", 1},
		{"feed --tag carft", "", `feed: no post is tagged "carft": did you mean craft`, 1},
		{"feed --tag craft --tag tools", "", `feed: --tag "tools": want one tag`, 2},
		{"feed --tag ''", "", `feed: --tag "": want one tag`, 2},
		{"feed --format rss", "", `feed: --format "rss": want atom or json`, 2},
		{"feed atom", "", `feed: "atom" is one word too many: feed takes none`, 2},
	} {
		tt.check(t, change)
	}
	if err := xml.Unmarshal(atom, new(struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	})); err != nil {
		t.Error(err)
	}
	if !json.Valid(crafts) {
		t.Errorf("not JSON: %q", crafts)
	}
}

// The feed of a tag is asked for as the tag is written.
func TestFeedOfEveryTag(t *testing.T) {
	archive, report := blog.Open(fstest.MapFS{
		"site.yaml":  {Data: []byte("title: T\nhost: blog.example\n")},
		"posts/a.md": {Data: []byte("---\ntitle: A\ndate: 2026-01-05\nsummary: S\ntags: [C#, .NET, C++, 编程, TCP/IP, Two words]\n---\nText.\n")},
		"posts/b.md": {Data: []byte("---\ntitle: B\ndate: 2026-01-05\nsummary: S\ntags: [C]\n---\nText.\n")},
	})
	if report.Err() != nil {
		t.Fatal(report.Err())
	}
	for line, tag := range map[string]string{
		"feed --tag C#": "C#", "feed --tag c#": "C#", "feed --tag .net": ".NET", "feed --tag C++": "C++", "feed --tag 编程": "编程",
		"feed --tag tcp/ip": "TCP/IP", "feed --tag 'two words'": "Two words", "feed --tag two-words": "Two words",
	} {
		atom, err := feed.Atom(archive, tag)
		if err != nil || !strings.Contains(string(atom), "<title>T: "+tag+"</title>") || strings.Contains(string(atom), ">B<") {
			t.Errorf("the feed of %s is %v, %s", tag, err, atom)
		}
		asked{line, string(atom), "", 0}.check(t, func(env *command.Env) { env.Archive = archive })
	}
}
