package files

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/render/feed"
	"github.com/pkg/sftp"
)

// remote is the tree as a client sees it.
type remote struct{ client *sftp.Client }

// Open implements fs.FS.
func (r remote) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	info, err := r.client.Stat(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	if !info.IsDir() {
		return r.client.Open(name)
	}
	infos, err := r.client.ReadDir(name)
	return &remoteDir{info: info, rest: infos}, err
}

type remoteDir struct {
	info fs.FileInfo
	rest []fs.FileInfo
}

func (d *remoteDir) Stat() (fs.FileInfo, error) { return d.info, nil }
func (d *remoteDir) Close() error               { return nil }
func (d *remoteDir) Read([]byte) (int, error)   { return 0, errors.New("a directory") }

// ReadDir implements fs.ReadDirFile.
func (d *remoteDir) ReadDir(n int) ([]fs.DirEntry, error) {
	some := d.rest
	if n > 0 {
		some = some[:min(n, len(some))]
	}
	d.rest = d.rest[len(some):]
	if n > 0 && len(some) == 0 {
		return nil, io.EOF
	}
	var entries []fs.DirEntry
	for _, info := range some {
		entries = append(entries, fs.FileInfoToDirEntry(info))
	}
	return entries, nil
}

func TestTree(t *testing.T) {
	for _, tt := range []struct {
		name    string
		archive *blog.Archive
		want    []string
	}{
		{"small", smallBlog(t), []string{
			"README", "feed.atom", "feed.json",
			"posts", "posts/bare.md", "posts/first-words.md", "posts/old.md",
			"text", "text/bare.txt", "text/first-words.txt", "text/old.txt",
		}},
		{"undated", open(t, fstest.MapFS{
			"site.yaml":     {Data: []byte("title: T\nhost: h\n")},
			"posts/bare.md": {Data: []byte("---\ntitle: Bare\n---\n")},
		}), []string{"README", "posts", "posts/bare.md", "text", "text/bare.txt"}},
		{"empty", open(t, fstest.MapFS{"site.yaml": {Data: []byte("title: T\nhost: h\n")}}), []string{"README", "posts", "text"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fsys := remote{dial(t, newServer(tt.archive))}
			if err := fstest.TestFS(fsys, tt.want...); err != nil {
				t.Error(err)
			}
			if got := walk(t, fsys); !slices.Equal(got, tt.want) {
				t.Errorf("the tree is\n%q, want\n%q", got, tt.want)
			}
		})
	}
}

