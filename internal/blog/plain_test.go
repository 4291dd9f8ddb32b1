package blog

import (
	"testing"
	"time"
)

// What hides a post in Eleventy, Astro, Docusaurus and Gatsby hides it here, and their names
// of dates are read.
func TestWordsOfOtherGenerators(t *testing.T) {
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	for field, want := range map[string]string{
		"permalink: false":                      "draft",
		"permalink: /x/":                        "published",
		"eleventyExcludeFromCollections: true":  "unlisted",
		"hideFromList: true":                    "unlisted",
		"hide: true":                            "unlisted",
		"hide: false":                           "published",
		"hide: [toc]":                           "published",
		"wide: true":                            "published",
		"listed: false":                         "unlisted",
		"public: false":                         "draft",
		"public: true":                          "published",
		"unpublished: true":                     "draft",
		"pubDatetime: 2027-01-01T00:00:00Z":     "scheduled",
		"publishedAt: 2027-01-01":               "scheduled",
		"pubDatetime: 2026-01-02T00:00:00Z":     "published 2026-01-02",
		"published_at: 2026-01-02":              "published 2026-01-02",
		"created: 2026-01-02":                   "published 2026-01-02",
		"created: 2026-01-02\ndate: 2026-01-03": "published 2026-01-03",
		"created: once":                         "published",
	} {
		a, r := Read(filesOf(map[string]string{"site.yaml": "title: T\n", "posts/a.md": "---\ntitle: T\n" + field + "\n---\nText.\n"}), Options{Now: now})
		if a == nil {
			t.Fatal(problems(r))
		}
		got := "left out"
		if p := a.bySlug["a"]; p != nil {
			got = p.State.String()
			if !p.Date.IsZero() && p.State == Published {
				got += " " + p.Date.Format(time.DateOnly)
			}
		}
		if got != want {
			t.Errorf("%s: %s, want %s\n%s", field, got, want, problems(r))
		}
	}
}

// In a folder of posts, names that begin with _ are parts and drafts, README.md and index.md
// are about the folder, and those further down are its posts.
func TestFolderOfPosts(t *testing.T) {
	const text = "---\ntitle: T\n---\nText.\n"
	a, r := Open(filesOf(map[string]string{
		"site.yaml":         "posts: blog",
		"blog/index.md":     text,
		"blog/README.md":    text,
		"blog/a.md":         text,
		"blog/_b.md":        text,
		"blog/_c/d.md":      text,
		"blog/e/README.md":  text,
		"blog/f/index.mdx":  text,
		"blog/2026/_g/h.md": text,
	}))
	want := "page blog/index.md index undated\npost blog/a.md a undated\npost blog/e/README.md e undated\npost blog/f/index.mdx f undated"
	if got := said(a); got != want || r.Drafts != 3 {
		t.Errorf("%d drafts, and\n%s\nwant\n%s", r.Drafts, got, want)
	}
}
