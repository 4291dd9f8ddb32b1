package files

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/render/feed"
)

// Tags have feeds, whose files are found by every way of writing the tag.
func TestTagFeeds(t *testing.T) {
	archive := open(t, fstest.MapFS{
		"site.yaml":     {Data: []byte("title: T\nhost: blog.example\n")},
		"posts/a.md":    {Data: []byte("---\ntitle: A\ndate: 2026-01-05\nupdated: 2026-03-01\ntags: [Tools, Öl]\n---\nA\n")},
		"posts/b.md":    {Data: []byte("---\ntitle: B\ndate: 2026-02-05\ntags: [tools, " + strings.Repeat("long", 70) + "]\n---\nB\n")},
		"posts/bare.md": {Data: []byte("---\ntitle: C\ntags: [lost]\n---\nC\n")},
	})
	client := dial(t, newServer(archive))
	if got, want := walk(t, remote{client}), []string{"tags", "tags/tools.atom", "tags/öl.atom"}; !slices.Contains(got, want[1]) ||
		!slices.Contains(got, want[2]) || slices.Contains(got, "tags/lost.atom") {
		t.Errorf("the tree is %q, want %q in it", got, want)
	}
	atom, err := feed.Atom(archive, "tools")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"tools.atom", "TOOLS.atom", "Tools", "%74ools.atom"} {
		if got := read(t, client, "tags/"+name); got != string(atom) {
			t.Errorf("tags/%s is %q", name, got)
		}
	}
	info, err := client.Stat("tags/tools.atom")
	if err != nil || info.Size() != int64(len(atom)) || info.ModTime().UTC().Format("2006-01-02") != "2026-03-01" {
		t.Errorf("%v, %v", info, err)
	}
	for _, name := range []string{"lost.atom", "x.atom", "%", "../README"} {
		if _, err := client.Open("tags/" + name); err == nil != (name == "../README") {
			t.Errorf("tags/%s: %v", name, err)
		}
	}
	if !strings.Contains(read(t, client, "README"), "tags/TAG.atom") {
		t.Error("README does not name the feeds of tags")
	}
}

// A post is there without what is not for readers, and its size says so before it is read.
func TestPostsAreForReaders(t *testing.T) {
	client := dial(t, newServer(open(t, fstest.MapFS{
		"site.yaml":  {Data: []byte("title: T\nhost: blog.example\n")},
		"posts/a.md": {Data: []byte("---\ntitle: A\ndate: 2026-01-05\nlayout: post\n---\nA <!-- secret --> word.\n")},
	})))
	const want = "---\ntitle: A\ndate: 2026-01-05\n---\nA  word.\n"
	if got := read(t, client, "posts/a.md"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	infos, err := client.ReadDir("posts")
	if err != nil || len(infos) != 1 || infos[0].Size() != int64(len(want)) {
		t.Errorf("%v, %v", infos, err)
	}
	f, err := client.Open("posts/a.md")
	if err != nil {
		t.Fatal(err)
	}
	if info, err := f.Stat(); err != nil || info.Size() != int64(len(want)) {
		t.Errorf("%v, %v", info, err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}
