package site

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"blog.example/pete/internal/blog"
)

// EditorOptions bound what authors may write. A zero value stands for the default.
type EditorOptions struct {
	MaxFile  int64 // bytes of a file: 64 MB
	MaxTotal int64 // bytes of all files of the directory, and of all uploads under way: 1 GB
	MaxText  int64 // bytes of all posts, which are in memory: 128 MB, or twice what the blog has at the start
	MaxFiles int   // files and folders of the directory: 100,000

	MaxUploads int // that are under way at once: 64

	TrashAge   time.Duration // how long the trash has a version: 30 days
	TrashBytes int64         // bytes of all versions in the trash: 256 MB
	TrashFiles int           // versions in the trash: 5,000

	Now func() time.Time // time.Now
}

func (o EditorOptions) withDefaults() EditorOptions {
	o.MaxFile = cmp.Or(o.MaxFile, 64<<20)
	o.MaxTotal = cmp.Or(o.MaxTotal, 1<<30)
	o.MaxFiles = cmp.Or(o.MaxFiles, 100_000)
	o.MaxUploads = cmp.Or(o.MaxUploads, 64)
	o.TrashAge = cmp.Or(o.TrashAge, 30*24*time.Hour)
	o.TrashBytes = cmp.Or(o.TrashBytes, 256<<20)
	o.TrashFiles = cmp.Or(o.TrashFiles, 5000)
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Editor changes the content directory of a store for authors. A change is whole or it is
// none, is checked against the blog before anyone sees it, and is public when its method
// returns. Changes come one after the other. Any number of goroutines may share an Editor.
//
// Paths are those of authors: see [blog.Archive.WritePath].
type Editor struct {
	store   *Store
	options EditorOptions
	trash   *trash
	changes counters

	opening sync.Mutex  // guards opened
	opened  fs.FileInfo // the directory, the last time

	mu      sync.Mutex          // guards what follows, and is held for short
	number  int                 // of the last staged file
	uploads map[*Upload]bool    // under way
	held    map[heldKey]*Upload // see Upload.Close
	pending int                 // changes that have begun and are not made yet
	made    chan struct{}       // closed when there are none
	usage   usage               // of the directory

	step func(name string) error // tests stop at the steps of a change; nil otherwise
}

// The folders of an editor in a content directory. Their names begin with a dot, so neither
// a reading nor a generator looks at them. They are on the file system of the content: a
// rename is whole only there.
const (
	ownFolder    = ".pete"
	stagedFolder = ".pete/staged" // uploads under way
	trashFolder  = ".pete/trash"
	newRedirects = ".pete/redirects" // the file of redirects while it is written
)

// Editor returns the editor of a store. A store has one at most. It removes the uploads that
// a crash has left. The error says in one line why nothing can be written.
func (s *Store) Editor(o EditorOptions) (*Editor, error) {
	if s.content.dir == "" {
		return nil, errInside
	}
	o = o.withDefaults()
	o.MaxText = cmp.Or(o.MaxText, max(128<<20, 2*texts(s.latestArchive())))
	e := &Editor{store: s, options: o, uploads: map[*Upload]bool{}, held: map[heldKey]*Upload{}}
	e.trash = &trash{options: e.options}
	t, err := e.open()
	if err != nil {
		return nil, err
	}
	closeTree(t)
	return e, nil
}

var errInside = errors.New("the blog inside pete cannot be written: serve a directory with --content")

// Writable returns in one line why authors cannot write, or nil if nothing is known against
// it. It makes no file: see [Store.Editor].
func (s *Store) Writable() error {
	if s.content.dir == "" {
		return errInside
	}
	for _, dir := range []string{".", ownFolder, s.latestArchive().PostsFolder()} {
		if err := mayWrite(filepath.Join(s.content.dir, filepath.FromSlash(dir))); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return s.readOnly(err)
		}
	}
	return nil
}

// prepare makes the folders of an editor, and removes what is staged.
func prepare(t *tree) error {
	modes := map[string]fs.FileMode{ownFolder: 0o755, stagedFolder: 0o700, trashFolder: 0o700} // git looks at .gitignore as its user
	for _, dir := range []string{ownFolder, stagedFolder, trashFolder} {
		if err := t.root.Mkdir(dir, modes[dir]); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		if info, err := t.root.Lstat(dir); err != nil || !info.IsDir() {
			return cmp.Or(err, fmt.Errorf("%s is not a folder", dir))
		}
	}
	// A repository does not list what is only here for a while.
	if err := t.root.WriteFile(ownFolder+"/.gitignore", []byte("*\n"), 0o644); err != nil {
		return err
	}
	_ = t.root.Remove(newRedirects) // mostly there is none
	stale, err := fs.ReadDir(t.root.FS(), stagedFolder)
	if err != nil {
		return err
	}
	for _, d := range stale {
		if err := t.root.Remove(stagedFolder + "/" + d.Name()); err != nil {
			return err
		}
	}
	return nil
}

