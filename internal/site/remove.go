package site

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"blog.example/pete/internal/blog"
)

// Unpublish moves the file of a post or page to the trash. name is its slug or its path.
func (e *Editor) Unpublish(ctx context.Context, author, name string) (Result, error) {
	return e.logged(author, name, "removed", func() (Result, error) {
		post, err := e.post(name)
		if err != nil {
			return Result{}, err
		}
		return e.remove(ctx, author, post.Path)
	})
}

// Remove moves a file to the trash, or drops what is held for the author under that path.
func (e *Editor) Remove(ctx context.Context, author, name string) (Result, error) {
	if e.dropHeldAt(author, name) == nil {
		return Result{Path: strings.Trim(name, "/"), Held: true}, nil
	}
	return e.logged(author, name, "removed", func() (Result, error) {
		target, err := e.resolve(name, nil, false)
		if err != nil {
			return Result{}, err
		}
		return e.remove(ctx, author, target)
	})
}

// remove takes a file away.
func (e *Editor) remove(ctx context.Context, author, target string) (result Result, err error) {
	err = e.changing(ctx, func(t *tree) error {
		old, err := lookFile(t, target)
		switch {
		case err != nil:
			return err
		case !old.exists():
			return fmt.Errorf("%s: there is no such file: %w", blog.Printable(target), fs.ErrNotExist)
		}
		result = Result{Path: target, Bytes: old.info.Size(), SHA256: old.sum}
		next, err := e.check(t, change{gone: map[string]bool{target: true}})
		if err != nil {
			return err
		}
		result.Trash, err = e.trash.add(t, target, entry{Path: target, Author: author, Reason: "removed", SHA256: old.sum})
		if err != nil {
			return e.full(target, err)
		}
		if err = e.at("kept"); err == nil {
			err = old.unchanged(t)
		}
		if err == nil {
			err = t.root.Remove(target)
		}
		if err != nil {
			e.trash.drop(t, result.Trash)
			return e.full(target, err)
		}
		e.usage.changed(e, -1, -old.info.Size())
		e.syncFolders(t, path.Dir(target))
		_ = e.at("removed") // it is done
		e.adopt(next)
		return nil
	})
	return result, err
}
