package html

import (
	"strings"
	"testing"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
)

// A document is in the language of its post, and leads to those in other languages. Of a
// draft it says nothing.
func TestDocumentsInLanguages(t *testing.T) {
	a, report := blog.Read(blogtest.NewLanguages(), blog.Options{Now: time.Now()})
	if a == nil {
		t.Fatal(report.Err())
	}
	var got strings.Builder
	for _, slugs := range []string{"moss", "moss-fa", "about-fa", "bees rain-fa"} {
		var posts []*blog.Post
		for slug := range strings.FieldsSeq(slugs) {
			posts = append(posts, post(t, a, slug))
		}
		got.WriteString(document(posts, a.Site))
	}
	if text := got.String(); strings.Contains(text, "draftword") || strings.Contains(text, "bees-fa") {
		t.Errorf("a draft is named in %s", text)
	}
	golden(t, "languages.html", got.String())
}
