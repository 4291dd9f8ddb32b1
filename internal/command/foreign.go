package command

import (
	"net"
	"path"
	"slices"
	"strings"

	"blog.example/pete/internal/blog"
)

// foreign answers the command lines of clients that do not speak SFTP: they start a
// program at the far end, and wait until it speaks their own protocol. They show one
// line to their users.
func foreign(site blog.Site, words []string, author bool) (advice string, ok bool) {
	switch path.Base(words[0]) {
	case "scp":
		if uploads(words[1:]) {
			return "scp: nothing can be written here: authors log in as author", true
		}
		return "scp: this is the legacy SCP protocol: leave out -O, or use " + sftpCommand(site), true
	case "rsync":
		if author {
			return "rsync: it needs itself at both ends: use scp, or lftp mirror -R", true
		}
		return "rsync: it needs itself at both ends: use " + scpCommand(site, "posts/*.md") + ", or lftp mirror", true
	case "sftp-server":
		return "sftp-server: there is no such program here: use " + sftpCommand(site) + " without -s", true
	}
	return "", false
}

// isForeign reports the first word of such a command line.
func isForeign(word string) bool {
	_, ok := foreign(blog.Site{}, []string{word}, false)
	return ok
}

// uploads reports the flags of scp -t, alone or run together.
func uploads(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		return strings.HasPrefix(arg, "-") && !strings.HasPrefix(arg, "--") && strings.Contains(arg, "t")
	})
}

// sftpCommand is what a reader types to look at the files.
func sftpCommand(site blog.Site) string {
	host, port := site.HostPort()
	return "sftp " + portFlag("-P", port) + host
}

// scpCommand is what a reader types to copy the files at a path.
func scpCommand(site blog.Site, path string) string {
	host, port := site.HostPort()
	return "scp " + portFlag("-P", port) + "'" + net.JoinHostPort(host, path) + "' ."
}

// scpUpCommand is what an author types to publish a file.
func scpUpCommand(site blog.Site, file string) string {
	host, port := site.HostPort()
	return "scp " + portFlag("-P", port) + file + " " + net.JoinHostPort(host, "posts/")
}

// lftpSite is what an author gives lftp, which asks for a password unless it is given an
// empty one.
func lftpSite(site blog.Site) string {
	return strings.Replace(site.URI("sftp", "/"), "@", ":@", 1)
}

// sshfsCommand is what a reader types to mount the files.
func sshfsCommand(site blog.Site) string {
	host, port := site.HostPort()
	return "sshfs " + portFlag("-p", port) + net.JoinHostPort(host, "") + " DIR"
}

// portFlag is the flag of a client for a port, or "" for the usual port.
func portFlag(flag, port string) string {
	if port == "" {
		return ""
	}
	return flag + " " + port + " "
}
