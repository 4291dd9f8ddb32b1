package site

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/search"
	"charm.land/log/v2"
)

// Options is what a [Store] needs besides content.
type Options struct {
	Host    string        // replaces that of site.yaml unless it is empty
	Door    *blog.Door    // see blog.Options
	Poll    time.Duration // how often names, sizes and times are compared; 0 never does
	Collect bool          // set how often Go collects garbage, by the size of the blog
	Log     *log.Logger   // gets problems and reloads; nil for none
	HasRead func()        // nil, or called after each reading but the first, whether or not it has changed anything
}

// Store holds the current snapshot and replaces it.
type Store struct {
	content  Content
	options  Options
	database *search.Database // nil for a store of snapshots that are made elsewhere
	drafts   drafts           // what authors find besides
	files    *assets          // what snapshots know of files

	current atomic.Pointer[Snapshot]
	report  atomic.Pointer[blog.Report] // of the last reading

	reading sync.Mutex // held while the content is read, and while an Editor changes it
	seen    state      // of the directory before the last reading; used by Run alone

	showing sync.Mutex    // held while a snapshot is made of an archive
	shown   *blog.Archive // of the last snapshot that was made; guarded by showing

	mu      sync.Mutex    // guards what follows, and is held for short
	latest  *blog.Archive // of the last reading that made one; set with reading held
	changed chan struct{} // closed at the next swap
	indexed bool          // there is an index: later snapshots get theirs before they are shown
}

// smallBlog is how much Markdown is indexed before [Open] returns, in bytes: some four
// hundred posts, which takes a few tenths of a second on a small host. A larger blog is
// served without search until [Store.Run] has made its index.
const smallBlog = 4 << 20

// Open reads the content and returns a store of it. The store is nil when the report
// has an error that keeps the whole blog from being served. The error is that of the
// search index.
func Open(ctx context.Context, content Content, o Options) (*Store, blog.Report, error) {
	database, err := search.NewDatabase()
	if err != nil {
		return nil, blog.Report{}, err
	}
	if o.Log == nil {
		o.Log = log.New(io.Discard)
	}
	s := &Store{content: content, options: o, database: database, files: newAssets(), changed: make(chan struct{})}
	s.seen, _ = content.look()
	archive, report := s.read(nil, nil)
	if archive == nil {
		_ = database.Close() // it is in memory
		return nil, report, nil
	}
	s.logProblems(report)
	s.report.Store(&report)
	s.latest, s.shown = archive, archive
	s.current.Store(s.newSnapshot(archive))
	if size(archive) <= smallBlog {
		if err := s.makeFirstIndex(ctx); err != nil {
			_ = database.Close()
			return nil, report, err
		}
	}
	return s, report, nil
}

// NewStore returns a store that holds a snapshot which was made elsewhere.
func NewStore(first *Snapshot) *Store {
	s := &Store{changed: make(chan struct{})}
	s.current.Store(first)
	return s
}

// Close frees the search index. The store must not be used afterwards.
func (s *Store) Close() error { return errors.Join(s.database.Close(), s.drafts.close()) }

// newSnapshot returns a snapshot of an archive that the store has read, without an index.
func (s *Store) newSnapshot(archive *blog.Archive) *Snapshot {
	snapshot := NewSnapshot(archive, nil)
	snapshot.store, snapshot.files = s, s.files
	return snapshot
}

// Current returns the snapshot that a session, a command or a request begins with.
func (s *Store) Current() *Snapshot { return s.current.Load() }

// Changed returns a channel that is closed when the snapshot is replaced next.
func (s *Store) Changed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// Report returns what the last reading found.
func (s *Store) Report() blog.Report { return *s.report.Load() }

// Replace makes a snapshot the current one.
func (s *Store) Replace(next *Snapshot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replace(next)
}

// replace is Replace for callers that hold mu.
func (s *Store) replace(next *Snapshot) {
	s.current.Store(next)
	close(s.changed)
	s.changed = make(chan struct{})
}

// reload reads again what has changed, and what reread reports whatever its size and
// time are; nil reports nothing. It returns whether there is a new snapshot, and whether
// there is an archive with an index and all files could be read, so that nothing has to
// be tried again. The last snapshot stays when no other can be made.
func (s *Store) reload(ctx context.Context, reread func(path string) bool) (changed, whole bool, err error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	began := time.Now()
	archive, report := s.read(s.latestArchive(), reread)
	if archive != nil {
		s.setLatest(archive)
		changed, err = s.show(ctx)
	}
	if s.options.HasRead != nil {
		defer s.options.HasRead()
	}
	news, mended := s.newReport(report)
	switch {
	case err != nil && changed:
		s.options.Log.Error("content reloaded, posts not indexed: search answers with an error", "error", err)
	case err != nil:
		s.options.Log.Error("content not reloaded", "error", err)
	case archive == nil && news:
		s.options.Log.Error("content not reloaded: the last good one stays")
	case archive == nil: // as it was before
	case changed, mended: // of either the author waits to hear
		s.options.Log.Info("content reloaded", "posts", len(archive.Posts), "problems", len(report.Problems),
			"seconds", time.Since(began).Seconds())
	}
	return changed, archive != nil && report.Unread == 0 && err == nil, err
}

