//go:build !unix

package blog

import "io/fs"

// inode returns 0: files have no number that [fs.FileInfo] tells.
func inode(fs.FileInfo) uint64 { return 0 }
