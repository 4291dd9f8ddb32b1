package site

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/search"
	"charm.land/log/v2"
)

// newStore opens a store of a directory. Its log is returned too.
func newStore(t testing.TB, dir string, o Options) (*Store, *lines) {
	t.Helper()
	logged := &lines{}
	o.Log = log.NewWithOptions(logged, log.Options{Formatter: log.LogfmtFormatter})
	store, report, err := Open(t.Context(), Directory(dir), o)
	if err != nil || store == nil {
		t.Fatal(err, report.Problems)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store, logged
}

// lines is a log that tests read while it is written.
type lines struct {
	mu      sync.Mutex
	text    bytes.Buffer
	written chan struct{} // closed at the next write, if a test waits for it
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.written != nil {
		close(l.written)
		l.written = nil
	}
	return l.text.Write(p)
}

// wait waits until something is in the log.
func (l *lines) wait(t *testing.T, what string) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	for {
		l.mu.Lock()
		if strings.Contains(l.text.String(), what) {
			l.mu.Unlock()
			return
		}
		written := make(chan struct{})
		l.written = written
		l.mu.Unlock()
		select {
		case <-written:
		case <-deadline:
			t.Fatalf("the log does not say %q", what)
		}
	}
}

func (l *lines) count(what string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.text.String(), what)
}

// post is a post's file with a title and a text.
func post(title, text string) string {
	return fmt.Sprintf("---\ntitle: %s\ndate: 2026-01-05\nsummary: S\n---\n\n%s\n", title, text)
}

// titles returns the titles in a snapshot, in the order of the list.
func titles(s *Snapshot) string {
	var all []string
	for _, p := range s.Archive.Posts {
		all = append(all, p.Title)
	}
	return strings.Join(all, " ")
}

// found returns the titles of the posts that a query finds in a snapshot.
func found(t testing.TB, s *Snapshot, query string) string {
	t.Helper()
	hits, err := s.Index.Search(context.Background(), search.Query{Text: query})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, h := range hits {
		all = append(all, h.Post.Title)
	}
	return strings.Join(all, " ")
}

// A reading changes everything at once, and nothing in the snapshot before.
func TestReload(t *testing.T) {
	dir := newTree(t)
	write(t, filepath.Join(dir, "posts/good.md"), post("Old", "marmot"))
	store, _ := newStore(t, dir, Options{})
	old, changed := store.Current(), store.Changed()
	write(t, filepath.Join(dir, "posts/good.md"), post("New", "ferret"))
	write(t, filepath.Join(dir, "posts/more.md"), post("More", "ferret"))
	swapped, _, err := store.reload(t.Context(), nil)
	if err != nil || !swapped || store.Report().Posts != 2 {
		t.Fatal(store.Report(), swapped, err)
	}
	select {
	case <-changed:
	default:
		t.Error("the channel of changes is open")
	}
	now := store.Current()
	if got := titles(now); got != "New More" && got != "More New" {
		t.Errorf("the list has %q", got)
	}
	if now.ID == old.ID || now.Feeds == old.Feeds {
		t.Error("the new snapshot has the ID or the feeds of the old one")
	}
	if got := found(t, now, "marmot"); got != "" {
		t.Errorf("the new index finds %q", got)
	}
	if got := titles(old); got != "Old" {
		t.Errorf("the list before has %q", got)
	}
	if got := found(t, old, "marmot ferret") + found(t, old, "marmot"); got != "Old" {
		t.Errorf("the index before finds %q", got)
	}
	if hits := found(t, now, "ferret"); !strings.Contains(hits, "New") || !strings.Contains(hits, "More") {
		t.Errorf("the new index finds %q", hits)
	}
}

// Nothing is swapped when nothing has changed, or only what readers do not see.
func TestReloadOfTheSame(t *testing.T) {
	dir := newTree(t)
	store, logged := newStore(t, dir, Options{})
	old := store.Current()
	write(t, filepath.Join(dir, "posts/notes.txt"), "a draft of something")
	swapped, _, err := store.reload(t.Context(), func(string) bool { return true })
	if err != nil || swapped || store.Current() != old {
		t.Error("the snapshot is another one", err)
	}
	if n := logged.count("content reloaded"); n != 0 {
		t.Errorf("%d lines in the log", n)
	}
}

