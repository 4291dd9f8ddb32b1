package command_test

import (
	"testing"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
)

// Clients of other protocols get one line, with a terminal and without.
func TestOtherProtocols(t *testing.T) {
	const (
		old       = "scp: this is the legacy SCP protocol: leave out -O, or use sftp -P 2222 blog.example"
		readOnly  = "scp: nothing can be written here: authors log in as author"
		bothEnds  = "rsync: it needs itself at both ends: use scp -P 2222 'blog.example:posts/*.md' ., or lftp mirror"
		subsystem = "sftp-server: there is no such program here: use sftp -P 2222 blog.example without -s"
	)
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
	} {
		for _, change := range []func(*command.Env){inWorkshop(t), both(inWorkshop(t), onTerminal(80))} {
			asked{line, "", want, 1}.check(t, change)
		}
		if place, ok := command.Opens(line, false); ok {
			t.Errorf("Opens(%q) = %q: it leads to the room", line, place)
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
