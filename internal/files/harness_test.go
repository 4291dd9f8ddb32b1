package files

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/site"
	"github.com/pkg/sftp"
)

const firstWords = `---
title: First words
date: 2026-01-05T08:00:00Z
updated: 2026-02-01T09:00:00.5Z
summary: How it begins.
aliases: [the-first]
---

It begins here.
`

// smallBlog has a post with everything, an undated one, one from before SFTP
// counts, and a draft.
func smallBlog(t testing.TB) *blog.Archive {
	return open(t, fstest.MapFS{
		"site.yaml": {Data: []byte("title: Small Blog\nbyline: A blog by me\ndescription: What it is about.\n" +
			"host: blog.example:2222\nauthor: Me\n")},
		"posts/first-words.md": {Data: []byte(firstWords)},
		"posts/bare.md":        {Data: []byte("---\ntitle: Bare\n---\n")},
		"posts/old.md":         {Data: []byte("---\ntitle: Old\ndate: 1929-12-03\nsummary: S\n---\n\nA letter.\n")},
		"posts/secret.md":      {Data: []byte("---\ntitle: Secret\ndate: 2026-03-01\ndraft: true\n---\n\nNothing.\n")},
	})
}

// largeBlog has n posts.
func largeBlog(t testing.TB, n int) *blog.Archive {
	fsys := fstest.MapFS{"site.yaml": {Data: []byte("title: Large Blog\nhost: blog.example\n")}}
	for i := range n {
		fsys[fmt.Sprintf("posts/post-%05d.md", i)] = &fstest.MapFile{
			Data: fmt.Appendf(nil, "---\ntitle: Post %d\ndate: 2026-01-05\nsummary: S\n---\n\n%s", i, strings.Repeat("A word. ", 500)),
		}
	}
	return open(t, fsys)
}

func open(t testing.TB, fsys fstest.MapFS) *blog.Archive {
	t.Helper()
	archive, report := blog.Open(fsys)
	if archive == nil {
		t.Fatal(report.Err())
	}
	return archive
}

// dial begins a session, which has to end without an error.
func dial(t testing.TB, server *Server) *sftp.Client {
	t.Helper()
	stream, ended := serve(context.WithoutCancel(t.Context()), server)
	client, err := sftp.NewClientPipe(stream, stream)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = client.Close() // the server's end says how it went
		if err := received(t, ended); err != nil {
			t.Errorf("the session ended: %v", err)
		}
	})
	return client
}

// serve begins a session and returns the client's end of it, and how it ended.
func serve(ctx context.Context, server *Server) (client net.Conn, ended <-chan error) {
	client, stream := net.Pipe()
	done := make(chan error, 1)
	go func() {
		err := server.Serve(ctx, stream, func(do func()) { do() })
		_ = stream.Close() // as the caller of Serve would
		done <- err
	}()
	return client, done
}

// patience is how long a test waits for what should be there at once.
const patience = 30 * time.Second

func received[T any](t testing.TB, from <-chan T) (value T) {
	t.Helper()
	select {
	case value = <-from:
	case <-time.After(patience):
		t.Fatal("waited in vain")
	}
	return value
}

// wire is the client's end of a session, for requests that no client sends.
type wire struct {
	net.Conn
	t testing.TB
}

// Types of packets and codes of their status.
const (
	typeOpen     = 3
	typeClose    = 4
	typeRead     = 5
	typeLstat    = 7
	typeOpendir  = 11
	typeReaddir  = 12
	typeRealpath = 16
	typeStat     = 17
	typeReadlink = 19
	typeStatus   = 101
	typeHandle   = 102
	typeData     = 103
	typeName     = 104
	typeAttrs    = 105

	codeOK          = 0
	codeEOF         = 1
	codeMissing     = 2
	codeDenied      = 3
	codeFailure     = 4
	codeUnsupported = 8

	flagRead = 1
	flagExcl = 32
)

// packet is a packet of that type: numbers as uint32 or uint64, strings with
// their length before them.
func packet(kind byte, fields ...any) []byte {
	b := []byte{0, 0, 0, 0, kind}
	for _, f := range fields {
		switch f := f.(type) {
		case int:
			b = binary.BigEndian.AppendUint32(b, number(f))
		case uint64:
			b = binary.BigEndian.AppendUint64(b, f)
		case string:
			b = binary.BigEndian.AppendUint32(b, number(len(f)))
			b = append(b, f...)
		}
	}
	binary.BigEndian.PutUint32(b, number(len(b)-4))
	return b
}

// number is n as it is sent.
func number(n int) uint32 { return uint32(n) }

// ask sends a request, and returns the reply's type and what follows the id.
func (w wire) ask(kind byte, fields ...any) (reply byte, body []byte) {
	w.t.Helper()
	if _, err := w.Write(packet(kind, append([]any{7}, fields...)...)); err != nil {
		w.t.Fatal(err)
	}
	return w.reply()
}

func (w wire) reply() (kind byte, body []byte) {
	w.t.Helper()
	head := make([]byte, 9)
	if _, err := io.ReadFull(w, head); err != nil {
		w.t.Fatal(err)
	}
	body = make([]byte, binary.BigEndian.Uint32(head)-5)
	if _, err := io.ReadFull(w, body); err != nil {
		w.t.Fatal(err)
	}
	return head[4], body
}

// status is what a request is refused with; the test fails if it is not.
func (w wire) status(kind byte, fields ...any) (code int, message string) {
	w.t.Helper()
	reply, body := w.ask(kind, fields...)
	if reply != typeStatus {
		w.t.Fatalf("a reply of type %d: %q", reply, body)
	}
	return int(binary.BigEndian.Uint32(body)), leading(body[4:])
}

// handle opens something; ok is false when it is refused.
func (w wire) handle(kind byte, fields ...any) (handle string, ok bool) {
	w.t.Helper()
	reply, body := w.ask(kind, fields...)
	if reply != typeHandle {
		return "", false
	}
	return leading(body), true
}

// leading is the string that b begins with.
func leading(b []byte) string { return string(b[4:][:binary.BigEndian.Uint32(b)]) }

// dialWire begins a session that the test speaks itself.
func dialWire(t testing.TB, server *Server) wire {
	t.Helper()
	client, ended := serve(context.WithoutCancel(t.Context()), server)
	t.Cleanup(func() {
		_ = client.Close() // the server's end says how it went
		if err := received(t, ended); err != nil {
			t.Errorf("the session ended: %v", err)
		}
	})
	return wire{client, t}
}

// newServer serves an archive that is never replaced.
func newServer(a *blog.Archive) *Server {
	return New(site.NewStore(site.NewSnapshot(a, nil)), render.NewCache(1<<20))
}
