package files

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"blog.example/pete/internal/site"
	"github.com/pkg/sftp"
)

// study is a blog that an author writes to.
type study struct {
	t      testing.TB
	dir    string
	store  *site.Store
	editor *site.Editor
	stderr *buffer
}

// buffer is a bytes.Buffer for several goroutines.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func newStudy(t testing.TB) study {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"site.yaml":       "title: Mine\nhost: blog.example\n",
		"posts/old.md":    "---\ntitle: Old\ndate: 2026-01-05\n---\n\nOld text.\n",
		"posts/draft.md":  "---\ntitle: Draft\ndraft: true\n---\n\nNot done.\n",
		"static/logo.txt": "a logo\n",
		".env":            "SECRET=1\n",
	} {
		name = filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o750), os.WriteFile(name, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	store, report, err := site.Open(t.Context(), site.Directory(dir), site.Options{})
	if store == nil || err != nil {
		t.Fatal(report.Err(), err)
	}
	t.Cleanup(func() { _ = store.Close() })
	editor, err := store.Editor(site.EditorOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return study{t, dir, store, editor, new(buffer)}
}

// stream begins a session and returns the client's end of it.
func (s study) stream() (client net.Conn, ended <-chan error) {
	client, stream := net.Pipe()
	done := make(chan error, 1)
	ctx := context.WithoutCancel(s.t.Context())
	go func() {
		err := ServeAuthor(ctx, s.editor, "ada", stream, s.stderr, func(do func()) { do() })
		_ = stream.Close() // as the caller of ServeAuthor would
		done <- err
	}()
	return client, done
}

// dial begins a session, which has to end without an error.
func (s study) dial() *sftp.Client {
	s.t.Helper()
	stream, ended := s.stream()
	client, err := sftp.NewClientPipe(stream, stream)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		_ = client.Close() // the server's end says how it went
		if err := received(s.t, ended); err != nil {
			s.t.Errorf("the session ended: %v", err)
		}
	})
	return client
}

// write writes a file in one go.
func (s study) write(client *sftp.Client, path, text string, flags int) error {
	s.t.Helper()
	f, err := client.OpenFile(path, flags)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(f, text); err != nil {
		s.t.Fatal(err)
	}
	return f.Close()
}

func (s study) titles() (all []string) {
	for _, p := range s.store.Current().Archive.Posts {
		all = append(all, p.Title)
	}
	slices.Sort(all)
	return all
}

func (s study) wantTitles(want ...string) {
	s.t.Helper()
	if got := s.titles(); !slices.Equal(got, want) {
		s.t.Errorf("readers see %q, want %q", got, want)
	}
}

const (
	create  = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	newText = "---\ntitle: New\ndate: 2026-02-01\n---\n\nA text.\n"
)

// A file is public when it has been closed, under the name that the author sees it by, and
// the author's bytes are those of the file.
func TestWrite(t *testing.T) {
	s := newStudy(t)
	client := s.dial()
	if err := s.write(client, "posts/new.md", newText, create); err != nil {
		t.Fatal(err)
	}
	s.wantTitles("New", "Old")
	if got := read(t, client, "posts/new.md"); got != newText {
		t.Errorf("the file has %q", got)
	}
	if err := s.write(client, "posts/new.md", strings.Replace(newText, "New", "Newer", 1), create); err != nil {
		t.Fatal(err)
	}
	s.wantTitles("Newer", "Old")
	if err := client.Rename("posts/new.md", "posts/newest.md"); err != nil {
		t.Fatal(err)
	}
	if err := client.Remove("posts/old.md"); err != nil {
		t.Fatal(err)
	}
	s.wantTitles("Newer")
	if _, ok := s.store.Current().Archive.Post("newest"); !ok {
		t.Error("the file has no new name")
	}
	if _, err := client.Stat("posts/old.md"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was removed: %v", err)
	}
	if got := s.stderr.String(); got != "" {
		t.Errorf("stderr has %q", got)
	}
}

// What the blog cannot show is refused with the line, in the status and on stderr, and what
// was there stays.
func TestRefusedWrite(t *testing.T) {
	s := newStudy(t)
	client := s.dial()
	err := s.write(client, "posts/old.md", strings.Replace(newText, "2026-02-01", "Feb 1st", 1), create)
	const want = `posts/old.md:3: date "Feb 1st": `
	if status, ok := errors.AsType[*sftp.StatusError](err); !ok || !strings.Contains(strings.ReplaceAll(status.Error(), `\"`, `"`), want) {
		t.Errorf("the status says %v", err)
	}
	if !strings.HasPrefix(s.stderr.String(), want) {
		t.Errorf("stderr says %q", s.stderr.String())
	}
	s.wantTitles("Old")
	trash, err := s.editor.Trash()
	if err != nil || len(trash) != 1 || trash[0].Reason != "refused" {
		t.Errorf("the trash has %+v, %v", trash, err)
	}
}

