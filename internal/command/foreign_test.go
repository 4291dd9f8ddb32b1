package command_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
)

// Clients that start a program, and terminals that send a script, get one line at once, with a
// terminal and without.
func TestOtherProtocols(t *testing.T) {
	const (
		old        = "scp: this is the legacy SCP protocol: leave out -O, or use sftp -P 2222 blog.example"
		readOnly   = "scp: nothing can be written here: authors log in as author"
		bothEnds   = "rsync: it needs itself at both ends: use scp -P 2222 'blog.example:posts/*.md' ., or lftp mirror"
		subsystem  = "sftp-server: there is no such program here: use sftp -P 2222 blog.example without -s"
		mosh       = "mosh-server: mosh needs a shell, and this is a blog: use ssh -t -p 2222 blog.example"
		repository = ": this is a blog, not a repository: use scp -P 2222 'blog.example:posts/*.md' ."
		shell      = ": this is a blog, not a shell: use ssh -t -p 2222 blog.example"
		wrapper    = ": this is a blog, not a shell: if your terminal wraps ssh, use command ssh -t -p 2222 blog.example"
	)
	change := inWorkshop(t)
	var env command.Env
	change(&env)
	for line, want := range map[string]string{
		"scp -f posts/workshop.md":        old,
		"scp -v -r -p -f -- 'posts/*.md'": old,
		"scp":                             old,
		"scp -pf text.txt":                old,
		"scp -t .":                        readOnly,
		"scp -r -d -t /":                  readOnly,
		"scp -pt .":                       readOnly,
		"rsync --server --sender -vlogDtpre.iLsfxC . posts": bothEnds,
		"rsync --server -e.LsfxC . .":                       bothEnds,
		"/usr/lib/openssh/sftp-server":                      subsystem,
		"sftp-server":                                       subsystem,
		"mosh-server 'new' '-s' '-c' '256' '-l' 'LANG=C'":   mosh,
		"git-upload-pack 'blog.git'":                        "git-upload-pack" + repository,
		"git-receive-pack '/blog.git'":                      "git-receive-pack" + repository,
		"hg -R blog serve --stdio":                          "hg" + repository,
		"bash":                                              "bash" + shell, // VS Code, and its script on stdin
		" sh ":                                              "sh" + shell,   // and where bash is lacking
		"/bin/zsh -l":                                       "zsh" + shell,  // what ~/.ssh/config may say
		"tmux new -A -s main":                               "tmux" + shell, // the same
		"powershell":                                        "powershell" + shell,
		// kitty: a script, with other characters for those that shells of other kinds would take.
		`exec sh -c 'eval "$(echo "$0" | tr \\\v\\\f\\\r\\\b \\\047\\\134\\\n\\\041)"'  '#!/bin/sh` + "\r" + strings.Repeat("command stty \v-echo\v\r", 400) + "'": "sh" + wrapper,
		"exec python3 -c \"import base64, sys; eval(sys.argv[-1])\" 'cHJpbnQoKQ=='":                                                                                "python3" + wrapper,
		"TERM=xterm-kitty exec sh -c 'echo; (umask 077)'":                                                                                                          "sh" + wrapper,
		// Warp: several lines, which set its name first.
		"\nexport TERM_PROGRAM='WarpTerminal'\nhook=$(printf '{\"hook\"}')\nif test x; then\nexec bash\nfi\n": "script" + wrapper,
		"sh -c 'uname -a; echo $SHELL'": "sh" + wrapper,
		"uname -a\nexit":                "script" + wrapper,
		"it's\nopen":                    "script" + wrapper,
		"env":                           "script" + wrapper,
	} {
		for _, change := range []func(*command.Env){change, both(change, onTerminal(80))} {
			asked{line, "", want, command.StatusNoProgram}.check(t, change)
		}
		if place, ok := command.Opens(env.Archive, line, false); ok {
			t.Errorf("Opens(%q) = %q: it leads to the room", line, place)
		}
	}
}

// Lines that only look like those are commands and posts: a post may be named for a shell.
func TestNoOtherProtocols(t *testing.T) {
	archive, report := blog.Open(fstest.MapFS{
		"site.yaml":      {Data: []byte("title: Shells\nbyline: B\ndescription: D\nhost: blog.example\nauthor: A\nlanguage: en\n")},
		"pages/about.md": {Data: []byte("About.\n")},
		"posts/bash.md":  {Data: []byte("---\ntitle: Bash\ndate: 2026-01-05\nsummary: A shell.\n---\n\n## Quotes\n\nText.\n")},
	})
	if archive == nil {
		t.Fatal(report.Err())
	}
	for line, want := range map[string]string{"bash": "bash", " bash ": "bash", "bash#quotes": "bash#quotes", "posh": "posh"} {
		if place, ok := command.Opens(archive, line, false); !ok || place != want {
			t.Errorf("Opens(%q) = %q, %t, want %q", line, place, ok, want)
		}
	}
	change := func(env *command.Env) { env.Archive, env.Index = archive, indexOf(archive) }
	for _, line := range []string{"bash", "bash#quotes", "search 'a\nshell'", "search bash\n"} {
		if _, stderr, status := answer(t, line, change); status != 0 {
			t.Errorf("%q: status %d, %s", line, status, stderr)
		}
	}
}

// A post by one of those names could not be opened.
func TestOtherProtocolsAreReserved(t *testing.T) {
	for _, word := range []string{"scp", "rsync", "sftp-server"} {
		if !blog.Reserved(word) {
			t.Errorf("%s is not reserved", word)
		}
	}
}