// A file whose time alone has changed is read once, though nothing is swapped.
func TestTouchedFileIsReadOnce(t *testing.T) {
	dir := newTree(t)
	store, _ := newStore(t, dir, Options{})
	must(t, os.Chtimes(filepath.Join(dir, "posts/good.md"), time.Unix(1e9, 0), time.Unix(1e9, 0)))
	for i, want := range []int{1, 0} {
		swapped, _, err := store.reload(t.Context(), nil)
		if report := store.Report(); report.Read != want || swapped || err != nil {
			t.Errorf("reading %d reads %d files, want %d; swapped: %t, %v", i, report.Read, want, swapped, err)
		}
	}
}

// A post is withdrawn although the index fails. The index is tried again.
func TestWithdrawnWhenTheIndexFails(t *testing.T) {
	dir := newTree(t)
	store, logged := newStore(t, dir, Options{})
	write(t, filepath.Join(dir, "posts/good.md"), strings.Replace(onePost, "---\n", "---\ndraft: true\n", 1))
	write(t, filepath.Join(dir, "posts/more.md"), post("More", "text")) // which needs a row
	working := store.database
	broken, err := search.NewDatabase()
	must(t, err)
	must(t, broken.Close())
	store.database = broken
	if swapped, _, err := store.reload(t.Context(), nil); !swapped || err == nil || titles(store.Current()) != "More" {
		t.Errorf("the list has %q, swapped: %t, %v", titles(store.Current()), swapped, err)
	}
	if logged.count("posts not indexed") != 1 {
		t.Errorf("the log says %s", logged.text.String())
	}
	store.database = working
	if swapped, _, err := store.reload(t.Context(), nil); !swapped || err != nil {
		t.Errorf("afterwards: swapped: %t, %v", swapped, err)
	}
	if got := found(t, store.Current(), "text"); got != "More" {
		t.Errorf("the index finds %q", got)
	}
}

// A fault in the site, or a directory that is not there, keeps the whole last snapshot.
// A problem is logged once.
func TestReloadKeepsTheLast(t *testing.T) {
	dir := newTree(t)
	store, logged := newStore(t, dir, Options{})
	old := store.Current()
	for _, ruin := range []struct {
		name string
		do   func() error
	}{
		{"site.yaml", func() error { return os.WriteFile(filepath.Join(dir, "site.yaml"), []byte("title: [\n"), 0o600) }},
		{"directory", func() error { return os.RemoveAll(dir) }},
	} {
		if err := ruin.do(); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			swapped, _, _ := store.reload(t.Context(), nil)
			if err := store.Report().Err(); swapped || store.Current() != old || err == nil {
				t.Errorf("%s: swapped: %t, %v", ruin.name, swapped, err)
			}
		}
	}
	if n := logged.count("site.yaml line="); n != 1 {
		t.Errorf("the fault of site.yaml is in %d lines of the log", n)
	}
	if len(store.Report().Problems) == 0 {
		t.Error("the report has no problem")
	}
	_ = os.RemoveAll(dir)
	_, _, _ = store.reload(t.Context(), nil)
	report := store.Report()
	if err := report.Err(); err == nil || !strings.HasSuffix(err.Error(), "cannot be read (no such file or directory): put the directory back") {
		t.Errorf("without a directory the report says %v", err)
	}
}

// What is right again is logged, also where readers have noticed nothing: the last good
// text was there all the time.
func TestReloadOfWhatWasMended(t *testing.T) {
	dir := newTree(t)
	store, logged := newStore(t, dir, Options{})
	old := store.Current()
	path := filepath.Join(dir, "site.yaml")
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, "title: [\n")
	if _, _, err := store.reload(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if n := logged.count("content reloaded"); n != 0 {
		t.Errorf("with a fault, %d lines of the log say that it was reloaded", n)
	}
	write(t, path, string(good))
	for range 2 {
		if swapped, _, err := store.reload(t.Context(), nil); err != nil || swapped || store.Current() != old {
			t.Error("the snapshot is another one", err)
		}
	}
	if n := logged.count(`"content reloaded" posts=1 problems=0`); n != 1 {
		t.Errorf("%d lines of the log say that it is right again, want 1:\n%s", n, logged.text.String())
	}
}

