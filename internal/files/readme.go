package files

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
)

// readme is the file that somebody gets who wants to know what all this is.
func readme(a *blog.Archive, feeds bool) ([]byte, error) {
	var b strings.Builder
	hang(&b, "", a.Site.Title)
	hang(&b, "", a.Site.Byline)
	if a.Site.Description != "" {
		b.WriteByte('\n')
		hang(&b, "", a.Site.Description)
	}

	b.WriteString("\nThis is the blog as files, all of them read-only:\n\n")
	places := [][2]string{
		{"posts/SLUG.md", "a post, in the Markdown it was written in"},
		{"text/SLUG.txt", fmt.Sprintf("the same as plain text, %d columns wide", render.TextWidth)},
	}
	if feeds {
		places = append(
			places,
			[2]string{"feed.atom", "the newest posts, for a feed reader"},
			[2]string{"feed.json", "the same as a JSON Feed"},
		)
	}
	table(&b, places...)

	b.WriteString("\nIn sftp:\n\n")
	table(&b,
		[2]string{"get posts/SLUG.md", "a copy of one post"},
		[2]string{"get -r posts", "a copy of all of them"},
	)
	b.WriteString("\nIn a shell:\n\n")
	table(&b,
		[2]string{a.Site.SSH(), "the reading room"},
		[2]string{a.Site.SSHTerminal("SLUG"), "the room, open at a post"},
		[2]string{a.Site.SSH("cat", "SLUG", "|", "less"), "a post, without a copy of it"},
		[2]string{a.Site.SSH("search", "WORD"), "the posts that have it"},
		[2]string{a.Site.SSH("help"), "all commands"},
	)
	contents(&b, a.Posts)
	return []byte(b.String()), nil
}

// contents lists the posts.
func contents(b *strings.Builder, posts []*blog.Post) {
	if len(posts) == 0 {
		b.WriteString("\nThere are no posts yet.\n")
		return
	}
	fmt.Fprintf(b, "\n%s, newest first:\n\n", blog.Count(len(posts), "post"))
	digits := 0
	for _, p := range posts {
		digits = max(digits, len(strconv.Itoa(p.Minutes)))
	}
	for _, p := range posts {
		label := fmt.Sprintf("%-10s  %*d min  ", day(p), digits, p.Minutes)
		hang(b, label, p.Title)
		b.WriteString(strings.Repeat(" ", len(label)) + "posts/" + p.Slug + ".md\n")
	}
}

// day is the post's date, empty when it has none.
func day(p *blog.Post) string {
	if p.Date.IsZero() {
		return ""
	}
	return p.Date.Format(time.DateOnly)
}

func table(b *strings.Builder, rows ...[2]string) {
	b.WriteString(render.Pairs{Rows: rows, Indent: 2, Width: render.TextWidth}.String())
}

// hang writes text behind a label, in lines that all begin where the label ends.
// What a terminal would obey is shown.
func hang(b *strings.Builder, label, text string) {
	for _, line := range render.Fold(strings.Fields(blog.Visible(text)), " ", render.TextWidth-len(label)) {
		b.WriteString(label + line + "\n")
		label = strings.Repeat(" ", len(label))
	}
}
