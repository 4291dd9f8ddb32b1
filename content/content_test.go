package content_test

import (
	"testing"

	"blog.example/pete/content"
	"blog.example/pete/internal/blog"
)

// TestReady holds whatever posts are here to be served, all of them. What is true of this
// blog alone stands in thisblog_test.go: to replace the blog, delete that file as well.
func TestReady(t *testing.T) {
	archive, report := blog.Open(content.FS)
	if archive == nil || !report.OK() {
		t.Errorf("%s", report.Summary())
		for _, p := range report.Problems {
			t.Error(p)
		}
	}
}
