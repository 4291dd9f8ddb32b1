package site

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// follow runs a store until the test ends.
func follow(t *testing.T, store *Store) (hangups chan<- os.Signal) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	sent := make(chan os.Signal, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		store.Run(ctx, sent)
	}()
	t.Cleanup(func() {
		stop()
		<-done
	})
	return sent
}

// shows waits until the titles of the current snapshot are those.
func shows(t *testing.T, store *Store, want string) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	for {
		changed := store.Changed()
		if titles(store.Current()) == want {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			t.Fatalf("the list has %q, want %q", titles(store.Current()), want)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Each way of changing a directory is noticed by its events alone.
func TestEvents(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(t *testing.T, dir string)
		want   string
	}{
		{"written in place", func(t *testing.T, dir string) {
			write(t, dir+"/posts/good.md", post("New", "text"))
		}, "New"},
		{"renamed over", func(t *testing.T, dir string) {
			write(t, dir+"/posts/.good.md.AbC123", post("New", "text"))
			must(t, os.Rename(dir+"/posts/.good.md.AbC123", dir+"/posts/good.md"))
		}, "New"},
		{"the same size and time", func(t *testing.T, dir string) {
			info, err := os.Stat(dir + "/posts/good.md")
			must(t, err)
			write(t, dir+"/posts/good.md", strings.Replace(onePost, "title: T", "title: U", 1))
			must(t, os.Chtimes(dir+"/posts/good.md", info.ModTime(), info.ModTime()))
		}, "U"},
		{"moved aside first", func(t *testing.T, dir string) {
			must(t, os.Rename(dir+"/posts/good.md", dir+"/posts/good.md~"))
			write(t, dir+"/posts/good.md", post("New", "text"))
			must(t, os.Remove(dir+"/posts/good.md~"))
		}, "New"},
		{"in a new folder", func(t *testing.T, dir string) {
			must(t, os.MkdirAll(dir+"/posts/a/b", 0o700))
			write(t, dir+"/posts/a/b/deep.md", strings.Replace(post("Deep", "text"), "-05", "-06", 1))
		}, "Deep T"},
		{"in a folder that replaces another", func(t *testing.T, dir string) {
			must(t, os.Mkdir(dir+"/next", 0o700))
			write(t, dir+"/next/good.md", post("New", "text"))
			must(t, os.RemoveAll(dir+"/posts"))
			must(t, os.Rename(dir+"/next", dir+"/posts"))
		}, "New"},
		{"removed", func(t *testing.T, dir string) {
			must(t, os.Remove(dir+"/posts/good.md"))
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := newTree(t)
			store, _ := newStore(t, dir, Options{})
			follow(t, store)
			write(t, dir+"/posts/good.md", post("First", "text"))
			shows(t, store, "First") // from here on there are events
			write(t, dir+"/posts/good.md", onePost)
			shows(t, store, "T")
			test.change(t, dir)
			shows(t, store, test.want)
			// And it is still followed.
			write(t, dir+"/posts/good.md", post("Again", "text"))
			rest, _ := strings.CutSuffix(test.want, "T")
			if !strings.HasPrefix(test.want, "Deep") {
				rest = ""
			}
			shows(t, store, rest+"Again")
		})
	}
}

// A link to a directory is swapped: that of the whole blog, or one in it, as Kubernetes
// does with a volume. Later changes behind the link are noticed too.
func TestLinksAreSwapped(t *testing.T) {
	t.Run("root", func(t *testing.T) {
		t.Parallel()
		old, next := newTree(t), newTree(t)
		write(t, next+"/posts/good.md", post("Next", "text"))
		link := filepath.Join(t.TempDir(), "current")
		symlink(t, old, link)
		store, _ := newStore(t, link, Options{})
		follow(t, store)
		shows(t, store, "T")
		symlink(t, next, link+".new")
		must(t, os.Rename(link+".new", link))
		shows(t, store, "Next")
		write(t, next+"/posts/good.md", post("Later", "text"))
		shows(t, store, "Later")
	})
	t.Run("..data", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		for version, title := range map[string]string{"..one": "One", "..two": "Two"} {
			must(t, os.MkdirAll(filepath.Join(dir, version, "posts"), 0o700))
			write(t, filepath.Join(dir, version, "site.yaml"), "title: T\nhost: blog.example\n")
			write(t, filepath.Join(dir, version, "posts/p.md"), post(title, "text"))
			for _, name := range []string{"site.yaml", "posts/p.md"} { // as tools that build volumes do
				must(t, os.Chtimes(filepath.Join(dir, version, name), time.Unix(1, 0), time.Unix(1, 0)))
			}
		}
		symlink(t, "..one", filepath.Join(dir, "..data"))
		symlink(t, "..data/posts", filepath.Join(dir, "posts"))
		symlink(t, "..data/site.yaml", filepath.Join(dir, "site.yaml"))
		store, _ := newStore(t, dir, Options{})
		follow(t, store)
		shows(t, store, "One")
		symlink(t, "..two", filepath.Join(dir, "..data_tmp"))
		must(t, os.Rename(filepath.Join(dir, "..data_tmp"), filepath.Join(dir, "..data")))
		shows(t, store, "Two")
		write(t, filepath.Join(dir, "..two/posts/p.md"), post("Three", "text"))
		shows(t, store, "Three")
	})
}

