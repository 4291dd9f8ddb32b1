package command_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
	"blog.example/pete/internal/search"
)

// The posts of the workshop have one of everything: tags, headings, every kind
// of link, and code with a tab and an escape in it.
const (
	workshopText = `---
title: The Workshop Opens
date: 2026-02-03T10:00:00Z
summary: Where tools are.
tags: [tools, craft]
---

Saws are sharpened exactly once: see [RFC 4254](https://www.rfc-editor.org/rfc/rfc4254#section-6.5),
[bare hands](bare-hands.md), [a grip](bare-hands.md#the-grip), [who](about.md) and [below](#deeper-down).

## Sawing & filing

` + "```python run\n\n" + `	print("sawn	` + "\x1b[2J" + `")
` + "```\n\n```output\nsawn\n```" + `

### Deeper down

    indented
`
	bareHandsText = `---
title: Bare Hands
date: 2026-01-02
summary: Without tools.
tags: [tools]
---

## The grip

Nothing to saw with.
`
	looseLeafText = "---\ntitle: Loose Leaf\nsummary: Undated.\ntags: [paper]\n---\n\nA leaf.\n"
)

// workshopBlog is a blog with a post of everything, one of little, and one of
// nothing that has no date either.
func workshopBlog(t testing.TB) *blog.Archive {
	t.Helper()
	archive, report := blog.Open(fstest.MapFS{
		"site.yaml":           {Data: []byte("title: Workshop\nhost: blog.example:2222\n")},
		"pages/about.md":      {Data: []byte("By hand.\n")},
		"posts/workshop.md":   {Data: []byte(workshopText)},
		"posts/bare-hands.md": {Data: []byte(bareHandsText)},
		"posts/loose-leaf.md": {Data: []byte(looseLeafText)},
	})
	if archive == nil {
		t.Fatal(report.Err())
	}
	return archive
}

// inWorkshop is the blog to ask instead.
func inWorkshop(t testing.TB) func(*command.Env) {
	archive := workshopBlog(t)
	return func(env *command.Env) { env.Archive, env.Index = archive, indexOf(archive) }
}

// indexOf makes the index when it is first asked for.
func indexOf(archive *blog.Archive) func() (*search.Index, error) {
	return sync.OnceValues(func() (*search.Index, error) {
		d, err := search.NewDatabase()
		if err != nil {
			return nil, err
		}
		return d.Index(context.Background(), archive.Posts)
	})
}

// both makes two changes.
func both(a, b func(*command.Env)) func(*command.Env) {
	return func(env *command.Env) { a(env); b(env) }
}

// asked is a command line, and what comes back: stderr without what every line
// of it begins and ends with.
type asked struct {
	line, stdout, stderr string
	status               int
}

func (tt asked) check(t *testing.T, change func(*command.Env)) {
	t.Helper()
	if tt.stderr != "" {
		tt.stderr = "pete: " + tt.stderr + "\n"
	}
	stdout, stderr, status := answer(t, tt.line, change)
	if stdout != tt.stdout || stderr != tt.stderr || status != tt.status {
		t.Errorf("%s\n got %d\n%q\n%q\nwant %d\n%q\n%q", tt.line, status, stdout, stderr, tt.status, tt.stdout, tt.stderr)
	}
}

// columns is a line of a list.
func columns(words ...string) string { return strings.Join(words, "\t") + "\n" }
