package site

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"blog.example/pete/internal/blog"
)

// newEditor opens an editor of a directory.
func newEditor(t testing.TB, dir string, o EditorOptions) (*Editor, *lines) {
	t.Helper()
	store, logged := newStore(t, dir, Options{})
	e, err := store.Editor(o)
	if err != nil {
		t.Fatal(err)
	}
	return e, logged
}

// put writes a file as the author ada does.
func put(t testing.TB, e *Editor, path, text string, o PutOptions) (Result, error) {
	t.Helper()
	return e.Put(t.Context(), "ada", path, strings.NewReader(text), o)
}

func mustPut(t testing.TB, e *Editor, path, text string) Result {
	t.Helper()
	r, err := put(t, e, path, text, PutOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func read(t testing.TB, path string) string {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

// A post is public when Put returns, and the result says how it is read.
func TestPut(t *testing.T) {
	dir := newTree(t)
	e, logged := newEditor(t, dir, EditorOptions{})
	text := post("New", "marmot")
	r := mustPut(t, e, "posts/hello.md", text)
	if r.Path != "posts/hello.md" || !r.Created || r.Slug != "hello" || r.State != blog.Published || r.Command != "ssh blog.example read hello" || r.Trash != "" {
		t.Errorf("the result is %+v", r)
	}
	if got := titles(e.store.Current()); got != "T New" && got != "New T" {
		t.Errorf("the list has %q", got)
	}
	if got := found(t, e.store.Current(), "marmot"); got != "New" {
		t.Errorf("the index finds %q", got)
	}
	if got := read(t, dir+"/posts/hello.md"); got != text {
		t.Errorf("the file has %q", got)
	}
	if logged.count(`author=ada path=posts/hello.md what=published`) != 1 {
		t.Errorf("the log says %s", logged.text.String())
	}
	again := mustPut(t, e, "posts/hello.md", text)
	if !again.Unchanged || again.SHA256 != r.SHA256 || again.Command == "" {
		t.Errorf("the same bytes again: %+v", again)
	}
	other := mustPut(t, e, "posts/hello.md", post("Newer", "ferret"))
	if other.Created || other.Unchanged || other.Trash == "" {
		t.Errorf("another text: %+v", other)
	}
	if trash, err := e.Trash(); err != nil || len(trash) != 1 || trash[0].Reason != "replaced" || trash[0].SHA256 != r.SHA256 || trash[0].Author != "ada" {
		t.Errorf("the trash has %+v, %v", trash, err)
	}
	if left, _ := os.ReadDir(filepath.Join(dir, stagedFolder)); len(left) != 0 {
		t.Errorf("%v is staged", left)
	}
	// A reading of the directory finds what the archive has: nothing is read again.
	if swapped, _, err := e.store.reload(t.Context(), nil); swapped || err != nil || e.store.Report().Read != 0 {
		t.Errorf("a reading afterwards: %t, %v, %d files read", swapped, err, e.store.Report().Read)
	}
}

// What the blog cannot show is not published, and the trash has it with the reason.
func TestRefusedPost(t *testing.T) {
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	before := e.store.Current()
	_, err := put(t, e, "posts/good.md", "---\ntitle: T\ndate: Jan 5\n---\n\nText.\n", PutOptions{})
	refused, ok := errors.AsType[*Refused](err)
	if !ok || !strings.HasPrefix(err.Error(), `posts/good.md:3: date "Jan 5"`) {
		t.Fatalf("the error is %v", err)
	}
	if e.store.Current() != before || read(t, dir+"/posts/good.md") != onePost {
		t.Error("something has changed")
	}
	trash, _ := e.Trash()
	if len(trash) != 1 || trash[0].ID != refused.Trash || trash[0].Reason != "refused" || trash[0].Why != err.Error() || trash[0].Path != "posts/good.md" {
		t.Errorf("the trash has %+v", trash)
	}
}

// A page is read by its own command, which the result names.
func TestPutAbout(t *testing.T) {
	e, _ := newEditor(t, newTree(t), EditorOptions{})
	if r := mustPut(t, e, "pages/about.md", "I am.\n"); r.Command != "ssh blog.example about" || r.Slug != "about" {
		t.Errorf("%+v", r)
	}
	if r := mustPut(t, e, "pages/more.md", "More.\n"); r.Command != "ssh blog.example read more" {
		t.Errorf("%+v", r)
	}
	if r := mustPut(t, e, "static/a.txt", "text\n"); r.Command != "" || r.Slug != "" || !r.Created {
		t.Errorf("%+v", r)
	}
}

func isRefused(err error) bool {
	_, ok := errors.AsType[*Refused](err)
	return ok
}
