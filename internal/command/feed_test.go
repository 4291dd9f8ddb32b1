package command_test

import (
	"encoding/json"
	"encoding/xml"
	"testing"

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
