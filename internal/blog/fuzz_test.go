package blog_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"blog.example/pete/internal/blog"
	"go.yaml.in/yaml/v3"
)

// FuzzFrontMatter reads whatever stands above a post. What is accepted survives being
// written down and read once more, and what is not is told in lines that name the
// file.
func FuzzFrontMatter(f *testing.F) {
	for _, seed := range []string{
		"title: T\ndate: 2026-01-05\nsummary: s\ntags: [a, b]", "title: \"T: \\\"x\\\"\"\ndate: 2026-01-05T10:00:00+02:00\nupdated: 2026-02-01",
		"title: T\nslug: another\naliases: [one, two]\ndraft: false", "title: 漢字\ndescription: d\nlastmod: 2026-01-06", "title: [x]", "title: T\ntgas: [a]",
		"title: &a T\nsummary: *a", "title: |\n  two\n  lines", "title: T\ndate: yesterday", "---", "\x00", "title: !!binary aGk=",
	} {
		f.Add(seed)
	}
	read := func(front string) (*blog.Archive, blog.Report) {
		return blog.Open(fstest.MapFS{
			"site.yaml":  {Data: []byte("title: T\nhost: blog.example\n")},
			"posts/p.md": {Data: []byte("---\n" + front + "\n---\nText.\n")},
		})
	}
	f.Fuzz(func(t *testing.T, front string) {
		a, report := read(front)
		if report.Err() != nil {
			for line := range strings.Lines(report.Err().Error()) {
				if strings.ContainsAny(strings.TrimSuffix(line, "\n"), "\x1b\r\x00") {
					t.Errorf("the report has a control character: %q", line)
				}
			}
			return
		}
		if len(a.Posts) == 0 { // a draft
			return
		}
		p := a.Posts[0]
		fields := map[string]any{"title": p.Title, "summary": p.Summary, "tags": p.Tags, "slug": p.Slug, "aliases": p.Aliases}
		for name, date := range map[string]time.Time{"date": p.Date, "updated": p.Updated} {
			if !date.IsZero() {
				fields[name] = date.Format(time.RFC3339)
			}
		}
		written, err := yaml.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		b, report := read(string(written))
		if err := report.Err(); err != nil || len(b.Posts) == 0 {
			t.Fatalf("accepted was\n%s\nbut not\n%s\n%v", front, written, err)
		}
		q := b.Posts[0]
		was := fmt.Sprint(p.Title, p.Summary, p.Tags, p.Slug, p.Aliases, p.Date.Unix(), p.Updated.Unix())
		is := fmt.Sprint(q.Title, q.Summary, q.Tags, q.Slug, q.Aliases, q.Date.Unix(), q.Updated.Unix())
		if was != is {
			t.Errorf("%q became %q", was, is)
		}
	})
}
