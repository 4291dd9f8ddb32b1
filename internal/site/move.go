package site

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"blog.example/pete/internal/blog"
)

// MoveOptions say how a file is renamed.
type MoveOptions struct {
	Replace bool // a file that has the new name goes to the trash; else that is an error

	publish bool // it must be no draft afterwards
}

// Rename gives a file, or a folder, another path. If that gives a post that readers may read
// another slug, the old slug leads to it from then on. What is held under the old path is
// published under the new one; what gets a temporary name is held, and is public no longer.
func (e *Editor) Rename(ctx context.Context, author, from, to string, o MoveOptions) (Result, error) {
	if u := e.takeHeld(author, from); u != nil {
		return u.rename(ctx, to, o)
	}
	if Temporary(to) {
		return e.moveAside(ctx, author, from, to)
	}
	return e.logged(author, from, "renamed", func() (Result, error) {
		source, err := e.resolve(from, nil, false)
		if err != nil {
			return Result{}, err
		}
		target, bad := e.archive().WritePath(to, nil, e.options.Now())
		if bad != nil {
			return Result{}, &Refused{Problems: []blog.Problem{*bad}}
		}
		return e.move(ctx, author, source, target, o)
	})
}

// RenameSlug gives a post or page another slug by giving its file another name. The old slug
// leads to it from then on.
func (e *Editor) RenameSlug(ctx context.Context, author, slug, to string) (Result, error) {
	return e.logged(author, slug, "renamed", func() (Result, error) {
		post, err := e.post(slug)
		if err != nil {
			return Result{}, err
		}
		from, target, bad := e.archive().Renamed(post, to)
		if bad != nil {
			return Result{}, &Refused{Problems: []blog.Problem{*bad}}
		}
		return e.move(ctx, author, from, target, MoveOptions{})
	})
}

// Publish moves a draft out of the folder of drafts. name is its slug or its path.
func (e *Editor) Publish(ctx context.Context, author, name string) (Result, error) {
	return e.logged(author, name, "published", func() (Result, error) {
		post, err := e.post(name)
		if err != nil {
			return Result{}, err
		}
		to, ok := e.archive().Published(post.Path, post.Source, e.options.Now())
		switch {
		case ok:
			return e.move(ctx, author, post.Path, to, MoveOptions{publish: true})
		case post.State == blog.Draft:
			return Result{}, draftItself(post.Path)
		}
		result := Result{Path: post.Path, Bytes: int64(len(post.Source)), Unchanged: true}
		e.describe(&result, e.archive())
		return result, nil
	})
}

func draftItself(p string) *Refused {
	return refuse(p, "its front matter makes it a draft", "take draft: true out, and send it again")
}

// post returns the post or page that has a slug, or the file that an author names.
func (e *Editor) post(name string) (*blog.Post, error) {
	a := e.archive()
	if post, ok := a.Locate(name); ok {
		return post, nil
	}
	if p, bad := a.ReadPath(name); bad == nil {
		if post, _ := a.File(p); post != nil {
			return post, nil
		}
	}
	err := fmt.Errorf("%s: there is no such post: %w", blog.Printable(name), fs.ErrNotExist)
	if near, ok := a.Nearest(name); ok {
		err = fmt.Errorf("%s: there is no such post, but %s: %w", blog.Printable(name), near, fs.ErrNotExist)
	}
	return nil, err
}

// logged does a change, and writes its line of the log.
func (e *Editor) logged(author, name, what string, do func() (Result, error)) (Result, error) {
	result, err := do()
	switch {
	case err != nil:
		e.logError(author, name, err)
	case result.Unchanged:
		e.log(author, result.Path, "unchanged")
	default:
		e.log(author, result.Path, what, "from", blog.Printable(name), "bytes", result.Bytes, "sha256", result.SHA256)
	}
	return result, err
}

// rename goes on with what was held: under another temporary name, or in the blog.
func (u *Upload) rename(ctx context.Context, to string, o MoveOptions) (Result, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.file == nil {
		return Result{}, errEnded
	}
	if Temporary(to) || u.size == 0 && blog.IsMarkdown(to) {
		if bad := checkHeldPath(to); bad != nil {
			_, _ = u.hold() // under the name that it has
			return Result{}, bad
		}
		u.path = to
		return u.hold()
	}
	before := u.options.IfMatch
	if !o.Replace {
		u.options.IfMatch = "none"
	}
	result, err := u.commit(ctx, to)
	if errors.Is(err, ErrChanged) && !o.Replace {
		err = fmt.Errorf("%s: there is one already: choose another name, or remove it first: %w", blog.Printable(to), fs.ErrExist)
	}
	if u.file != nil { // it was not refused, but cannot be there now: clients try again
		u.options.IfMatch = before
		_, _ = u.hold()
	}
	return result, err
}

