package site

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"blog.example/pete/internal/blog"
)

// PutOptions say how a file is written.
type PutOptions struct {
	IfMatch string // SHA-256 of the version that is replaced, in hexadecimal; "none" for no file; "" for any
	Draft   bool   // the file goes to the folder of drafts

	// Keep begins an upload with the bytes that the file has, for clients that append to
	// it, resume or change parts of it. Put ignores it.
	Keep bool
}

// Upload is a file that an author is writing. Its bytes are staged: nothing changes before
// Commit. Its methods may be called by several goroutines at once.
type Upload struct {
	editor  *Editor
	author  string
	path    string // as the author names it
	options PutOptions

	restores string // the ID of the version in the trash that it brings back, or ""

	mu     sync.Mutex // guards what follows
	tree   *tree      // of the directory in which it is staged
	staged string     // its path there
	file   *os.File   // nil when the upload has ended
	size   int64
	logged bool // the log has why a write failed

	when atomic.Int64 // of the last write, in nanoseconds since 1970
}

// LastWrite returns when bytes were written last.
func (u *Upload) LastWrite() time.Time { return time.Unix(0, u.when.Load()) }

// Begin begins to write a file. The path is checked at once, as far as it can be without the
// bytes. The caller ends the upload with Commit, Hold or Abort.
func (e *Editor) Begin(author, path string, o PutOptions) (*Upload, error) {
	u := &Upload{editor: e, author: author, path: path, options: o}
	u.when.Store(e.options.Now().UnixNano())
	e.dropHeld()
	if err := e.begin(u); err != nil {
		e.logError(author, path, err)
		return nil, err
	}
	return u, nil
}

func (e *Editor) begin(u *Upload) error {
	target, err := u.checkPath(u.path)
	if err != nil {
		return err
	}
	t, err := e.open()
	if err != nil {
		return err
	}
	if err := e.stage(t, u); err != nil {
		closeTree(t)
		return err
	}
	if u.options.Keep {
		if err := u.copyFrom(target); err != nil {
			u.Abort()
			return err
		}
	}
	return nil
}

// checkPath returns the path of the file that an author means, or "" for a temporary name. The
// error is that of a path that no file may have.
func (u *Upload) checkPath(path string) (target string, err error) {
	if Temporary(path) {
		return "", checkHeldPath(path)
	}
	return u.editor.resolve(path, nil, u.options.Draft)
}

// Move gives an upload that is being written another path.
func (u *Upload) Move(to string) error {
	if _, err := u.checkPath(to); err != nil {
		return err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.path = to
	return nil
}

// maxHeldPath bounds a path of a temporary name, in bytes.
const maxHeldPath = 1024

// checkHeldPath returns an error for a path under which nothing is held.
func checkHeldPath(path string) error {
	if len(path) > maxHeldPath || blog.Printable(path) != path {
		return refuse(path[:min(len(path), maxHeldPath)], "the path is too long, or has a character that cannot be seen", "rename it")
	}
	return nil
}

// stage makes the staged file of an upload.
func (e *Editor) stage(t *tree, u *Upload) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.uploads) >= e.options.MaxUploads {
		return fmt.Errorf("%s: %w (%d): try again in a while", blog.Printable(u.path), ErrBusy, e.options.MaxUploads)
	}
	for {
		e.number++
		name := stagedFolder + "/" + strconv.Itoa(e.number)
		f, err := t.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o664) // less what the umask of the process takes away
		if errors.Is(err, fs.ErrExist) {
			continue // of another process
		}
		if err != nil {
			return e.full(u.path, err)
		}
		u.tree, u.staged, u.file = t, name, f
		e.uploads[u] = true
		return nil
	}
}

// copyFrom begins with what is held for the author at that path, else with the file at target.
func (u *Upload) copyFrom(target string) error {
	if h := u.editor.takeHeld(u.author, u.path); h != nil {
		defer h.Abort()
		return u.fill(context.Background(), io.NewSectionReader(h, 0, h.Size()))
	}
	if target == "" {
		return nil
	}
	return u.copyFile(target)
}

// copyFile begins with the file at a path, if there is one.
func (u *Upload) copyFile(target string) error {
	at, err := lookFile(u.tree, target)
	if err != nil || !at.exists() {
		return err
	}
	f, err := u.tree.root.Open(target)
	if err != nil {
		return fmt.Errorf("%s: cannot be read (%w)", blog.Printable(target), plainCause(err))
	}
	defer func() { _ = f.Close() }() // nothing was written
	return u.fill(context.Background(), f)
}

// fill writes all of r. It ends when ctx does.
func (u *Upload) fill(ctx context.Context, r io.Reader) error {
	buffer := make([]byte, 64<<10)
	for at := int64(0); ; {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("%s: the upload was broken off after %d bytes: %w", blog.Printable(u.path), at, err)
		}
		n, err := r.Read(buffer)
		if n > 0 {
			if _, err := u.WriteAt(buffer[:n], at); err != nil {
				return err
			}
			at += int64(n)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: the upload was broken off after %d bytes: %w", blog.Printable(u.path), at, err)
		}
	}
}

