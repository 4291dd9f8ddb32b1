//go:build linux

package site

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// fail has an editor fail at a step.
func fail(e *Editor, step string, err error) {
	e.step = func(at string) error {
		if at == step {
			return err
		}
		return nil
	}
}

// A full disk at any step leaves the old text, and nothing beside it. With room again, the
// next attempt is like a first one.
func TestFullDiskAtEachStep(t *testing.T) {
	for _, step := range []string{"staged", "synced", "kept"} {
		dir := newTree(t)
		e, _ := newEditor(t, dir, EditorOptions{})
		before, snapshot := treeOf(t, dir), e.store.Current()
		fail(e, step, &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC})
		for _, path := range []string{"posts/good.md", "posts/new/x.md"} {
			_, err := put(t, e, path, post("New", "text"), PutOptions{})
			if !errors.Is(err, syscall.ENOSPC) || !strings.HasPrefix(err.Error(), path+": the disk of the host is full: nothing has changed") {
				t.Errorf("%s: %v", step, err)
			}
			if treeOf(t, dir) != before || e.store.Current() != snapshot {
				t.Errorf("%s: something has changed:\n%s", step, treeOf(t, dir))
			}
			isSound(t, e, dir, "")
		}
		fail(e, "", nil)
		mustPut(t, e, "posts/good.md", post("New", "text"))
		shown(t, e, "New")
	}
}

// A disk that is full in fact: a file system of 256 KB.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Skip("a file system cannot be mounted here, TestFullDiskAtEachStep has the errors:", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	must(t, makeFolders(dir))
	write(t, dir+"/posts/good.md", onePost)
	e, _ := newEditor(t, dir, EditorOptions{})
	before, snapshot := treeOf(t, dir), e.store.Current()
	_, err := put(t, e, "posts/good.md", post("New", strings.Repeat("text ", 100_000)), PutOptions{})
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	if treeOf(t, dir) != before || e.store.Current() != snapshot {
		t.Error("something has changed")
	}
	isSound(t, e, dir, "")
	mustPut(t, e, "posts/good.md", post("New", "text"))
	for i := 0; err == nil || i < 3; i++ { // until it is full of versions
		if _, err = put(t, e, "posts/good.md", post(fmt.Sprint("New", i), strings.Repeat("text ", 10_000)), PutOptions{}); err != nil {
			break
		}
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("full of versions: %v", err)
	}
	trash, _ := e.Trash()
	for _, v := range trash {
		must(t, e.Purge(t.Context(), "ada", v.ID)) // also where there is no room
	}
	mustPut(t, e, "posts/good.md", post("Last", "text"))
	shown(t, e, "Last")
}

