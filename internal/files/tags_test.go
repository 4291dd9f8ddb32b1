package files

import (
	"encoding/xml"
	"fmt"
	"io/fs"
	"net/url"
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

// Every tag that an author may write has a feed under a name that is listed, and under what
// clients and readers make of the name.
func TestNamesOfTagFeeds(t *testing.T) {
	tags := map[string]string{ // and the names that are listed
		"C#": "c%23.atom", ".NET": "%2Enet.atom", "C++": "c++.atom", "编程": "编程.atom", "日本語 タグ": "日本語-タグ.atom",
		"برمجة": "برمجة.atom", "TCP/IP": "tcp%2Fip.atom", "a/../b": "a%2F..%2Fb.atom", "100%": "100%25.atom", "..": "%2E..atom",
		"%41": "%2541.atom", "what?": "what%3F.atom", "C": "c.atom", "*": "%2A.atom",
	}
	fsys := fstest.MapFS{"site.yaml": {Data: []byte("title: T\nhost: blog.example\n")}}
	for tag := range tags {
		fsys[fmt.Sprintf("posts/p%d.md", len(fsys))] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\ntitle: Of %q\ndate: 2026-01-05\ntags: [%q]\n---\nText.\n", tag, tag)}
	}
	fsys["posts/all.md"] = &fstest.MapFile{Data: []byte("---\ntitle: All\ndate: 2026-01-06\ntags: [all]\n---\nText.\n")}
	archive := open(t, fsys)
	client := dial(t, newServer(archive))
	infos, err := client.ReadDir("tags")
	if err != nil || len(infos) != len(tags)+1 {
		t.Errorf("%d feeds, %v, want %d", len(infos), err, len(tags)+1)
	}
	for _, info := range infos {
		got := read(t, client, "tags/"+info.Name())
		if err := xml.Unmarshal([]byte(got), new(struct{ XMLName xml.Name })); err != nil || info.Size() != int64(len(got)) {
			t.Errorf("%s: %d bytes, listed as %d, %v", info.Name(), len(got), info.Size(), err)
		}
	}
	for tag, name := range tags {
		atom, err := feed.Atom(archive, tag)
		if err != nil {
			t.Errorf("%q: %v", tag, err)
			continue
		}
		if !slices.ContainsFunc(infos, func(info fs.FileInfo) bool { return info.Name() == name }) {
			t.Errorf("%q has no file %s", tag, name)
		}
		names := []string{name, strings.TrimSuffix(name, ".atom"), strings.ToUpper(strings.TrimSuffix(name, ".atom")) + ".atom"}
		if tag != ".." && tag != "a/../b" && tag != "%41" { // these lead elsewhere
			names = append(names, tag+".atom", url.PathEscape(tag)+".atom")
		}
		for _, name := range names {
			if got := read(t, client, "tags/"+name); got != string(atom) {
				t.Errorf("%q: tags/%s is %.80q", tag, name, got)
			}
		}
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
