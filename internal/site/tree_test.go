package site

import (
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"blog.example/pete/internal/blog"
)

const onePost = "---\ntitle: T\ndate: 2026-01-05\nsummary: S\n---\n\nText.\n"

// newTree makes a content directory with one post.
func newTree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := makeFolders(dir); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "posts/good.md"), onePost)
	return dir
}

// makeFolders makes a content directory without posts.
func makeFolders(dir string) error {
	for _, folder := range []string{"posts", "pages"} {
		if err := os.Mkdir(filepath.Join(dir, folder), 0o700); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "site.yaml"), []byte("title: T\nhost: blog.example\n"), 0o600)
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func mkfifo(t *testing.T, path string) {
	t.Helper()
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
}

func symlink(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
}

// openWithin opens a content directory. It fails the test where that waits for ever.
func openWithin(t *testing.T, dir string) (*blog.Archive, blog.Report) {
	t.Helper()
	type opened struct {
		archive *blog.Archive
		report  blog.Report
	}
	done := make(chan opened, 1)
	began := time.Now()
	go func() {
		content := Directory(dir)
		archive, report := content.Read(blog.Options{})
		for i, p := range report.Problems {
			report.Problems[i] = content.Place(p)
		}
		done <- opened{archive, report}
	}()
	select {
	case o := <-done:
		t.Logf("opened after %v", time.Since(began).Round(time.Millisecond))
		return o.archive, o.report
	case <-time.After(20 * time.Second):
		t.Fatal("it waits for something that is no post")
		return nil, blog.Report{}
	}
}

// said is the problems of a report, with paths below dir.
func said(dir string, report blog.Report) []string {
	var lines []string
	for _, p := range report.Problems {
		lines = append(lines, strings.TrimPrefix(p.String(), dir+"/"))
	}
	return lines
}

