//go:build unix

package blog

import (
	"io/fs"
	"syscall"
)

// inode returns the number of a file in its file system, 0 where it has none.
func inode(info fs.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return stat.Ino
	}
	return 0
}
