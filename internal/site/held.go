package site

import (
	"io/fs"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
)

// heldKey is how an author finds a held file again.
type heldKey struct{ author, path string }

// holdTime is how long a file is held that nothing goes on with.
const holdTime = time.Hour

func keyOf(author, path string) heldKey { return heldKey{author, strings.Trim(path, "/")} }

// Hold ends the writing of an upload and keeps its bytes for the author, who may go on with
// it under the same path: clients resume what was broken off, and give temporary names to
// what they write. It is dropped after an hour, or when the server stops.
func (u *Upload) Hold() (Result, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.file == nil {
		return Result{}, errEnded
	}
	return u.hold()
}

// hold is Hold for callers that hold mu.
func (u *Upload) hold() (Result, error) {
	e := u.editor
	key := keyOf(u.author, u.path)
	e.mu.Lock()
	before := e.held[key]
	e.held[key] = u
	e.mu.Unlock()
	if before != nil && before != u {
		before.Abort()
	}
	e.count("held")
	e.store.options.Log.Debug("upload held", "author", blog.Printable(u.author), "path", blog.Printable(u.path), "bytes", u.size)
	return Result{Path: key.path, Bytes: u.size, Held: true}, nil
}

// takeHeld returns what is held for an author at a path, and forgets it; nil if there is
// nothing.
func (e *Editor) takeHeld(author, path string) *Upload {
	e.mu.Lock()
	defer e.mu.Unlock()
	key := keyOf(author, path)
	u := e.held[key]
	delete(e.held, key)
	return u
}

// heldAt returns what is held for an author at a path, or nil.
func (e *Editor) heldAt(author, path string) *Upload {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.held[keyOf(author, path)]
}

// dropHeld drops what has been held too long, or the oldest if all are to be dropped that
// another upload needs room for.
func (e *Editor) dropHeld() {
	now := e.options.Now()
	e.mu.Lock()
	var old []*Upload
	var oldest heldKey
	for key, u := range e.held {
		switch when := u.LastWrite(); {
		case now.Sub(when).Abs() > holdTime:
			old = append(old, u)
			delete(e.held, key)
		case e.held[oldest] == nil || when.Before(e.held[oldest].LastWrite()):
			oldest = key
		}
	}
	if u := e.held[oldest]; u != nil && len(old) == 0 && len(e.uploads) >= e.options.MaxUploads {
		delete(e.held, oldest)
		old = append(old, u)
	}
	e.mu.Unlock()
	for _, u := range old {
		u.Abort()
	}
}

// HeldFile is a file that is held for an author: see [Upload.Hold].
type HeldFile struct {
	Path string // as the author names it
	Size int64
	When time.Time
}

// Held lists the files that are held for an author.
func (e *Editor) Held(author string) (all []HeldFile) {
	e.mu.Lock()
	uploads := map[string]*Upload{}
	for key, u := range e.held {
		if key.author == author {
			uploads[key.path] = u
		}
	}
	e.mu.Unlock()
	for path, u := range uploads { // u.mu comes before e.mu
		all = append(all, HeldFile{path, u.Size(), u.LastWrite()})
	}
	return all
}

// dropHeldAt drops what is held for an author at a path.
func (e *Editor) dropHeldAt(author, path string) error {
	u := e.takeHeld(author, path)
	if u == nil {
		return fs.ErrNotExist
	}
	u.Abort()
	return nil
}
