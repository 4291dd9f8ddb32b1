package site

import (
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
)

func names(all []fs.FileInfo) string {
	var names []string
	for _, info := range all {
		name := info.Name()
		if info.IsDir() {
			name += "/"
		}
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

// Authors see the directory as it is, and posts by the names that they may use.
func TestView(t *testing.T) {
	dir := newSite(t, map[string]string{
		"hugo.toml": "title = \"T\"\nbaseURL = \"https://t.example\"\n", "content/post/a.md": onePost, "content/post/b/index.md": strings.Replace(onePost, "Text", "Bundle", 1),
		"layouts/x.html": "x", ".git/config": "secret", "content/post/.hidden.md": "x",
	})
	outside := t.TempDir()
	write(t, outside+"/secret.md", "secret")
	symlink(t, outside+"/secret.md", dir+"/content/post/out.md")
	symlink(t, outside, dir+"/outside")
	symlink(t, "a.md", dir+"/content/post/in.md")
	mkfifo(t, dir+"/content/post/pipe.md")
	e, _ := newEditor(t, dir, EditorOptions{})
	u := begin(t, e, "posts/a.md.part", PutOptions{})
	writeAt(t, u, "half", 0)
	commit(t, u)
	for folder, want := range map[string]string{
		"": "content/ hugo.toml layouts/ posts/", "/": "content/ hugo.toml layouts/ posts/", ".": "content/ hugo.toml layouts/ posts/",
		"posts": "a.md a.md.part b/ in.md", "posts/": "a.md a.md.part b/ in.md", "/posts/b": "index.md", "content/post": "a.md b/ in.md", "content": "post/",
	} {
		all, err := e.ReadDir("ada", folder)
		if err != nil || names(all) != want {
			t.Errorf("%q has %s (%v), want %s", folder, names(all), err, want)
		}
	}
	if all, _ := e.ReadDir("bob", "posts"); names(all) != "a.md b/ in.md" {
		t.Errorf("bob sees %s", names(all))
	}
	for name, want := range map[string]string{
		"posts/a.md": onePost, "/posts/a.md": onePost, "content/post/a.md": onePost, "posts/b.md": strings.Replace(onePost, "Text", "Bundle", 1), "posts/in.md": onePost,
		"posts/a.md.part": "half", "layouts/x.html": "x",
	} {
		f, err := e.Open("ada", name)
		if err != nil {
			t.Error(err)
			continue
		}
		got, err := io.ReadAll(io.NewSectionReader(f, 0, 1000))
		info, failed := f.Stat()
		if string(got) != want || err != nil || failed != nil || info.Size() != int64(len(want)) {
			t.Errorf("%s has %q, %v, %v", name, got, err, failed)
		}
		must(t, f.Close())
		if info, err := e.Stat("ada", name); err != nil || info.Size() != int64(len(want)) || !strings.HasSuffix(name, info.Name()) {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	for _, name := range []string{"posts/none.md", "posts/out.md", "outside", "outside/secret.md", "posts/.hidden.md", ".git", ".git/config", "../x", "posts/pipe.md", "posts/a.md/x", "posts/\x00"} {
		if f, err := e.Open("ada", name); err == nil {
			t.Errorf("%s is opened", name)
			_ = f.Close()
		}
		if _, err := e.Stat("ada", name); err == nil {
			t.Errorf("%s is seen", name)
		}
		if _, err := e.ReadDir("ada", name); err == nil {
			t.Errorf("%s is listed", name)
		}
	}
	if _, err := e.Stat("ada", "posts/none.md"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if f, err := e.Open("ada", "posts"); err == nil {
		t.Error("a folder is opened as a file", f.Close())
	}
}
