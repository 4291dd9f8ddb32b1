package command

import (
	"fmt"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
)

// maxFront is how many posts the front page shows; ls shows all of them.
const maxFront = 20

// frontPage prints the page for a reader with neither a terminal nor a command: the
// blog's name, its newest posts, and how to go on. It has no escapes.
func frontPage(env *Env) error {
	a := env.Archive
	plain := *env
	plain.TTY = false

	var b strings.Builder
	b.WriteString(heading(env.site()) + "\n")
	posts := a.Posts[:min(len(a.Posts), maxFront)]
	label := labels(&plain, posts)
	shown := make([]string, len(posts))
	for i, p := range posts {
		shown[i] = label(p)
	}
	set := newSetting(&plain, shown)
	for i, p := range posts {
		b.WriteString(set.entry(postEntry(render.Palette{}, p, shown[i])))
	}
	if more := len(a.Posts) - len(posts); more > 0 {
		fmt.Fprintf(&b, "and %s: %s\n", blog.Count(more, "more post"), env.site().SSH("ls"))
	}
	if len(posts) == 0 {
		b.WriteString("There are no posts yet.\n")
	}
	b.WriteString("\n" + ways(env, min(plain.columns(), widest)))
	return env.print(b.String())
}

// heading is the blog's title and byline.
func heading(site blog.Site) string {
	if site.Byline == "" {
		return site.Title + "\n"
	}
	return site.Title + "\n" + site.Byline + "\n"
}

// ways are commands to type, one for each door.
func ways(env *Env, width int) string {
	site := env.site()
	rows := [][2]string{
		{site.SSH(), "the reading room, in a terminal"},
		{site.SSHTerminal("SLUG"), "the room, open at a post"},
		{site.SSH("cat", "SLUG", "|", "less"), "a post, as Markdown"},
		{site.SSHTerminal("search", "QUERY"), "the posts that speak of it"},
		{site.SSH("feed"), "the feed, for newsboat or cron"},
		{sftpCommand(site), "all of it as files"},
	}
	if env.Archive.About != nil {
		rows = append(rows, [2]string{site.SSH("about"), "who writes this"})
	}
	rows = append(rows, [2]string{site.SSH(helpName, "|", "less"), "the manual"})
	return render.Pairs{Indent: 2, Width: width, Rows: rows}.String()
}
