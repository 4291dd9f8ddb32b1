package files

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/site"
	"github.com/pkg/sftp"
)

// edition is a blog whose one post has that many paragraphs, in a file of that name.
func edition(t testing.TB, slug string, paragraphs int) *blog.Archive {
	body := ""
	for i := range paragraphs {
		body += fmt.Sprintf("\nParagraph %d of %s.\n", i, slug)
	}
	return open(t, fstest.MapFS{
		"site.yaml":                            {Data: []byte("title: Edition\nhost: blog.example\n")},
		fmt.Sprintf("posts/%s.md", slug):       {Data: []byte("---\ntitle: Same\ndate: 2026-01-05\nsummary: S\n---\n" + body)},
		fmt.Sprintf("posts/with-%s.md", slug):  {Data: []byte("---\ntitle: With\n---\n")},
		fmt.Sprintf("posts/after-%s.md", slug): {Data: []byte("---\ntitle: After\n---\n")},
	})
}

// When the snapshot is replaced, what is open stays as it was, and the next request
// sees the new one.
func TestSwap(t *testing.T) {
	first, second := edition(t, "first", 3), edition(t, "second", 5)
	store := site.NewStore(site.NewSnapshot(first, nil))
	server := New(store, render.NewCache(1<<20))
	client := dial(t, server)
	raw := dialWire(t, server)
	want := map[string]string{}
	var opened []*sftp.File
	for _, path := range []string{"/README", "/feed.atom", "/posts/first.md", "/text/first.txt"} {
		want[path] = read(t, client, path)
		f, err := client.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		opened = append(opened, f)
	}
	dir, _ := raw.handle(typeOpendir, "/posts")

	store.Replace(site.NewSnapshot(second, nil))
	after, err := client.Open("/README")
	if err != nil {
		t.Fatal(err)
	}
	if info, err := after.Stat(); err != nil || info.Size() == int64(len(want["/README"])) {
		t.Errorf("the README, opened after the swap beside the old one, has by its size %v, %v", info, err)
	}
	if err := after.Close(); err != nil {
		t.Error(err)
	}
	for _, f := range opened {
		if info, err := f.Stat(); err != nil || info.Size() != int64(len(want[f.Name()])) {
			t.Errorf("%s, open during the swap, has by its size %v, %v, want %d bytes", f.Name(), info, err, len(want[f.Name()]))
		}
		got, err := io.ReadAll(f)
		if err != nil || string(got) != want[f.Name()] {
			t.Errorf("%s, open during the swap, is %q, %v", f.Name(), got, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	if reply, body := raw.ask(typeReaddir, dir); reply != typeName || !bytes.Contains(body, []byte("with-first.md")) || bytes.Contains(body, []byte("second")) {
		t.Errorf("a directory, open during the swap, lists %q", body)
	}
	infos, err := client.ReadDir("posts")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, info := range infos {
		names = append(names, info.Name())
	}
	if want := []string{"after-second.md", "second.md", "with-second.md"}; !slices.Equal(names, want) {
		t.Errorf("after the swap there are %q, want %q", names, want)
	}
	if _, err := client.Stat("/posts/first.md"); err == nil {
		t.Error("after the swap the old post is still there")
	}
	if got := read(t, client, "README"); got == want["/README"] {
		t.Error("after the swap the README is the old one")
	}
	for _, path := range []string{"README", "feed.atom", "feed.json", "posts/second.md", "text/second.txt"} {
		info, err := client.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := read(t, client, path); int64(len(got)) != info.Size() {
			t.Errorf("%s has %d bytes, and by its size %d", path, len(got), info.Size())
		}
	}
}

// After a swap, a listing lays out the texts that have changed, and no other.
func TestSizesOutlastASwap(t *testing.T) {
	store := site.NewStore(site.NewSnapshot(edition(t, "post", 1), nil))
	server := New(store, nil)
	laidOut := 0
	stream, serverEnd := net.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- server.Serve(context.WithoutCancel(t.Context()), serverEnd, func(do func()) { laidOut++; do() })
		_ = serverEnd.Close()
	}()
	client, err := sftp.NewClientPipe(stream, stream)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{3, 4, 4} {
		if i > 0 {
			store.Replace(site.NewSnapshot(edition(t, "post", 2), nil)) // "with" and "after" stay
		}
		if _, err := client.ReadDir("text"); err != nil {
			t.Fatal(err)
		}
		if laidOut != want { // the replies came after it
			t.Errorf("swap %d: %d layouts so far, want %d", i, laidOut, want)
		}
	}
	_ = client.Close()
	if err := received(t, ended); err != nil {
		t.Errorf("the session ended: %v", err)
	}
}

// A storm of swaps: whatever a client opens, its bytes are as many as its size says and
// of one snapshot.
func TestSwapStorm(t *testing.T) {
	var snapshots []*site.Snapshot
	for _, paragraphs := range []int{1, 40, 2000} {
		snapshots = append(snapshots, site.NewSnapshot(edition(t, "post", paragraphs), nil))
	}
	store := site.NewStore(snapshots[0])
	server := New(store, render.NewCache(1<<20))
	valid := map[string]bool{}
	for _, snapshot := range snapshots {
		store.Replace(snapshot)
		client := dial(t, server)
		for _, path := range []string{"/posts/post.md", "/text/post.txt", "/README", "/feed.atom"} {
			valid[path+read(t, client, path)] = true
		}
	}
	stop := make(chan struct{})
	var swaps, readers sync.WaitGroup
	swaps.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				store.Replace(snapshots[i%len(snapshots)])
			}
		}
	})
	for range 4 {
		client := dial(t, server)
		readers.Go(func() {
			for i := range 50 {
				path := []string{"/posts/post.md", "/text/post.txt", "/README", "/feed.atom"}[i%4]
				f, err := client.Open(path)
				if err != nil {
					t.Errorf("%s: %v", path, err)
					return
				}
				got, err := io.ReadAll(f)
				if err != nil || !valid[path+string(got)] {
					t.Errorf("%s has %d bytes of no snapshot, %v", path, len(got), err)
				}
				if err := f.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	readers.Wait()
	close(stop)
	swaps.Wait()
}
