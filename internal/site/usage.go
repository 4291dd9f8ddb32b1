package site

import (
	"fmt"
	"io/fs"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
)

// usage is what the directory has, and what is staged besides. It is guarded by Editor.mu.
type usage struct {
	files   int // and folders
	bytes   int64
	staged  int64
	counted time.Time // when files and bytes were counted
}

// countAgain is how long a count holds: the host may change files as well.
const countAgain = 10 * time.Minute

// grow takes room for bytes that are staged.
func (u *usage) grow(e *Editor, path string, n int64) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if u.bytes+u.staged+n > e.options.MaxTotal {
		return fmt.Errorf("%s: the blog would have more than %s: %w: remove files", blog.Printable(path), sizeOf(e.options.MaxTotal), ErrLimit)
	}
	u.staged += n
	return nil
}

// sizeOf says a limit in the largest unit that it has some of.
func sizeOf(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return blog.Count(int(n), "byte")
}

// shrink gives room for bytes back that are not staged any more.
func (u *usage) shrink(e *Editor, n int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	u.staged -= n
}

// changed counts what a change has added to the directory, or taken away.
func (u *usage) changed(e *Editor, files int, bytes int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	u.files += files
	u.bytes += bytes
}

// room counts the directory unless that was done lately, and returns an error if it has as
// many files as it may have.
func (u *usage) room(e *Editor, t *tree, path string) error {
	now := e.options.Now()
	e.mu.Lock()
	due := u.counted.IsZero() || now.Sub(u.counted).Abs() > countAgain
	e.mu.Unlock()
	if due {
		u.recount(e, t)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if u.files >= e.options.MaxFiles {
		return fmt.Errorf("%s: the blog has %d files and folders: %w: remove some", blog.Printable(path), u.files, ErrLimit)
	}
	return nil
}

// roomForText returns an error if the posts would have too many bytes with those of a file at
// a path: posts are in memory, again after each start.
func (e *Editor) roomForText(path string, size int64) error {
	if !blog.IsMarkdown(path) {
		return nil
	}
	a := e.archive()
	before := int64(0)
	if post, _ := a.File(path); post != nil {
		before = int64(len(post.Source))
	}
	if size > before && texts(a)-before+size > e.options.MaxText {
		return fmt.Errorf("%s: the posts would have more than %d MB: %w: shorten it", blog.Printable(path), e.options.MaxText>>20, ErrLimit)
	}
	return nil
}

// texts returns how many bytes all posts have, those that readers do not see as well.
func texts(a *blog.Archive) (bytes int64) {
	for p := range a.Readable() {
		bytes += int64(len(p.Source))
	}
	for p := range a.Hidden() {
		bytes += int64(len(p.Source))
	}
	return bytes
}

// recount counts the directory.
func (u *usage) recount(e *Editor, t *tree) {
	files, bytes := count(t)
	e.mu.Lock()
	defer e.mu.Unlock()
	u.files, u.bytes, u.counted = files, bytes, e.options.Now()
}

// count counts the files, folders and bytes of a directory without those whose names begin with a dot,
// such as .git and the trash, which has bounds of its own.
func count(t *tree) (files int, bytes int64) {
	_ = fs.WalkDir(t.root.FS(), ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil: // it goes on with the others
			return nil
		case p != "." && strings.HasPrefix(d.Name(), ".") && d.IsDir():
			return fs.SkipDir
		case d.IsDir() && p != ".":
			files++
			return nil
		case !d.Type().IsRegular():
			return nil
		}
		if info, err := d.Info(); err == nil {
			files++
			bytes += info.Size()
		}
		return nil
	})
	return files, bytes
}

// Room returns how many bytes authors may still write, and how many the directory may have
// in all.
func (e *Editor) Room() (free, total int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return max(e.options.MaxTotal-e.usage.bytes-e.usage.staged, 0), e.options.MaxTotal
}
