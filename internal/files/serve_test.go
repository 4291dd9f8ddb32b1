package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"blog.example/pete/internal/guard"
	"github.com/pkg/sftp"
)

// A client that tries to change something gets "permission denied", also where there is
// nothing to change.
func TestWritesAreRefused(t *testing.T) {
	client := dial(t, newServer(smallBlog(t)))
	const file, missing = "posts/first-words.md", "posts/new.md"
	for name, err := range map[string]error{
		"mkdir":               client.Mkdir("new"),
		"mkdir over a file":   client.Mkdir("README"),
		"rmdir":               client.RemoveDirectory("posts"),
		"remove":              client.Remove(file),
		"remove an alias":     client.Remove("posts/the-first.md"),
		"remove what is not":  client.Remove(missing),
		"rename":              client.Rename(file, missing),
		"posix-rename":        client.PosixRename(file, "README"),
		"rename what is not":  client.Rename(missing, file),
		"symlink":             client.Symlink(file, missing),
		"symlink to outside":  client.Symlink("../../etc/passwd", missing),
		"hardlink":            client.Link(file, missing),
		"chmod":               client.Chmod(file, 0o644),
		"chown":               client.Chown(file, 0, 0),
		"chtimes":             client.Chtimes(file, time.Now(), time.Now()),
		"truncate":            client.Truncate(file, 0),
		"chmod a directory":   client.Chmod("/", 0o777),
		"chmod of what isn't": client.Chmod(missing, 0o644),
	} {
		if !errors.Is(err, fs.ErrPermission) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f, err := client.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Chmod(0o644); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("fchmod: %v", err)
	}
	if _, err := f.Write([]byte("mine")); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("write: %v", err)
	}
	if got, err := io.ReadAll(f); err != nil || string(got) != firstWords {
		t.Errorf("then the file is %q, %v", got, err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}

// There is one way to open a file, and that is to read it.
func TestOpenFlags(t *testing.T) {
	w := dialWire(t, newServer(smallBlog(t)))
	for flags := range 1 << 6 {
		for _, path := range []string{"/README", "/posts/new.md", "/posts"} {
			reply, body := w.ask(typeOpen, path, flags, 0)
			switch {
			case flags == flagRead && path == "/README":
				if reply != typeHandle {
					t.Errorf("flags %#x, %s: %q", flags, path, body)
				}
			case reply != typeStatus:
				t.Errorf("flags %#x, %s: opened", flags, path)
			case flags > flagRead && flags != flagExcl && body[3] != codeDenied:
				t.Errorf("flags %#x, %s: %q", flags, path, body)
			}
		}
	}
}

func TestHostilePaths(t *testing.T) {
	server := newServer(smallBlog(t))
	w := dialWire(t, server)
	for _, path := range []string{
		"nowhere", "/posts/secret.md", "/text/secret.txt", "/posts/first-words", "/posts/first-words.txt", "/posts/.md", "/first-words.md",
		"/etc/passwd", "../../etc/passwd", "/posts/../../../etc/passwd", "/proc/self/environ", "C:\\", "\\posts", "~", "*", "/posts/*.md",
		"/POSTS", "/posts/First-Words.md", "/readme", "/posts/first-words.md/x", "/posts/first-words.md/../../nowhere",
		"/README\x00", "\x00", "/posts/\x00/../first-words.md\x00", "/posts/\xff\xfe.md", "/posts/first\u202ewords.md", "/\x1b[2J", "/a\nb",
		strings.Repeat("a", 64<<10), strings.Repeat("/a", 32<<10), strings.Repeat("../", 20<<10) + "x", "/posts/" + strings.Repeat("a", 200<<10) + ".md",
	} {
		for _, request := range []struct {
			kind   byte
			fields []any
		}{
			{typeOpen, []any{path, flagRead, 0}},
			{typeOpendir, []any{path}},
			{typeStat, []any{path}},
			{typeLstat, []any{path}},
			{typeReadlink, []any{path}},
			{typeRealpath, []any{path}},
			{typeExtended, []any{"statvfs@openssh.com", path}},
		} {
			if code, message := w.status(request.kind, request.fields...); code != codeMissing || message != "no such file" {
				t.Errorf("type %d, %.40q: %d, %.80q", request.kind, path, code, message)
			}
		}
	}
}

func TestRealPath(t *testing.T) {
	client := dial(t, newServer(smallBlog(t)))
	for path, want := range map[string]string{
		"":                      "/",
		".":                     "/",
		"/":                     "/",
		"//":                    "/",
		"../..":                 "/",
		"posts":                 "/posts",
		"posts/":                "/posts",
		"/posts/../README":      "/README",
		"//posts//./":           "/posts",
		"posts/the-first.md":    "/posts/the-first.md",
		"/posts/first-words.md": "/posts/first-words.md",
	} {
		if got, err := client.RealPath(path); got != want || err != nil {
			t.Errorf("%q: %q, %v, want %q", path, got, err, want)
		}
	}
}

// Requests that fit what they are sent for only by their form.
func TestOddRequests(t *testing.T) {
	w := dialWire(t, newServer(smallBlog(t)))
	file, _ := w.handle(typeOpen, "/README", flagRead, 0)
	dir, _ := w.handle(typeOpendir, "/posts")
	for _, tt := range []struct {
		name   string
		code   int
		kind   byte
		fields []any
	}{
		{"readlink of a file", codeUnsupported, typeReadlink, []any{"/README"}},
		{"an unknown extension", codeUnsupported, typeExtended, []any{"fsync@openssh.com", file}},
		{"opendir of a file", codeFailure, typeOpendir, []any{"/README"}},
		{"open of a directory", codeFailure, typeOpen, []any{"/posts", flagRead, 0}},
		{"a write to a file", codeDenied, typeWrite, []any{file, uint64(0), "x"}},
		{"a write to a directory", codeDenied, typeWrite, []any{dir, uint64(0), "x"}},
		{"a handle that is none", codeFailure, typeRead, []any{"none", uint64(0), 10}},
		{"an unknown handle", codeFailure, typeClose, []any{"99"}},
		{"beyond the end", codeEOF, typeRead, []any{file, uint64(1 << 40), 10}},
		{"as far as there is", codeEOF, typeRead, []any{file, uint64(math.MaxUint64), math.MaxUint32}},
	} {
		if code, message := w.status(tt.kind, tt.fields...); code != tt.code {
			t.Errorf("%s: %d, %q, want %d", tt.name, code, message, tt.code)
		}
	}
	if reply, body := w.ask(typeRead, file, uint64(0), math.MaxUint32); reply != typeData || leading(body)[:10] != "Small Blog" {
		t.Errorf("4 GB at once: type %d, %q", reply, body)
	}
}

func TestHandles(t *testing.T) {
	w := dialWire(t, newServer(smallBlog(t)))
	kinds := [][]any{{byte(typeOpen), "/README", flagRead, 0}, {byte(typeOpendir), "/posts"}}
	var open []string
	for i := range maxHandles {
		kind := kinds[i%2]
		handle, ok := w.handle(kind[0].(byte), kind[1:]...)
		if !ok {
			t.Fatalf("only %d handles", i)
		}
		open = append(open, handle)
		// What is refused takes none.
		_, _ = w.handle(typeOpen, "/nowhere", flagRead, 0)
		_, _ = w.handle(typeOpen, "/README", flagRead|flagExcl, 0)
		_, _ = w.handle(typeOpendir, "/README")
	}
	for _, handle := range open {
		for _, kind := range kinds {
			code, message := w.status(kind[0].(byte), kind[1:]...)
			if code != codeFailure || message != "too many open files: close one of the 16" {
				t.Errorf("one more: %d, %q", code, message)
			}
		}
		if reply, _ := w.ask(typeStat, "/README"); reply != typeAttrs {
			t.Errorf("stat needs no handle, but is refused with type %d", reply)
		}
		if code, _ := w.status(typeClose, handle); code != codeOK {
			t.Errorf("close: %d", code)
		}
		if code, _ := w.status(typeClose, handle); code != codeFailure {
			t.Errorf("close again: %d", code)
		}
		if _, ok := w.handle(typeOpendir, "/text"); !ok {
			t.Error("closing freed nothing")
		}
	}
}

// bomb is content that explodes.
type bomb struct{}

func (bomb) size(context.Context) (int64, error)    { panic("boom") }
func (bomb) open(context.Context) (openFile, error) { panic("boom") }

// A mistake in Pete costs one session: it is told, and ends.
func TestPanic(t *testing.T) {
	server := newServer(smallBlog(t))
	server.tree().directory("/mined", time.Time{}, []*node{server.tree().file("/mined/file", time.Time{}, bomb{})})
	server.tree().nodes["/nil"] = nil
	other := dial(t, server)
	for _, tt := range []struct {
		name   string
		kind   byte
		fields []any
	}{
		{"open", typeOpen, []any{"/mined/file", flagRead, 0}},
		{"stat", typeStat, []any{"/mined/file"}},
		{"opendir", typeOpendir, []any{"/nil"}},
		{"realpath", typeRealpath, []any{"/nil"}},
		{"statvfs", typeExtended, []any{"statvfs@openssh.com", "/nil"}},
		{"readdir", typeReaddir, []any{"1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			client, ended := serve(context.WithoutCancel(t.Context()), server)
			w := wire{client, t}
			if tt.kind == typeReaddir {
				_, _ = w.handle(typeOpendir, "/mined")
			}
			if code, message := w.status(tt.kind, tt.fields...); code != codeFailure || message != "failure" {
				t.Errorf("the client is told %d, %q", code, message)
			}
			var caught *guard.Panic
			if err := received(t, ended); !errors.As(err, &caught) {
				t.Fatalf("the session ended: %v", err)
			}
			if !strings.Contains(caught.Stack, "files") || strings.Contains(caught.Stack, "\n") || tt.kind == typeOpen && caught.Error() != "panic: boom" {
				t.Errorf("caught %v at %s", caught, caught.Stack)
			}
		})
	}
	if got := read(t, other, "posts/first-words.md"); got != firstWords {
		t.Errorf("another session reads %q", got)
	}
}

// Open files that are read or closed by pkg/sftp are contained like its handlers.
func TestPanicInOpenFiles(t *testing.T) {
	for name, call := range map[string]func(*session) error{
		"read": func(s *session) error { _, err := (&file{session: s}).ReadAt(nil, 0); return err },
		"list": func(s *session) error {
			_, err := (&listing{session: s, entries: []*node{nil}}).ListAt(make([]os.FileInfo, 1), 0)
			return err
		},
	} {
		s := &session{connection: newConnection(t.Context(), nil, nil)}
		var caught *guard.Panic
		if err := call(s); !errors.Is(err, sftp.ErrSSHFxFailure) || !errors.As(s.requests.reason(), &caught) {
			t.Errorf("%s: %v, %v", name, err, s.requests.reason())
		}
	}
}

// However a session ends, nothing of it stays.
func TestEnds(t *testing.T) {
	server := newServer(smallBlog(t))
	opened := packet(typeOpen, 1, "/README", flagRead, 0)
	leave := errors.New("closing time")
	for _, tt := range []struct {
		name string
		do   func(t *testing.T, client net.Conn, end context.CancelCauseFunc)
		want error // nil for any
		ok   bool
	}{
		{name: "at once", do: hangUp, ok: true},
		{name: "with an open file", do: func(t *testing.T, client net.Conn, _ context.CancelCauseFunc) {
			w := wire{client, t}
			_, _ = w.handle(typeOpen, "/README", flagRead, 0)
			_ = client.Close()
		}, ok: true},
		{name: "in the middle of a request", do: func(_ *testing.T, client net.Conn, _ context.CancelCauseFunc) {
			_, _ = client.Write(opened[:9])
			_ = client.Close()
		}, want: io.ErrUnexpectedEOF},
		{name: "in the middle of a length", do: func(_ *testing.T, client net.Conn, _ context.CancelCauseFunc) {
			_, _ = client.Write(opened[:2])
			_ = client.Close()
		}, want: io.ErrUnexpectedEOF},
		{name: "without reading", do: func(_ *testing.T, client net.Conn, _ context.CancelCauseFunc) {
			_, _ = client.Write(opened)
			_ = client.Close()
		}, want: io.ErrClosedPipe},
		{name: "silent", do: func(_ *testing.T, _ net.Conn, end context.CancelCauseFunc) { end(leave) }, want: leave},
		{name: "silent in the middle of a request", do: func(_ *testing.T, client net.Conn, end context.CancelCauseFunc) {
			_, _ = client.Write(opened[:9])
			end(leave)
		}, want: leave},
		{name: "stuffed", do: func(_ *testing.T, client net.Conn, end context.CancelCauseFunc) {
			_, _ = client.Write(opened) // and the reply is never read
			end(leave)
		}, want: leave},
		{name: "4 GB", do: send("\xff\xff\xff\xff")},
		{name: "nothing", do: send("\x00\x00\x00\x00")},
		{name: "an unknown type", do: send("\x00\x00\x00\x05\xff\x00\x00\x00\x01")},
		{name: "no request but a reply", do: send(string(packet(typeHandle, 1, "1")))},
		{name: "a string that goes on", do: send(string(packet(typeStat, 1, 1<<30)))},
		{name: "HTTP", do: send("GET / HTTP/1.1\r\nHost: blog.example\r\n\r\n")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			ctx, end := context.WithCancelCause(t.Context())
			defer end(nil)
			client, ended := serve(ctx, server)
			tt.do(t, client, end)
			err := received(t, ended)
			if (err == nil) != tt.ok || tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("the session ended: %v, want %v", err, tt.want)
			}
			quiet(t, before)
		})
	}
}

