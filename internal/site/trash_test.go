package site

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// ids returns the IDs in the trash, the latest first.
func ids(t testing.TB, e *Editor) (all []string) {
	t.Helper()
	trash, err := e.Trash()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range trash {
		all = append(all, v.ID)
	}
	return all
}

// Whatever the clock says, IDs ascend and are never given twice, also after a start.
func TestTrashWhenTheClockIsSetBack(t *testing.T) {
	dir := newTree(t)
	now := time.Date(2026, 1, 10, 0, 0, 0, 0, time.UTC)
	o := EditorOptions{Now: func() time.Time { return now }}
	e, _ := newEditor(t, dir, o)
	for i := range 4 {
		mustPut(t, e, "posts/good.md", post("T", strconv.Itoa(i)))
		now = now.Add(-24 * time.Hour)
	}
	if got := ids(t, e); strings.Join(got, " ") != "4 3 2 1" {
		t.Errorf("the trash has %q", got)
	}
	must(t, e.Purge(t.Context(), "ada", "4"))
	must(t, e.Purge(t.Context(), "ada", "3"))
	for range 2 {
		e, _ = newEditor(t, dir, o)
		mustPut(t, e, "posts/good.md", post("T", "after "+strconv.Itoa(e.trash.last)))
	}
	if got := ids(t, e); strings.Join(got, " ") != "6 5 2 1" {
		t.Errorf("after two starts the trash has %q", got)
	}
}

// The trash is bounded in time, number and bytes. The oldest versions go first.
func TestTrashIsBounded(t *testing.T) {
	text := strings.Repeat("a", 1000)
	size := int64(len(post("T", text+"0")))
	for name, test := range map[string]struct {
		o    EditorOptions
		wait time.Duration
		want string
	}{
		"time":   {EditorOptions{}, 7 * 24 * time.Hour, "7 6 5 4"}, // the last one before the last wait
		"number": {EditorOptions{TrashFiles: 3}, 0, "7 6 5"},
		"bytes":  {EditorOptions{TrashBytes: 3*size + 10}, 0, "7 6 5"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := newTree(t)
			now := time.Date(2026, 1, 10, 0, 0, 0, 0, time.UTC)
			test.o.Now = func() time.Time { return now }
			e, _ := newEditor(t, dir, test.o)
			for i := range 7 {
				mustPut(t, e, "posts/good.md", post("T", text+strconv.Itoa(i)))
				now = now.Add(test.wait)
			}
			if list, err := os.ReadDir(dir + "/" + trashFolder); err != nil || test.wait == 0 && len(list) != 2*3 { // before it is listed
				t.Errorf("the folder of the trash has %v, %v", list, err)
			}
			if got := ids(t, e); strings.Join(got, " ") != test.want {
				t.Errorf("the trash has %q, want %s", got, test.want)
			}
			isSound(t, e, dir, strings.TrimSpace(strings.Repeat("replaced ", len(strings.Fields(test.want)))))
			now = now.Add(31 * 24 * time.Hour)
			if got := ids(t, e); len(got) != 0 {
				t.Errorf("a month later the trash has %q", got)
			}
		})
	}
}

// A version is kept with what is said of it, and comes back or is gone for good.
func TestRestoreAndPurge(t *testing.T) {
	dir := newTree(t)
	e, logged := newEditor(t, dir, EditorOptions{})
	mustPut(t, e, "posts/good.md", post("New", "text"))
	r, err := e.Restore(t.Context(), "bob", "1")
	if err != nil || r.SHA256 != sum(onePost) || r.Trash != "2" || read(t, dir+"/posts/good.md") != onePost {
		t.Fatalf("%+v, %v", r, err)
	}
	trash, _ := e.Trash()
	if len(trash) != 1 || trash[0].Author != "bob" || trash[0].Path != "posts/good.md" || trash[0].Size != int64(len(post("New", "text"))) || trash[0].When.IsZero() {
		t.Errorf("the trash has %+v", trash)
	}
	f, err := e.OpenDiscarded("2")
	must(t, err)
	must(t, f.Close())
	for _, id := range []string{"1", "3", "", "0", "-1", "../staged", "2.json", "last"} {
		if _, err := e.Restore(t.Context(), "ada", id); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q is restored: %v", id, err)
		}
		if err := e.Purge(t.Context(), "ada", id); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q is purged: %v", id, err)
		}
		if _, err := e.OpenDiscarded(id); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q is opened: %v", id, err)
		}
	}
	must(t, e.Purge(t.Context(), "ada", " 2 "))
	isSound(t, e, dir, "")
	if logged.count("what=restored") != 1 || logged.count("what=purged") != 1 {
		t.Errorf("the log says %s", logged.text.String())
	}
	if c := e.Changes(); c["restored"] != 1 || c["purged"] != 1 || c["published"] != 1 || c["refused"] != 0 {
		t.Errorf("counted are %v", c)
	}
}

