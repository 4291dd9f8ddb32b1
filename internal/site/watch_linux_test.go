package site

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// The directory lies in one that may not be listed, as homes of mode 711 may not. Its own
// events are enough.
func TestParentMayNotBeListed(t *testing.T) {
	dir := newTree(t)
	parent := filepath.Join(t.TempDir(), "home")
	must(t, os.Mkdir(parent, 0o700))
	must(t, os.Rename(dir, filepath.Join(parent, "blog")))
	store, logged := newStore(t, filepath.Join(parent, "blog"), Options{})
	w := newWatcher(store)
	withoutPrivileges(t, filepath.Dir(filepath.Dir(parent)), func() {
		must(t, os.Chmod(parent, 0o311))
		w.listen()
	})
	must(t, os.Chmod(parent, 0o700))
	defer w.deafen()
	if w.events == nil || w.watched[filepath.Join(parent, "blog", "posts")] == nil {
		t.Errorf("there are no events: %s", logged.text.String())
	}
}

// withoutPrivileges calls do as a user who owns the tree below dir and nothing else.
func withoutPrivileges(t *testing.T, dir string, do func()) {
	t.Helper()
	if os.Getuid() != 0 {
		do()
		return
	}
	const user = 65534
	must(t, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		return errors.Join(err, os.Chown(path, user, user))
	}))
	runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
	must(t, syscall.Setfsuid(user))
	defer func() { must(t, syscall.Setfsuid(0)) }()
	do()
}
