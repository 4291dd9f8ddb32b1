package command

import (
	"blog.example/pete/internal/blog"
	"github.com/spf13/cobra"
)

// manual is PETE(1). The commands, their flags and the examples are taken from
// what there is, so that the page cannot fall behind.
func manual(env *Env, root *cobra.Command) string {
	s := newSheet(env)
	s.edge("PETE(1)", env.Archive.Site.Title, "PETE(1)")
	s.introduction(env)
	s.commands(root)
	s.room(env.Archive.Site)
	s.files(env.Archive.Site)
	s.feed(env.Archive.Site)
	s.output()
	s.exits()
	s.environment(env.Archive.Site)
	s.examples(env.Archive, func(example) bool { return true })
	s.privacy(env.Archive.Site)
	s.footer(env, "PETE(1)")
	return s.b.String()
}

func (s *sheet) introduction(env *Env) {
	site := env.Archive.Site
	s.section("NAME")
	s.text("pete - a blog that is read over SSH")

	s.section("SYNOPSIS")
	s.usage(site.SSH())
	s.usage(site.SSHTerminal("SLUG[#HEADING]"))
	s.usage(site.SSH("COMMAND"), "[ARGUMENT]…")
	s.usage(sftpCommand(site))
	if env.Program != "" {
		s.usage(env.Program, "COMMAND", "[ARGUMENT]…")
	}

	s.section("DESCRIPTION")
	if site.Description != "" {
		s.text(site.Description)
	}
	s.text(
		"Without a command you get the reading room. With one, plain text comes back, to pipe, save or",
		"compare; add -t, as in "+site.SSHTerminal("ls")+", to have it laid out for your screen. ls prints the",
		"SLUG of each post, and toc the HEADINGs in one.",
	)
	s.text("Nobody is asked for a password or a key. ssh asks once whether you know the host, and a script cannot",
		"answer: connect by hand first.")
}

func (s *sheet) commands(root *cobra.Command) {
	s.section("COMMANDS")
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() || c.Name() == helpName {
			s.begin()
			s.usage(synopsis(c)...)
			s.below(description(c))
		}
	}
}

func (s *sheet) room(site blog.Site) {
	s.section("READING ROOM")
	s.table(
		[2]string{"j k ↓ ↑", "a line, or a post in the list"},
		[2]string{"space b", "a page down, up"},
		[2]string{"enter", "read the post"},
		[2]string{"/", "search all posts, or find in the one that is open; n and N go on"},
		[2]string{"t", "tags in the list, contents in a post"},
		[2]string{"tab", "the next link or note; enter follows it"},
		[2]string{"y c", "copy the post's link, a block of code"},
		[2]string{"[ ]", "the newer post, the older one"},
		[2]string{"?", "all keys"},
		[2]string{"q", "back; in the list, leave"},
	)
	s.text("Leaving leaves a command on the screen that leads back to the same place.")
	s.text("Without a terminal there is the front page, and a post as plain text of 72 columns,",
		"which a pager, a printer and a screen reader take alike:")
	s.typed(sshFlag(site, "-T"), site.SSH("SLUG", "|", "less"))
}

func (s *sheet) files(site blog.Site) {
	s.section("FILES")
	s.text("The same texts are files, for reading only:")
	s.table(
		[2]string{"README", "what is where"},
		[2]string{"posts/SLUG.md", "the posts as they were written"},
		[2]string{"text/SLUG.txt", "the posts as plain text"},
		[2]string{"feed.atom", "the feed"},
		[2]string{"feed.json", "the feed, as a JSON Feed"},
	)
	s.text("Look round, copy some, mount all, or keep a copy up to date:")
	s.typed(
		sftpCommand(site),
		scpCommand(site, "posts/*.md"),
		sshfsCommand(site, "DIR"),
		lftpCommand(site, "DIR"),
	)
}

func (s *sheet) feed(site blog.Site) {
	s.section("FEED")
	s.text("A line for the urls file of newsboat:")
	s.line(`"exec:` + site.SSH("feed") + `"`)
	s.text("A line for a crontab, which keeps the last whole feed:")
	s.line("@daily " + site.SSH("feed", ">", "new", "&&", "mv", "new", "feed.atom"))
}

func (s *sheet) output() {
	s.section("OUTPUT")
	s.text(
		"With -t lists are laid out for your screen. Without, an item is a line with tabs between its",
		"columns, and nothing but cat --format ansi has escapes. With --json it is an object on a line;",
		"the fields stay, and what is absent is null:",
	)
	s.table(
		[2]string{"ls, search, cat", "slug title date updated minutes words tags summary url; for search also score snippet; for cat also body"},
		[2]string{"tags", "tag count"},
		[2]string{"toc", "level anchor heading"},
		[2]string{"links", "n address text slug fragment"},
		[2]string{"code", "n language lines first_line run output text"},
	)
}

func (s *sheet) exits() {
	s.section("EXIT STATUS")
	s.table(
		[2]string{"0", "done"},
		[2]string{"1", "nothing found: no such post or tag, or no match"},
		[2]string{"2", "wrong use"},
		[2]string{"255", "ssh itself failed"},
	)
	s.text("One line on stderr says what was wrong, and what would be right.")
}

func (s *sheet) environment(site blog.Site) {
	s.section("ENVIRONMENT")
	s.table(
		[2]string{"TERM", "dumb gets plain text, and no reading room"},
		[2]string{"LANG, LC_*", "a locale that is not UTF-8 gets ASCII"},
		[2]string{"NO_COLOR", "takes the colours away"},
		[2]string{"COLORTERM", "truecolor has more than 256"},
	)
	s.text("ssh sends all but TERM only if it is told to, with SendEnv or SetEnv:")
	s.typed(sshFlag(site, "-o", "SetEnv=NO_COLOR=1"))
}

// examples adds those that are wanted, if there are any.
func (s *sheet) examples(a *blog.Archive, wanted func(example) bool) {
	first := true
	for _, e := range examples(a) {
		if !wanted(e) {
			continue
		}
		if first {
			s.section("EXAMPLES")
			first = false
		}
		s.text(e.does)
		s.typed(e.typed)
	}
}

func (s *sheet) privacy(site blog.Site) {
	s.section("PRIVACY")
	s.text(
		"No password is asked for and no key: Pete never asks a client for its keys.",
		"A visit leaves one line in the log: the address it came from, the user name and the client version",
		"that ssh sent, the door, how it ended, seconds and bytes; not what was read. ssh sends the name you",
		"are logged in with, unless told another:",
	)
	s.typed(sshFlag(site, "-l", "reader"))
}

// footer ends a page with the version that it is of and the day of the newest
// post.
func (s *sheet) footer(env *Env, name string) {
	day := ""
	if posts := env.Archive.Posts; len(posts) > 0 && !posts[0].Date.IsZero() {
		day = posts[0].Date.Format("2 January 2006")
	}
	s.b.WriteByte('\n')
	s.edge("pete "+env.Version, day, name)
}
