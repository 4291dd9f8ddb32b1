package command

import (
	"strings"

	"blog.example/pete/internal/blog"
)

// What readers type to reach the files, which every program spells in its own
// way where there is a port. What they type to run a command is [blog.Site.SSH].

// sftpCommand looks round among the files.
func sftpCommand(site blog.Site) string {
	host, port := site.HostPort()
	return spaced("sftp", flag("-P", port), host)
}

// scpCommand copies files here, each named by its path.
func scpCommand(site blog.Site, path string) string {
	host, port := site.HostPort()
	return spaced("scp", flag("-P", port), "'"+bracketed(host)+":"+path+"'", ".")
}

// sshfsCommand mounts the files on a directory.
func sshfsCommand(site blog.Site, dir string) string {
	host, port := site.HostPort()
	return spaced("sshfs", flag("-p", port), bracketed(host)+":", dir)
}

// lftpCommand copies what has changed since the last time.
func lftpCommand(site blog.Site, dir string) string {
	return spaced("lftp -c", "'mirror "+site.URI("sftp", "/"), dir+"'")
}

// flag is a flag with its value, or nothing where that is empty.
func flag(name, value string) string {
	if value == "" {
		return ""
	}
	return name + " " + value
}

// bracketed is a host that a colon follows: the colons of an IPv6 address would
// be mistaken for it.
func bracketed(host string) string {
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

// spaced joins words with a space between them, and leaves out empty ones.
func spaced(words ...string) string {
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

// sshFlag is ssh to the reading room, with one more flag.
func sshFlag(site blog.Site, words ...string) string {
	return strings.Replace(site.SSH(), "ssh", "ssh "+strings.Join(words, " "), 1)
}