// Attack: named pipes, sockets, devices, directories, endless files and links out of
// the content directory are named like posts.
func TestOnlyRegularFilesArePosts(t *testing.T) {
	dir, outside := newTree(t), t.TempDir()
	posts := filepath.Join(dir, "posts")
	write(t, filepath.Join(outside, "secret.md"), onePost)
	write(t, filepath.Join(dir, "inside.md"), onePost)
	mkfifo(t, filepath.Join(posts, "pipe.md"))
	t.Chdir(posts) // the address of a socket may have 108 bytes
	socket, err := new(net.ListenConfig).Listen(t.Context(), "unix", "socket.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	write(t, "endless.md", "")
	if err := os.Truncate("endless.md", 2<<30); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{
		"absolute.md":         filepath.Join(dir, "inside.md"),
		"around.md":           "around.md",
		"directory.md":        "../pages",
		"gone.md":             "nowhere.md",
		"out.md":              filepath.Join(outside, "secret.md"),
		"relative.md":         "../inside.md",
		"to-pipe.md":          "pipe.md",
		"up.md":               "../../../../../../../../../etc/passwd",
		"zero.md":             "/dev/zero",
		"a-link-to-a-link.md": "relative.md",
		"loop":                "..",
	} {
		symlink(t, target, name)
	}
	archive, report := openWithin(t, dir)
	want := []string{
		"posts/around.md: is a link that cannot be followed (too many levels of symbolic links): put the file itself there",
		"posts/directory.md: is a directory: make it a regular file",
		"posts/endless.md: has more than 16 MB: split it",
		"posts/gone.md: is a link to nothing: put the file itself there",
		"posts/loop: warning: is a link to a folder, and is not followed: put the folder itself there",
		"posts/out.md: is a link that cannot be followed (path escapes from parent): put the file itself there",
		"posts/pipe.md: is a named pipe: make it a regular file",
		"posts/socket.md: is a socket: make it a regular file",
		"posts/to-pipe.md: is a named pipe: make it a regular file",
		"posts/up.md: is a link that cannot be followed (path escapes from parent): put the file itself there",
		"posts/zero.md: is a link that cannot be followed (path escapes from parent): put the file itself there",
	}
	if got := said(dir, report); !slices.Equal(got, want) {
		t.Errorf("it says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if archive == nil {
		t.Fatal("nothing is served")
	}
	if got := strings.Join(archive.Slugs(), " "); got != "a-link-to-a-link absolute good relative" {
		t.Errorf("served is %s", got)
	}
	if got, want := report.Summary(), "14 posts: 4 served, 10 left out, 1 remark"; got != want {
		t.Errorf("counted %q, want %q", got, want)
	}
}

// Attack: the files that every blog has are pipes, directories or links out.
func TestOnlyRegularFilesAreRead(t *testing.T) {
	for _, c := range []struct {
		name   string
		make   func(t *testing.T, path string)
		path   string
		want   string
		served bool
	}{
		{"site.yaml is a pipe", mkfifo, "site.yaml", "site.yaml: is a named pipe: make it a regular file", false},
		{"site.yaml is a directory", mkdir, "site.yaml", "site.yaml: is a directory: make it a regular file", false},
		{"site.yaml is a link out", linkOut, "site.yaml", "site.yaml: is a link that cannot be followed (path escapes from parent): put the file itself there", false},
		{"the about page is a pipe", mkfifo, "pages/about.md", "pages/about.md: is a named pipe: make it a regular file", true},
		{"the about page is a link out", linkOut, "pages/about.md", "pages/about.md: is a link that cannot be followed (path escapes from parent): put the file itself there", true},
		{"pages is a link out", linkOut, "pages", "pages: is a link that cannot be followed (path escapes from parent): put the file itself there", true},
		{"posts is a link out", linkOut, "posts", "posts: is a link that cannot be followed (path escapes from parent): put the file itself there", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := newTree(t)
			path := filepath.Join(dir, c.path)
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
			c.make(t, path)
			archive, report := openWithin(t, dir)
			if got := said(dir, report); !slices.Contains(got, c.want) {
				t.Errorf("it says\n%s\nwant\n%s", strings.Join(got, "\n"), c.want)
			}
			if report.OK() || (archive != nil) != c.served {
				t.Errorf("served is %v, want %t", archive, c.served)
			}
		})
	}
}

func mkdir(t *testing.T, path string) {
	t.Helper()
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
}

// linkOut makes a link to what stands under the same name outside.
func linkOut(t *testing.T, path string) {
	t.Helper()
	outside := newTree(t)
	write(t, filepath.Join(outside, "about.md"), "Text.\n")
	write(t, filepath.Join(outside, "pages/about.md"), "Text.\n")
	symlink(t, filepath.Join(outside, filepath.Base(path)), path)
}

// Attack: the names of files, and of the content directory, have escapes, overrides of
// direction and bytes that are no UTF-8.
func TestNamesAreEscaped(t *testing.T) {
	parent := newTree(t)
	dir := filepath.Join(parent, "\x1b]0;blog\a")
	if err := os.Rename(newTree(t), dir); err != nil {
		t.Fatal(err)
	}
	names := []string{"\x1b[31m.md", "a\nb.md", "\u202efdp.md", "\xff.md", "\u0085.md", "Größe.txt", "x\x1b[2J.txt", "d\x9b31m"}
	for _, name := range names {
		write(t, filepath.Join(dir, "posts", name), onePost)
	}
	mkdir(t, filepath.Join(dir, "posts", "folder\x1b[H"))
	write(t, filepath.Join(dir, "posts", "folder\x1b[H", "x.md"), onePost)
	archive, report := openWithin(t, dir)
	if archive == nil || len(archive.Posts) != 1 {
		t.Fatalf("%v is served, want the post with a plain name", archive)
	}
	place := parent + `/\x1b]0;blog\a/posts/`
	var want []string
	for _, name := range []string{`\n`, `\x1b[31m`, `\u0085`, `\u202efdp`, `\xff`} {
		name = strings.Replace(name, `\n`, `a\nb`, 1)
		want = append(want, place+name+".md: the name has a character that cannot be seen: rename it")
	}
	want = append(want, place+`folder\x1b[H: the name has a character that cannot be seen: rename it`)
	want = append(want, place+"Größe.txt: warning: is not read, and 1 more that end in .txt: only files that end in .md are posts")
	got := said(dir, report)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("it says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got, want := report.Summary(), "7 posts: 1 served, 6 left out, 1 remark"; got != want {
		t.Errorf("counted %q, want %q", got, want)
	}
}
