package site

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"blog.example/pete/internal/blog"
)

// discardRefused puts the bytes of an upload that is refused into the trash, and says so in the refusal.
func (e *Editor) discardRefused(u *Upload, name string, r *Refused) {
	why := r.Error()
	why = why[:min(len(why), maxWhy)]
	path := name
	if len(r.Problems) > 0 && r.Problems[0].Path != "" {
		path = r.Problems[0].Path
	}
	id, err := e.trash.add(u.tree, u.staged, entry{Path: path, Author: u.author, Reason: "refused", Why: why})
	if err != nil {
		e.store.options.Log.Warn("a refused upload could not be kept in the trash", "path", blog.Printable(name), "error", err)
		return
	}
	r.Trash = id
}

// Trash lists the versions that were replaced, removed or refused, the latest first.
func (e *Editor) Trash() ([]Discarded, error) {
	t, err := e.open()
	if err != nil {
		return nil, err
	}
	defer closeTree(t)
	return e.trash.list(t), nil
}

// TrashBytes returns how many bytes the versions in the trash have. A nil Editor does not know.
func (e *Editor) TrashBytes() (bytes int64, known bool) {
	if e == nil {
		return 0, false
	}
	return e.trash.size(), true
}

// find returns a version of the trash.
func (e *Editor) find(id string) (Discarded, error) {
	all, err := e.Trash()
	if err != nil {
		return Discarded{}, err
	}
	id = strings.TrimSpace(id)
	if i := slices.IndexFunc(all, func(en entry) bool { return en.ID == id }); i >= 0 {
		return all[i], nil
	}
	return Discarded{}, fmt.Errorf("the trash has no %s: trash lists what it has: %w", blog.Printable(id), fs.ErrNotExist)
}

// OpenDiscarded opens a version of the trash for reading. The caller closes it.
func (e *Editor) OpenDiscarded(id string) (fs.File, error) {
	found, err := e.find(id)
	if err != nil {
		return nil, err
	}
	t, err := e.open()
	if err != nil {
		return nil, err
	}
	defer closeTree(t)
	return t.root.Open(trashFolder + "/" + found.ID)
}

// Restore publishes a version of the trash at the path that it had, as [Editor.Put] does, and
// takes it out of the trash. What is there now goes to the trash.
func (e *Editor) Restore(ctx context.Context, author, id string) (Result, error) {
	found, err := e.find(id)
	if err != nil {
		return Result{}, err
	}
	f, err := e.OpenDiscarded(found.ID)
	if err != nil {
		return Result{}, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	u, err := e.Begin(author, found.Path, PutOptions{})
	if err != nil {
		return Result{}, err
	}
	defer u.Abort() // does nothing after a commit
	if err := u.fill(ctx, f); err != nil {
		return Result{}, err
	}
	u.restores = found.ID
	return u.Commit(ctx)
}

// Purge removes a version from the trash for good.
func (e *Editor) Purge(_ context.Context, author, id string) error {
	found, err := e.find(id)
	if err != nil {
		return err
	}
	t, err := e.open()
	if err != nil {
		return err
	}
	defer closeTree(t)
	e.trash.drop(t, found.ID)
	e.log(author, found.Path, "purged", "trash", found.ID, "bytes", found.Size, "sha256", found.SHA256)
	return nil
}
