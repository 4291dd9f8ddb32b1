package sshd

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// This file changes the file of authors' keys. A server that runs reads the whole old file
// or the whole new one.

// AddAuthors adds keys to the file at path, which it makes if there is none. It returns
// those that were added, and those that were there before, with their names there. Lines
// that are there stay as they are.
func AddAuthors(path string, keys []AuthorKey) (added, known []AuthorKey, err error) {
	err = changeAuthors(path, func(text []byte) []byte {
		there, _ := ParseAuthorKeys(path, text)
		if len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
			text = append(text, '\n')
		}
		for _, key := range keys {
			if i := slices.IndexFunc(there, key.Same); i >= 0 {
				known = append(known, there[i])
				continue
			}
			added = append(added, key)
			text = append(text, key.Line()+"\n"...)
		}
		return text
	})
	return added, known, err
}

// RemoveAuthors removes all keys with a name, or the one with a fingerprint, from the file
// at path, and returns them.
func RemoveAuthors(path, name string) (removed []AuthorKey, err error) {
	if _, err := statAuthors(path); err != nil {
		return nil, err
	}
	err = changeAuthors(path, func(text []byte) []byte {
		var kept []byte
		for line := range bytes.Lines(text) {
			key, err := parseAuthorKey(bytes.TrimSpace(line))
			if err == nil && (key.Name == name || key.Fingerprint == name) {
				removed = append(removed, key)
				continue
			}
			kept = append(kept, line...)
		}
		return kept
	})
	return removed, err
}

// changeAuthors replaces the text of the file at path. The new file has a mode that lets
// the server's user read it, whoever that is, since public keys are no secret.
func changeAuthors(path string, change func(text []byte) []byte) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // a link stays
	}
	text, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	case err == nil:
		_, err = statAuthors(path)
	}
	if err != nil {
		return fault(path, err)
	}
	if err := checkDirectories(path); err != nil {
		return err
	}
	changed := change(bytes.Clone(text))
	switch {
	case bytes.Equal(changed, text):
		return nil
	case len(changed) > authorsLength:
		return fmt.Errorf("authors %s: more than %d bytes: remove some keys", path, authorsLength)
	}
	return fault(path, replaceFile(path, changed))
}

// fault returns an error that names the file and begins with its path, or nil.
func fault(path string, err error) error {
	if err == nil {
		return nil
	}
	if unwrapped, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("authors %s: %w: give a path that you can write to", path, unwrapped.Err)
	}
	return err
}

// replaceFile gives a file a new text, whole or not at all.
func replaceFile(path string, text []byte) error {
	dir := filepath.Dir(path)
	file, err := os.CreateTemp(dir, ".authors-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }() // it is gone when all went well
	_, err = file.Write(text)
	if err := errors.Join(err, file.Chmod(0o644), file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	return syncDirectory(dir)
}

// syncDirectory makes a rename last.
func syncDirectory(dir string) error {
	opened, err := os.Open(dir) //nolint:gosec // it is that of the file
	if err != nil {
		return err
	}
	_ = opened.Sync() // some file systems cannot
	return opened.Close()
}
