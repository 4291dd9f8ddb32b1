package command

import (
	"path"
	"slices"
	"strings"

	"blog.example/pete/internal/blog"
)

// foreign answers the command lines of clients that speak no sftp: they start a
// program at the far end, and wait for it to speak their own protocol. Their
// users get to see one line.
func foreign(site blog.Site, words []string) (mend string, ok bool) {
	switch path.Base(words[0]) {
	case "scp":
		if uploads(words[1:]) {
			return "scp: nothing can be written here: this blog is read-only", true
		}
		return "scp: this is the old protocol: leave out -O, or use " + sftpCommand(site), true
	case "rsync":
		return "rsync: it needs itself at both ends: use " + scpCommand(site, "posts/*.md") + ", or lftp mirror", true
	case "sftp-server":
		return "sftp-server: there is no such program here: use " + sftpCommand(site) + " without -s", true
	}
	return "", false
}

// isForeign reports the first word of such a command line.
func isForeign(word string) bool {
	_, ok := foreign(blog.Site{}, []string{word})
	return ok
}

// uploads reports the flags of scp -t, alone or run together.
func uploads(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		return strings.HasPrefix(arg, "-") && !strings.HasPrefix(arg, "--") && strings.Contains(arg, "t")
	})
}
