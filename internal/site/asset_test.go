package site

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/picture"
)

// where is in the metadata of the test's pictures.
const where = "N52.31.07 E13.24.18"

// photo is a JPEG that lies on its side, with a comment that says where it was taken.
func photo(t testing.TB, w, h int) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00" + where
	return "\xFF\xD8\xFF\xE1\x00" + string(rune(len(exif)+2)) + exif + b.String()[2:]
}

func pngOf(t testing.TB, w, h int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// snapshotOf reads a directory.
func snapshotOf(t testing.TB, c Content) *Snapshot {
	t.Helper()
	archive, report := c.Read(blog.Options{Host: "blog.example"})
	if archive == nil {
		t.Fatal(report.Problems)
	}
	return NewSnapshot(archive, nil)
}

const siteYAML = "title: T\nhost: blog.example\n"

// Files are served with the type that their endings say, if their bytes agree.
func TestOpenFile(t *testing.T) {
	files := map[string]string{
		"site.yaml": siteYAML, "posts/x/index.md": "---\ntitle: X\n---\n![](photo.jpg)\n", "posts/x/photo.jpg": photo(t, 30, 20),
	}
	cases := []struct {
		name, content, contentType string
		attachment, sandbox        bool
	}{
		{"a.png", pngOf(t, 3, 2), "image/png", false, false},
		{"really.jpg", pngOf(t, 3, 2), "image/png", false, false},
		{"UPPER.PNG", pngOf(t, 3, 2), "image/png", false, false},
		{"photo.bin", photo(t, 30, 20), octets, true, false},
		{"a.svg", "<svg/>", "image/svg+xml", false, true},
		{"a.html", "<p>é", "text/html; charset=utf-8", false, true},
		{"latin.html", "<p>\xE9", "text/html", false, true},
		{"a.xml", "<x/>", "application/xml; charset=utf-8", false, true},
		{"a.pdf", "%PDF-1.7", "application/pdf", false, false},
		{"false.pdf", "<script>", octets, true, false},
		{"a.txt", "é", "text/plain; charset=utf-8", false, false},
		{"nul.txt", "a\x00b", octets, true, false},
		{"a.js", "alert(1)", "text/plain; charset=utf-8", false, false},
		{"a.css", "p{}", "text/css; charset=utf-8", false, false},
		{"a.json", "{}", "application/json; charset=utf-8", false, false},
		{"a.unknown", "x", octets, true, false},
		{"none", "x", octets, true, false},
		{"a.mp4", "\x00\x00\x00\x18ftypmp42", "video/mp4", false, false},
		{"empty.txt", "", "text/plain; charset=utf-8", false, false},
	}
	for _, c := range cases {
		files["static/"+c.name] = c.content
	}
	s := snapshotOf(t, Directory(newSite(t, files)))
	for _, c := range cases {
		asset, err := s.OpenFile("static/" + c.name)
		if err != nil {
			t.Error(err)
			continue
		}
		if asset.ContentType != c.contentType || asset.Attachment != c.attachment || asset.Sandbox != c.sandbox {
			t.Errorf("%s: %s, attachment %t, sandbox %t", c.name, asset.ContentType, asset.Attachment, asset.Sandbox)
		}
		got, err := io.ReadAll(asset)
		if err != nil || int64(len(got)) != asset.Size || asset.ModTime.IsZero() || bytes.Contains(got, []byte(where)) {
			t.Errorf("%s: %d bytes of %d: %v", c.name, len(got), asset.Size, err)
		}
		if !strings.HasSuffix(c.name, ".bin") && string(got) != c.content && asset.ContentType != "image/png" {
			t.Errorf("%s: %q", c.name, got)
		}
		if err := asset.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A picture that says where it was taken is served without that, in parts as well, and at
// the second request, when it is known how.
func TestOpenPicture(t *testing.T) {
	dir := newSite(t, map[string]string{"site.yaml": siteYAML, "posts/x/index.md": "---\ntitle: X\n---\n![](photo.jpg)\n", "posts/x/photo.jpg": photo(t, 30, 20)})
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(filepath.Join(dir, "posts/x/photo.jpg"), old, old); err != nil {
		t.Fatal(err)
	}
	s := snapshotOf(t, Directory(dir))
	var tag string
	for range 2 {
		asset, err := s.OpenFile("posts/x/photo.jpg")
		if err != nil {
			t.Fatal(err)
		}
		whole, err := io.ReadAll(asset)
		if err != nil || int64(len(whole)) != asset.Size || bytes.Contains(whole, []byte(where)) || !bytes.Contains(whole, []byte("Exif")) {
			t.Errorf("%d bytes of %d: %v", len(whole), asset.Size, err)
		}
		if _, err := asset.Seek(-10, io.SeekEnd); err != nil {
			t.Fatal(err)
		}
		if end, err := io.ReadAll(asset); err != nil || !bytes.HasSuffix(whole, end) || len(end) != 10 {
			t.Errorf("the end is %q: %v", end, err)
		}
		if tag != "" && asset.ETag != tag {
			t.Errorf("%s became %s", tag, asset.ETag)
		}
		tag = asset.ETag
		_ = asset.Close()
	}
	if s.files.stripped.Bytes() == 0 {
		t.Error("it is not remembered how the picture is stripped")
	}
	write(t, filepath.Join(dir, "posts/x/photo.jpg"), photo(t, 40, 20))
	asset, err := s.OpenFile("posts/x/photo.jpg")
	if err != nil || asset.ETag == tag {
		t.Errorf("a changed picture has the same tag: %v", err)
	}
	_ = asset.Close()
}

// A picture that cannot be told from its metadata is refused, and the error says so.
func TestOpenMalformedPicture(t *testing.T) {
	s := snapshotOf(t, Directory(newSite(t, map[string]string{
		"site.yaml": siteYAML, "posts/x.md": "---\ntitle: X\n---\nx\n",
		"static/a.jpg": "version https://git-lfs\n", "static/b.heic": "\x00\x00\x00\x18ftypheic" + where, "static/c.jpg": "\xFF\xD8\xFF\xE1\x00\x40" + where,
		"static/d.dat": "\x00\x00\x00\x18ftypheic" + where,
	})))
	for _, file := range []string{"static/a.jpg", "static/b.heic", "static/c.jpg", "static/d.dat"} {
		if _, err := s.OpenFile(file); !errors.Is(err, picture.ErrMalformed) || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// countedReads counts the reads of a file.
type countedReads struct {
	io.ReaderAt
	n int
}

func (c *countedReads) ReadAt(p []byte, at int64) (int, error) {
	c.n++
	return c.ReaderAt.ReadAt(p, at)
}

// Attack: a stranger asks again and again for a large picture that is malformed. It is read
// once, and once more when it has changed.
func TestMalformedPictureIsReadOnce(t *testing.T) {
	const empty = "\x00\x00\x00\x00tEXt\x00\x00\x00\x00"
	text := pngOf(t, 1, 1)[:33] + strings.Repeat(empty, 100_000)
	files := fstest.MapFS{"a.png": {Data: []byte(text), ModTime: time.Unix(1, 0)}}
	all, reads := newAssets(), &countedReads{ReaderAt: strings.NewReader(text)}
	ask := func() int {
		t.Helper()
		info, err := fs.Stat(files, "a.png")
		if err != nil {
			t.Fatal(err)
		}
		before := reads.n
		if _, err := all.strip(reads, info, "a.png"); !errors.Is(err, picture.ErrMalformed) {
			t.Fatal(err)
		}
		return reads.n - before
	}
	if n := ask(); n == 0 {
		t.Error("it is not read")
	}
	if n := ask(); n > 0 {
		t.Errorf("it is read again, in %d parts", n)
	}
	files["a.png"].ModTime = time.Unix(2, 0)
	if n := ask(); n == 0 {
		t.Error("it is not read when it has changed")
	}
}

// Files inside the program have no times: their tags are those of their bytes.
func TestOpenFileOfProgram(t *testing.T) {
	files := func(text string) Content {
		return Files(fstest.MapFS{
			"site.yaml": {Data: []byte(siteYAML)}, "posts/x/index.md": {Data: []byte("---\ntitle: X\n---\n![](p.jpg)\n")},
			"posts/x/p.jpg": {Data: []byte(photo(t, 30, 20))}, "static/a.txt": {Data: []byte(text)},
		})
	}
	tag := func(s *Snapshot, file string) string {
		asset, err := s.OpenFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(asset); err != nil || bytes.Contains(got, []byte(where)) || !asset.ModTime.IsZero() {
			t.Errorf("%q, %v", got, err)
		}
		return asset.ETag
	}
	one, same, other := snapshotOf(t, files("one")), snapshotOf(t, files("one")), snapshotOf(t, files("two"))
	if tag(one, "static/a.txt") != tag(same, "static/a.txt") || tag(one, "static/a.txt") == tag(other, "static/a.txt") || tag(one, "posts/x/p.jpg") != tag(other, "posts/x/p.jpg") {
		t.Error("tags do not say what is equal")
	}
	if w, h, ok := one.PictureSize("posts/x/p.jpg"); w != 20 || h != 30 || !ok {
		t.Errorf("%d × %d %t", w, h, ok)
	}
}

// Links that lead out of the directory, or within it to what is secret, and files that are
// none: nothing of them is opened, and nothing waits.
func TestOpenNothingElse(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "passwd")
	write(t, outside, "HIDDEN")
	dir := newSite(t, map[string]string{
		"site.yaml": siteYAML, "posts/x/index.md": "---\ntitle: X\n---\nx\n", "posts/x/a.txt": "fine", "static/b.txt": "fine",
		"posts/d/index.md": "---\ntitle: D\ndraft: true\n---\nHIDDEN\n", "posts/d/a.txt": "HIDDEN", ".git/config.txt": "HIDDEN", "static/..data/k.txt": "fine",
	})
	at := func(p string) string { return filepath.Join(dir, filepath.FromSlash(p)) }
	symlink(t, outside, at("static/out.txt"))
	symlink(t, filepath.Dir(outside), at("static/outdir"))
	symlink(t, "../../../../../../../../../../etc/passwd", at("posts/x/up.txt"))
	symlink(t, "../posts/d/a.txt", at("static/in.txt"))
	symlink(t, at("posts/d"), at("static/indir"))
	symlink(t, "../.git/config.txt", at("static/git.txt"))
	symlink(t, "../site.yaml", at("static/site.txt"))
	symlink(t, at("static/b.txt"), at("static/absolute.txt"))
	symlink(t, "..data/k.txt", at("static/k.txt")) // as Kubernetes mounts files
	symlink(t, "loop.txt", at("static/loop.txt"))
	mkfifo(t, at("static/fifo.txt"))
	mkdir(t, at("static/dir.txt"))
	s := snapshotOf(t, Directory(dir))
	for file, want := range map[string]bool{
		"posts/x/a.txt": true, "static/b.txt": true, "static/absolute.txt": true, "static/k.txt": true,
		"static/out.txt": false, "static/outdir/passwd": false, "posts/x/up.txt": false, "static/in.txt": false, "static/indir/a.txt": false, "static/git.txt": false,
		"static/site.txt": false, "static/loop.txt": false, "static/fifo.txt": false, "static/dir.txt": false, "static/..data/k.txt": false,
		"posts/d/a.txt": false, "site.yaml": false, "../passwd": false, "/etc/passwd": false, outside: false, "": false, ".": false, "static": false,
	} {
		asset, err := s.OpenFile(file)
		if (err == nil) != want || err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", file, err)
		}
		if err == nil {
			if got, _ := io.ReadAll(asset); string(got) != "fine" {
				t.Errorf("%s: %q", file, got)
			}
			_ = asset.Close()
		}
		if _, _, ok := s.PictureSize(file); ok {
			t.Errorf("%s has a size", file)
		}
	}
}

// Between the look at a file and its opening a named pipe takes its place: nothing waits.
func TestOpenFIFO(t *testing.T) {
	dir := t.TempDir()
	mkfifo(t, filepath.Join(dir, "fifo"))
	f, err := laterFS{dir}.Open("fifo")
	if err != nil {
		t.Fatal(err)
	}
	if info, err := f.Stat(); err != nil || info.Mode().IsRegular() {
		t.Errorf("%v, %v", info, err)
	}
	_ = f.Close()
}

// A picture changes and its post does not: the page's key says so after a second, and its
// size is the new one.
func TestPictureKey(t *testing.T) {
	dir := newSite(t, map[string]string{
		"site.yaml": siteYAML, "posts/x/index.md": "---\ntitle: X\n---\n![](p.jpg) ![](p.jpg)\n", "posts/x/p.jpg": photo(t, 30, 20), "posts/y.md": "---\ntitle: Y\n---\nx\n",
	})
	synctest.Test(t, func(t *testing.T) {
		s := snapshotOf(t, Directory(dir))
		x, _ := s.Archive.Post("x")
		y, _ := s.Archive.Post("y")
		size := func() [2]int { w, h, _ := s.PictureSize("posts/x/p.jpg"); return [2]int{w, h} }
		before := s.PictureKey(&x.Page)
		if before == "" || s.PictureKey(&y.Page) != "" || size() != [2]int{20, 30} {
			t.Errorf("%q, %v", before, size())
		}
		write(t, filepath.Join(dir, "posts/x/p.jpg"), photo(t, 50, 40))
		if size() != [2]int{40, 50} {
			t.Errorf("the new picture has %v", size())
		}
		if s.PictureKey(&x.Page) != before {
			t.Error("the key is looked up again at once")
		}
		time.Sleep(keyFor)
		if s.PictureKey(&x.Page) == before {
			t.Error("the key is the same")
		}
	})
}

// A picture that comes later makes a new snapshot, with a link to its file.
func TestPictureComes(t *testing.T) {
	dir := newSite(t, map[string]string{"site.yaml": siteYAML, "posts/x/index.md": "---\ntitle: X\n---\n![](p.jpg)\n"})
	store, _ := newStore(t, dir, Options{})
	file := func() string {
		x, _ := store.Current().Archive.Post("x")
		for _, l := range x.Outline().Links {
			return l.File
		}
		return ""
	}
	if file() != "" {
		t.Errorf("the link leads to %q", file())
	}
	write(t, filepath.Join(dir, "posts/x/p.jpg"), photo(t, 30, 20))
	if changed, _, err := store.reload(t.Context(), nil); !changed || err != nil || file() != "posts/x/p.jpg" {
		t.Errorf("changed %t, %v, %q", changed, err, file())
	}
}

// A stranger tries any address: what comes is a public file, never one that is hidden or out
// of the directory.
func FuzzFileAt(f *testing.F) {
	outside := filepath.Join(f.TempDir(), "out.txt")
	write(f, outside, "HIDDEN")
	dir := newSite(f, map[string]string{
		"_config.yml": "title: HIDDEN\nbaseurl: /base\nexclude: [private]\n", "Gemfile": "HIDDEN", "a.txt": "PUBLIC", "assets/b.txt": "PUBLIC", "private/c.txt": "HIDDEN",
		"_posts/2026-01-02-x.md": "---\ntitle: X\npermalink: /old/x/\n---\nHIDDEN\n", "projects/s.md": "---\ntitle: S\npublished: false\n---\nHIDDEN\n", "projects/s/d.txt": "HIDDEN",
		"projects/s.txt": "HIDDEN", "projects/o.md": "---\ntitle: O\n---\nHIDDEN\n", "projects/o/e.txt": "PUBLIC", ".git/config": "HIDDEN", "_data/f.txt": "HIDDEN",
		"page.html": "---\n---\nHIDDEN", "drafts/g.txt": "HIDDEN",
	})
	for name, target := range map[string]string{"assets/out.txt": outside, "assets/in.txt": "../projects/s/d.txt", "assets/dir": "../projects/s"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			f.Skip(err)
		}
	}
	s := snapshotOf(f, Directory(dir))
	for _, address := range []string{
		"/a.txt", "/base/assets/b.txt", "/o/e.txt", "/projects/o/e.txt", "/projects/s/d.txt", "/s/d.txt", "/old/x/../../Gemfile", "/assets/out.txt", "/assets/dir/d.txt",
		"/base/../_config.yml", "/.git/config", "//a.txt", "/page.html", "/PROJECTS/S/d.txt", "/a.txt\x00.png", `/assets\..\Gemfile`, "/drafts/g.txt",
	} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		for _, p := range []string{address, "/" + address} {
			file, ok := s.Archive.FileAt(p)
			if !ok {
				file = strings.TrimPrefix(p, "/")
			}
			asset, err := s.OpenFile(file)
			if ok != (err == nil) && ok {
				t.Fatalf("%q is %q, which cannot be opened: %v", p, file, err)
			}
			if err != nil {
				continue
			}
			got, err := io.ReadAll(asset)
			_ = asset.Close()
			if err != nil || string(got) != "PUBLIC" {
				t.Fatalf("%q is %q: %q, %v", p, file, got, err)
			}
		}
	})
}

func BenchmarkFileAt(b *testing.B) {
	dir := newSite(b, map[string]string{"site.yaml": siteYAML, "posts/x/index.md": "---\ntitle: X\n---\n![](p.jpg)\n", "posts/x/p.jpg": photo(b, 30, 20)})
	s := snapshotOf(b, Directory(dir))
	b.ReportAllocs()
	for b.Loop() {
		file, ok := s.Archive.FileAt("/x/p.jpg")
		asset, err := s.OpenFile(file)
		if !ok || err != nil {
			b.Fatal(err)
		}
		_ = asset.Close()
	}
}