// readOnly says that nothing can be written.
func (s *Store) readOnly(err error) error {
	return fmt.Errorf("%s cannot be written (%w): make it writable for the user that pete runs as", s.content.dir, plainCause(err))
}

// plainCause returns the cause of an error without the path and the operation.
func plainCause(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	if link, ok := errors.AsType[*os.LinkError](err); ok {
		return link.Err
	}
	return err
}

// openTree opens the directory for reading, whatever its path leads to by now.
func (e *Editor) openTree() (*tree, error) {
	t, err := openTree(e.store.content.dir)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be opened (%w): put the directory back", e.store.content.dir, plainCause(err))
	}
	return t, nil
}

// open opens the directory for a change. If it is another one than the last time, its folders
// are made, and its own trash is read.
func (e *Editor) open() (*tree, error) {
	t, err := e.openTree()
	if err != nil {
		return nil, err
	}
	info, err := t.root.Stat(".")
	e.opening.Lock()
	defer e.opening.Unlock()
	if err == nil && (e.opened == nil || !os.SameFile(e.opened, info)) {
		if err = prepare(t); err == nil {
			err = e.trash.open(t)
		}
		if err == nil {
			e.opened = info
			e.usage.recount(e, t)
		}
	}
	if err != nil {
		closeTree(t)
		return nil, e.store.readOnly(err)
	}
	return t, nil
}

// still returns an error if the path of the directory leads to another one by now.
func (e *Editor) still(t *tree, path string) error {
	now, err := os.Stat(e.store.content.dir) //nolint:gosec // G703: the operator names it
	if err == nil {
		var then fs.FileInfo
		if then, err = t.root.Stat("."); err == nil && os.SameFile(now, then) {
			return nil
		}
	}
	return fmt.Errorf("%s: the directory was removed or replaced meanwhile: send it again: %w", blog.Printable(path), fs.ErrNotExist)
}

func closeTree(t *tree) { _ = t.Close() } // nothing is written through it

// archive returns the latest archive, with which paths are understood.
func (e *Editor) archive() *blog.Archive { return e.store.latestArchive() }

// at runs the hook of tests for a step of a change.
func (e *Editor) at(step string) error {
	if e.step == nil {
		return nil
	}
	return e.step(step)
}

// Refused is the error of a change that the blog cannot show. Nothing has changed.
type Refused struct {
	Problems []blog.Problem // their paths are those below the content directory
	Trash    string         // the ID under which the trash has the bytes, or "" if it has none
}

// Error returns "path:line: what is wrong: what to write", one problem a line.
func (r *Refused) Error() string {
	lines := make([]string, len(r.Problems))
	for i, p := range r.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// The errors that callers tell apart, besides those of io/fs such as [fs.ErrNotExist] and
// [Refused]. Each is wrapped in an error with the path and the remedy.
var (
	ErrChanged = errors.New("the file has changed")       // IfMatch says another version, or the host has written the file meanwhile
	ErrLimit   = errors.New("a limit of the blog")        // size, number of files, uploads at once
	ErrBusy    = errors.New("too many uploads at a time") // another attempt may succeed
)

// refuse returns a Refused of one problem about a whole file.
func refuse(path, wrong, mend string) *Refused {
	return &Refused{Problems: []blog.Problem{{Path: path, Severity: blog.LeftOut, Wrong: wrong, Mend: mend}}}
}

// counters count changes by what happened.
type counters [len(kinds)]atomic.Int64

// kinds has what can happen to a change, as logs and metrics name it.
var kinds = [...]string{"published", "unchanged", "held", "refused", "failed", "removed", "renamed", "restored", "purged", "folder"}

// Changes returns how many changes there were, by what happened: published, unchanged, held,
// refused, failed, removed, renamed, restored, purged, folder. A nil Editor has made none.
func (e *Editor) Changes() map[string]int64 {
	all := make(map[string]int64, len(kinds))
	for i, kind := range kinds {
		all[kind] = 0
		if e != nil {
			all[kind] = e.changes[i].Load()
		}
	}
	return all
}

func (e *Editor) count(what string) {
	if i := slices.Index(kinds[:], what); i >= 0 {
		e.changes[i].Add(1)
	}
}

// log writes the one line of a change, and counts it.
func (e *Editor) log(author, path, what string, fields ...any) {
	e.count(what)
	fields = append([]any{"author", blog.Printable(author), "path", blog.Printable(path), "what", what}, fields...)
	e.store.options.Log.Info("change", fields...)
}

// logError logs a change that was not made.
func (e *Editor) logError(author, path string, err error) {
	what := "failed"
	fields := []any{"error", blog.Printable(err.Error())}
	if r, ok := errors.AsType[*Refused](err); ok {
		what = "refused"
		fields = append(fields, "trash", r.Trash)
	}
	e.log(author, path, what, fields...)
}

// host returns the path of a file on this machine, for messages to the operator.
func (e *Editor) host(path string) string {
	return filepath.Join(e.store.content.dir, filepath.FromSlash(path))
}