// The directory has a name that is typed with a slash at its end, as shells complete it,
// or that begins with a dot. It is followed all the same when another takes its place.
func TestRootOfAnyName(t *testing.T) {
	for _, name := range []string{"blog/", ".blog"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old, next := newTree(t), newTree(t)
			write(t, next+"/posts/good.md", post("Next", "text"))
			path := t.TempDir() + "/" + name
			link := filepath.Clean(path)
			symlink(t, old, link)
			store, _ := newStore(t, path, Options{})
			follow(t, store)
			write(t, old+"/posts/good.md", post("Old", "text"))
			shows(t, store, "Old") // from here on there are events
			symlink(t, next, link+".new")
			must(t, os.Rename(link+".new", link))
			shows(t, store, "Next")
		})
	}
}

// A directory vanishes, while its blog is still served, and returns.
func TestDirectoryReturns(t *testing.T) {
	dir := newTree(t)
	store, logged := newStore(t, dir, Options{})
	follow(t, store)
	shows(t, store, "T")
	must(t, os.Rename(dir, dir+".away"))
	logged.wait(t, "the last good one stays")
	shows(t, store, "T")
	write(t, dir+".away/posts/good.md", post("Back", "text"))
	must(t, os.Rename(dir+".away", dir))
	shows(t, store, "Back")
	write(t, dir+"/posts/good.md", post("Later", "text"))
	shows(t, store, "Later")
}

// Without events a change is found by polling, and the log says once that it is so.
func TestPolling(t *testing.T) {
	dir := newTree(t)
	store, logged := newStore(t, dir, Options{Poll: time.Millisecond})
	w := newWatcher(store)
	w.listen()
	w.withoutEvents(fsnotify.ErrEventOverflow)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.follow()
		w.loop(ctx, nil)
	}()
	defer func() { stop(); <-done }()
	write(t, dir+"/posts/good.md", post("New", "text"))
	shows(t, store, "New")
	must(t, os.Remove(dir+"/posts/good.md"))
	shows(t, store, "")
	if n := logged.count("polling"); n != 1 {
		t.Errorf("%d lines say that changes are found by polling", n)
	}
}

// unreadable is a directory of which one file cannot be read while it is asked for.
type unreadable struct {
	fs.FS

	path string
	now  atomic.Bool
}

func (u *unreadable) Open(path string) (fs.File, error) {
	if u.now.Load() && path == u.path {
		return nil, &fs.PathError{Op: "open", Path: path, Err: syscall.EMFILE}
	}
	return u.FS.Open(path)
}

