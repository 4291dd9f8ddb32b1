package sshd

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"charm.land/log/v2"
	gossh "golang.org/x/crypto/ssh"
)

// authors are the keys that authors log in with: those of a file, which is read again when
// it has changed.
type authors struct {
	path  string // of the file; "" for none
	shown string // the directory that readers see; "" for none
	log   *log.Logger

	mu     sync.Mutex
	keys   map[string]AuthorKey // by what Marshal returns
	fault  error                // why there are none; nil if the file was read
	file   os.FileInfo          // as it was when it was read; nil if it was not
	read   time.Time            // when that was
	logged string               // what was logged last
}

// ReadAuthors returns the keys in the file at path, and what is wrong with its lines. The
// error for a file that does not exist is an [fs.ErrNotExist]. As for OpenSSH, neither the
// file nor its directory may be such that others can change it.
func ReadAuthors(path string) (keys []AuthorKey, problems []string, err error) {
	keys, problems, _, err = readAuthors(path)
	return keys, problems, err
}

func readAuthors(path string) (keys []AuthorKey, problems []string, info os.FileInfo, err error) {
	info, err = statAuthors(path)
	if err != nil {
		return nil, nil, nil, err
	}
	file, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, nil, nil, fmt.Errorf("authors %s: %w: let the server's user read it", path, errors.Unwrap(err))
	}
	defer func() { _ = file.Close() }() // it was only read
	data, err := io.ReadAll(io.LimitReader(file, authorsLength+1))
	if err != nil {
		return nil, nil, nil, fmt.Errorf("authors %s: %w: let the server's user read it", path, errors.Unwrap(err))
	}
	if len(data) > authorsLength {
		return nil, nil, nil, fmt.Errorf("authors %s: more than %d bytes: give a file with the authors' public keys", path, authorsLength)
	}
	keys, problems = ParseAuthorKeys(path, data)
	return keys, problems, info, nil
}

// statAuthors returns what is known of the file at path, or why it is not to be trusted.
func statAuthors(path string) (os.FileInfo, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("authors %s: %w: pete authors add FILE.pub makes it", path, fs.ErrNotExist)
	case err != nil:
		return nil, fmt.Errorf("authors %s: %w: give a path that can be read", path, errors.Unwrap(err))
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("authors %s: not a regular file: give a file with the authors' public keys", path)
	case info.Mode().Perm()&0o022 != 0:
		return nil, fmt.Errorf("authors %s: mode %04o lets others write it: chmod go-w %s", path, info.Mode().Perm(), path)
	}
	return info, checkDirectories(path)
}

// checkDirectories says which directory lets others replace the file: its own, or that of
// the file which it links to.
func checkDirectories(path string) error {
	dirs := []string{filepath.Dir(path)}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		dirs = append(dirs, filepath.Dir(target))
	}
	for _, dir := range dirs {
		info, err := os.Stat(dir)
		if err != nil {
			return fmt.Errorf("authors %s: %w: give a path that can be read", path, errors.Unwrap(err))
		}
		if mode := info.Mode(); mode.Perm()&0o022 != 0 && mode&fs.ModeSticky == 0 {
			return fmt.Errorf("authors %s: mode %04o of %s lets others replace it: chmod go-w %s", path, mode.Perm(), dir, dir)
		}
	}
	return nil
}

// AuthorsApart returns an error when the file at path lies in the directory that readers
// see. "" is no directory.
func AuthorsApart(path, shown string) error {
	if Within(path, shown) {
		return fmt.Errorf("authors %s: it lies in %s, which readers see: put it elsewhere, and give its path with --authors", path, shown)
	}
	return nil
}

// Within reports whether a path leads into a directory or is that directory, with symbolic
// links followed or not. The path need not exist. Nothing is within "".
func Within(path, dir string) bool {
	lies := func(path, dir string) bool {
		relative, err := filepath.Rel(dir, path)
		return err == nil && relative != ".." && !strings.HasPrefix(relative, ".."+string(filepath.Separator))
	}
	for _, file := range []string{resolved(path), absolute(path)} {
		if dir != "" && (lies(file, resolved(dir)) || lies(file, absolute(dir))) {
			return true
		}
	}
	return false
}

// absolute returns a path from the root, or the path itself where there is no way to know.
func absolute(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return path
}

// resolved returns a path without symbolic links, as far as it exists.
func resolved(path string) string {
	path = absolute(path)
	if target, err := filepath.EvalSymlinks(path); err == nil {
		return target
	}
	if dir := filepath.Dir(path); dir != path {
		return filepath.Join(resolved(dir), filepath.Base(path))
	}
	return path
}

// start reads the file for the first time. The error is that of an arrangement with which
// the server must not start.
func (a *authors) start() error {
	if a.path == "" {
		return nil
	}
	if _, err := os.Stat(a.path); err == nil {
		if err := AuthorsApart(a.path, a.shown); err != nil {
			return err
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.load()
	return nil
}

// find returns the author whose key it is. It reads the file again if that has changed.
func (a *authors) find(key gossh.PublicKey) (found AuthorKey, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.look()
	found, ok = a.keys[string(key.Marshal())]
	return found, ok
}

// removed returns the keys of a list that are not in the file any more. It returns none
// while the file cannot be read, since that does not tell.
func (a *authors) removed(list []AuthorKey) (removed []AuthorKey) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.look()
	if a.fault != nil && !errors.Is(a.fault, fs.ErrNotExist) {
		return nil
	}
	for _, key := range list {
		if _, ok := a.keys[string(key.key.Marshal())]; !ok {
			removed = append(removed, key)
		}
	}
	return removed
}

// settled is how old a file must have been when it was read for its time to tell of the
// next change. Some file systems count time in seconds.
const settled = 2 * time.Second

// look reads the file again if it has changed. The caller holds mu.
func (a *authors) look() {
	if a.path == "" {
		return
	}
	info, err := statAuthors(a.path)
	if err == nil && a.file != nil && os.SameFile(info, a.file) && info.Size() == a.file.Size() &&
		info.ModTime().Equal(a.file.ModTime()) && a.read.Sub(a.file.ModTime()) > settled {
		return
	}
	a.load()
}

// load reads the file, and logs what is new about it. The caller holds mu.
func (a *authors) load() {
	a.read = time.Now()
	list, problems, info, err := readAuthors(a.path)
	if err == nil {
		err = AuthorsApart(a.path, a.shown)
	}
	if err != nil {
		list, problems = nil, nil
	}
	a.keys, a.fault, a.file = make(map[string]AuthorKey, len(list)), err, info
	state := fmt.Sprint(err, problems)
	for _, key := range list {
		a.keys[string(key.key.Marshal())] = key
		state += "\n" + key.Line()
	}
	if state != a.logged {
		a.logged = state
		a.report(problems)
	}
}

// maxReported is how many lines of the file are logged as wrong at a time.
const maxReported = 10

// report logs how many keys there are, or why there are none. The caller holds mu.
func (a *authors) report(problems []string) {
	switch {
	case errors.Is(a.fault, fs.ErrNotExist):
		a.log.Info("no author can log in", "authors", a.path, "cause", "there is no such file", "remedy", "pete authors add FILE.pub")
		return
	case a.fault != nil:
		a.log.Error("no author can log in", "error", a.fault)
		return
	}
	for _, problem := range problems[:min(len(problems), maxReported)] {
		a.log.Warn("authors: line left out", "problem", problem)
	}
	a.log.Info("authors", "file", a.path, "keys", len(a.keys), "left_out", len(problems))
}
