package site

import (
	"io/fs"
	"os"
	"path/filepath"
)

// tree is a directory as an fs.FS. It follows symbolic links, but only to files and
// directories within that directory.
type tree struct {
	root *os.Root
	fsys fs.FS  // of root
	dir  string // absolute, without symbolic links
}

// openTree opens the directory at path.
func openTree(path string) (*tree, error) {
	dir, err := filepath.Abs(path)
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &tree{root: root, fsys: root.FS(), dir: dir}, nil
}

// Close closes the directory. Files that were opened stay open.
func (t *tree) Close() error { return t.root.Close() }

// Open opens a file for reading. It does not wait for the writer of a named pipe.
func (t *tree) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return within(t, name, func(name string) (fs.File, error) {
		f, err := t.root.OpenFile(filepath.FromSlash(name), os.O_RDONLY|nonBlocking, 0)
		if err != nil {
			return nil, err
		}
		return f, nil
	})
}

// Stat describes the file that name or its links lead to, without opening it.
func (t *tree) Stat(name string) (fs.FileInfo, error) {
	return within(t, name, func(name string) (fs.FileInfo, error) { return fs.Stat(t.fsys, name) })
}

// ReadDir lists a directory.
func (t *tree) ReadDir(name string) ([]fs.DirEntry, error) {
	return within(t, name, func(name string) ([]fs.DirEntry, error) { return fs.ReadDir(t.fsys, name) })
}

// Lstat describes a file, and a link as a link.
func (t *tree) Lstat(name string) (fs.FileInfo, error) {
	return within(t, name, func(name string) (fs.FileInfo, error) { return fs.Lstat(t.fsys, name) })
}

// ReadLink returns what a link has written in it.
func (t *tree) ReadLink(name string) (string, error) { return fs.ReadLink(t.fsys, name) }

// Real returns the path of a file below the directory, without links.
func (t *tree) Real(name string) (string, error) {
	target, err := filepath.EvalSymlinks(filepath.Join(t.dir, filepath.FromSlash(name)))
	if err != nil {
		return "", err
	}
	inside, err := filepath.Rel(t.dir, target)
	if err == nil && !filepath.IsLocal(inside) {
		err = &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return filepath.ToSlash(inside), err
}

// laterFS is a directory for requests, which come after its reading. It is opened by its path
// at each, so that it may come to be another one, as the [Content] may.
type laterFS struct{ dir string }

// Begin is that of a [blog.Opener].
func (l laterFS) Begin() (fs.FS, func(), error) {
	t, err := openTree(l.dir)
	if err != nil {
		return nil, nil, err
	}
	return t, func() { _ = t.Close() }, nil
}

// Open opens a file, which stays open.
func (l laterFS) Open(name string) (fs.File, error) {
	t, err := openTree(l.dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = t.Close() }()
	return t.Open(name)
}

// within calls do with name. [os.Root] refuses every absolute link; one that leads
// back into the tree is resolved here, and do is called once more with where it leads.
// os.Root checks that path too.
func within[T any](t *tree, name string, do func(string) (T, error)) (T, error) {
	value, err := do(name)
	if err == nil {
		return value, nil
	}
	target, failed := filepath.EvalSymlinks(filepath.Join(t.dir, filepath.FromSlash(name)))
	if failed != nil {
		return value, err
	}
	inside, failed := filepath.Rel(t.dir, target)
	if failed != nil || inside == filepath.FromSlash(name) || !filepath.IsLocal(inside) {
		return value, err
	}
	return do(filepath.ToSlash(inside))
}
