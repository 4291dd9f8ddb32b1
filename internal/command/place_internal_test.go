package command

import (
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
)

// A heading is found in the spelling of any generator, in any case.
func TestFindHeading(t *testing.T) {
	a, r := blog.Open(fstest.MapFS{
		"site.yaml":  {Data: []byte("title: T\nhost: blog.example\n")},
		"posts/p.md": {Data: []byte("---\ntitle: P\ndate: 2026-01-05\nsummary: S\n---\n## 2. Some heading\n")},
	})
	if a == nil {
		t.Fatal(r.Err())
	}
	for place, want := range map[string]bool{
		"p": true, "p#2-some-heading": true, "p#Some-Heading": true, "p#heading": false, "q": false, "q#2-some-heading": false,
	} {
		if _, ok := find(a, place); ok != want {
			t.Errorf("%s is found: %t", place, ok)
		}
	}
}
