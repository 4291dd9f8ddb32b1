package site

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/guard"
	"github.com/fsnotify/fsnotify"
)

const (
	// settleTime is how long a directory has to be quiet before it is read: most
	// editors and tools write a file in several steps.
	settleTime = 300 * time.Millisecond

	// maxSettleTime bounds that for a directory that is never quiet.
	maxSettleTime = 5 * time.Second
)

// Run makes the index of a large blog, and then reloads the content whenever it changes
// or the time of a post comes, or everything when hangups says so, until ctx ends.
func (s *Store) Run(ctx context.Context, hangups <-chan os.Signal) {
	var working sync.WaitGroup
	defer working.Wait()
	working.Go(func() { s.finishIndex(ctx) })
	w := newWatcher(s)
	if s.content.dir != "" {
		w.listen()
		defer w.deafen()
	}
	w.loop(ctx, hangups)
}

// finishIndex makes the first index unless there is one.
func (s *Store) finishIndex(ctx context.Context) {
	if s.Current().Index != nil {
		return
	}
	err := s.makeFirstIndex(ctx)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		s.options.Log.Error("posts not indexed: search answers with an error", "error", err)
	default:
		debug.FreeOSMemory() // making the index took as much again as it has
		s.options.Log.Info("posts indexed", "posts", len(s.Current().Archive.Posts))
	}
}

const (
	// maxWait bounds how long a timer runs: the clock may be set, and timers stand still
	// while a machine sleeps.
	maxWait = time.Hour

	// retryTime is how long a change waits whose content could not be read.
	retryTime = time.Minute
)

// alarm fires when a post may appear or go by itself.
type alarm struct {
	store *Store
	timer *time.Timer
	tried time.Time // the change for which the content was read last
}

func newAlarm(s *Store) *alarm {
	a := &alarm{store: s, timer: time.NewTimer(maxWait)}
	a.set()
	return a
}

// next returns when the state of a post changes by itself, or the zero time.
func (s *Store) next() time.Time {
	return s.latestArchive().Next()
}

// set sets the alarm for the next change that is known.
func (a *alarm) set() {
	wait := maxWait
	switch next := a.store.next(); {
	case next.IsZero():
	case next.Equal(a.tried): // the content could not be read
		wait = retryTime
	default:
		wait = min(wait, max(time.Until(next), 0))
	}
	a.timer.Reset(wait)
}

// due reports whether a change has come.
func (a *alarm) due() bool {
	next := a.store.next()
	if next.IsZero() || time.Now().Before(next) {
		return false
	}
	a.tried = next
	return true
}

// reloadContained is reload without its panics. It returns whether nothing has to be tried
// again.
func (s *Store) reloadContained(ctx context.Context, reread func(string) bool) (whole bool) {
	if caught := guard.Run(func() {
		_, whole, _ = s.reload(ctx, reread) // it logs what is wrong
	}); caught != nil {
		s.options.Log.Error("content not reloaded: panic contained", "panic", caught.Value, "stack", caught.Stack)
	}
	return whole
}

// watcher follows content, which inside the program changes only by time. It belongs to
// one goroutine.
type watcher struct {
	store *Store

	events  *fsnotify.Watcher      // nil where there are no events
	watched map[string]os.FileInfo // the folders that events come from, by path

	// What has happened since the last reading.
	paths map[string]bool // files that events have named, relative to the directory
	first time.Time       // of the first event; zero when there was none

	// What is read whatever its size and time are, until a reading has succeeded.
	owed    map[string]bool
	owesAll bool
}

func newWatcher(s *Store) *watcher {
	return &watcher{store: s, watched: map[string]os.FileInfo{}, paths: map[string]bool{}, owed: map[string]bool{}}
}

// loop reads the content again whenever it has to be, until ctx ends.
func (w *watcher) loop(ctx context.Context, hangups <-chan os.Signal) {
	inside := w.store.content.dir == ""
	quiet := time.NewTimer(0) // for what has changed since the store was opened
	defer quiet.Stop()
	var poll <-chan time.Time
	if period := w.store.options.Poll; period > 0 && !inside {
		poll = time.Tick(period)
	}
	alarm := newAlarm(w.store)
	defer alarm.timer.Stop()
	for {
		var events <-chan fsnotify.Event
		var failures <-chan error
		if w.events != nil {
			events, failures = w.events.Events, w.events.Errors
		}
		select {
		case <-ctx.Done():
			return
		case <-hangups:
			if inside {
				w.store.options.Log.Info("SIGHUP ignored: the blog inside pete does not change; --content serves a directory")
				continue
			}
			w.store.options.Log.Info("SIGHUP: all content is read again")
			w.reloadAll(ctx)
			alarm.set()
		case <-alarm.timer.C:
			if alarm.due() {
				w.read(ctx, w.follow())
			}
			alarm.set()
		case event := <-events:
			if w.note(event) {
				quiet.Reset(w.quietTime(time.Now()))
			}
		case err := <-failures: // events were lost
			w.store.options.Log.Warn("events of the file system", "error", err)
			quiet.Reset(settleTime)
		case <-quiet.C:
			w.reloadChanged(ctx)
			alarm.set()
		case <-poll:
			if w.first.IsZero() { // else it is about to be read
				w.reloadChanged(ctx)
				alarm.set()
			}
		}
	}
}