// A file that cannot be read for a while, such as for a lack of descriptors, is read when
// it can be, though nothing has changed since: a post, or what the site is.
func TestUnreadableForAWhile(t *testing.T) {
	for _, path := range []string{"posts/good.md", "site.yaml"} {
		t.Run(path, func(t *testing.T) {
			dir := newTree(t)
			files := &unreadable{FS: os.DirFS(dir), path: path}
			store, logged := newStore(t, dir, Options{})
			store.content.fsys = files
			w := newWatcher(store)
			w.reloadChanged(t.Context())
			files.now.Store(true)
			write(t, dir+"/posts/good.md", post("New", "text"))
			for range 3 {
				w.reloadChanged(t.Context())
			}
			if n := logged.count("many open files"); n != 1 || titles(store.Current()) != "T" {
				t.Fatalf("%d lines in the log, and the list has %q", n, titles(store.Current()))
			}
			if n := logged.count("the last good one stays"); n > 1 {
				t.Errorf("%d lines say that the last good one stays", n)
			}
			files.now.Store(false)
			w.reloadChanged(t.Context())
			if got := titles(store.Current()); got != "New" {
				t.Errorf("the list has %q", got)
			}
			before := store.Report()
			if w.reloadChanged(t.Context()); !reflect.DeepEqual(store.Report(), before) {
				t.Error("it is read once more")
			}
		})
	}
}

// A file that was written while site.yaml is broken is read when that is mended, also if
// its size and time are as before.
func TestOwedReadings(t *testing.T) {
	dir := newTree(t)
	store, _ := newStore(t, dir, Options{})
	w := newWatcher(store)
	site, err := os.ReadFile(dir + "/site.yaml")
	must(t, err)
	write(t, dir+"/site.yaml", "title: [\n")
	w.reloadChanged(t.Context())
	info, err := os.Stat(dir + "/posts/good.md")
	must(t, err)
	write(t, dir+"/posts/good.md", strings.Replace(onePost, "title: T", "title: U", 1))
	must(t, os.Chtimes(dir+"/posts/good.md", info.ModTime(), info.ModTime()))
	w.note(fsnotify.Event{Name: dir + "/posts/good.md", Op: fsnotify.Write})
	w.reloadChanged(t.Context())
	write(t, dir+"/site.yaml", string(site))
	w.reloadChanged(t.Context())
	if got := titles(store.Current()); got != "U" {
		t.Errorf("the list has %q", got)
	}
}

// A hangup reads every file, also one whose size and time are as before. There are no
// events of it, since it is changed before they are asked for.
func TestHangup(t *testing.T) {
	dir := newTree(t)
	store, _ := newStore(t, dir, Options{})
	info, err := os.Stat(dir + "/posts/good.md")
	must(t, err)
	write(t, dir+"/posts/good.md", strings.Replace(onePost, "title: T", "title: U", 1))
	must(t, os.Chtimes(dir+"/posts/good.md", info.ModTime(), info.ModTime()))
	hangups := follow(t, store)
	if titles(store.Current()) != "T" {
		t.Fatal("it is read before the hangup")
	}
	hangups <- os.Interrupt
	shows(t, store, "U")
}

// Files that editors and version control write beside the posts cause no reading.
func TestOtherFilesAreIgnored(t *testing.T) {
	dir := newTree(t)
	store, _ := newStore(t, dir, Options{})
	w := newWatcher(store)
	for path, want := range map[string]bool{
		dir + "/posts/x.md":         true,
		dir + "/posts/.x.md.swp":    false,
		dir + "/posts/.#x.md":       false,
		dir + "/posts/x.md~":        false,
		dir + "/posts/#x.md#":       false,
		dir + "/.git":               false,
		dir + "/..data":             true,
		dir:                         true,
		filepath.Dir(dir) + "/else": false,
	} {
		if got := w.note(fsnotify.Event{Name: path, Op: fsnotify.Write}); got != want {
			t.Errorf("%s: %t, want %t", path, got, want)
		}
	}
}

// A directory in which something changes all the time is read nevertheless.
func TestDirectoryIsNeverQuiet(t *testing.T) {
	w := newWatcher(&Store{content: Directory("/blog")})
	w.note(fsnotify.Event{Name: "/blog/posts/x.md", Op: fsnotify.Write})
	if wait := w.quietTime(w.first); wait != settleTime {
		t.Errorf("after the first event it waits for %v", wait)
	}
	if wait := w.quietTime(w.first.Add(maxSettleTime - settleTime/2)); wait > settleTime/2 {
		t.Errorf("near the end it waits for %v", wait)
	}
}
