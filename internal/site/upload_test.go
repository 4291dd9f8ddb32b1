package site

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"
)

// begin begins an upload as the author ada does.
func begin(t testing.TB, e *Editor, path string, o PutOptions) *Upload {
	t.Helper()
	u, err := e.Begin("ada", path, o)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func writeAt(t testing.TB, u *Upload, text string, at int64) {
	t.Helper()
	if n, err := u.WriteAt([]byte(text), at); err != nil || n != len(text) {
		t.Fatal(n, err)
	}
}

func commit(t testing.TB, u *Upload) Result {
	t.Helper()
	r, err := u.Commit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Clients write in any order, read back, cut off, append and go on.
func TestUpload(t *testing.T) {
	text := post("New", "marmot")
	head, tail := text[:10], text[10:]
	for name, do := range map[string]func(t *testing.T, e *Editor) *Upload{
		"in order": func(t *testing.T, e *Editor) *Upload {
			u := begin(t, e, "posts/new.md", PutOptions{})
			writeAt(t, u, head, 0)
			writeAt(t, u, tail, 10)
			return u
		},
		"backwards, and twice": func(t *testing.T, e *Editor) *Upload {
			u := begin(t, e, "posts/new.md", PutOptions{})
			writeAt(t, u, tail, 10)
			writeAt(t, u, strings.ToUpper(head), 0)
			writeAt(t, u, head, 0)
			return u
		},
		"too long, then cut off": func(t *testing.T, e *Editor) *Upload {
			u := begin(t, e, "posts/new.md", PutOptions{})
			writeAt(t, u, text+"rest", 0)
			must(t, u.Truncate(int64(len(text))))
			return u
		},
		"sized first": func(t *testing.T, e *Editor) *Upload {
			u := begin(t, e, "posts/new.md", PutOptions{})
			must(t, u.Truncate(int64(len(text))))
			writeAt(t, u, text, 0)
			return u
		},
		"an empty file first": func(t *testing.T, e *Editor) *Upload {
			if r := commit(t, begin(t, e, "posts/new.md", PutOptions{})); !r.Held {
				t.Errorf("the empty file: %+v", r)
			}
			u := begin(t, e, "posts/new.md", PutOptions{Keep: true})
			writeAt(t, u, text, 0)
			return u
		},
		"appended": func(t *testing.T, e *Editor) *Upload {
			mustPut(t, e, "posts/new.md", text[:len(text)-7])
			u := begin(t, e, "posts/new.md", PutOptions{Keep: true})
			writeAt(t, u, text[len(text)-7:], u.Size())
			return u
		},
		"broken off and resumed": func(t *testing.T, e *Editor) *Upload {
			u := begin(t, e, "posts/new.md", PutOptions{})
			writeAt(t, u, head, 0)
			if r, err := u.Hold(); !r.Held || err != nil {
				t.Errorf("held: %+v, %v", r, err)
			}
			info, err := e.Stat("ada", "posts/new.md")
			if err != nil || info.Size() != 10 {
				t.Fatal(info, err)
			}
			u = begin(t, e, "posts/new.md", PutOptions{Keep: true})
			writeAt(t, u, tail, info.Size())
			return u
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := newTree(t)
			e, _ := newEditor(t, dir, EditorOptions{})
			u := do(t, e)
			back := make([]byte, len(text))
			if _, err := u.ReadAt(back, 0); err != nil || string(back) != text {
				t.Errorf("reads back %q, %v", back, err)
			}
			if r := commit(t, u); r.Slug != "new" || r.SHA256 != sum(text) {
				t.Errorf("the result is %+v", r)
			}
			if got := titles(e.store.Current()); got != "New T" && got != "T New" {
				t.Errorf("the list has %q", got)
			}
			if _, err := u.WriteAt([]byte("x"), 0); !errors.Is(err, fs.ErrClosed) {
				t.Errorf("afterwards: %v", err)
			}
			if _, err := u.Commit(t.Context()); !errors.Is(err, fs.ErrClosed) {
				t.Errorf("twice: %v", err)
			}
			u.Abort()
			if staged(t, dir) != 0 || len(e.Held("ada")) != 0 || e.usage.staged != 0 {
				t.Errorf("left are %v, %d bytes", e.Held("ada"), e.usage.staged)
			}
		})
	}
}

// An empty file takes nothing away: the old text stays until there is another.
func TestEmptyUploadKeepsTheOldText(t *testing.T) {
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	if r := commit(t, begin(t, e, "posts/good.md", PutOptions{})); !r.Held || titles(e.store.Current()) != "T" || read(t, dir+"/posts/good.md") != onePost {
		t.Errorf("%+v, the list has %q", r, titles(e.store.Current()))
	}
	u := begin(t, e, "posts/good.md", PutOptions{Keep: true})
	if u.Size() != 0 {
		t.Errorf("it goes on with %d bytes", u.Size())
	}
	writeAt(t, u, post("New", "text"), 0)
	commit(t, u)
	if got := titles(e.store.Current()); got != "New" {
		t.Errorf("the list has %q", got)
	}
}

// What clients and editors do with names that are not there to stay.
func TestTemporaryNames(t *testing.T) {
	text := post("New", "text")
	for name, test := range map[string]struct {
		do   func(t *testing.T, e *Editor, dir string)
		want string
	}{
		"written aside, then renamed": {func(t *testing.T, e *Editor, _ string) {
			u := begin(t, e, "posts/new.md.filepart", PutOptions{})
			writeAt(t, u, text, 0)
			if r := commit(t, u); !r.Held {
				t.Errorf("%+v", r)
			}
			shown(t, e, "T")
			if r, err := e.Rename(t.Context(), "ada", "posts/new.md.filepart", "posts/new.md", MoveOptions{}); err != nil || r.Slug != "new" {
				t.Fatal(r, err)
			}
		}, "New T"},
		"renamed over the old one": {func(t *testing.T, e *Editor, _ string) {
			u := begin(t, e, "posts/.good.md.AbC123", PutOptions{})
			writeAt(t, u, text, 0)
			commit(t, u)
			if _, err := e.Rename(t.Context(), "ada", "posts/.good.md.AbC123", "posts/good.md", MoveOptions{}); !errors.Is(err, fs.ErrExist) {
				t.Fatal(err)
			}
			if _, err := e.Rename(t.Context(), "ada", "posts/.good.md.AbC123", "posts/good.md", MoveOptions{Replace: true}); err != nil {
				t.Fatal(err)
			}
		}, "New"},
		"the old one removed first": {func(t *testing.T, e *Editor, _ string) {
			u := begin(t, e, "posts/good.md.tmp", PutOptions{})
			writeAt(t, u, text, 0)
			commit(t, u)
			_, err := e.Rename(t.Context(), "ada", "posts/good.md.tmp", "posts/good.md", MoveOptions{})
			if err == nil {
				t.Fatal("renamed over a file")
			}
			if _, err := e.Remove(t.Context(), "ada", "posts/good.md"); err != nil {
				t.Fatal(err)
			}
			if _, err := e.Rename(t.Context(), "ada", "posts/good.md.tmp", "posts/good.md", MoveOptions{}); err != nil {
				t.Fatal(err)
			}
		}, "New"},
		"the old one moved aside, as vim does": {func(t *testing.T, e *Editor, _ string) {
			commit(t, begin(t, e, "posts/4913", PutOptions{}))
			if _, err := e.Remove(t.Context(), "ada", "posts/4913"); err != nil {
				t.Fatal(err)
			}
			commit(t, begin(t, e, "posts/good.md~", PutOptions{})) // of before
			if r, err := e.Rename(t.Context(), "ada", "posts/good.md", "posts/good.md~", MoveOptions{}); err != nil || !r.Held {
				t.Fatal(r, err)
			}
			if f, err := e.Open("ada", "posts/good.md~"); err != nil {
				t.Fatal(err)
			} else if back, err := io.ReadAll(io.NewSectionReader(f, 0, 1000)); string(back) != onePost || err != nil {
				t.Errorf("moved aside: %q, %v", back, err)
			}
			mustPut(t, e, "posts/good.md", text)
			if _, err := e.Remove(t.Context(), "ada", "posts/good.md~"); err != nil {
				t.Fatal(err)
			}
		}, "New"},
		"from one temporary name to another": {func(t *testing.T, e *Editor, _ string) {
			u := begin(t, e, "posts/.a", PutOptions{})
			writeAt(t, u, text, 0)
			commit(t, u)
			if r, err := e.Rename(t.Context(), "ada", "posts/.a", "posts/b~", MoveOptions{}); err != nil || !r.Held || len(e.Held("ada")) != 1 {
				t.Fatal(r, err, e.Held("ada"))
			}
			if _, err := e.Rename(t.Context(), "ada", "posts/b~", "posts/new.md", MoveOptions{}); err != nil {
				t.Fatal(err)
			}
		}, "New T"},
		"of another author": {func(t *testing.T, e *Editor, _ string) {
			u := begin(t, e, "posts/.a", PutOptions{})
			writeAt(t, u, text, 0)
			commit(t, u)
			if len(e.Held("bob")) != 0 {
				t.Errorf("bob has %v", e.Held("bob"))
			}
			if _, err := e.Rename(t.Context(), "bob", "posts/.a", "posts/new.md", MoveOptions{}); err == nil {
				t.Error("bob has renamed it")
			}
			if _, err := e.Remove(t.Context(), "ada", "posts/.a"); err != nil {
				t.Fatal(err)
			}
		}, "T"},
		"of a system": {func(t *testing.T, e *Editor, dir string) {
			u := begin(t, e, "posts/.DS_Store", PutOptions{})
			writeAt(t, u, "x", 0)
			commit(t, u)
			if _, err := os.Stat(dir + "/posts/.DS_Store"); err == nil {
				t.Error("it is in the blog")
			}
			if _, err := e.Remove(t.Context(), "ada", "posts/.DS_Store"); err != nil {
				t.Fatal(err)
			}
		}, "T"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := newTree(t)
			e, _ := newEditor(t, dir, EditorOptions{})
			test.do(t, e, dir)
			shown(t, e, test.want)
			if staged(t, dir) != 0 || len(e.Held("ada")) != 0 || e.usage.staged != 0 || len(e.uploads) != 0 {
				t.Errorf("left are %v, %d bytes", e.Held("ada"), e.usage.staged)
			}
		})
	}
}

