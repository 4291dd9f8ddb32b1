package site

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// What is known of the pictures of a page is remembered, and looked up anew when asked; a
// drawing and what is no picture are never shown, and a replaced picture has another version.
func TestPictures(t *testing.T) {
	dir := newSite(t, map[string]string{
		"site.yaml": siteYAML, "posts/y.md": "---\ntitle: Y\n---\nx\n",
		"posts/x/index.md": "---\ntitle: X\n---\n![](p.jpg) ![](d.svg) ![](n.png) [f](f.txt) ![](https://a.example/far.png)\n",
		"posts/x/p.jpg":    photo(t, 30, 20), "posts/x/d.svg": `<svg width="3" height="2"/>`, "posts/x/n.png": "none", "posts/x/f.txt": "f",
	})
	synctest.Test(t, func(t *testing.T) {
		s := snapshotOf(t, Directory(dir))
		x, _ := s.Archive.Post("x")
		y, _ := s.Archive.Post("y")
		if known, fresh, ok := s.KnownPictures(&y.Page); known != "" || !fresh || !ok || s.Pictures(&y.Page) != "" {
			t.Error("a page without pictures has some, or has to be looked at")
		}
		if _, _, ok := s.KnownPictures(&x.Page); ok {
			t.Error("pictures are known before their files were looked at")
		}
		before := s.Pictures(&x.Page)
		lines := strings.Split(strings.TrimSpace(string(before)), "\n")
		if len(lines) != 2 || !strings.HasPrefix(lines[0], "1 20 30 \"") || strings.HasSuffix(lines[0], `""`) || lines[1] != `2 3 2 ""` {
			t.Fatalf("known are %q", lines)
		}
		if known, fresh, ok := s.KnownPictures(&x.Page); known != before || !fresh || !ok {
			t.Error("it is not remembered")
		}
		write(t, filepath.Join(dir, "posts/x/p.jpg"), photo(t, 50, 40))
		time.Sleep(keyFor)
		if known, fresh, ok := s.KnownPictures(&x.Page); known != before || fresh || !ok {
			t.Error("what is remembered is said to be fresh after a while")
		}
		if after := s.Pictures(&x.Page); after == before || !strings.HasPrefix(string(after), "1 40 50 ") {
			t.Errorf("known are %q", after)
		}
	})
}