// moveAside removes a file and holds its bytes under a temporary name, as editors do that
// write a file anew and keep the old one until they have done so.
func (e *Editor) moveAside(ctx context.Context, author, from, to string) (Result, error) {
	u, err := e.Begin(author, to, PutOptions{})
	if err != nil {
		return Result{}, err
	}
	target, err := e.resolve(from, nil, false)
	if err == nil {
		err = u.copyFile(target)
	}
	if err == nil {
		_, err = e.Remove(ctx, author, from)
	}
	if err != nil {
		u.Abort()
		return Result{}, err
	}
	return u.Hold()
}

// move gives a file or a folder another path.
func (e *Editor) move(ctx context.Context, author, from, to string, o MoveOptions) (result Result, err error) {
	err = e.changing(ctx, func(t *tree) error {
		old, err := look(t, from)
		if err != nil {
			return err
		}
		if !old.exists() {
			return fmt.Errorf("%s: there is no such file: %w", blog.Printable(from), fs.ErrNotExist)
		}
		result = Result{Path: to, Bytes: old.info.Size(), SHA256: old.sum, Unchanged: from == to}
		if from == to {
			return nil
		}
		there, err := e.destination(t, old, to, o)
		if err != nil {
			return err
		}
		made, err := e.makeParents(t, to)
		if err == nil {
			err = e.rename(t, author, old, there, o, &result)
		}
		if err != nil {
			e.removeFolders(t, made)
			return e.full(to, err)
		}
		return nil
	})
	if err == nil {
		e.describe(&result, e.archive())
	}
	return result, err
}

// destination returns what is at the new path of a file or a folder, if it may be there.
func (e *Editor) destination(t *tree, old place, to string, o MoveOptions) (place, error) {
	there, err := look(t, to)
	if err != nil && path.Dir(old.path) == path.Dir(to) && blog.FoldName(old.path) == blog.FoldName(to) {
		there, err = place{path: to}, nil // the name that differs in case alone is its own
	}
	a := e.archive()
	switch {
	case err != nil:
		return there, err
	case there.exists() && (there.info.IsDir() || old.info.IsDir() || !o.Replace):
		return there, fmt.Errorf("%s: there is one already: choose another name, or remove it first: %w", blog.Printable(to), fs.ErrExist)
	case old.info.IsDir() && (a.IsRoot(old.path) || a.IsRoot(to)):
		return there, refuse(old.path, "is a folder of the blog itself", "rename what is in it")
	case old.info.IsDir() && strings.HasPrefix(to, old.path+"/"):
		return there, refuse(to, "is in the folder that is renamed", "choose another path")
	case old.info.IsDir():
		return there, tooDeep(t, old.path, to)
	}
	f, err := t.root.Open(old.path)
	if err != nil {
		return there, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	head := make([]byte, headBytes)
	n, err := f.Read(head)
	if err != nil && !errors.Is(err, io.EOF) {
		return there, err
	}
	if bad := checkType(to, head[:n], io.NewSectionReader(f, 0, old.info.Size())); bad != nil {
		return there, bad
	}
	if blog.IsMarkdown(old.path) {
		return there, nil // it is counted already
	}
	return there, e.roomForText(to, old.info.Size())
}

// tooDeep returns an error if the paths of what is in a folder would be too long: folders that
// are renamed into each other would have no bound.
func tooDeep(t *tree, from, to string) error {
	return fs.WalkDir(t.root.FS(), from, func(p string, _ fs.DirEntry, err error) error {
		if p = to + strings.TrimPrefix(p, from); err == nil && blog.TooLong(p) {
			return refuse(to, "what is in the folder would have a path that is too long", "shorten it")
		}
		return err
	})
}

// rename checks the blog with a file or a folder at another path, and puts it there.
func (e *Editor) rename(t *tree, author string, old, there place, o MoveOptions, result *Result) error {
	c := change{path: there.path, from: map[string]string{there.path: old.path}, gone: map[string]bool{old.path: true}}
	if old.info.IsDir() {
		c.path = ""
	}
	before := e.archive()
	next, err := e.check(t, c)
	if err != nil {
		return err
	}
	if o.publish {
		if post, _ := next.archive.File(there.path); post != nil && post.State == blog.Draft {
			return draftItself(old.path)
		}
	}
	if next.archive != nil {
		if slugs := newSlugs(before, next.archive, old.path, there.path); len(slugs) > 0 {
			if err := writeRedirects(t, slugs); err != nil {
				return err
			}
			if next, err = e.check(t, c); err != nil { // with the redirects
				return err
			}
		}
	}
	if there.exists() {
		if result.Trash, err = e.trash.add(t, there.path, entry{Path: there.path, Author: author, Reason: "replaced", SHA256: there.sum}); err != nil {
			return err
		}
	}
	if err = e.at("kept"); err == nil {
		err = errors.Join(old.unchanged(t), there.unchanged(t))
	}
	if err == nil {
		err = t.root.Rename(old.path, there.path)
	}
	if err != nil {
		e.trash.drop(t, result.Trash)
		return err
	}
	e.syncFolders(t, path.Dir(there.path), path.Dir(old.path))
	_ = e.at("renamed") // it is done
	e.adopt(next)
	return nil
}
