package command

import (
	"net"
	"path"
	"regexp"
	"slices"
	"strings"

	"blog.example/pete/internal/blog"
)

// foreign answers the command lines of clients that start a program at the far end, and wait
// until it speaks their own protocol or shows a prompt, and the scripts that some terminals
// send before their user can type. Those clients show one line to their users. A line that is
// the slug of a post is none of them.
func foreign(a *blog.Archive, site blog.Site, line string, author bool) error {
	program, wrapped := programOf(line)
	advice := ""
	switch {
	case isCommand(line), isPlace(a, strings.TrimSpace(line)):
		return nil
	case program == "scp" && uploads(strings.Fields(line)[1:]):
		advice = "nothing can be written here: authors log in as author"
	case program == "scp":
		advice = "this is the legacy SCP protocol: leave out -O, or use " + sftpCommand(site)
	case program == "rsync" && author:
		advice = "it needs itself at both ends: use scp, or lftp mirror -R"
	case program == "rsync":
		advice = "it needs itself at both ends: use " + scpCommand(site, "posts/*.md") + ", or lftp mirror"
	case program == "sftp-server":
		advice = "there is no such program here: use " + sftpCommand(site) + " without -s"
	case program == "mosh-server":
		advice = "mosh needs a shell, and this is a blog: use " + site.SSHTerminal()
	case slices.Contains(repositories, program):
		advice = "this is a blog, not a repository: use " + scpCommand(site, "posts/*.md")
	case wrapped:
		if !slices.Contains(shells, program) {
			program = "script"
		}
		advice = "this is a blog, not a shell: if your terminal wraps ssh, use command " + site.SSHTerminal()
	case slices.Contains(shells, program):
		advice = "this is a blog, not a shell: use " + site.SSHTerminal()
	default:
		return nil
	}
	return &Failure{Status: StatusNoProgram, Text: program + ": " + advice}
}

// isPlace reports whether a word is the slug of a post, or of several, with a heading perhaps.
func isPlace(a *blog.Archive, word string) bool {
	slug, _, _ := strings.Cut(word, "#")
	return isPost(a, slug) || len(a.Sharing(slug)) > 0
}

// shells are programs that read commands, or keep a terminal for those that do.
var shells = []string{
	"ash", "bash", "csh", "dash", "fish", "ksh", "login", "nu", "perl", "powershell", "pwsh", "python", "python3", "screen", "sh",
	"su", "sudo", "tcsh", "tmux", "zsh",
}

// repositories are the programs that clients of repositories start.
var repositories = []string{"git-receive-pack", "git-upload-archive", "git-upload-pack", "hg", "svnserve"}

// isCommand reports a line that begins with a command of Pete.
func isCommand(line string) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(line), " ")
	return slices.Contains(names(), first) || slices.Contains(hostCommands, first) || slices.Contains(authorNames(), first)
}

// programOf returns the program that a shell would start for a line. wrapped reports a script:
// several lines, a shell that has one as its argument, or what only shells understand in front
// of the program.
func programOf(line string) (program string, wrapped bool) {
	words := strings.Fields(line)
	for len(words) > 0 && (slices.Contains([]string{"command", "env", "exec", "export"}, words[0]) || assignment.MatchString(words[0])) {
		program, wrapped, words = words[0], true, words[1:]
	}
	if len(words) > 0 {
		program = path.Base(strings.Trim(words[0], `"'`))
	}
	for _, word := range words[min(len(words), 1):] {
		wrapped = wrapped || word == "-c" && slices.Contains(shells, program)
	}
	return program, wrapped || strings.ContainsAny(strings.TrimSpace(line), "\r\n")
}

// assignment is a variable of a shell with its value.
var assignment = regexp.MustCompile(`^[A-Za-z_][A-Za-z_0-9]*=`)

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
