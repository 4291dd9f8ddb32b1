package site

import (
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

	known func(p string) bool // files that were regular ones when they were read
}

// where returns where the bytes of a path are.
func (o overlay) where(name string) (string, error) {
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
	at, err := o.where(name)
	if err != nil {
		return value, err
	}
	return do(at)
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
	list, err := overlaid(o, name, o.list)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(d fs.DirEntry) bool {
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
		list = append(list, dirEntry{path.Base(p), info.Mode().Type(), func() (fs.FileInfo, error) { return info, nil }})
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, nil
}

// list lists a directory as it is. In an [os.Root] each entry costs a look at the file, so
// there is none at the files that the archive has already: a folder of 2,000 posts takes a
// fifth of the time.
func (o overlay) list(dir string) (list []fs.DirEntry, err error) {
	f, err := o.tree.Open(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	folder, ok := f.(interface{ Readdirnames(n int) ([]string, error) })
	if !ok {
		return o.tree.ReadDir(dir)
	}
	names, err := folder.Readdirnames(-1)
	if err != nil {
		return nil, err
	}
	list = make([]fs.DirEntry, 0, len(names))
	for _, name := range names {
		p := path.Join(dir, name)
		look := func() (fs.FileInfo, error) { return o.tree.Lstat(p) }
		if o.known(p) {
			list = append(list, dirEntry{name, 0, look})
		} else if info, err := look(); err == nil { // else it has just gone
			list = append(list, fs.FileInfoToDirEntry(info))
		}
	}
	return list, nil
}

// dirEntry is an entry of a folder of an overlay.
type dirEntry struct {
	name string
	kind fs.FileMode
	look func() (fs.FileInfo, error)
}

func (d dirEntry) Name() string               { return d.name }
func (d dirEntry) IsDir() bool                { return d.kind.IsDir() }
func (d dirEntry) Type() fs.FileMode          { return d.kind }
func (d dirEntry) Info() (fs.FileInfo, error) { return d.look() }
