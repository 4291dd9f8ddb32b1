package blog

import (
	"slices"
	"testing"
	"time"
)

// Hexo publishes what is dated ahead, unless future is false, however that is written. A post
// with a password is a draft.
func TestHexoStates(t *testing.T) {
	fsys := filesOf(map[string]string{
		"_config.yml":             "title: T\npermalink: p/:abbrlink.html\nencrypt: {tags: [{name: Diary, password: x}]}\n",
		"source/_posts/a.md":      "title: A\nabbrlink: 3f2a\ntags: [Go]\ndate: 2027-01-01\n---\nText.\n",
		"source/_posts/b.mkd":     "---\ntitle: B\ntags: diary\n---\nText.\n",
		"source/_posts/c.md":      "---\ntitle: C\ntags: [diary]\npassword: ''\n---\nText.\n",
		"source/_posts/d.md":      "---\ntitle: D\npassword: y\n---\nText.\n",
		"source/_posts/e/pic.png": "x",
	})
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	a, r := Read(fsys, Options{Now: now})
	if got, want := said(a), "post source/_posts/a.md a 2027-01-01 Go\npost source/_posts/c.md c undated diary"; got != want || r.Drafts != 2 {
		t.Errorf("%d drafts, and\n%s\nwant\n%s", r.Drafts, got, want)
	}
	if p, ok := a.ByPath("/p/3f2a"); !ok || p.Slug != "a" {
		t.Errorf("no post at its address")
	}
	config := fsys["_config.yml"].Data
	for _, value := range []string{"false", "False", "no", "off", "'false'"} {
		fsys["_config.yml"].Data = append(slices.Clip(config), "future: "+value+"\n"...)
		if _, r := Read(fsys, Options{Now: now}); r.Scheduled != 1 {
			t.Errorf("future: %s: %d are scheduled", value, r.Scheduled)
		}
	}
}
