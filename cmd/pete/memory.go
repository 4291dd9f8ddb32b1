package main

import (
	"os"
	"runtime/debug"

	"blog.example/pete/internal/blog"
)

// garbage is about how much of it may lie about beside a large archive, in bytes.
const garbage = 32 << 20

// collect has Go collect garbage more often beside a large archive. As it is, Go
// lets as much lie about as is in use, and most of what is in use are texts that
// never become garbage: a host that has room for them once need not have it twice.
// It looks for no pointers in them, so this costs little. Who sets GOGC knows better.
func collect(archive *blog.Archive) {
	if os.Getenv("GOGC") != "" {
		return
	}
	size := 1
	for _, p := range archive.Posts {
		size += len(p.Source)
	}
	if percent := garbage * 100 / size; percent < 100 {
		debug.SetGCPercent(max(percent, 10))
	}
}