var errEnded = fmt.Errorf("the upload has ended: %w", fs.ErrClosed)

// WriteAt writes bytes at any offset. What is between the end and the offset is zero.
func (u *Upload) WriteAt(p []byte, offset int64) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.file == nil {
		return 0, errEnded
	}
	if err := u.reserve(offset, int64(len(p))); err != nil {
		return 0, u.failed(err)
	}
	n, err := u.file.WriteAt(p, offset)
	if err != nil {
		return n, u.failed(u.editor.full(u.path, err))
	}
	return n, nil
}

// failed logs the first write of an upload that fails: the client may not go on. It returns
// the error. The caller holds mu.
func (u *Upload) failed(err error) error {
	if !u.logged {
		u.logged = true
		u.editor.logError(u.author, u.path, err)
	}
	return err
}

// reserve makes room for bytes at an offset. The caller holds mu.
func (u *Upload) reserve(offset, n int64) error {
	e := u.editor
	u.when.Store(e.options.Now().UnixNano())
	if offset < 0 || offset > e.options.MaxFile || n > e.options.MaxFile-offset {
		return fmt.Errorf("%s: more than %s: %w: make it smaller", blog.Printable(u.path), sizeOf(e.options.MaxFile), ErrLimit)
	}
	if grown := offset + n - u.size; grown > 0 {
		if err := e.usage.grow(e, u.path, grown); err != nil {
			return err
		}
		u.size += grown
	}
	return nil
}

// ReadAt reads what has been written.
func (u *Upload) ReadAt(p []byte, offset int64) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.file == nil {
		return 0, errEnded
	}
	return u.file.ReadAt(p, offset)
}

// Truncate sets the size.
func (u *Upload) Truncate(size int64) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.file == nil {
		return errEnded
	}
	if err := u.reserve(size, 0); err != nil {
		return u.failed(err)
	}
	if err := u.file.Truncate(size); err != nil {
		return u.failed(u.editor.full(u.path, err))
	}
	u.editor.usage.shrink(u.editor, u.size-size)
	u.size = size
	return nil
}

// Size returns the size so far.
func (u *Upload) Size() int64 {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.size
}

// Abort ends the upload and drops its bytes. It does nothing once the upload has ended.
func (u *Upload) Abort() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.file == nil {
		return
	}
	_ = u.tree.root.Remove(u.staged) // else the next start does
	u.end()
}

// end closes the staged file, which is elsewhere by now, or gone. The caller holds mu.
func (u *Upload) end() {
	e := u.editor
	_ = u.file.Close() // it was synced, or nobody wants it
	closeTree(u.tree)
	u.file = nil
	e.usage.shrink(e, u.size)
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.uploads, u)
}

// head returns the first bytes, and sum the SHA-256 of all. The caller holds mu.
func (u *Upload) head() ([]byte, error) {
	head := make([]byte, headBytes)
	n, err := u.file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return head[:n], nil
}

func (u *Upload) sum(ctx context.Context) (string, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(u.file, 0, u.size)); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), ctx.Err()
}

// source returns the bytes that may have front matter, for the name of a new post.
func (u *Upload) source() []byte {
	src := make([]byte, min(u.size, 64<<10))
	n, _ := u.file.ReadAt(src, 0)
	return src[:n]
}

// full explains an error of the file system. It returns other errors as they are.
func (e *Editor) full(path string, err error) error {
	if _, ok := errors.AsType[syscall.Errno](err); !ok {
		return err
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%s: the disk of the host is full: nothing has changed: %w", blog.Printable(path), plainCause(err))
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s: %w", blog.Printable(path), e.store.readOnly(err))
	}
	return fmt.Errorf("%s: cannot be written: %w", blog.Printable(path), plainCause(err))
}

// Temporary reports whether a path has the name of a file that is not there to stay: clients
// give such names to a file while they write it, and rename it afterwards. Such a file is
// held for its author and is never content.
func Temporary(path string) bool {
	name := path[strings.LastIndexByte(path, '/')+1:]
	ends := []string{".filepart", ".part", ".partial", ".tmp", ".temp", ".swp", ".swx", ".bak", ".crdownload", ".new", "~"}
	return blog.Ignored(name) || name == "4913" || // with which vim tries whether it can write
		slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(strings.ToLower(name), end) }) ||
		temporaryName.MatchString(name)
}

// temporaryName has the names of sed -i and of Qt's QSaveFile, in which Kate writes.
var temporaryName = regexp.MustCompile(`^sed\w{6}$|\.(md|markdown)\.\w{6}$`)
