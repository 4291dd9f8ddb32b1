package files

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"blog.example/pete/internal/site"
)

// pictureBlog has a post with pictures of its own and of all posts, and a draft with one.
func pictureBlog(t testing.TB) fstest.MapFS {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 2))); err != nil {
		t.Fatal(err)
	}
	text := b.Bytes()
	withComment := slices.Concat(text[:33], []byte("\x00\x00\x00\x0AtEXtWhere\x00HERE\x00\x00\x00\x00"), text[33:]) // behind IHDR
	return fstest.MapFS{
		"site.yaml":             {Data: []byte("title: T\nhost: h\n")},
		"posts/shown/index.md":  {Data: []byte("---\ntitle: Shown\ndate: 2026-01-05\nsummary: S\naliases: [older]\n---\n\n![A](a.png) ![B](/a.png) ![C](gone.png) [d](d.pdf) ![H](../hidden/h.png)\n")},
		"posts/shown/a.png":     {Data: withComment},
		"posts/shown/gone.png":  {Data: text},
		"posts/shown/d.pdf":     {Data: []byte("%PDF-1.4")},
		"posts/shown/other.png": {Data: text},
		"static/a.png":          {Data: text},
		"posts/hidden/index.md": {Data: []byte("---\ntitle: Hidden\ndate: 2026-01-05\ndraft: true\n---\n\n![H](h.png)\n")},
		"posts/hidden/h.png":    {Data: text},
	}
}

// The files that a post links to are beside it, under each of its names, as readers get them:
// pictures without what a camera wrote.
func TestAssets(t *testing.T) {
	blog := pictureBlog(t)
	fsys := remote{dial(t, newServer(open(t, blog)))}
	delete(blog, "posts/shown/gone.png")
	for _, folder := range []string{"posts/shown", "posts/older"} {
		got, err := fs.ReadDir(fsys, folder)
		var names []string
		for _, d := range got {
			names = append(names, d.Name())
		}
		if want := []string{"2-a.png", "a.png", "d.pdf"}; err != nil || !slices.Equal(names, want) {
			t.Fatalf("%s has %q, %v, want %q", folder, names, err, want)
		}
	}
	for name, want := range map[string][]byte{
		"posts/shown/a.png": blog["static/a.png"].Data, "posts/older/2-a.png": blog["static/a.png"].Data, "posts/shown/d.pdf": []byte("%PDF-1.4"),
	} {
		f, err := fsys.Open(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		info, _ := f.Stat()
		if got, err := io.ReadAll(f); err != nil || !bytes.Equal(got, want) || info.Size() != int64(len(want)) {
			t.Errorf("%s: %d bytes of %d, %v, want %d", name, len(got), info.Size(), err, len(want))
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	readme, err := fs.ReadFile(fsys, "README")
	if err != nil || !bytes.Contains(readme, []byte("posts/SLUG/NAME")) {
		t.Errorf("the README does not have the files: %v", err)
	}
}

// A reader asks for the files of a draft, for files that no post names, and for their names
// on the disk: they are as if they were not there.
func TestAssetsThatAreNotServed(t *testing.T) {
	fsys := remote{dial(t, newServer(open(t, pictureBlog(t))))}
	for _, name := range []string{"posts/hidden", "posts/hidden/h.png", "posts/shown/h.png", "posts/shown/5-h.png", "posts/shown/other.png", "posts/shown/index.md", "static/a.png", "posts/shown/nothing.png"} {
		if _, err := fsys.Open(name); err == nil {
			t.Errorf("%s can be had", name)
		}
	}
}

// A text says how large its pictures are, in the bytes and in their number, also when a picture
// has another size in the next snapshot.
func TestTextsHaveSizesOfPictures(t *testing.T) {
	picture := func(w int) *fstest.MapFile {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, 2))); err != nil {
			t.Fatal(err)
		}
		return &fstest.MapFile{Data: b.Bytes(), ModTime: time.Unix(int64(w), 0)}
	}
	blog := fstest.MapFS{
		"site.yaml":           {Data: []byte("title: T\nhost: h\n")},
		"posts/p/index.md":    {Data: []byte("---\ntitle: P\ndate: 2026-01-05\nsummary: S\n---\n\n![A cat](a.png)\n")},
		"posts/p/a.png":       picture(4),
		"posts/none/index.md": {Data: []byte("---\ntitle: N\ndate: 2026-01-05\nsummary: S\n---\n\nNone.\n")},
	}
	store := site.NewStore(site.NewSnapshot(open(t, blog), nil))
	server := New(store, nil)
	for _, c := range []struct {
		width int
		want  string
	}{{4, "4×2"}, {4000, "4000×2"}} {
		blog["posts/p/a.png"] = picture(c.width)
		store.Replace(site.NewSnapshot(open(t, blog), nil))
		client := dial(t, server)
		info, err := client.Stat("/text/p.txt")
		if err != nil {
			t.Fatal(err)
		}
		got, err := fs.ReadFile(remote{client}, "text/p.txt")
		if err != nil || !bytes.Contains(got, []byte(c.want)) || !bytes.Contains(got, []byte("A cat")) || info.Size() != int64(len(got)) {
			t.Errorf("%d pixels: %q, of %d bytes, %v, want %q", c.width, got, info.Size(), err, c.want)
		}
	}
}
