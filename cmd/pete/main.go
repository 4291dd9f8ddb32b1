// Command pete serves a blog over SSH. It connects the packages of this module, and has
// flags and their environment variables, signals and the exit status.
//
//	root.go      the tree of commands; check.go, key.go, authors.go and livez.go have four of them
//	init.go      commands of authors: a new blog from the files in start, new.go a new post, and preview.go the room at home
//	serve.go     pete serve, from its settings to a running server
//	settings.go  its flags, their variables and their help
//	web.go       the web door and its certificates
//	content.go   which blog is meant, and what is said of its problems
//	doors.go     what sshd opens to its clients, and the host that they are told
//	web.go       what the web door is given
//	editing.go   what authors change the blog with, made when the first of them comes
//	log.go       the log
package main

import (
	"context"
	"os"
	"runtime/debug"
	_ "time/tzdata" // small hosts have no names of time zones
)

func main() { os.Exit(run(context.Background(), os.Args[1:])) }

// release is set when a release is built: -ldflags "-X main.release=1.0.0".
var release string

// version returns the release, else what Go knows of the module, else "devel".
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
