package files

import (
	"context"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/site"
)

// asset is a file that a post links to, such as a picture. Its bytes stay where they are: an
// open one is an open file of the system.
type asset struct {
	snapshot *site.Snapshot
	file     string // below the content directory
}

// exists reports whether readers may have the file, and whether it is still there.
func (a asset) exists() bool {
	f, err := a.snapshot.OpenFile(a.file)
	if err != nil {
		return false
	}
	_ = f.Close() // nothing was written
	return true
}

// sizeKnown is false: a picture is read for the size that it has without its metadata.
func (a asset) sizeKnown() bool { return false }

func (a asset) size(context.Context) (int64, error) {
	f, err := a.snapshot.OpenFile(a.file)
	if err != nil {
		return 0, fs.ErrNotExist
	}
	defer func() { _ = f.Close() }() // nothing was written
	return f.Size, nil
}

func (a asset) open(context.Context) (openFile, error) {
	f, err := a.snapshot.OpenFile(a.file)
	if err != nil {
		return nil, fs.ErrNotExist
	}
	return openAsset{f, f.ReadSeeker.(io.ReaderAt)}, nil //nolint:forcetypeassert // it is an io.SectionReader
}

// openAsset is an asset that is open.
type openAsset struct {
	*site.Asset
	io.ReaderAt
}

func (a openAsset) Size() int64 { return a.Asset.Size }

// maxName is the longest name of a file, in bytes.
const maxName = 255

// assets adds the files that a post links to below folders, and returns the first of these,
// or nil if there are none. Files have their names; a second one with the same name has the
// number of its link before it.
func (t *tree) assets(snapshot *site.Snapshot, p *blog.Post) *node {
	names, seen := map[string]string{}, map[string]bool{}
	for _, l := range p.Outline().Links {
		if l.File == "" || seen[l.File] {
			continue
		}
		seen[l.File] = true
		name := path.Base(l.File)
		if names[name] != "" {
			name = strconv.Itoa(l.N) + "-" + name
		}
		if len(name) <= maxName && blog.Printable(name) == name {
			names[name] = l.File
		}
	}
	if len(names) == 0 {
		return nil
	}
	var first *node
	changed := sftpTime(p.Changed())
	for _, slug := range append([]string{p.Slug}, p.Aliases...) {
		folder := "/posts/" + slug
		var children []*node
		for name, file := range names {
			children = append(children, t.file(strings.Join([]string{folder, name}, "/"), changed, asset{snapshot, file}))
		}
		if n := t.directory(folder, changed, children); first == nil {
			first = n
		}
	}
	return first
}