// shown fails unless the titles of the current snapshot are those, in any order of two.
func shown(t testing.TB, e *Editor, want string) {
	t.Helper()
	if got := titles(e.store.Current()); got != want && strings.Join(strings.Fields(reversed(got)), " ") != want {
		t.Errorf("the list has %q, want %q", got, want)
	}
}

// A refused file that was held is in the trash, and held no longer.
func TestRefusedWhenRenamed(t *testing.T) {
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	u := begin(t, e, "posts/x.md.tmp", PutOptions{})
	writeAt(t, u, "---\ntitle: [\n---\n", 0)
	commit(t, u)
	_, err := e.Rename(t.Context(), "ada", "posts/x.md.tmp", "posts/x.md", MoveOptions{})
	trash, _ := e.Trash()
	if !isRefused(err) || len(trash) != 1 || trash[0].Path != "posts/x.md" || len(e.Held("ada")) != 0 || staged(t, dir) != 0 {
		t.Errorf("%v, the trash has %v, held are %v", err, trash, e.Held("ada"))
	}
}

// Uploads are bounded in size, in all, and in number. What is held makes room for others.
func TestUploadsAreBounded(t *testing.T) {
	dir := newTree(t)
	now := time.Unix(1e9, 0)
	e, _ := newEditor(t, dir, EditorOptions{MaxFile: 1000, MaxTotal: 3000, MaxFiles: 4, MaxUploads: 4, Now: func() time.Time { return now }})
	u := begin(t, e, "posts/a.md", PutOptions{})
	for _, at := range []int64{1000, 999_999, -1, 1 << 62} {
		if _, err := u.WriteAt([]byte("x"), at); !errors.Is(err, ErrLimit) {
			t.Errorf("a byte at %d: %v", at, err)
		}
	}
	for _, size := range []int64{1001, -1, 1 << 62} {
		if err := u.Truncate(size); !errors.Is(err, ErrLimit) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	must(t, u.Truncate(1000))
	second := begin(t, e, "posts/b.md", PutOptions{})
	must(t, second.Truncate(1000))
	third := begin(t, e, "posts/c.md", PutOptions{})
	if err := third.Truncate(1000); !errors.Is(err, ErrLimit) { // with what the directory has
		t.Errorf("more than all: %v", err)
	}
	second.Abort()
	must(t, third.Truncate(1000))
	third.Abort()
	u.Abort()

	for i := range 4 {
		now = now.Add(time.Second)
		if _, err := begin(t, e, fmt.Sprintf("posts/.%d", i), PutOptions{}).Hold(); err != nil {
			t.Fatal(err)
		}
	}
	fifth := begin(t, e, "posts/a.md", PutOptions{})
	if held := e.Held("ada"); len(held) != 3 || e.heldAt("ada", "posts/.0") != nil {
		t.Errorf("held are %v", held)
	}
	now = now.Add(2 * time.Hour)
	sixth := begin(t, e, "posts/b.md", PutOptions{})
	if held := e.Held("ada"); len(held) != 0 {
		t.Errorf("two hours later: %v", held)
	}
	seventh, eighth := begin(t, e, "posts/c.md", PutOptions{}), begin(t, e, "posts/d.md", PutOptions{})
	if _, err := e.Begin("ada", "posts/e.md", PutOptions{}); !errors.Is(err, ErrBusy) {
		t.Errorf("a fifth upload at once: %v", err)
	}
	for i, u := range []*Upload{fifth, sixth, seventh, eighth} { // the directory has two files
		writeAt(t, u, post(fmt.Sprint(i), "text"), 0)
		if _, err := u.Commit(t.Context()); (err == nil) != (i < 2) || err != nil && !errors.Is(err, ErrLimit) {
			t.Errorf("file %d: %v", i, err)
		}
	}
	if _, err := put(t, e, "posts/a.md", post("Again", "text"), PutOptions{}); err != nil {
		t.Errorf("another version where there may be no more files: %v", err)
	}
}

// Where a set-group-ID folder may be written by its group, so may what authors send: whatever
// the umask is, and whoever wrote the file before.
func TestGroupEdits(t *testing.T) {
	dir := newTree(t)
	must(t, os.Chmod(dir+"/posts/good.md", 0o644))
	must(t, os.Chmod(dir+"/posts", 0o770|os.ModeSetgid))
	e, _ := newEditor(t, dir, EditorOptions{})
	mustPut(t, e, "posts/good.md", post("New", "text"))
	mustPut(t, e, "posts/new/a.md", post("New", "text"))
	for path, want := range map[string]os.FileMode{"posts/good.md": 0o664, "posts/new": 0o770 | os.ModeSetgid, "posts/new/a.md": 0o664} {
		info, err := os.Stat(dir + "/" + path)
		must(t, err)
		if info.Mode()&(os.ModePerm|os.ModeSetgid)|0o004 != want|0o004 {
			t.Errorf("%s has the mode %v, want %v", path, info.Mode(), want)
		}
	}
}

// Files and folders get the mode and the group of what they replace or lie in.
func TestModes(t *testing.T) {
	dir := newTree(t)
	must(t, os.Chmod(dir+"/posts/good.md", 0o640))
	must(t, os.Chmod(dir+"/posts", 0o750|os.ModeSetgid))
	group := os.Getgid()
	if os.Getuid() == 0 {
		group = 4242
		must(t, os.Chown(dir+"/posts/good.md", -1, 4343))
		must(t, os.Chown(dir+"/posts", -1, group))
		must(t, os.Chmod(dir+"/posts", 0o750|os.ModeSetgid))
	}
	if os.Getuid() == 0 { // a folder whose group is not handed down by itself
		must(t, os.Chown(dir+"/pages", -1, 4444))
	}
	e, _ := newEditor(t, dir, EditorOptions{})
	mustPut(t, e, "posts/good.md", post("New", "text"))
	mustPut(t, e, "posts/a/b/new.md", post("New", "text"))
	mustPut(t, e, "pages/a/page.md", "Text.\n")
	if info, err := os.Stat(dir + "/pages/a"); err != nil {
		t.Error(err)
	} else if gid, ok := groupOf(info); ok && os.Getuid() == 0 && gid != 4444 {
		t.Errorf("pages/a has the group %d", gid)
	}
	umask := os.FileMode(0o664)
	probe := dir + "/probe"
	f, err := os.OpenFile(probe, os.O_CREATE, 0o664)
	must(t, err)
	must(t, f.Close())
	if info, err := os.Stat(probe); err == nil {
		umask = info.Mode().Perm()
	}
	for path, want := range map[string]os.FileMode{"posts/good.md": 0o640, "posts/a/b/new.md": umask, "posts/a": 0o750, "posts/a/b": 0o750, ".pete/staged": 0o700, ".pete/trash": 0o700} {
		info, err := os.Stat(dir + "/" + path)
		must(t, err)
		if info.Mode().Perm() != want {
			t.Errorf("%s has the mode %v, want %v", path, info.Mode().Perm(), want)
		}
		wanted := group
		if path == "posts/good.md" && os.Getuid() == 0 {
			wanted = 4343
		}
		if gid, ok := groupOf(info); ok && strings.HasPrefix(path, "posts/") && gid != wanted {
			t.Errorf("%s has the group %d, want %d", path, gid, wanted)
		}
	}
}