// walk is every path of the tree, as directories list them.
func walk(t *testing.T, fsys fs.FS) (paths []string) {
	t.Helper()
	err := fs.WalkDir(fsys, ".", func(path string, _ fs.DirEntry, err error) error {
		if path != "." {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func TestContents(t *testing.T) {
	archive := smallBlog(t)
	client := dial(t, newServer(archive))
	atom, err := feed.Atom(archive, "")
	if err != nil {
		t.Fatal(err)
	}
	json, err := feed.JSON(archive, "")
	if err != nil {
		t.Fatal(err)
	}
	const text = "First words\n1 min · 5 January 2026 · updated 1 February 2026\n\nIt begins here.\n"
	for path, want := range map[string]string{
		"posts/first-words.md": firstWords,
		"posts/the-first.md":   firstWords,
		"text/first-words.txt": text,
		"text/the-first.txt":   text,
		"posts/bare.md":        "---\ntitle: Bare\n---\n",
		"feed.atom":            string(atom),
		"feed.json":            string(json),
	} {
		if got := read(t, client, path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}

func read(t testing.TB, client *sftp.Client, path string) string {
	t.Helper()
	f, err := client.Open(path)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	got, err := io.ReadAll(f)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return string(got)
}

// A file's size is the number of bytes that reading it gives, in every reply that has it.
func TestSizes(t *testing.T) {
	client := dial(t, newServer(smallBlog(t)))
	for _, dir := range []string{".", "posts", "text"} {
		infos, err := client.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, listed := range infos {
			if listed.IsDir() {
				continue
			}
			name := path.Join(dir, listed.Name())
			size := int64(len(read(t, client, name)))
			stat, err := client.Stat(name)
			if err != nil {
				t.Fatal(err)
			}
			lstat, err := client.Lstat(name)
			if err != nil {
				t.Fatal(err)
			}
			f, err := client.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			fstat, err := f.Stat()
			if err := errors.Join(err, f.Close()); err != nil {
				t.Fatal(err)
			}
			if size == 0 || listed.Size() != size || stat.Size() != size || lstat.Size() != size || fstat.Size() != size {
				t.Errorf("%s has %d bytes; the list says %d, stat %d, lstat %d, fstat %d",
					name, size, listed.Size(), stat.Size(), lstat.Size(), fstat.Size())
			}
		}
	}
}

func TestTimesAndModes(t *testing.T) {
	client := dial(t, newServer(smallBlog(t)))
	updated := time.Date(2026, 2, 1, 9, 0, 0, 0, time.UTC)
	undated := time.Unix(0, 0)
	for path, want := range map[string]time.Time{
		"posts/first-words.md": updated,
		"text/first-words.txt": updated,
		"posts/the-first.md":   updated,
		"posts/bare.md":        undated,
		"posts/old.md":         undated,
		"README":               updated,
		"feed.json":            updated,
		"/":                    updated,
		"posts":                updated,
	} {
		info, err := client.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		mode := fs.FileMode(0o644)
		if path == "/" || path == "posts" {
			mode = fs.ModeDir | 0o755
		}
		if !info.ModTime().Equal(want) || info.Mode() != mode {
			t.Errorf("%s: %v, %v, want %v, %v", path, info.Mode(), info.ModTime(), mode, want)
		}
	}
}

// The server makes the line that ls -l shows.
func TestLongNames(t *testing.T) {
	w := dialWire(t, newServer(smallBlog(t)))
	handle, _ := w.handle(typeOpendir, "/")
	_, body := w.ask(typeReaddir, handle)
	for _, want := range []string{
		"-rw-r--r--    1 pete     pete          ", " README",
		"drwxr-xr-x    1 pete     pete            0 ", " posts",
	} {
		if !bytes.Contains(body, []byte(want)) {
			t.Errorf("%q is not in %q", want, body)
		}
	}
}

func TestReadme(t *testing.T) {
	const want = `Small Blog
A blog by me

What it is about.

This is the blog as files, all of them read-only:

  posts/SLUG.md  a post, in the Markdown it was written in
  text/SLUG.txt  the same as plain text, 72 columns wide
  feed.atom      the newest posts, for a feed reader
  feed.json      the same as a JSON Feed

In sftp:

  get posts/SLUG.md  a copy of one post
  get -r posts       a copy of all of them

In a shell:

  ssh -p 2222 blog.example                  the reading room
  ssh -t -p 2222 blog.example SLUG          the room, open at a post
  ssh -t -p 2222 blog.example linear        for screen readers
  ssh -p 2222 blog.example cat SLUG | less  a post, without a copy of it
  ssh -p 2222 blog.example search WORD      the posts that have it
  ssh -p 2222 blog.example help             all commands

3 posts, newest first:

2026-01-05  First words · 1 min
            posts/first-words.md
1929-12-03  Old · 1 min
            posts/old.md
            Bare · 0 min
            posts/bare.md
`
	if got := read(t, dial(t, newServer(smallBlog(t))), "README"); got != want {
		t.Errorf("README is\n%s\nwant\n%s", got, want)
	}
}

// An author may write long lines, and what a terminal would obey.
func TestReadmeIsPlain(t *testing.T) {
	long := strings.Repeat("A title without an end. ", 10)
	got := read(t, dial(t, newServer(open(t, fstest.MapFS{
		"site.yaml":       {Data: []byte("title: " + long + "\nbyline: \"\\e[2J\"\ndescription: " + long + "\nhost: h\n")},
		"posts/a-post.md": {Data: []byte("---\ntitle: \"" + long + "\\e]0;x\\a\"\n---\n")},
	}))), "README")
	if got != blog.Visible(got) {
		t.Errorf("README has escapes: %q", got)
	}
	for line := range strings.Lines(got) {
		if n := len([]rune(line)) - 1; n > render.TextWidth {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	if strings.Contains(got, "feed") {
		t.Errorf("README names feeds that there are not:\n%s", got)
	}
}

// A path can be copied from the README, however long it is.
func TestReadmeKeepsPathsWhole(t *testing.T) {
	slug := strings.Repeat("a-long-slug-", 8) + "end"
	got := read(t, dial(t, newServer(open(t, fstest.MapFS{
		"site.yaml":             {Data: []byte("title: T\nhost: h\n")},
		"posts/" + slug + ".md": {Data: []byte("---\ntitle: T\ndate: 2026-01-05\nsummary: S\n---\n")},
	}))), "README")
	if !strings.Contains(got, "posts/"+slug+".md\n") {
		t.Errorf("the path is broken:\n%s", got)
	}
}

func TestFullDisk(t *testing.T) {
	server := newServer(smallBlog(t))
	client, other := dial(t, server), dial(t, server)
	var asked sync.WaitGroup
	defer asked.Wait()
	asked.Go(func() { _, _ = other.StatVFS("posts") }) // the race detector sees what two sessions share
	stat, err := client.StatVFS("posts")
	if err != nil {
		t.Fatal(err)
	}
	if stat.TotalSpace() == 0 || stat.FreeSpace() != 0 || stat.Files != 3 || stat.Flag&flagReadOnly == 0 {
		t.Errorf("df sees %+v", stat)
	}
	if _, err := client.StatVFS("nowhere"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("df nowhere: %v", err)
	}
}
