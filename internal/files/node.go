package files

import (
	"context"
	"io/fs"
	"math"
	"slices"
	"time"
)

// node is a file or a directory. It never changes.
type node struct {
	name     string // without its path; empty for the root
	changed  time.Time
	content  content // nil for a directory
	children []*node // of a directory, by their names
}

func (n *node) directory() bool { return n.content == nil }

// exists is false for a file that cannot be made of this archive, or has gone.
func (n *node) exists() bool {
	m, ok := n.content.(interface{ exists() bool })
	return !ok || m.exists()
}

// entries returns what a directory lists.
func (n *node) entries() []*node {
	missing := func(n *node) bool { return !n.exists() }
	if !slices.ContainsFunc(n.children, missing) {
		return n.children // one list for all that have it open
	}
	return slices.DeleteFunc(slices.Clone(n.children), missing)
}

// info describes the node. It may have to lay out a text, for its size.
func (n *node) info(ctx context.Context) (fs.FileInfo, error) {
	if n.directory() {
		return info{node: n, mode: directoryMode}, nil
	}
	size, err := n.content.size(ctx)
	return info{node: n, mode: fileMode, size: size}, err
}

// Modes are taken over by copies of the tree. If the owner of a copy could not write to
// it, a second scp -p or lftp mirror could not update it, nor rm -r remove it. The tree
// itself is read-only, whatever its modes.
const (
	fileMode      = 0o644
	directoryMode = fs.ModeDir | 0o755
)

// info is a node as clients see it. It holds values only: pkg/sftp reads them where a
// panic would end the server.
type info struct {
	*node
	mode fs.FileMode
	size int64
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size } // in bytes; 0 for a directory
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return i.changed }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return nil }

// nobody is the number of the user and the group that own nothing on the reader's
// machine. sshfs shows it there.
const nobody = 65534

// Uid implements sftp.FileInfoUidGid.
func (i info) Uid() uint32 { return nobody } //nolint:revive // the interface spells it so

// Gid implements sftp.FileInfoUidGid.
func (i info) Gid() uint32 { return nobody }

// sftpTime is a time as SFTP has it: whole seconds from 1970 on, in 32 bits
// (draft-ietf-secsh-filexfer-02, section 5). An undated post gets the first of them.
func sftpTime(t time.Time) time.Time {
	return time.Unix(min(max(t.Unix(), 0), math.MaxUint32), 0).UTC()
}
