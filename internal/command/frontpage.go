package command

import (
	"fmt"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/charmbracelet/colorprofile"
)

// maxFront is how many posts the front page shows; ls shows all of them.
const maxFront = 20

// frontPage prints the page for a reader with neither a terminal nor a command: the
// blog's name, its newest posts, and how to go on. It has no escapes.
func frontPage(env *Env) error {
	// It is laid out as on a terminal without colours.
	plain := *env
	plain.TTY, plain.ASCII, plain.Profile = true, env.TTY && env.ASCII, colorprofile.NoTTY
	posts := env.Archive.Posts
	newest := posts[:min(len(posts), maxFront)]
	label := labels(&plain, newest)
	shown := list[*blog.Post]{entry: func(p *blog.Post) entry {
		return postEntry(plain.palette(), p, env.site(), label(p))
	}}

	heading := env.site().Title + "\n"
	if byline := env.site().Byline; byline != "" {
		heading += byline + "\n"
	}
	if err := plain.print(heading + "\n"); err != nil {
		return err
	}
	if err := shown.print(&plain, false, newest); err != nil {
		return err
	}
	rest := ""
	switch {
	case len(posts) == 0:
		rest = "There are no posts yet.\n"
	case len(posts) > len(newest):
		rest = fmt.Sprintf("and %s: %s\n", blog.Count(len(posts)-len(newest), "more post"), env.site().SSH("ls"))
	}
	return plain.print(rest + "\n" + ways(env, min(plain.columns(), widest)))
}

// ways are commands to type, one for each door.
func ways(env *Env, width int) string {
	site := env.site()
	rows := [][2]string{
		{site.SSH(), "the reading room, in a terminal"},
		{site.SSHTerminal("SLUG"), "the room, open at a post"},
		{site.SSHTerminal(blog.LinearCommand), "the room, for screen readers"},
		{site.SSH("cat", "SLUG", "|", "less"), "a post, as Markdown"},
		{site.SSHTerminal("search", "QUERY"), "the posts that speak of it"},
		{site.SSH("feed"), "the feed, for newsboat or cron"},
		{sftpCommand(site), "all of it as files"},
	}
	if env.Archive.About != nil {
		rows = append(rows, [2]string{site.SSH("about"), "who writes this"})
	}
	if site.Door != "" {
		rows = append(rows, [2]string{site.Door, "the same in a browser"})
	}
	rows = append(rows, [2]string{site.SSH(helpName, "|", "less"), "the manual"})
	return render.Pairs{Indent: 2, Width: width, Rows: rows}.String()
}