// newReport logs what a reading has found and keeps it. It reports whether there are
// problems that the last reading did not have, and whether some of its problems are gone.
func (s *Store) newReport(report blog.Report) (news, mended bool) {
	news = s.logProblems(report)
	still := setOf(report.Problems)
	mended = slices.ContainsFunc(s.Report().Problems, func(p blog.Problem) bool { return !still[p] })
	s.report.Store(&report)
	return news, mended
}

// read reads the content. The database gets the texts of new posts.
func (s *Store) read(previous *blog.Archive, reread func(string) bool) (*blog.Archive, blog.Report) {
	archive, report := s.content.Read(blog.Options{
		Previous: previous, Read: reread, Parsed: s.database.Add, Host: s.options.Host, Door: s.options.Door,
	})
	if archive != nil && s.options.Collect {
		collect(size(archive))
	}
	return archive, report
}

// readOverlay reads the content as it would be with some files changed. Others count as
// they were when they were read last: the host may be writing them, and the watcher waits
// until it has done so. The caller holds reading.
func (s *Store) readOverlay(fsys fs.FS, touched func(path string) bool) (*blog.Archive, blog.Report) {
	return s.content.readFrom(fsys, blog.Options{
		Previous: s.latestArchive(), Only: touched, Read: touched, Parsed: s.database.Add, Host: s.options.Host, Door: s.options.Door,
	})
}

// adopt takes over an archive that was read of an overlay, when the directory has become
// like it. The caller holds reading, and calls show when it does no longer.
func (s *Store) adopt(archive *blog.Archive, report blog.Report) {
	s.setLatest(archive)
	s.newReport(report)
}

// latestArchive returns the archive of the last reading that made one.
func (s *Store) latestArchive() *blog.Archive {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.latest
}

func (s *Store) setLatest(archive *blog.Archive) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latest = archive
}

// show makes a snapshot of the latest archive the current one, unless another caller has
// done so: of many changes that come at once, few make a snapshot, and each is in one when
// show returns.
func (s *Store) show(ctx context.Context) (changed bool, err error) {
	s.showing.Lock()
	defer s.showing.Unlock()
	archive := s.latestArchive()
	if archive == s.shown {
		return false, nil
	}
	if changed, err = s.showChanged(ctx, archive); err == nil {
		s.shown = archive
	}
	return changed, err
}

// showChanged makes a snapshot of an archive the current one, and returns true, unless
// the current one says the same and lacks nothing. The snapshot gets an index if there is
// one already. If the index fails, the snapshot is shown without it: what was withdrawn
// must not stay because of that.
func (s *Store) showChanged(ctx context.Context, archive *blog.Archive) (changed bool, err error) {
	next := s.newSnapshot(archive)
	s.mu.Lock()
	current := s.Current()
	if next.ID == current.ID && next.hidden == current.hidden && (current.Index != nil || !s.indexed) {
		s.mu.Unlock()
		return false, nil
	}
	if !s.indexed {
		defer s.mu.Unlock()
		s.replace(next)
		return true, nil
	}
	s.mu.Unlock()
	next.Index, err = s.database.Index(ctx, archive.Posts)
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if current.hasAuthors.Load() {
		next.ForAuthors() // so that no room of theirs waits for it
	}
	s.Replace(next)
	return true, err
}

// makeFirstIndex makes the index of the current snapshot, and of the one that has
// replaced it meanwhile. Snapshots that come later get theirs before they are shown.
func (s *Store) makeFirstIndex(ctx context.Context) error {
	for {
		current := s.Current()
		index, err := s.database.Index(ctx, current.Archive.Posts)
		if err != nil {
			return err
		}
		if s.addFirstIndex(current, index) {
			return nil
		}
	}
}

// addFirstIndex gives the current snapshot its index, if it still is the current one.
func (s *Store) addFirstIndex(current *Snapshot, index *search.Index) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Current() != current {
		return false
	}
	s.indexed = true
	s.replace(current.withIndex(index))
	return true
}

// size returns how many bytes the posts have.
func size(archive *blog.Archive) int {
	total := 0
	for _, p := range archive.Posts {
		total += len(p.Source)
	}
	return total
}

// garbage is about how much garbage may lie beside a large blog, in bytes.
const garbage = 24 << 20

// collect has Go collect garbage more often beside a large blog. By default as much
// garbage may lie about as memory is in use, and most of what is in use here are texts,
// which never become garbage and have no pointers to follow: those of the posts, and seven
// tenths as much for their index and their outlines.
func collect(size int) {
	inUse := size + size*7/10
	debug.SetGCPercent(min(max(garbage*100/max(inUse, 1), 10), 100))
}
