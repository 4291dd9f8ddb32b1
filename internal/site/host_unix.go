//go:build unix

package site

import (
	"io/fs"
	"syscall"
)

// nonBlocking is a flag for opening files: opening a named pipe does not wait.
const nonBlocking = syscall.O_NONBLOCK

// mayWrite returns why the process may make no file in a folder, or nil.
func mayWrite(dir string) error { return syscall.Access(dir, 2|1) } // W_OK, X_OK

// groupOf returns the group of a file. ok is false where files have none.
func groupOf(info fs.FileInfo) (gid int, ok bool) {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(stat.Gid), true
	}
	return 0, false
}
