package files

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"testing"

	"blog.example/pete/internal/guard"
	"github.com/pkg/sftp"
)

// counted is a stream that knows how many more requests were read from it than
// replies written to it, if each request has as many bytes and each reply is
// written at once.
type counted struct {
	net.Conn
	request       int
	read, written int
	most          int // of requests without a reply
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.read += n
	c.most = max(c.most, (c.read+c.request-1)/c.request-c.written)
	return n, err
}

func (c *counted) Write(p []byte) (int, error) {
	c.written++
	return c.Conn.Write(p)
}

// Trap: pkg/sftp reads requests as long as there are any, and keeps the replies
// to those that overtake a slow one, without bound.
func TestOneRequestAtATime(t *testing.T) {
	client, serverEnd := net.Pipe()
	request := packet(typeStat, 1, "/posts")
	stream := &counted{Conn: serverEnd, request: len(request)}
	ended := make(chan error, 1)
	server := newServer(smallBlog(t))
	go func() { ended <- server.Serve(context.WithoutCancel(t.Context()), stream, func(do func()) { do() }) }()
	const requests = 500
	go func() {
		_, _ = client.Write(bytes.Repeat(request, requests)) // the replies say whether it did
	}()
	w := wire{client, t}
	for range requests {
		if kind, _ := w.reply(); kind != typeAttrs {
			t.Fatalf("a reply of type %d", kind)
		}
	}
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	if err := received(t, ended); err != nil {
		t.Errorf("the session ended: %v", err)
	}
	if stream.most != 1 {
		t.Errorf("%d requests were in hand at once", stream.most)
	}
}

// Streams may be cut anywhere.
func TestFragments(t *testing.T) {
	server := newServer(smallBlog(t))
	client, ended := serve(context.WithoutCancel(t.Context()), server)
	w := wire{client, t}
	for _, b := range packet(typeStat, 1, "/posts") {
		for _, part := range [][]byte{{}, {b}} {
			if _, err := client.Write(part); err != nil {
				t.Fatal(err)
			}
		}
	}
	if kind, _ := w.reply(); kind != typeAttrs {
		t.Errorf("a reply of type %d", kind)
	}
	if err := client.Close(); err != nil {
		t.Error(err)
	}
	if err := received(t, ended); err != nil {
		t.Errorf("the session ended: %v", err)
	}
}

// recorded is a client that sends what it has and then hangs up.
type recorded struct{ io.Reader }

func (recorded) Write(p []byte) (int, error) { return len(p), nil }
func (recorded) Close() error                { return nil }

// Whatever is sent, the session ends when the client does, and not because of a
// mistake in Pete. One in pkg/sftp's own goroutines would end the test.
func FuzzServe(f *testing.F) {
	hello := packet(1, 3)
	open := packet(typeOpen, 1, "/README", flagRead, 0)
	dir := packet(typeOpendir, 2, "/posts")
	for _, seed := range [][][]byte{
		{hello, open, packet(typeRead, 3, "1", uint64(0), 100), packet(typeClose, 4, "1")},
		{hello, dir, packet(typeReaddir, 3, "1"), packet(typeReaddir, 4, "1"), packet(typeClose, 5, "1")},
		{open, packet(typeReaddir, 3, "1"), packet(typeWrite, 4, "1", uint64(0), "x"), packet(typeFsetstat, 5, "1", 0)},
		{dir, packet(typeRead, 3, "1", uint64(0), 100), packet(typeFsetstat, 4, "1", 15)},
		{packet(typeRealpath, 1, "."), packet(typeReadlink, 2, "/README"), packet(typeStat, 3, "/text/bare.txt")},
		{packet(typeExtended, 1, "statvfs@openssh.com", "/"), packet(typeExtended, 2, "hardlink@openssh.com", "/a", "/b")},
		{packet(typeExtended, 1, "posix-rename@openssh.com", "/a", "/b"), packet(typeExtended, 2, "limits@openssh.com")},
		{hello[:6], {0xff, 0xff, 0xff, 0xff}},
	} {
		f.Add(bytes.Join(seed, nil))
	}
	server := newServer(smallBlog(f))
	f.Fuzz(func(t *testing.T, sent []byte) {
		err := server.Serve(t.Context(), recorded{bytes.NewReader(sent)}, func(do func()) { do() })
		var caught *guard.Panic
		if errors.As(err, &caught) {
			t.Errorf("%v at %s", caught, caught.Stack)
		}
	})
}

// A path leads to what it names, or nowhere.
func FuzzPath(f *testing.F) {
	for _, seed := range []string{"", "/", "posts", "/posts/../README", "text/bare.txt", "posts/the-first.md", "../..", "\x00", "\xff"} {
		f.Add(seed)
	}
	server := newServer(smallBlog(f))
	f.Fuzz(func(t *testing.T, path string) {
		s := &session{connection: newConnection(t.Context(), nil, func(do func()) { do() }), server: server}
		clean, err := s.RealPath(path)
		list, statErr := s.Filelist(sftp.NewRequest("Stat", path))
		if (err == nil) != (statErr == nil) || s.requests.reason() != nil {
			t.Fatalf("realpath %v, stat %v, %v", err, statErr, s.requests.reason())
		}
		if err != nil {
			return
		}
		if again, err := s.RealPath(clean); again != clean || err != nil || server.tree().nodes[clean] == nil {
			t.Errorf("the real path of %q is %q, whose is %q, %v", path, clean, again, err)
		}
		if entry := list.(description)[0]; entry.Name() != server.tree().nodes[clean].name {
			t.Errorf("%q is %q", path, entry.Name())
		}
	})
}