// quietTime returns how long the directory has to be quiet from now on.
func (w *watcher) quietTime(now time.Time) time.Duration {
	return min(settleTime, w.first.Add(maxSettleTime).Sub(now))
}

// listen asks for events.
func (w *watcher) listen() {
	events, err := fsnotify.NewWatcher()
	if err != nil {
		w.withoutEvents(err)
		return
	}
	w.events = events
	w.follow()
}

// deafen ends the events.
func (w *watcher) deafen() {
	if w.events != nil {
		_ = w.events.Close() // nothing is read from it
		w.events = nil
	}
}

// withoutEvents goes on with polling alone.
func (w *watcher) withoutEvents(err error) {
	w.deafen()
	w.store.options.Log.Warn("no events from the file system: changes are found by polling",
		"error", err, "poll", w.store.options.Poll)
}

// follow asks for events of all folders there are now, and of the folder that the
// directory itself is in. It returns what the directory looks like afterwards, so that
// whatever changes later causes an event.
func (w *watcher) follow() state {
	now, folders := w.store.content.look()
	if w.events == nil {
		return now
	}
	dir := w.store.content.dir
	current := map[string]bool{filepath.Dir(dir): true, dir: true}
	for _, folder := range folders {
		current[filepath.Join(dir, filepath.FromSlash(folder))] = true
	}
	for path := range w.watched {
		if !current[path] {
			_ = w.events.Remove(path) // it may have gone with the folder
			delete(w.watched, path)
		}
	}
	added := false
	for path := range current {
		info, err := os.Stat(path)
		if err != nil {
			continue // it has just gone
		}
		if had := w.watched[path]; had != nil && os.SameFile(had, info) {
			continue
		}
		_ = w.events.Remove(path) // another folder had that path
		switch err := w.events.Add(path); {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
			continue // it has just gone, or only leads to the directory: polling sees what happens there
		case err != nil:
			w.withoutEvents(err)
			return now
		}
		w.watched[path] = info
		added = true
	}
	if added { // files may have come before the events were asked for
		return w.follow()
	}
	return now
}

// note takes an event in and reports whether it may be about content.
func (w *watcher) note(event fsnotify.Event) bool {
	name := filepath.Base(event.Name)
	path, inside := w.store.content.relative(event.Name)
	switch {
	case !inside:
		return false // beside the directory
	case path != "." && blog.Ignored(name) && !strings.HasPrefix(name, ".."): // ..data is how Kubernetes swaps a volume
		return false
	}
	if event.Has(fsnotify.Remove) || event.Has(fsnotify.Rename) {
		delete(w.watched, event.Name) // if it was a folder, its events have ended
	}
	if w.first.IsZero() {
		w.first = time.Now()
	}
	w.paths[path] = true
	return true
}

// reloadChanged reads the content again if it has changed.
func (w *watcher) reloadChanged(ctx context.Context) {
	paths := w.paths
	w.paths, w.first = map[string]bool{}, time.Time{}
	before := w.store.seen
	now := w.follow()
	if now == before && !w.exist(paths) {
		return
	}
	maps.Copy(w.owed, paths)
	w.read(ctx, now)
}

// exist reports whether one of the files is there. A file that was written may have the
// size and the time that it had before.
func (w *watcher) exist(paths map[string]bool) bool {
	for path := range paths {
		info, err := os.Stat(filepath.Join(w.store.content.dir, filepath.FromSlash(path)))
		if err == nil && !info.IsDir() {
			return true
		}
	}
	return false
}

// reloadAll reads all content again.
func (w *watcher) reloadAll(ctx context.Context) {
	w.paths, w.first = map[string]bool{}, time.Time{}
	w.owesAll = true
	w.read(ctx, w.follow())
}

// read reads what is owed and what has changed. When that fails, the next look at the
// directory finds it changed, and what is owed stays.
func (w *watcher) read(ctx context.Context, now state) {
	owed := func(path string) bool { return w.owesAll || w.owed[path] }
	if !w.store.reloadContained(ctx, owed) {
		w.store.seen = state{}
		return
	}
	w.store.seen = now
	w.owed, w.owesAll = map[string]bool{}, false
}