// A directory that cannot be written, or no longer, is said in one line.
func TestReadOnlyDirectory(t *testing.T) {
	dir := newTree(t)
	if err := syscall.Mount(dir, dir, "", syscall.MS_BIND, ""); err != nil {
		t.Skip("nothing can be mounted here:", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	e, _ := newEditor(t, dir, EditorOptions{})
	must(t, e.store.Writable())
	must(t, syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_BIND|syscall.MS_RDONLY, ""))
	want := dir + " cannot be written (read-only file system): make it writable for the user that pete runs as"
	if _, err := put(t, e, "posts/new.md", post("New", "text"), PutOptions{}); err == nil || err.Error() != "posts/new.md: "+want {
		t.Errorf("the error is %v", err)
	}
	if _, err := e.Remove(t.Context(), "ada", "posts/good.md"); !errors.Is(err, syscall.EROFS) {
		t.Errorf("removed: %v", err)
	}
	if err := e.Mkdir(t.Context(), "ada", "posts/x"); !errors.Is(err, syscall.EROFS) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := e.store.Editor(EditorOptions{}); err == nil || err.Error() != want {
		t.Errorf("another editor: %v", err)
	}
	if err := e.store.Writable(); err == nil || err.Error() != want {
		t.Errorf("it may be written: %v", err)
	}
	shown(t, e, "T")
}

// The directory goes, or another takes its place, while an upload is under way.
func TestDirectoryIsReplaced(t *testing.T) {
	for name, replace := range map[string]func(t *testing.T, dir string){
		"removed": func(t *testing.T, dir string) { must(t, os.RemoveAll(dir)) },
		"another": func(t *testing.T, dir string) {
			must(t, os.Rename(dir, dir+".old"))
			must(t, os.Mkdir(dir, 0o700))
			must(t, makeFolders(dir))
			write(t, dir+"/posts/good.md", post("Other", "text"))
		},
	} {
		dir := newTree(t) + "/blog"
		must(t, os.Mkdir(dir, 0o700))
		must(t, makeFolders(dir))
		write(t, dir+"/posts/good.md", onePost)
		e, _ := newEditor(t, dir, EditorOptions{})
		u := begin(t, e, "posts/new.md", PutOptions{})
		writeAt(t, u, post("New", "text"), 0)
		replace(t, dir)
		if _, err := u.Commit(t.Context()); err == nil || isRefused(err) || !strings.Contains(err.Error(), "send it again") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(dir + "/posts/new.md"); err == nil {
			t.Errorf("%s: it is there", name)
		}
		shown(t, e, "T")
		if name == "another" {
			mustPut(t, e, "posts/new.md", post("New", "text"))
			if _, _, err := e.store.reload(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			shown(t, e, "New Other")
		}
	}
}

// What the host writes between the check and the rename stays, and the author is told.
func TestHostWritesMeanwhile(t *testing.T) {
	for name, host := range map[string]func(t *testing.T, dir string){
		"another file in its place": func(t *testing.T, dir string) {
			write(t, dir+"/posts/new", post("Host", "text"))
			must(t, os.Rename(dir+"/posts/new", dir+"/posts/good.md"))
		},
		"in place": func(t *testing.T, dir string) { write(t, dir+"/posts/good.md", post("Host", "text")) },
		"removed":  func(t *testing.T, dir string) { must(t, os.Remove(dir+"/posts/good.md")) },
		"a link": func(t *testing.T, dir string) {
			must(t, os.Remove(dir+"/posts/good.md"))
			must(t, os.Symlink("other.md", dir+"/posts/good.md"))
		},
	} {
		for _, change := range []string{"put", "remove", "rename"} {
			dir := newTree(t)
			e, _ := newEditor(t, dir, EditorOptions{})
			var after string
			e.step = func(at string) error {
				if at == "kept" {
					host(t, dir)
					after = treeOf(t, dir)
				}
				return nil
			}
			var err error
			switch change {
			case "put":
				_, err = put(t, e, "posts/good.md", post("New", "text"), PutOptions{})
			case "remove":
				_, err = e.Remove(t.Context(), "ada", "posts/good.md")
			case "rename":
				_, err = e.RenameSlug(t.Context(), "ada", "good", "better")
			}
			if !errors.Is(err, ErrChanged) || !strings.Contains(err.Error(), "on the host at this moment: try again") {
				t.Errorf("%s, %s: %v", name, change, err)
			}
			if got := treeOf(t, dir); got != after {
				t.Errorf("%s, %s: the host has\n%s\nwant\n%s", name, change, got, after)
			}
			shown(t, e, "T")
			isSound(t, e, dir, "")
		}
	}
	for _, step := range []string{"kept", "link"} { // a file that was not there
		dir := newTree(t)
		e, _ := newEditor(t, dir, EditorOptions{})
		e.step = func(at string) error {
			if at == step {
				write(t, dir+"/posts/new.md", post("Host", "text"))
			}
			return nil
		}
		if _, err := put(t, e, "posts/new.md", post("New", "text"), PutOptions{}); !errors.Is(err, ErrChanged) || read(t, dir+"/posts/new.md") != post("Host", "text") {
			t.Errorf("a new file, %s: %v", step, err)
		}
		isSound(t, e, dir, "")
	}
}

// Where a file has one name alone, a new one is renamed.
func TestNoHardLinks(t *testing.T) {
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	fail(e, "link", syscall.EPERM)
	mustPut(t, e, "posts/new.md", post("New", "text"))
	shown(t, e, "New T")
	isSound(t, e, dir, "")
}

// What the host is writing while an author publishes is read when the host has done so, and
// not before.
func TestHalfWrittenFilesOfTheHostWait(t *testing.T) {
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	write(t, dir+"/posts/good.md", post("Half", "te"))
	write(t, dir+"/posts/more.md", post("More", "te"))
	mustPut(t, e, "posts/new.md", post("New", "text"))
	shown(t, e, "New T")
	write(t, dir+"/posts/good.md", post("Whole", "text"))
	must(t, os.Remove(dir+"/posts/more.md"))
	if _, _, err := e.store.reload(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	shown(t, e, "New Whole")
}

// Authors, readings and the host change a blog at once: each change is made once, and the
// last snapshot is what the directory has.
func TestAtOnce(t *testing.T) {
	const authors, posts = 4, 12
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	ctx, stop := context.WithCancel(t.Context())
	var others, writing sync.WaitGroup
	others.Go(func() {
		for ctx.Err() == nil {
			_, _, _ = e.store.reload(ctx, func(string) bool { return true })
		}
	})
	others.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			write(t, dir+"/posts/host.md", post(fmt.Sprint("Host", i), "text"))
			_ = e.store.Current().Archive.Slugs()
			_, _ = e.Stat("ada", "posts/good.md")
		}
	})
	for a := range authors {
		writing.Go(func() {
			for i := range posts {
				author := fmt.Sprint("author", a)
				path := fmt.Sprintf("posts/a%d-%d.md", a, i)
				if _, err := e.Put(ctx, author, path, strings.NewReader(post(fmt.Sprintf("A%d-%d", a, i), "text")), PutOptions{}); err != nil {
					t.Error(err)
				}
				if _, ok := e.store.Current().Archive.Post(fmt.Sprintf("a%d-%d", a, i)); !ok {
					t.Errorf("%s is not public", path)
				}
				// All write this one, too: one after the other.
				if _, err := e.Put(ctx, author, "posts/good.md", strings.NewReader(post("T", path)), PutOptions{}); err != nil {
					t.Error(err)
				}
				if i%3 == 0 {
					if _, err := e.Unpublish(ctx, author, fmt.Sprintf("a%d-%d", a, i)); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	writing.Wait()
	stop()
	others.Wait()
	if _, _, err := e.store.reload(t.Context(), func(string) bool { return true }); err != nil {
		t.Fatal(err)
	}
	if got, want := len(e.store.Current().Archive.Posts), authors*posts*2/3+2; got != want {
		t.Errorf("%d posts are public, want %d", got, want)
	}
	versions := ids(t, e)
	if want := authors*posts + authors*posts/3; len(versions) != want {
		t.Errorf("the trash has %d versions, want %d", len(versions), want)
	}
	seen := map[string]bool{}
	for _, id := range versions {
		if seen[id] {
			t.Errorf("two versions are %s", id)
		}
		seen[id] = true
	}
}

// Changes that wait for each other are shown by one snapshot: none returns before all are
// public.
func TestChangesAreShownTogether(t *testing.T) {
	const n = 8
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	e.store.reading.Lock()
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			if _, err := put(t, e, fmt.Sprintf("posts/p%d.md", i), post("P", "text"), PutOptions{}); err != nil {
				t.Error(err)
			}
			if got := len(e.store.Current().Archive.Posts); got != n+1 {
				t.Errorf("%d posts are public when the first change returns", got)
			}
		})
	}
	for waiting := 0; waiting < n; runtime.Gosched() {
		e.mu.Lock()
		waiting = e.pending
		e.mu.Unlock()
	}
	e.store.reading.Unlock()
	group.Wait()
}

// Of two authors who have read the same version, the careful one is told of the other.
func TestIfMatch(t *testing.T) {
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	first, err := put(t, e, "posts/good.md", post("Ada", "text"), PutOptions{IfMatch: strings.ToUpper(sum(onePost))})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := put(t, e, "posts/good.md", post("Bob", "text"), PutOptions{IfMatch: sum(onePost)}); !errors.Is(err, ErrChanged) || !strings.Contains(err.Error(), first.SHA256) {
		t.Errorf("the second: %v", err)
	}
	shown(t, e, "Ada")
	if _, err := put(t, e, "posts/new.md", post("Bob", "text"), PutOptions{IfMatch: "none"}); err != nil {
		t.Error(err)
	}
}
