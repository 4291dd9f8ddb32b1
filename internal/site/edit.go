package site

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"

	"blog.example/pete/internal/blog"
)

// Result is what a change has done.
type Result struct {
	Path      string // of the file, below the content directory
	Bytes     int64
	SHA256    string // of the file, in hexadecimal
	Created   bool   // there was no such file
	Unchanged bool   // the file had these bytes already: nothing was done
	Held      bool   // it is not public: its name is temporary, or it is empty
	Trash     string // the ID of the version that was replaced or removed, or ""

	// Slug is that of the post or page, or "" if the file is none.
	Slug    string
	Title   string
	State   blog.State
	Command string // reads the post, such as "ssh blog.example read hello"; "" if readers cannot read it
	URL     string // of the post

	Warnings []blog.Problem // of this file
}

// Put writes a file and returns when it is public. In this order it stages the bytes beside
// the content, checks the blog as it would be with them, syncs them, keeps the version that
// is replaced in the trash, and renames the staged file to its name. A crash at any moment
// leaves the old text or the new one. The error is a [*Refused] if the blog cannot show the
// file; whatever the error is, nothing has changed.
func (e *Editor) Put(ctx context.Context, author, path string, r io.Reader, o PutOptions) (Result, error) {
	o.Keep = false
	u, err := e.Begin(author, path, o)
	if err != nil {
		return Result{}, err
	}
	if err := u.fill(ctx, r); err != nil {
		u.Abort()
		if !u.logged {
			e.logError(author, path, err)
		}
		return Result{}, err
	}
	return u.Commit(ctx)
}

// Commit ends the upload and makes its bytes public, or keeps them in the trash if they are
// refused. A file with a temporary name, and a new file without bytes, is held for its author:
// another upload or [Editor.Rename] goes on with it.
func (u *Upload) Commit(ctx context.Context) (Result, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.file == nil {
		return Result{}, errEnded
	}
	if Temporary(u.path) || u.size == 0 && blog.IsMarkdown(u.path) {
		return u.hold()
	}
	return u.commit(ctx, u.path)
}

// commit publishes a staged file at a path, and ends the upload unless what was held cannot
// be at that path now. The caller holds u.mu.
func (u *Upload) commit(ctx context.Context, name string) (Result, error) {
	e := u.editor
	result, err := e.publish(ctx, u, name)
	refused, isRefused := errors.AsType[*Refused](err)
	switch {
	case err == nil:
		e.log(u.author, result.Path, u.what(result), "bytes", result.Bytes, "sha256", result.SHA256)
		_ = e.dropHeldAt(u.author, name) // an empty file may have come first
		e.trash.drop(u.tree, u.restores)
	case isRefused && u.restores != "":
		refused.Trash = u.restores
	case isRefused:
		e.discardRefused(u, name, refused)
	}
	if err != nil {
		e.logError(u.author, name, err)
	}
	if err == nil || isRefused || name == u.path {
		_ = u.tree.root.Remove(u.staged) // it is elsewhere by now, unless nothing has changed
		u.end()
	}
	return result, err
}

func (u *Upload) what(r Result) string {
	switch {
	case r.Unchanged:
		return "unchanged"
	case u.restores != "":
		return "restored"
	}
	return "published"
}

// publish is the transaction. No other change, and no reading, comes between its check and
// its rename.
func (e *Editor) publish(ctx context.Context, u *Upload, name string) (result Result, err error) {
	err = e.together(func() error {
		result, err = e.replace(ctx, u, name)
		return err
	})
	if err == nil && !result.Unchanged {
		e.show(ctx)
	}
	return result, err
}

// replace checks a staged file and puts it in its place.
func (e *Editor) replace(ctx context.Context, u *Upload, name string) (Result, error) {
	e.store.reading.Lock()
	defer e.store.reading.Unlock()
	t := u.tree
	if err := e.still(t, name); err != nil {
		return Result{}, err
	}
	if err := e.at("staged"); err != nil {
		return Result{}, e.full(name, err)
	}
	target, err := e.resolve(name, u.source(), u.options.Draft)
	if err != nil {
		return Result{}, err
	}
	old, err := lookFile(t, target)
	if err != nil {
		return Result{}, err
	}
	sum, err := u.sum(ctx)
	if err != nil {
		return Result{}, err
	}
	if err := old.matches(u.options.IfMatch); err != nil {
		return Result{}, err
	}
	result := Result{Path: target, Bytes: u.size, SHA256: sum, Created: !old.exists(), Unchanged: old.sum == sum}
	if result.Unchanged {
		e.describe(&result, e.archive())
		return result, nil
	}
	if err := e.allowed(u, target, old); err != nil {
		return Result{}, err
	}
	made, err := e.makeParents(t, target)
	undo := func() { e.removeFolders(t, made) }
	if err != nil {
		undo()
		return Result{}, e.full(name, err)
	}
	next, err := e.check(t, change{from: map[string]string{target: u.staged}, path: target, draft: u.options.Draft})
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		result.Trash, err = e.swap(u, old)
	}
	if err != nil {
		undo()
		return Result{}, err
	}
	e.adopt(next)
	e.describe(&result, e.archive())
	result.Warnings = next.warnings(target)
	return result, nil
}

