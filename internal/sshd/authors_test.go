package sshd

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// The file may change at any time: what it says when an author logs in counts.
func TestAuthorsChange(t *testing.T) {
	ann, ben := newKey(t), newKey(t)
	path := filepath.Join(t.TempDir(), "authors")
	h := serve(t, whoDoors(), withAuthors(path))
	logsIn := func(key gossh.Signer, want bool) {
		t.Helper()
		client, err := h.dialAs(t, authorUser, key)
		if (err == nil) != want {
			t.Errorf("%v", err)
		}
		if err == nil {
			_ = client.Close()
		}
	}
	for _, step := range []struct {
		text     string
		ann, ben bool
	}{
		{line(ann, "ann"), true, false},
		{line(ben, "ben"), false, true}, // of the same length
		{line(ann, "ann") + line(ben, "ben"), true, true},
		{"# nothing\n", false, false},
	} {
		write(t, path, step.text)
		logsIn(ann, step.ann)
		logsIn(ben, step.ben)
	}
	write(t, path, line(ann, "ann"))
	logsIn(ann, true)
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	// In place, at the same time, as far as the file system tells.
	err = errors.Join(os.WriteFile(path, []byte(line(ben, "ben")), 0o600), os.Chtimes(path, time.Time{}, before.ModTime()))
	if err != nil {
		t.Fatal(err)
	}
	logsIn(ann, false)
	logsIn(ben, true)
	write(t, path, line(ann, "ann"))
	if err := os.Chmod(path, 0o664); err != nil {
		t.Fatal(err)
	}
	if _, err := h.dialAs(t, authorUser, ann); err == nil {
		t.Error("a file that others can write is believed")
	}
	faults := h.log.lines(t, "no author can log in")
	if last := faults[len(faults)-1]; !strings.Contains(fmt.Sprint(last["error"]), "mode 0664 lets others write it: chmod go-w "+path) {
		t.Errorf("the log has %v", last)
	}
}

// A start refuses a file that lies where readers see it.
func TestAuthorsApart(t *testing.T) {
	root := t.TempDir()
	for _, dir := range []string{"blog/keys", "keys", "elsewhere"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	blog := filepath.Join(root, "blog")
	write(t, filepath.Join(blog, "keys", "authors"), "")
	write(t, filepath.Join(root, "keys", "authors"), "")
	link := func(to, from string) string {
		if err := os.Symlink(to, filepath.Join(root, from)); err != nil {
			t.Fatal(err)
		}
		return filepath.Join(root, from)
	}
	linkIn := link("blog", "link")
	linkOut := link("../blog/keys/authors", "elsewhere/authors")
	linkFromBlog := link("../keys/authors", "blog/authors")
	for path, apart := range map[string]bool{
		filepath.Join(root, "keys", "authors"):       true,
		filepath.Join(root, "blog.authors"):          true,
		filepath.Join(blog, "..authors"):             false,
		filepath.Join(blog, "keys", "authors"):       false,
		filepath.Join(blog, "keys", "none"):          false,
		filepath.Join(linkIn, "keys", "authors"):     false,
		linkOut:                                      false,
		linkFromBlog:                                 false,
		filepath.Join(blog, "..", "keys", "authors"): true,
	} {
		for _, shown := range []string{blog, linkIn} {
			if err := AuthorsApart(path, shown); (err == nil) != apart {
				t.Errorf("%s and %s: %v", path, shown, err)
			}
		}
	}
	config := Config{HostKey: filepath.Join(root, "host"), Authors: filepath.Join(blog, "keys", "authors"), Shown: blog, Limits: DefaultLimits(), Doors: rooms()}
	if _, err := New(config); err == nil || !strings.Contains(err.Error(), "which readers see: put it elsewhere, and give its path with --authors") {
		t.Errorf("the start says %v", err)
	}
}

// What others could replace is not believed.
func TestAuthorsModes(t *testing.T) {
	path := authorsFile(t, line(newKey(t), "ann"))
	if keys, _, err := ReadAuthors(path); err != nil || len(keys) != 1 {
		t.Fatalf("%v, %v", keys, err)
	}
	dir := filepath.Dir(path)
	for _, c := range []struct {
		path string
		mode os.FileMode
		want string
	}{
		{path, 0o602, "mode 0602 lets others write it: chmod go-w " + path},
		{path, 0o620, "mode 0620"},
		{path, 0o644, ""},
		{dir, 0o770, "mode 0770 of " + dir + " lets others replace it: chmod go-w " + dir},
		{dir, 0o777 | os.ModeSticky, ""},
		{dir, 0o755, ""},
	} {
		if err := os.Chmod(c.path, c.mode); err != nil {
			t.Fatal(err)
		}
		_, _, err := ReadAuthors(path)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s with %v: %v, want %q", c.path, c.mode, err, c.want)
		}
	}
	if _, _, err := ReadAuthors(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, _, err := ReadAuthors(dir); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("a directory: %v", err)
	}
}

// The file is replaced as a whole: lines of one's own stay, a link stays a link, and nothing
// is left of a change that fails.
func TestAddAndRemoveAuthors(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "real", "authors"), filepath.Join(dir, "authors")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	ann, ben := newKey(t), newKey(t)
	keys := func(signer gossh.Signer, name string) []AuthorKey {
		keys, problems := ParseAuthorKeys("x", []byte(line(signer, name)))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return keys
	}
	mine := "# mine\n" + `command="x" ` + strings.TrimSpace(line(ann, "ann")) // without a newline at its end
	write(t, path, mine)
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{1, 0} {
		added, known, err := AddAuthors(link, keys(ben, "Ben Example"))
		if err != nil || len(added) != want || len(known) != 1-want {
			t.Errorf("added %v, known %v, %v", added, known, err)
		}
	}
	want := mine + "\n" + line(ben, "Ben Example")
	if text, _ := os.ReadFile(path); string(text) != want {
		t.Errorf("the file has\n%s, want\n%s", text, want)
	}
	if info, _ := os.Lstat(link); info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link is replaced")
	}
	if removed, err := RemoveAuthors(link, "Ben Example"); err != nil || len(removed) != 1 {
		t.Errorf("removed %v, %v", removed, err)
	}
	if text, _ := os.ReadFile(path); string(text) != mine+"\n" {
		t.Errorf("then the file has\n%s", text)
	}
	if removed, err := RemoveAuthors(link, "ann"); err != nil || len(removed) != 0 {
		t.Errorf("a line that lets nobody in: removed %v, %v", removed, err)
	}
	if _, _, err := AddAuthors(filepath.Dir(path), keys(ben, "ben")); err == nil {
		t.Error("a directory is added to")
	}
	if files, _ := os.ReadDir(filepath.Dir(path)); len(files) != 1 {
		t.Errorf("beside the file there are %v", files)
	}
}
