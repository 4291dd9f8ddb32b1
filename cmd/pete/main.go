// Command pete serves a blog over SSH. It connects the packages of this module, and has
// flags and their environment variables, signals and the exit status.
//
//	root.go      the tree of commands; check.go and key.go have two of them
//	serve.go     pete serve, from its settings to a running server
//	settings.go  its flags, their variables and their help
//	content.go   which blog is meant, and what is said of its problems
//	doors.go     what sshd opens to its clients; host.go is the host that they are told
//	log.go       the log
//	version.go   the version
package main

import (
	"context"
	"os"
)

func main() { os.Exit(run(context.Background(), os.Args[1:])) }