// What is refused again stays in the trash once; what is right by now comes back.
func TestRestoreOfTheRefused(t *testing.T) {
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	write(t, dir+"/posts/other.md", onePost)
	if _, _, err := e.store.reload(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	_, err := put(t, e, "posts/2026-01-05-other.md", onePost, PutOptions{})
	if !isRefused(err) {
		t.Fatal(err)
	}
	for range 2 {
		_, err := e.Restore(t.Context(), "ada", "1")
		if refused, ok := errors.AsType[*Refused](err); !ok || refused.Trash != "1" {
			t.Errorf("restored: %v", err)
		}
		isSound(t, e, dir, "refused")
	}
	if _, err := e.Unpublish(t.Context(), "ada", "other"); err != nil {
		t.Fatal(err)
	}
	if r, err := e.Restore(t.Context(), "ada", "1"); err != nil || r.Slug != "other" {
		t.Errorf("%+v, %v", r, err)
	}
	isSound(t, e, dir, "removed")
}

// A start removes what a crash left: bytes without a record, records without bytes, and
// parts of either.
func TestTrashAfterACrash(t *testing.T) {
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	mustPut(t, e, "posts/good.md", post("New", "text"))
	trash := dir + "/" + trashFolder
	write(t, trash+"/7", "bytes without a record")
	write(t, trash+"/8.json", `{"id": "8"}`)
	write(t, trash+"/9", "bytes")
	write(t, trash+"/9.json", `{"id": `)
	write(t, trash+"/10.json.new", "")
	write(t, trash+"/11", "bytes")
	write(t, trash+"/11.json", `{"id": "12"}`)
	mkdir(t, trash+"/13")
	write(t, dir+"/"+newRedirects, "")
	write(t, dir+"/"+stagedFolder+"/77", "half an upl")
	e, _ = newEditor(t, dir, EditorOptions{})
	isSound(t, e, dir, "replaced")
	mustPut(t, e, "posts/good.md", post("Newer", "text"))
	if got := ids(t, e); !slices.Equal(got, []string{"14", "1"}) {
		t.Errorf("the trash has %q", got)
	}
}

// A program of the host may write on in a file that was replaced: the trash has all of it.
func TestTrashOfAFileThatTheHostHasOpen(t *testing.T) {
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	f, err := os.OpenFile(dir+"/posts/good.md", os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	mustPut(t, e, "posts/good.md", post("New", "text"))
	_, err = f.WriteString("More.\n")
	must(t, err)
	must(t, f.Close())
	e, _ = newEditor(t, dir, EditorOptions{})
	if trash, err := e.Trash(); err != nil || len(trash) != 1 || trash[0].Size != int64(len(onePost+"More.\n")) {
		t.Errorf("the trash has %+v, %v", trash, err)
	}
	if _, err := e.Restore(t.Context(), "ada", "1"); err != nil || read(t, dir+"/posts/good.md") != onePost+"More.\n" {
		t.Error(err)
	}
}

// No reader and no generator sees the folder of an editor, nor does the watcher.
func TestOwnFolderIsHidden(t *testing.T) {
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	before, _ := e.store.content.look()
	for _, p := range []string{stagedFolder, trashFolder} {
		write(t, dir+"/"+p+"/secret.md", onePost)
	}
	if after, folders := e.store.content.look(); after != before || slices.ContainsFunc(folders, func(f string) bool { return strings.Contains(f, ownFolder) }) {
		t.Errorf("the directory looks different, its folders are %v", folders)
	}
	w := newWatcher(e.store)
	w.listen()
	defer w.deafen()
	for path := range w.watched {
		if strings.Contains(path, ownFolder) {
			t.Errorf("%s is watched", path)
		}
	}
	if changed, _, _ := e.store.reload(t.Context(), nil); changed {
		t.Error("it is read")
	}
	if got := read(t, dir+"/"+ownFolder+"/.gitignore"); got != "*\n" {
		t.Errorf("git ignores %q", got)
	}
	all, err := e.ReadDir("ada", "/")
	if err != nil || len(all) != 3 {
		t.Errorf("authors see %v, %v", all, err)
	}
	for _, name := range []string{ownFolder, trashFolder, trashFolder + "/secret.md", "posts/../.pete/trash/secret.md"} {
		if _, err := e.Stat("ada", name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("authors see %s: %v", name, err)
		}
	}
}