// swap puts a staged file, which has been checked, in the place of what is there.
func (e *Editor) swap(u *Upload, old place) (trashed string, err error) {
	t := u.tree
	if err := u.finish(old); err != nil {
		return "", e.full(old.path, err)
	}
	if err := e.at("synced"); err != nil {
		return "", e.full(old.path, err)
	}
	if old.exists() {
		if trashed, err = e.trash.add(t, old.path, entry{Path: old.path, Author: u.author, Reason: "replaced"}); err != nil {
			return "", e.full(old.path, err)
		}
	}
	if err = e.at("kept"); err == nil {
		err = old.unchanged(t)
	}
	if err == nil {
		err = e.name(t, u.staged, old)
	}
	if err != nil {
		e.trash.drop(t, trashed)
		return "", e.full(old.path, err)
	}
	var before int64
	files := 1
	if old.exists() {
		before, files = old.info.Size(), 0
	}
	e.usage.changed(e, files, u.size-before)
	e.syncFolders(t, path.Dir(old.path))
	_ = e.at("renamed") // it is done
	return trashed, nil
}

// name gives a staged file its name. A rename would replace a file that the host has made there
// at this moment. A second name for the file fails then, so a new file gets its name in this
// way where the file system can do so; the end of the upload removes the staged name.
func (e *Editor) name(t *tree, staged string, old place) error {
	if old.exists() {
		return t.root.Rename(staged, old.path)
	}
	err := e.at("link")
	if err == nil {
		err = t.root.Link(staged, old.path)
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return old.changed()
	case err == nil, errors.Is(err, fs.ErrNotExist):
		return err
	}
	return t.root.Rename(staged, old.path)
}

// syncFolders makes new names last over a crash of the system. The change is made already.
func (e *Editor) syncFolders(t *tree, dirs ...string) {
	for _, dir := range dirs {
		if err := syncFolder(t, dir); err != nil {
			e.store.options.Log.Warn("a folder could not be synced: a crash of the system may undo the last change", "path", blog.Printable(e.host(dir)), "error", err)
		}
	}
}

// resolve returns the path of the file that an author means.
func (e *Editor) resolve(name string, src []byte, draft bool) (string, error) {
	a := e.archive()
	target, bad := a.WritePath(name, src, e.options.Now())
	if bad != nil {
		return "", &Refused{Problems: []blog.Problem{*bad}}
	}
	if draft && blog.IsMarkdown(target) {
		if d, ok := a.Drafted(target); ok {
			target = d
		}
	}
	return target, nil
}

// allowed returns an error if a file is of a kind that authors do not write, or if the
// blog has too much text, or the directory too many files.
func (e *Editor) allowed(u *Upload, target string, old place) error {
	head, err := u.head()
	if err != nil {
		return err
	}
	if bad := checkType(target, head, io.NewSectionReader(u.file, 0, u.size)); bad != nil {
		return bad
	}
	if err := e.roomForText(target, u.size); err != nil || old.exists() {
		return err
	}
	return e.usage.room(e, u.tree, target)
}

// describe says what is public of a file.
func (e *Editor) describe(r *Result, a *blog.Archive) {
	post, _ := a.File(r.Path)
	if post == nil {
		return
	}
	r.Slug, r.Title, r.State = post.Slug, post.Title, post.State
	switch p, ok := a.Post(post.Slug); {
	case &post.Page == a.About:
		r.Command = a.Site.SSH("about")
	case ok && p == post:
		r.Command, r.URL = a.Site.SSH("read", post.Slug), a.URL(post)
	}
}

// finish gives a staged file the mode and the group that it is to have, and syncs it. A new
// file in a set-group-ID folder has the group of the folder. If that group may write there, it
// may write the file: an operator of that group edits what authors send, whatever the umask of
// either is.
func (u *Upload) finish(old place) error {
	dir, err := u.tree.root.Stat(path.Dir(old.path))
	if err != nil {
		return err
	}
	now, err := u.file.Stat()
	if err != nil {
		return err
	}
	like, mode, shared := old.info, now.Mode().Perm(), dir.Mode()&fs.ModeSetgid != 0
	switch {
	case old.exists():
		mode = old.info.Mode().Perm()
	case shared: // else new files have the group of the process
		like = dir
	}
	if like != nil {
		gid, ok := groupOf(like)
		if group, _ := groupOf(dir); ok && shared && gid == group && dir.Mode()&0o020 != 0 {
			mode |= 0o060
		}
		if ok {
			_ = u.file.Chown(-1, gid) // it may be that of the process already, and that of others needs privileges
		}
	}
	if mode != now.Mode().Perm() {
		if err := u.file.Chmod(mode); err != nil {
			return err
		}
	}
	return u.file.Sync()
}