// Nothing outside the content is reached, and nothing of it that no author writes.
func TestForbiddenWrites(t *testing.T) {
	s := newStudy(t)
	client := s.dial()
	for _, path := range []string{"site.yaml", ".pete/trash/x.md", "../x.md", "layouts/x.html", "posts/.hidden.md", "posts", "/"} {
		if err := s.write(client, path, newText, create); err == nil {
			// A dot name is held as a client's temporary file, which nobody else sees.
			if path != "posts/.hidden.md" && path != ".pete/trash/x.md" {
				t.Errorf("%s was written", path)
			}
			if _, err := os.Stat(filepath.Join(s.dir, path)); err == nil {
				t.Errorf("%s is there", path)
			}
		}
	}
	for what, err := range map[string]error{
		"a link":      client.Symlink("posts/old.md", "posts/link.md"),
		"a hard link": client.Link("posts/old.md", "posts/link.md"),
		"secrets":     client.Rename(".env", "posts/env.md"),
		"removal":     client.Remove("site.yaml"),
	} {
		if err == nil {
			t.Errorf("%s is allowed", what)
		}
	}
	if _, err := client.Open(".env"); err == nil {
		t.Error("a dot name can be read")
	}
	list, err := client.ReadDir("/")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range list {
		names = append(names, f.Name())
	}
	if !slices.Equal(names, []string{"posts", "site.yaml", "static"}) {
		t.Errorf("the top has %q", names)
	}
}

// Temporary names, a first file without bytes, renames that replace, appending, resuming,
// truncating and reading back: what clients do until a file is there.
func TestHabitsOfClients(t *testing.T) {
	exclusive := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	for _, tt := range []struct {
		name string
		do   func(s study, c *sftp.Client) error
	}{
		{"a temporary name, then a rename", func(s study, c *sftp.Client) error {
			return errors.Join(s.write(c, "posts/new.md.filepart", newText, create), c.Rename("posts/new.md.filepart", "posts/new.md"))
		}},
		{"a temporary name with a dot, then a posix rename over the file", func(s study, c *sftp.Client) error {
			return errors.Join(s.write(c, "posts/new.md", strings.Replace(newText, "New", "First", 1), create),
				s.write(c, "posts/.new.md.Xb3k", newText, create), c.PosixRename("posts/.new.md.Xb3k", "posts/new.md"))
		}},
		{"an empty file, then the text", func(s study, c *sftp.Client) error {
			err := s.write(c, "posts/new.md", "", exclusive)
			s.wantTitles("Old")
			if info, statErr := c.Stat("posts/new.md"); statErr != nil || info.Size() != 0 {
				s.t.Errorf("the empty file: %v", statErr)
			}
			return errors.Join(err, s.write(c, "posts/new.md", newText, os.O_WRONLY))
		}},
		{"the first half, then the rest", func(s study, c *sftp.Client) error {
			return errors.Join(s.write(c, "posts/new.md", newText[:len(newText)-4], create), s.write(c, "posts/new.md", newText[len(newText)-4:], os.O_WRONLY|os.O_APPEND))
		}},
		{"too much, then a shorter size", func(s study, c *sftp.Client) error {
			return errors.Join(s.write(c, "posts/new.md", newText+"More.\n", create), c.Truncate("posts/new.md", int64(len(newText))))
		}},
		{"attributes of an open file", func(s study, c *sftp.Client) error {
			f, err := c.OpenFile("posts/new.md", os.O_RDWR|os.O_CREATE)
			if err != nil {
				return err
			}
			_, err = f.Write([]byte(newText + "More.\n"))
			if info, statErr := f.Stat(); statErr != nil || info.Size() != int64(len(newText)+6) {
				s.t.Errorf("the open file: %v, %v", info, statErr)
			}
			if info, statErr := c.Stat("posts/new.md"); statErr != nil || info.Size() != int64(len(newText)+6) {
				s.t.Errorf("its path: %v, %v", info, statErr)
			}
			back := make([]byte, 3)
			if _, readErr := f.ReadAt(back, 0); readErr != nil || string(back) != "---" {
				s.t.Errorf("read back %q, %v", back, readErr)
			}
			s.wantTitles("Old")
			return errors.Join(err, f.Truncate(int64(len(newText))), f.Chmod(0o600), f.Sync(), f.Close())
		}},
		{"folders first, and what they have", func(s study, c *sftp.Client) error {
			return errors.Join(c.MkdirAll("posts/2026"), s.write(c, "posts/2026/new.md", newText, create), c.Chmod("posts/2026/new.md", 0o644))
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newStudy(t)
			if err := tt.do(s, s.dial()); err != nil {
				t.Fatal(err)
			}
			s.wantTitles("New", "Old")
			p, ok := s.store.Current().Archive.Post("new")
			if !ok || string(p.Source) != newText {
				t.Errorf("the post is %v", p)
			}
			if got := s.stderr.String(); got != "" {
				t.Errorf("stderr has %q", got)
			}
		})
	}
}

