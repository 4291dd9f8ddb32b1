package main

import (
	"bufio"
	"cmp"
	"io/fs"
	"math"
	"os"
	"path"
	"runtime/debug"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
)

// heedMemoryLimit tells Go how much memory the process may have, if its control group
// has a limit and GOMEMLIMIT does not say otherwise. Near it, Go looks for garbage more
// often; without it, Go knows nothing of a limit until the kernel kills.
func heedMemoryLimit() {
	if os.Getenv("GOMEMLIMIT") != "" {
		return // Go has heeded it
	}
	if limit, ok := groupLimit(os.DirFS("/")); ok {
		debug.SetMemoryLimit(limit / 10 * 9) // the rest is for what Go does not count
	}
}

// groupLimit is the memory that the control group (version 2) of this process may have,
// in bytes, or any group that it is in; ok is false when there is no limit. A container
// sees its own group as the root of all.
func groupLimit(system fs.FS) (limit int64, ok bool) {
	limit = math.MaxInt64
	for group := ownGroup(system); ; group = path.Dir(group) {
		text, _ := fs.ReadFile(system, path.Join("sys/fs/cgroup", group, "memory.max")) // the root has none
		if n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && n > 0 {
			limit = min(limit, n)
		}
		if group == "." || group == "/" {
			return limit, limit < math.MaxInt64
		}
	}
}

// ownGroup is the path of this process's control group, below the root of all.
func ownGroup(system fs.FS) string {
	const self = "proc/self/cgroup"
	file, err := system.Open(self)
	if err != nil {
		return "." // not on Linux
	}
	defer func() { _ = file.Close() }() // it was only read
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if group, ok := strings.CutPrefix(lines.Text(), "0::"); ok {
			return cmp.Or(strings.TrimPrefix(path.Clean(group), "/"), ".")
		}
	}
	return "."
}

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
