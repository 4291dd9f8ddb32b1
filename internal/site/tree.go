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

// Open opens a file for reading.
func (t *tree) Open(name string) (fs.File, error) {
	return within(t, name, t.fsys.Open)
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
