//go:build unix

package site

import (
	"io/fs"
	"syscall"
)

// groupOf returns the group of a file. ok is false where files have none.
func groupOf(info fs.FileInfo) (gid int, ok bool) {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(stat.Gid), true
	}
	return 0, false
}
