package site

import (
	"context"
	"fmt"
	"io/fs"
	"os"

	"blog.example/pete/internal/blog"
)

// Mkdir makes a folder, and those above it. That it is there already is an error.
func (e *Editor) Mkdir(ctx context.Context, author, name string) error {
	target, err := e.folder(name)
	if err == nil {
		err = e.locked(ctx, func(t *tree) error {
			at, err := look(t, target)
			if err != nil {
				return err
			}
			if at.exists() {
				return fmt.Errorf("%s: there is one already: %w", blog.Printable(target), fs.ErrExist)
			}
			if _, err := e.makeParents(t, target+"/x"); err != nil {
				return e.full(target, err)
			}
			return nil
		})
	}
	if err != nil {
		e.logError(author, name, err)
		return err
	}
	e.log(author, target, "folder", "made", true)
	return nil
}

// Rmdir removes an empty folder.
func (e *Editor) Rmdir(ctx context.Context, author, name string) error {
	target, err := e.folder(name)
	if err == nil && e.archive().IsRoot(target) {
		err = refuse(target, "is a folder of the blog itself", "remove what is in it")
	}
	if err == nil {
		err = e.locked(ctx, func(t *tree) error {
			at, err := look(t, target)
			switch {
			case err != nil:
				return err
			case !at.exists():
				return fmt.Errorf("%s: there is no such folder: %w", blog.Printable(target), fs.ErrNotExist)
			case !at.info.IsDir():
				return fmt.Errorf("%s: is a file: %w", blog.Printable(target), os.ErrInvalid)
			}
			if list, err := fs.ReadDir(t.root.FS(), target); err == nil && len(list) > 0 {
				return fmt.Errorf("%s: is not empty: remove the files in it first: %w", blog.Printable(target), fs.ErrExist)
			}
			if err := t.root.Remove(target); err != nil {
				return e.full(target, err)
			}
			e.usage.changed(e, -1, 0)
			return nil
		})
	}
	if err != nil {
		e.logError(author, name, err)
		return err
	}
	e.log(author, target, "folder", "made", false)
	return nil
}

// folder returns the path of the folder that an author means.
func (e *Editor) folder(name string) (string, error) {
	a := e.archive()
	target, bad := a.ReadPath(name)
	if bad == nil {
		bad = a.WritableFolder(target)
	}
	if bad != nil {
		return "", &Refused{Problems: []blog.Problem{*bad}}
	}
	return target, nil
}
