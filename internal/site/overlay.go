package site

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// overlay is a directory as it will be after a change. Files have the inode, the size and
// the time that they keep when they are renamed, so that what is read of an overlay is true
// of the directory afterwards.
type overlay struct {
	*tree
	from map[string]string // where the bytes of a file or a folder are that will be there
	gone map[string]bool   // files and folders that will not be there
}

// real returns where the bytes of a path are.
func (o overlay) real(name string) (string, error) {
	for dir := name; ; dir = path.Dir(dir) {
		if from, ok := o.from[dir]; ok {
			return from + strings.TrimPrefix(name, dir), nil
		}
		if o.gone[dir] {
			return "", &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
		if dir == "." || dir == "/" {
			return name, nil
		}
	}
}

func overlaid[T any](o overlay, name string, do func(string) (T, error)) (value T, err error) {
	real, err := o.real(name)
	if err != nil {
		return value, err
	}
	return do(real)
}

// Open opens a file for reading.
func (o overlay) Open(name string) (fs.File, error) { return overlaid(o, name, o.tree.Open) }

// Stat describes the file that name or its links lead to.
func (o overlay) Stat(name string) (fs.FileInfo, error) { return overlaid(o, name, o.tree.Stat) }

// Lstat describes a file, and a link as a link.
func (o overlay) Lstat(name string) (fs.FileInfo, error) { return overlaid(o, name, o.tree.Lstat) }

// ReadLink returns what a link has written in it.
func (o overlay) ReadLink(name string) (string, error) { return overlaid(o, name, o.tree.ReadLink) }

// ReadDir lists a directory.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := overlaid(o, name, o.tree.ReadDir)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(slices.Clip(list), func(d fs.DirEntry) bool {
		p := path.Join(name, d.Name())
		return o.gone[p] || o.from[p] != ""
	})
	for p := range o.from {
		if path.Dir(p) != name {
			continue
		}
		info, err := o.Lstat(p)
		if err != nil {
			return nil, err
		}
		list = append(list, renamed{fs.FileInfoToDirEntry(info), path.Base(p)})
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return list, nil
}

// renamed is an entry under another name.
type renamed struct {
	fs.DirEntry
	name string
}

func (r renamed) Name() string { return r.name }
