//go:build !unix

package site

import "io/fs"

// groupOf returns the group of a file. ok is false where files have none.
func groupOf(fs.FileInfo) (gid int, ok bool) { return 0, false }

// nonBlocking is a flag for opening files: there are no named pipes in directories.
const nonBlocking = 0

// mayWrite does not know: an attempt will tell.
func mayWrite(string) error { return nil }
