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
	name    string // without its path; empty for the root
	changed time.Time
	content content // nil for a directory
	below   []*node // in a directory, by their names
}

func (n *node) directory() bool { return n.content == nil }

// exists is false for a file that this archive has no content for.
func (n *node) exists() bool {
	b, ok := n.content.(built)
	return !ok || b.exists()
}

// entries is what a directory lists.
func (n *node) entries() []*node {
	missing := func(n *node) bool { return !n.exists() }
	if !slices.ContainsFunc(n.below, missing) {
		return n.below // however many have it open
	}
	return slices.DeleteFunc(slices.Clone(n.below), missing)
}

// info describes the node. It may have to lay out a text, for its size.
func (n *node) info(ctx context.Context) (fs.FileInfo, error) {
	if n.directory() {
		return info{node: n, mode: directoryMode}, nil
	}
	size, err := n.content.size(ctx)
	return info{node: n, mode: fileMode, size: size}, err
}

// Modes are what copies of the tree take over. If their owner could not write to
// them, a reader would be left with a copy that a second scp -p or lftp mirror
// cannot bring up to date, nor rm -r remove. Nobody writes to the tree itself,
// whatever its modes.
const (
	fileMode      = 0o644
	directoryMode = fs.ModeDir | 0o755
)

// info is a node as clients see it. It is all values: pkg/sftp asks for them
// where a panic would end the server.
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

// nobody is the number of the user and the group that own nothing on the
// reader's machine, where sshfs shows them.
const nobody = 65534

// Uid implements sftp.FileInfoUidGid.
func (i info) Uid() uint32 { return nobody } //nolint:revive // the interface spells it so

// Gid implements sftp.FileInfoUidGid.
func (i info) Gid() uint32 { return nobody }

// stamp is a time as SFTP has it: whole seconds from 1970 on, in 32 bits
// (draft-ietf-secsh-filexfer-02, section 5). An undated post is of its first day.
func stamp(t time.Time) time.Time {
	return time.Unix(min(max(t.Unix(), 0), math.MaxUint32), 0).UTC()
}
