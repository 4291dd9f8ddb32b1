package site

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"blog.example/pete/internal/blog"
)

// place is a path in the directory and the file that is there.
type place struct {
	path string
	info fs.FileInfo // nil if there is nothing
	sum  string      // SHA-256 of the file, or ""
}

// exists reports whether there is a file.
func (p place) exists() bool { return p.info != nil }

// look returns what is at a path. It is an error if a link leads there, if another name
// differs from this one in nothing but case, or if a folder is in the way.
func look(t *tree, p string) (place, error) {
	at := place{path: p}
	parts := strings.Split(p, "/")
	for i := range parts {
		here := path.Join(parts[:i+1]...)
		info, err := t.root.Lstat(here)
		switch last := i == len(parts)-1; {
		case errors.Is(err, fs.ErrNotExist):
			return at, nameClash(t, here)
		case err != nil:
			return at, fmt.Errorf("%s: cannot be read (%w)", blog.Printable(here), plainCause(err))
		case info.Mode()&fs.ModeSymlink != 0:
			return at, refuse(here, "is a symbolic link", "change what it leads to on the host")
		case !last && !info.IsDir():
			return at, refuse(here, "is a file, and no folder", "choose another path")
		case !last:
			continue
		case info.IsDir():
			at.info = info
			return at, nil
		case !info.Mode().IsRegular():
			return at, refuse(here, "is neither a file nor a folder", "choose another path")
		default:
			at.info = info
			at.sum, err = sumOf(t, p)
			return at, err
		}
	}
	return at, nil
}

// lookFile is look for a path where no folder may be.
func lookFile(t *tree, p string) (place, error) {
	at, err := look(t, p)
	if err == nil && at.exists() && at.info.IsDir() {
		return at, refuse(p, "is a folder", "choose another name")
	}
	return at, err
}

// nameClash returns an error if a name is not there, but another that some systems take for
// the same.
func nameClash(t *tree, p string) error {
	dir, err := t.root.Open(path.Dir(p))
	if err != nil {
		return fmt.Errorf("%s: cannot be read (%w)", blog.Printable(path.Dir(p)), plainCause(err))
	}
	defer func() { _ = dir.Close() }() // nothing was written
	names, err := dir.Readdirnames(-1)
	if err != nil {
		return fmt.Errorf("%s: cannot be read (%w)", blog.Printable(path.Dir(p)), plainCause(err))
	}
	want := blog.FoldName(path.Base(p))
	for _, name := range names {
		if blog.FoldName(name) == want {
			return refuse(p, fmt.Sprintf("differs from %s in case alone", path.Join(path.Dir(p), name)), "write that name, or choose another")
		}
	}
	return nil
}

// sumOf returns the SHA-256 of a file, in hexadecimal.
func sumOf(t *tree, p string) (string, error) {
	f, err := t.root.Open(p)
	if err != nil {
		return "", fmt.Errorf("%s: cannot be read (%w)", blog.Printable(p), plainCause(err))
	}
	defer func() { _ = f.Close() }() // nothing was written
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", fmt.Errorf("%s: cannot be read (%w)", blog.Printable(p), plainCause(err))
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// unchanged returns an error if the host has changed what was at a place.
func (p place) unchanged(t *tree) error {
	info, err := t.root.Lstat(p.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !p.exists():
		return nil
	case err == nil && p.exists() && blog.StatOf(info) == blog.StatOf(p.info):
		return nil
	}
	return p.changed()
}

// changed returns the error of a place that the host has changed.
func (p place) changed() error {
	return fmt.Errorf("%s: %w on the host at this moment: try again", blog.Printable(p.path), ErrChanged)
}

// matches returns an error if an author expects another version at a place: want is the
// SHA-256 of a version, "none", or "" for any.
func (p place) matches(want string) error {
	switch {
	case want == "", want == "none" && !p.exists(), p.exists() && strings.EqualFold(want, p.sum):
		return nil
	case want == "none":
		return fmt.Errorf("%s: %w: there is one, of SHA-256 %s", blog.Printable(p.path), ErrChanged, p.sum)
	case !p.exists():
		return fmt.Errorf("%s: %w: there is none", blog.Printable(p.path), ErrChanged)
	}
	return fmt.Errorf("%s: %w: it has the SHA-256 %s", blog.Printable(p.path), ErrChanged, p.sum)
}

// makeParents makes the folders above a path, with the mode and the group of the folder that
// each is in. It returns those that it has made, the deepest first.
func (e *Editor) makeParents(t *tree, p string) (made []string, err error) {
	dir := path.Dir(p)
	if dir == "." {
		return nil, nil
	}
	if _, err := t.root.Lstat(dir); err == nil {
		return nil, nil
	}
	if made, err = e.makeParents(t, dir); err != nil {
		return made, err
	}
	if err := e.usage.room(e, t, dir); err != nil {
		return made, err
	}
	if err := makeFolder(t, dir); err != nil {
		return made, err
	}
	e.usage.changed(e, 1, 0)
	return append([]string{dir}, made...), nil
}

// makeFolder makes a folder with the mode and the group of the one that it is in.
func makeFolder(t *tree, dir string) error {
	above, err := t.root.Stat(path.Dir(dir))
	if err != nil {
		return err
	}
	mode := above.Mode() & (fs.ModePerm | fs.ModeSetgid)
	if err := t.root.Mkdir(dir, mode.Perm()); err != nil {
		return err
	}
	if gid, ok := groupOf(above); ok {
		_ = t.root.Lchown(dir, -1, gid) // it may be that of the process already, and that of others needs privileges
	}
	// Under systemd's RestrictSUIDSGID= no process may do this. Then the folder has the mode
	// less the umask, and the group and its bit from the system.
	if err := t.root.Chmod(dir, mode); err != nil && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}

// removeFolders removes folders that are empty, and leaves the others.
func (e *Editor) removeFolders(t *tree, dirs []string) {
	for _, dir := range dirs {
		if t.root.Remove(dir) != nil {
			return
		}
		e.usage.changed(e, -1, 0)
	}
}

// syncFolder makes the names in a folder last over a crash of the system.
func syncFolder(t *tree, dir string) error {
	f, err := t.root.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // nothing was written
	if err := f.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, fs.ErrInvalid) {
		return err
	}
	return nil
}
