package site

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
)

// Content is where a blog is read from: a directory, or files inside the program.
type Content struct {
	dir  string // empty for files inside the program
	fsys fs.FS  // nil for a directory
}

// Directory returns the content in a directory. It is opened by its path at every
// reading, so that the path may come to lead to another directory.
func Directory(path string) Content { return Content{dir: filepath.Clean(path)} }

// Files returns content that does not change.
func Files(fsys fs.FS) Content { return Content{fsys: fsys} }

// Read reads the content as [blog.Read] does, at the present instant unless the options name
// another. The archive is nil when the report has an error that keeps all of it from being
// served, such as a directory that is not there.
func (c Content) Read(o blog.Options) (*blog.Archive, blog.Report) {
	fsys, closeTree, err := c.open()
	if err != nil {
		// The error of a file has its path, which the caller prints, around the cause.
		mend := "make it readable"
		if errors.Is(err, fs.ErrNotExist) {
			mend = "put the directory back"
		}
		return nil, blog.Report{Kind: "a directory that cannot be read", Problems: []blog.Problem{{Wrong: fmt.Sprintf("cannot be read (%v)", cmp.Or(errors.Unwrap(err), err)), Mend: mend}}}
	}
	defer closeTree() // the archive holds all that was read
	return c.readFrom(fsys, o)
}

// readFrom is Read for a directory that is open.
func (c Content) readFrom(fsys fs.FS, o blog.Options) (*blog.Archive, blog.Report) {
	o.Name = c.name()
	if c.fsys == nil {
		o.Files = laterFS{c.dir}
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	archive, report := blog.Read(fsys, o)
	if archive == nil {
		return nil, report
	}
	for _, p := range render.CheckStyle(archive.Site) {
		report.Problems = append(report.Problems, p)
		if p.Severity == blog.Error {
			archive = nil
		} else {
			report.Remarks++
		}
	}
	slices.SortStableFunc(report.Problems, func(a, b blog.Problem) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
	})
	return archive, report
}

// name returns the name of the directory, or "" for files inside the program.
func (c Content) name() string {
	if c.dir == "" {
		return ""
	}
	dir, err := filepath.Abs(c.dir)
	if err != nil {
		return ""
	}
	return filepath.Base(dir)
}

func (c Content) open() (fsys fs.FS, closeTree func(), err error) {
	if c.fsys != nil {
		return c.fsys, func() {}, nil
	}
	t, err := openTree(c.dir)
	if err != nil {
		return nil, nil, err
	}
	return t, func() { _ = t.Close() }, nil
}

// Place returns a problem with the path of its file as one would give it to an editor.
func (c Content) Place(p blog.Problem) blog.Problem {
	p.Path = filepath.Join(c.dir, p.Path)
	return p
}

// state is what names, sizes and times say of a directory: equal states mean that
// nothing has to be read again.
type state [sha256.Size]byte

// look returns the state of the directory and the paths of all folders in it, without
// opening any file.
func (c Content) look() (now state, folders []string) {
	fsys, closeTree, err := c.open()
	if err != nil {
		return state{}, nil
	}
	defer closeTree()
	sum := sha256.New()
	top, err := fs.ReadDir(fsys, ".")
	_, _ = fmt.Fprintln(sum, err)
	for _, entry := range top {
		if blog.Ignored(entry.Name()) {
			continue
		}
		// WalkDir follows a link only where it begins, as [blog.Read] does.
		_ = fs.WalkDir(fsys, entry.Name(), func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				_, _ = fmt.Fprintln(sum, path, err)
				return nil
			case blog.Ignored(d.Name()) && d.IsDir():
				return fs.SkipDir
			case blog.Ignored(d.Name()):
				return nil
			case d.IsDir():
				folders = append(folders, path)
			}
			info, err := d.Info()
			if err == nil && info.Mode()&fs.ModeSymlink != 0 {
				info, err = fs.Stat(fsys, path)
			}
			if err == nil && !info.IsDir() {
				_, _ = fmt.Fprintln(sum, path, blog.StatOf(info))
			}
			return nil
		})
	}
	return state(sum.Sum(nil)), folders
}

// relative returns the path of a file of the directory as the archive has it, with
// slashes.
func (c Content) relative(path string) (string, bool) {
	inside, err := filepath.Rel(c.dir, path)
	return filepath.ToSlash(inside), err == nil && filepath.IsLocal(inside)
}
