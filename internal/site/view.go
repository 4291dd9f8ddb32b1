package site

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"syscall"
	"time"

	"blog.example/pete/internal/blog"
)

// What authors see is the directory as it is, without names that begin with a dot and
// without links that lead out of it, and what is held for them besides. At its top there is
// "posts", whatever the folder of posts is called.

// File is a file that an author reads.
type File interface {
	io.ReaderAt
	io.Closer
	Stat() (fs.FileInfo, error)
}

// Stat describes the file or the folder that an author names.
func (e *Editor) Stat(author, name string) (fs.FileInfo, error) {
	if u := e.heldAt(author, name); u != nil {
		return u.info(name), nil
	}
	t, at, err := e.openAt(name)
	if err != nil {
		return nil, err
	}
	defer closeTree(t)
	info, err := t.Stat(at)
	if err != nil {
		return nil, notThere(name, err)
	}
	if !info.IsDir() && !info.Mode().IsRegular() {
		return nil, notThere(name, fs.ErrNotExist)
	}
	return fileInfo{info, path.Base("/" + strings.Trim(name, "/"))}, nil
}

// ReadDir lists the folder that an author names.
func (e *Editor) ReadDir(author, name string) (all []fs.FileInfo, err error) {
	t, at, err := e.openAt(name)
	if err != nil {
		return nil, err
	}
	defer closeTree(t)
	info, err := t.Stat(at) // a named pipe would wait for a writer
	if err == nil && !info.IsDir() {
		err = syscall.ENOTDIR
	}
	if err != nil {
		return nil, notThere(name, err)
	}
	list, err := t.ReadDir(at)
	if err != nil {
		return nil, notThere(name, err)
	}
	hidden := map[string]bool{} // by what is held
	held, top := e.heldIn(author, name)
	for _, h := range held {
		hidden[h.Name()] = true
	}
	for _, d := range list {
		if strings.HasPrefix(d.Name(), ".") || hidden[d.Name()] {
			continue
		}
		info, err := t.Stat(path.Join(at, d.Name()))
		if err != nil || !info.IsDir() && !info.Mode().IsRegular() {
			continue // it has just gone, or leads elsewhere
		}
		all = append(all, fileInfo{info, d.Name()})
	}
	all = append(all, held...)
	if top && !slices.ContainsFunc(all, func(i fs.FileInfo) bool { return i.Name() == postsName }) {
		if info, err := t.Stat(e.archive().PostsFolder()); err == nil {
			all = append(all, fileInfo{info, postsName})
		}
	}
	slices.SortFunc(all, func(a, b fs.FileInfo) int { return cmp.Compare(a.Name(), b.Name()) })
	return all, nil
}

// postsName stands for the folder of posts.
const postsName = "posts"

// Open opens the file that an author names for reading.
func (e *Editor) Open(author, name string) (File, error) {
	if u := e.heldAt(author, name); u != nil {
		return heldReader{u, name}, nil
	}
	t, at, err := e.openAt(name)
	if err != nil {
		return nil, err
	}
	defer closeTree(t)
	info, err := t.Stat(at) // a named pipe would wait for a writer
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrInvalid
	}
	if err != nil {
		return nil, notThere(name, err)
	}
	f, err := t.Open(at)
	if err != nil {
		return nil, notThere(name, err)
	}
	file, ok := f.(File)
	if !ok {
		_ = f.Close() // nothing was written
		return nil, notThere(name, fs.ErrInvalid)
	}
	return file, nil
}

// openAt opens the directory, and returns the path in it that an author means.
func (e *Editor) openAt(name string) (*tree, string, error) {
	at := "."
	if strings.Trim(path.Clean("/"+name), "/") != "" {
		var bad *blog.Problem
		if at, bad = e.archive().ReadPath(name); bad != nil {
			return nil, "", fmt.Errorf("%s: there is no such file: %w", blog.Printable(name), fs.ErrNotExist)
		}
	}
	t, err := e.openTree()
	return t, at, err
}

func notThere(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: there is no such file: %w", blog.Printable(name), fs.ErrNotExist)
	}
	return fmt.Errorf("%s: cannot be read: %w", blog.Printable(name), plainCause(err))
}

// fileInfo is what is known of a file, under the name that an author gave it.
type fileInfo struct {
	fs.FileInfo
	name string
}

func (i fileInfo) Name() string { return i.name }

// heldInfo describes what is held.
type heldInfo struct {
	name string
	size int64
	when time.Time
}

func (i heldInfo) Name() string       { return i.name }
func (i heldInfo) Size() int64        { return i.size }
func (i heldInfo) Mode() fs.FileMode  { return 0o600 }
func (i heldInfo) ModTime() time.Time { return i.when }
func (i heldInfo) IsDir() bool        { return false }
func (i heldInfo) Sys() any           { return nil }

// info describes an upload that is held under a name.
func (u *Upload) info(name string) fs.FileInfo {
	return heldInfo{path.Base(name), u.Size(), u.LastWrite()}
}

// heldIn describes what is held for an author in a folder, and reports whether that is the
// top of the directory.
func (e *Editor) heldIn(author, name string) (held []fs.FileInfo, top bool) {
	folder := path.Clean("/" + name)
	for _, h := range e.Held(author) {
		if path.Dir("/"+h.Path) == folder {
			held = append(held, heldInfo{path.Base(h.Path), h.Size, h.When})
		}
	}
	return held, folder == "/"
}

// heldReader reads what is held. Closing it ends nothing.
type heldReader struct {
	*Upload
	name string
}

func (r heldReader) Close() error { return nil }

// Stat describes the file.
func (r heldReader) Stat() (fs.FileInfo, error) { return r.info(r.name), nil }