// A problem of a whole file names no line, also in the log.
func TestLogOfAWholeFile(t *testing.T) {
	dir := newTree(t)
	store, logged := newStore(t, dir, Options{})
	if err := os.Remove(filepath.Join(dir, "site.yaml")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := store.reload(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if logged.count("site.yaml wrong=") != 1 || logged.count("line=") != 0 {
		t.Errorf("the log says\n%s", logged.text.String())
	}
}

// A style that is none is an error of the site, one that is hard to read a warning.
func TestStyleIsChecked(t *testing.T) {
	dir := newTree(t)
	write(t, filepath.Join(dir, "site.yaml"), "title: T\nhost: blog.example\nstyle: none\n")
	archive, report := Directory(dir).Read(blog.Options{})
	if err := report.Err(); archive != nil || err == nil || !strings.HasPrefix(err.Error(), `site.yaml:3: style "none": want one of`) {
		t.Errorf("the report says %v", err)
	}
	write(t, filepath.Join(dir, "site.yaml"), "title: T\nhost: blog.example\nstyle: mine.json\n")
	write(t, filepath.Join(dir, "mine.json"), `{"document":{"color":"#202020"},"h1":{"color":"#303030"},"link_text":{"color":"#f0f0f0"}}`)
	archive, report = Directory(dir).Read(blog.Options{})
	if archive == nil || len(report.Problems) == 0 || report.Problems[0].Severity != blog.Warning || report.Remarks != len(report.Problems) {
		t.Errorf("the report has %v, counted as %d", report.Problems, report.Remarks)
	}
}

// Warnings of one kind are one line. Of many kinds some are logged, and how many there are
// besides.
func TestProblemsInTheLogAreBounded(t *testing.T) {
	dir := newTree(t)
	for i := range 100 {
		text := "---\ntitle: T\ndate: 2026-01-05\n---\n\n[x](nowhere.md)\n"
		switch {
		case i < 9:
			text = "---\ntitle: T\n---\n\nText.\n"
		case i < 18:
			text = "---\ntitle: T\ndate: 2026-01-05\nsummarys: S\n---\n\nText.\n"
		case i < 27:
			text = "---\ntitle: T\ndate: 2026-01-05\n---\n\n[x](http://[)\n"
		}
		write(t, filepath.Join(dir, fmt.Sprintf("posts/p%02d.md", i)), text)
	}
	_, logged := newStore(t, dir, Options{})
	if n := logged.count("wrong="); n != maxLogged {
		t.Errorf("%d problems are logged, want %d:\n%s", n, maxLogged, logged.text.String())
	}
	if logged.count("more=80") != 1 {
		t.Errorf("the log does not say how many more there are:\n%s", logged.text.String())
	}
}

// A value derived from a snapshot is made once.
func TestOnce(t *testing.T) {
	s := &Snapshot{}
	var made atomic.Int64
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if s.Once("key", func() any { return made.Add(1) }) != int64(1) {
				t.Error("made twice")
			}
		})
	}
	group.Wait()
	if s.Once("other", func() any { return "another" }) != "another" {
		t.Error("two keys have one value")
	}
}

// Readers in a storm of swaps see one generation each: in the list, the texts and the
// index of a snapshot.
func TestStormOfSwaps(t *testing.T) {
	dir := newTree(t)
	generation := func(n int) {
		for i := range 3 {
			next := filepath.Join(dir, "posts", fmt.Sprintf("p%d.md", i))
			write(t, next+".new", post(fmt.Sprintf("G%d", n), fmt.Sprintf("generation%d", n)))
			if err := os.Rename(next+".new", next); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.Remove(filepath.Join(dir, "posts/good.md")); err != nil {
		t.Fatal(err)
	}
	generation(0)
	store, _ := newStore(t, dir, Options{})
	ctx, stop := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for ctx.Err() == nil {
				now := store.Current()
				title := now.Archive.Posts[0].Title
				if want := strings.Repeat(title+" ", 3); titles(now)+" " != want {
					t.Errorf("a list has %q", titles(now))
				}
				if got := found(t, now, "generation"+title[1:]); got != titles(now) {
					t.Errorf("of %q the index finds %q", titles(now), got)
				}
			}
		})
	}
	for n := 1; n <= 8; n++ {
		generation(n)
		if swapped, _, err := store.reload(t.Context(), nil); err != nil || !swapped {
			t.Error(swapped, err)
		}
	}
	stop()
	readers.Wait()
}

