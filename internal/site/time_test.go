package site

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"charm.land/log/v2"
)

// A post appears when its time comes, and goes when it expires, without any event and
// without a restart: in the list, by its slug and in the search. The clock of the bubble
// begins with the year 2000.
func TestTimeComes(t *testing.T) {
	const front = "---\ntitle: Later\nsummary: S\ndate: 2000-01-02\nexpiryDate: 2000-01-05T12:00:00Z\n---\nThe word is xylophone.\n"
	const now = "---\ntitle: Now\nsummary: S\ndate: 1999-12-31\n---\nText. See [later](later.md).\n"
	dir := t.TempDir()
	for name, text := range map[string]string{"site.yaml": "title: T\nhost: blog.example\n", "posts/later.md": front, "posts/now.md": now} {
		path := filepath.Join(dir, name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o750))
		must(t, os.WriteFile(path, []byte(text), 0o600))
	}
	for name, content := range map[string]Content{
		"inside": Files(fstest.MapFS{
			"site.yaml": {Data: []byte("title: T\nhost: blog.example\n")}, "posts/later.md": {Data: []byte(front)}, "posts/now.md": {Data: []byte(now)},
		}),
		"directory": Directory(dir),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store, report, err := Open(t.Context(), content, Options{Log: log.New(io.Discard)})
				if err != nil || store == nil {
					t.Fatal(err, report.Problems)
				}
				defer func() { _ = store.Close() }()
				// Events of the kernel are outside of the bubble: the loop runs without them.
				ctx, stop := context.WithCancel(t.Context())
				var running sync.WaitGroup
				running.Go(func() { newWatcher(store).loop(ctx, nil) })
				defer running.Wait()
				defer stop()
				for _, step := range []struct {
					wait time.Duration
					want string
				}{
					{23*time.Hour + 59*time.Minute, "Now"},
					{2 * time.Minute, "Later Now"},
					{3*24*time.Hour + 11*time.Hour, "Later Now"},
					{2 * time.Hour, "Now"},
					{100 * 24 * time.Hour, "Now"},
				} {
					time.Sleep(step.wait)
					synctest.Wait()
					s := store.Current()
					there := strings.Contains(step.want, "Later")
					hit := ""
					if there {
						hit = "Later"
					}
					if got := titles(s); got != step.want {
						t.Errorf("at %v the list has %q, want %q", time.Now(), got, step.want)
					}
					if _, ok := s.Archive.Post("later"); ok != there {
						t.Errorf("at %v the slug is found: %t", time.Now(), ok)
					}
					if got := found(t, s, "xylophone"); got != hit {
						t.Errorf("at %v search finds %q", time.Now(), got)
					}
				}
			})
		})
	}
}

// The loop that follows a directory has the alarm too.
func TestTimeComesBesideEvents(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o750))
		must(t, os.WriteFile(path, []byte(text), 0o600))
	}
	write("site.yaml", "title: T\nhost: blog.example\n")
	write("posts/now.md", "---\ntitle: Now\nsummary: S\ndate: 2026-01-05\n---\nText.\n")
	write("posts/soon.md", "---\ntitle: Soon\nsummary: S\ndate: 2026-01-06\npublishDate: "+time.Now().Add(2*time.Second).Format(time.RFC3339)+"\n---\nText.\n")
	store, logged := newStore(t, dir, Options{})
	if got := titles(store.Current()); got != "Now" {
		t.Fatalf("the list has %q", got)
	}
	follow(t, store)
	shows(t, store, "Soon Now")
	if n := logged.count("level=error"); n != 0 {
		t.Errorf("%d errors are logged", n)
	}
}

// A post that is left out is logged with its place, however many warnings there are.
func TestLeftOutIsLogged(t *testing.T) {
	dir := t.TempDir()
	must(t, os.MkdirAll(filepath.Join(dir, "posts"), 0o750))
	must(t, os.WriteFile(filepath.Join(dir, "site.yaml"), []byte("title: T\nhost: blog.example\n"), 0o600))
	for i := range 30 {
		must(t, os.WriteFile(filepath.Join(dir, "posts", fmt.Sprintf("a%d.md", i)), []byte("---\ntitle: A\ndate: 2026-01-05\n---\n[x](nowhere.md)\n"), 0o600))
	}
	must(t, os.WriteFile(filepath.Join(dir, "posts/z.md"), []byte("---\ntitle: Z\nprivate: yse\n---\nText.\n"), 0o600))
	store, logged := newStore(t, dir, Options{})
	if n := len(store.Current().Archive.Posts); n != 30 {
		t.Errorf("%d posts are served", n)
	}
	for _, want := range []string{"z.md line=3 wrong=\"private \\\"yse\\\"\" mend=\"want true or false\"", "31 posts: 30 served, 1 left out, 30 remarks", "more=29"} {
		if logged.count(want) != 1 {
			t.Errorf("the log lacks %q:\n%s", want, logged.text.String())
		}
	}
}