func hangUp(_ *testing.T, client net.Conn, _ context.CancelCauseFunc) { _ = client.Close() }

// send sends bytes, which are the last that the server wants to read.
func send(text string) func(*testing.T, net.Conn, context.CancelCauseFunc) {
	return func(_ *testing.T, client net.Conn, _ context.CancelCauseFunc) {
		_, _ = io.WriteString(client, text) // it may hang up before the end
	}
}

// quiet waits until there are no more goroutines than before.
func quiet(t *testing.T, before int) {
	t.Helper()
	poll := time.NewTicker(time.Millisecond)
	defer poll.Stop()
	late := time.After(patience)
	for runtime.NumGoroutine() > before {
		select {
		case <-poll.C:
		case <-late:
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

// A session whose turn does not come any more ends like any other.
func TestEndWhileWaiting(t *testing.T) {
	server := newServer(smallBlog(t))
	before := runtime.NumGoroutine()
	ctx, end := context.WithCancelCause(t.Context())
	client, stream := net.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, stream, func(func()) { <-ctx.Done() }) }()
	if _, err := client.Write(packet(typeOpen, 1, "/text/bare.txt", flagRead, 0)); err != nil {
		t.Fatal(err)
	}
	leave := errors.New("closing time")
	end(leave)
	if err := received(t, ended); !errors.Is(err, leave) {
		t.Errorf("the session ended: %v", err)
	}
	quiet(t, before)
}

// Attack: a client opens one text as often as it may, in many sessions: there is one
// copy of it.
func TestOpenTextsAreShared(t *testing.T) {
	server := newServer(smallBlog(t))
	var open []*sftp.File
	for range 4 {
		client := dial(t, server)
		for range maxHandles {
			f, err := client.Open("/text/bare.txt")
			if err != nil {
				t.Fatal(err)
			}
			open = append(open, f)
		}
	}
	laying := server.tree().nodes["/text/bare.txt"].content.(*text)
	first, second := laying.shared(), laying.shared()
	if first == nil || first != second {
		t.Error("the text is not shared")
	}
	again, err := laying.open(t.Context())
	if err != nil || again != first {
		t.Errorf("another copy, or %v", err)
	}
	for _, f := range open {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestSessionsAtOnce(t *testing.T) {
	server := newServer(smallBlog(t))
	var all sync.WaitGroup
	for range 8 {
		client := dial(t, server)
		all.Go(func() {
			infos, err := client.ReadDir("text")
			if err != nil || len(infos) != 3 {
				t.Errorf("%d texts, %v", len(infos), err)
			}
			var got bytes.Buffer
			f, err := client.Open("README")
			if err != nil {
				t.Error(err)
				return
			}
			if n, err := f.WriteTo(&got); err != nil || !strings.HasPrefix(got.String(), "Small Blog") {
				t.Errorf("README has %d bytes, %v", n, err)
			}
			if err := f.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// A directory with more entries than go in one reply is listed whole, once, and
// in order.
func TestLongList(t *testing.T) {
	infos, err := dial(t, newServer(largeBlog(t, 250))).ReadDir("posts")
	if err != nil || len(infos) != 250 {
		t.Fatalf("%d entries, %v", len(infos), err)
	}
	for i, info := range infos {
		if want := fmt.Sprintf("post-%05d.md", i); info.Name() != want {
			t.Fatalf("entry %d is %s", i, info.Name())
		}
	}
}

// A listing takes no CPU slot where nothing has to be laid out, and one for each text
// whose size is not known yet.
func TestTurnsOfAListing(t *testing.T) {
	server := newServer(smallBlog(t))
	turns := 0
	stream, serverEnd := net.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- server.Serve(context.WithoutCancel(t.Context()), serverEnd, func(do func()) { turns++; do() })
		_ = serverEnd.Close()
	}()
	client, err := sftp.NewClientPipe(stream, stream)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		dir  string
		want int
	}{{"posts", 0}, {"text", 3}, {"text", 3}} {
		if _, err := client.ReadDir(c.dir); err != nil {
			t.Fatal(err)
		}
		if turns != c.want { // its replies came after them
			t.Errorf("%s: %d turns so far, want %d", c.dir, turns, c.want)
		}
	}
	_ = client.Close()
	if err := received(t, ended); err != nil {
		t.Errorf("the session ended: %v", err)
	}
}