// Beside a large blog Go collects garbage more often, if the options say so.
func TestCollect(t *testing.T) {
	const before = 70
	defer debug.SetGCPercent(debug.SetGCPercent(before))
	percent := func() int { return debug.SetGCPercent(before) }
	dir := newTree(t)
	newStore(t, dir, Options{})
	if got := percent(); got != before {
		t.Errorf("it collects at %d %% without the option", got)
	}
	newStore(t, dir, Options{Collect: true})
	if got := percent(); got != 100 {
		t.Errorf("it collects at %d %% beside a small blog, want 100 %%", got)
	}
	for size, want := range map[int]int{garbage / 2: 100, 2 * garbage: 29, 100 * garbage: 10} {
		if collect(size); percent() != want {
			t.Errorf("it does not collect at %d %% beside %d MB", want, size>>20)
		}
	}
}

// Hundreds of readings keep no archive but the last, and the heap flat.
func TestReloadsKeepNothing(t *testing.T) {
	dir := newTree(t)
	for i := range 20 {
		write(t, filepath.Join(dir, fmt.Sprintf("posts/p%d.md", i)), post("P", strings.Repeat("word ", 2000)))
	}
	store, _ := newStore(t, dir, Options{})
	var collected atomic.Int64
	heap := func() int {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int(m.HeapAlloc)
	}
	const readings = 300
	before := 0
	for n := range readings {
		runtime.AddCleanup(store.Current().Archive, func(*atomic.Int64) { collected.Add(1) }, &collected)
		write(t, filepath.Join(dir, "posts/p0.md"), post("P", strings.Repeat(fmt.Sprintf("word%d ", n), 2000)))
		if swapped, _, err := store.reload(t.Context(), func(string) bool { return true }); err != nil || !swapped {
			t.Fatal(n, swapped, err)
		}
		if n == readings/10 {
			before = heap()
		}
	}
	if grown := heap() - before; grown > 1<<19 {
		t.Errorf("the heap has grown by %d KB", grown>>10)
	}
	deadline := time.Now().Add(10 * time.Second)
	for collected.Load() < readings-1 && time.Now().Before(deadline) {
		runtime.GC()
		runtime.Gosched()
	}
	if n := collected.Load(); n < readings-1 {
		t.Errorf("%d of %d archives are in memory", readings-n, readings)
	}
}

// One of two faults of a site is mended: the last good snapshot stays, and readings go on.
func TestSiteIsMendedInPart(t *testing.T) {
	dir := newTree(t)
	store, _ := newStore(t, dir, Options{})
	old := store.Current()
	for _, text := range []string{"host: a b\n", "title: T\nhost: a b\n"} {
		write(t, filepath.Join(dir, "site.yaml"), text)
		if swapped, _, _ := store.reload(t.Context(), nil); swapped || store.Current() != old {
			t.Errorf("%q is shown", text)
		}
	}
}

// brokenFiles panics.
type brokenFiles struct{}

// Open implements fs.FS.
func (brokenFiles) Open(string) (fs.File, error) { panic("stumble") }

// A panic in a reading ends neither the server nor the watching: later changes are shown.
func TestPanicInAReading(t *testing.T) {
	dir := newTree(t)
	store, logged := newStore(t, dir, Options{})
	w := newWatcher(store)
	w.owed["posts/good.md"] = true
	content := store.content
	store.content = Files(brokenFiles{})
	write(t, filepath.Join(dir, "posts/good.md"), post("New", "text"))
	w.read(t.Context(), state{})
	store.content = content
	if n := logged.count("panic contained"); n != 1 || titles(store.Current()) != "T" {
		t.Fatalf("%d lines about the panic, and the list has %q", n, titles(store.Current()))
	}
	w.reloadChanged(t.Context())
	if got := titles(store.Current()); got != "New" {
		t.Errorf("the list has %q", got)
	}
}