// A file that is removed while it is written is not there when it is closed.
func TestRemovedWhileWritten(t *testing.T) {
	s := newStudy(t)
	client := s.dial()
	for _, path := range []string{"posts/new.md", "posts/.new.md.swp", "posts/old.md"} {
		f, err := client.OpenFile(path, create)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, newText); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(client.Remove(path), f.Close()); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if _, err := client.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s afterwards: %v", path, err)
		}
	}
	s.wantTitles()
}

// A file that is renamed while it is written has its new name when it is closed. FUSE gives a
// file another name that is removed while it is open, and removes that later.
func TestRenamedWhileWritten(t *testing.T) {
	s := newStudy(t)
	client := s.dial()
	for from, to := range map[string]string{"posts/a.md.tmp": "posts/new.md", "posts/new.md.swx": "posts/.fuse_hidden01"} {
		f, err := client.OpenFile(from, create)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, newText); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(client.PosixRename(from, to), f.Close()); err != nil {
			t.Errorf("%s: %v", from, err)
		}
		if _, err := client.Stat(from); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is there: %v", from, err)
		}
		if _, err := client.Stat(to); err != nil {
			t.Errorf("%s: %v", to, err)
		}
	}
	if err := client.Remove("posts/.fuse_hidden01"); err != nil {
		t.Error(err)
	}
	f, err := client.OpenFile("posts/new.md.tmp", create)
	if err != nil {
		t.Fatal(err)
	}
	if err := client.PosixRename("posts/new.md.tmp", "site.yaml"); err == nil {
		t.Error("what no author writes is written under another name")
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	s.wantTitles("New", "Old")
}

// What was being written when the connection broke is not public, and the author may go on
// with it.
func TestBrokenUpload(t *testing.T) {
	s := newStudy(t)
	stream, ended := s.stream()
	client, err := sftp.NewClientPipe(stream, stream)
	if err != nil {
		t.Fatal(err)
	}
	f, err := client.OpenFile("posts/new.md", create)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte(newText[:20])); err != nil {
		t.Fatal(err)
	}
	_ = stream.Close()
	if err := received(t, ended); err != nil {
		t.Errorf("the session ended: %v", err)
	}
	s.wantTitles("Old")
	again := s.dial()
	info, err := again.Stat("posts/new.md")
	if err != nil || info.Size() != 20 {
		t.Fatalf("what came: %v, %v", info, err)
	}
	if err := s.write(again, "posts/new.md", newText[20:], os.O_WRONLY|os.O_APPEND); err != nil {
		t.Fatal(err)
	}
	s.wantTitles("New", "Old")
}

// A session has a bounded number of open files, and the errors have the codes that clients
// know.
func TestAuthorsHandles(t *testing.T) {
	s := newStudy(t)
	client := s.dial()
	for i := range maxHandles {
		open := client.Open
		if i%2 == 0 {
			open = func(string) (*sftp.File, error) { return client.OpenFile("posts/new.md", create) }
		}
		if _, err := open("posts/old.md"); err != nil {
			t.Fatal(err)
		}
	}
	for _, open := range []func() error{
		func() error { _, err := client.Open("posts/old.md"); return err },
		func() error { _, err := client.Create("posts/other.md"); return err },
		func() error { _, err := client.ReadDir("posts"); return err },
	} {
		if err := open(); err == nil || !strings.Contains(err.Error(), errHandles.Error()) {
			t.Errorf("one more: %v", err)
		}
	}
	if _, err := client.OpenFile("posts/none.md", os.O_WRONLY); err == nil {
		t.Error("what is not there was opened")
	}
	if room, err := client.StatVFS("/"); err != nil || room.FreeSpace() == 0 || room.FreeSpace() > room.TotalSpace() {
		t.Errorf("df: %+v, %v", room, err)
	}
}

// The flags of a setstat promise a size that does not follow: the session goes on.
func TestShortAttributes(t *testing.T) {
	s := newStudy(t)
	stream, ended := s.stream()
	w := wire{stream, t}
	const version, setstat, sizeFlag, badMessage = 1, 9, 1, 5
	if _, err := w.Write(packet(version, 3)); err != nil {
		t.Fatal(err)
	}
	w.reply()
	if code, message := w.status(setstat, "/posts/old.md", sizeFlag); code != badMessage {
		t.Errorf("%d, %q, want a bad message", code, message)
	}
	if reply, _ := w.ask(typeStat, "/posts/old.md"); reply != typeAttrs {
		t.Errorf("afterwards a stat gets a reply of type %d", reply)
	}
	_ = stream.Close() // the server's end says how it went
	if err := received(t, ended); err != nil {
		t.Error(err)
	}
}
