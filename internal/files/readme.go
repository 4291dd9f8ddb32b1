package files

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// readme is the file that somebody gets who wants to know what all this is.
func readme(a *blog.Archive, feeds bool) []byte {
	var b bytes.Buffer
	site := a.Site
	hang(&b, "", site.Title)
	hang(&b, "", site.Byline)
	if site.Description != "" {
		b.WriteByte('\n')
		hang(&b, "", site.Description)
	}

	b.WriteString("\nThis is the blog as files, all of them read-only:\n\n")
	places := [][2]string{
		{"posts/SLUG.md", "a post, in the Markdown it was written in"},
		{"text/SLUG.txt", fmt.Sprintf("the same as plain text, %d columns wide", render.TextWidth)},
	}
	if feeds {
		places = append(places, [][2]string{
			{"feed.atom", "the newest posts, for a feed reader"},
			{"feed.json", "the same as a JSON Feed"},
		}...)
	}
	pairs(&b, places)
	b.WriteString("\nIn sftp:\n\n")
	pairs(&b, [][2]string{
		{"get posts/SLUG.md", "a copy of one post"},
		{"get -r posts", "a copy of all of them"},
	})
	b.WriteString("\nIn a shell:\n\n")
	pairs(&b, [][2]string{
		{site.SSH(), "the reading room, in a terminal"},
		{site.SSHTerminal("SLUG"), "the room, open at a post"},
		{site.SSH("cat", "SLUG", "|", "less"), "a post, without a copy of it"},
		{site.SSH("search", "WORD"), "the posts that have it"},
		{site.SSH("help"), "all commands"},
	})

	if len(a.Posts) == 0 {
		b.WriteString("\nThere are no posts yet.\n")
		return b.Bytes()
	}
	fmt.Fprintf(&b, "\n%s, newest first:\n\n", blog.Count(len(a.Posts), "post"))
	digits := 0
	for _, p := range a.Posts {
		digits = max(digits, len(strconv.Itoa(p.Minutes)))
	}
	for _, p := range a.Posts {
		label := fmt.Sprintf("%-10s  %*d min  ", day(p), digits, p.Minutes)
		hang(&b, label, p.Title)
		b.WriteString(strings.Repeat(" ", len(label)) + "posts/" + p.Slug + ".md\n")
	}
	return b.Bytes()
}

// day is the post's date, empty when it has none.
func day(p *blog.Post) string {
	if p.Date.IsZero() {
		return ""
	}
	return p.Date.Format(time.DateOnly)
}

// pairs writes two columns; a name that is too long for the first has a line of
// its own.
func pairs(b *bytes.Buffer, rows [][2]string) {
	const widest = 36
	first := 0
	for _, row := range rows {
		if w := ansi.StringWidth(row[0]); w <= widest {
			first = max(first, w)
		}
	}
	for _, row := range rows {
		label := "  " + row[0] + strings.Repeat(" ", max(first-ansi.StringWidth(row[0]), 0)) + "  "
		if ansi.StringWidth(row[0]) > first {
			b.WriteString("  " + row[0] + "\n")
			label = strings.Repeat(" ", first+4)
		}
		hang(b, label, row[1])
	}
}

// hang writes text behind a label, in lines of at most render.TextWidth columns
// that all begin where the label ends.
func hang(b *bytes.Buffer, label, text string) {
	if text == "" && label == "" {
		return
	}
	for line := range strings.SplitSeq(ansi.Wrap(text, render.TextWidth-ansi.StringWidth(label), ""), "\n") {
		b.WriteString(strings.TrimRight(label+line, " ") + "\n")
		label = strings.Repeat(" ", ansi.StringWidth(label))
	}
}
