package site

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"blog.example/pete/internal/blog"
)

// newSite makes a content directory of files, each of which has a text.
func newSite(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for p, text := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, p)), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, p), text)
	}
	return dir
}

func leadsTo(t testing.TB, e *Editor, slug, want string) {
	t.Helper()
	got := ""
	if p, ok := e.store.Current().Archive.Post(slug); ok {
		got = p.Slug
	}
	if got != want {
		t.Errorf("%s leads to %q, want %q", slug, got, want)
	}
}

// A post that is renamed is found under all slugs that it had, also in circles.
func TestRenameSlug(t *testing.T) {
	dir := newTree(t)
	e, logged := newEditor(t, dir, EditorOptions{})
	for _, step := range [][2]string{{"good", "better"}, {"better", "best"}, {"best", "good"}, {"good", "last"}} {
		r, err := e.RenameSlug(t.Context(), "ada", step[0], step[1])
		if err != nil || r.Slug != step[1] || r.Path != "posts/"+step[1]+".md" || r.Command == "" {
			t.Fatalf("%v: %+v, %v", step, r, err)
		}
	}
	for _, slug := range []string{"good", "better", "best", "last"} {
		leadsTo(t, e, slug, "last")
	}
	if got := read(t, dir+"/redirects"); !strings.HasSuffix(got, "\nbetter best\nbest good\ngood last\n") || strings.Count(got, "good ") != 1 {
		t.Errorf("the redirects are\n%s", got)
	}
	if logged.count("what=renamed") != 4 {
		t.Errorf("the log says %s", logged.text.String())
	}
	if r, err := e.RenameSlug(t.Context(), "ada", "last", "last"); err != nil || !r.Unchanged {
		t.Errorf("to the same: %+v, %v", r, err)
	}
	// A new post with a slug of before takes it.
	mustPut(t, e, "posts/best.md", post("Best", "text"))
	leadsTo(t, e, "best", "best")
	leadsTo(t, e, "better", "best")
	// And a reading of the directory finds the same.
	must(t, os.Chtimes(dir+"/site.yaml", e.options.Now(), e.options.Now()))
	if changed, _, err := e.store.reload(t.Context(), nil); changed || err != nil {
		t.Errorf("a reading afterwards: %t, %v", changed, err)
	}
}

// The operator may write the file of redirects, too.
func TestRedirectsOfTheHost(t *testing.T) {
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	write(t, dir+"/redirects", "old good\n")
	if changed, _, err := e.store.reload(t.Context(), nil); !changed || err != nil {
		t.Errorf("%t, %v", changed, err)
	}
	leadsTo(t, e, "old", "good")
}

// A file of redirects that cannot be read is not written anew: it has what the host wrote.
func TestRedirectsThatCannotBeRead(t *testing.T) {
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	must(t, os.Mkdir(dir+"/redirects", 0o750))
	if _, err := e.RenameSlug(t.Context(), "ada", "good", "best"); err == nil {
		t.Error("a slug is renamed, and the old one leads nowhere")
	}
	if got := read(t, dir+"/posts/good.md"); got != onePost {
		t.Errorf("the post is %q", got)
	}
}

// What is held under a temporary name gets no other that could not be written.
func TestHeldNames(t *testing.T) {
	e, _ := newEditor(t, newTree(t), EditorOptions{})
	u := begin(t, e, "posts/new.md.tmp", PutOptions{})
	writeAt(t, u, post("New", "text"), 0)
	commit(t, u)
	for _, to := range []string{"posts/" + strings.Repeat("x", 2*maxHeldPath) + ".tmp", "posts/\x1b.tmp"} {
		if _, err := e.Rename(t.Context(), "ada", "posts/new.md.tmp", to, MoveOptions{}); !isRefused(err) {
			t.Errorf("to %q: %v", to, err)
		}
	}
	if _, err := e.Rename(t.Context(), "ada", "posts/new.md.tmp", "posts/new.md", MoveOptions{}); err != nil {
		t.Errorf("it is held no more: %v", err)
	}
}

// What is renamed where, in the directories of generators.
func TestRename(t *testing.T) {
	hugo := map[string]string{
		"hugo.toml": "title = \"T\"\nbaseURL = \"https://t.example\"\n", "content/post/a.md": onePost, "content/post/b/index.md": onePost, "content/post/b/pic.png": "\x89PNG\r\n\x1a\n",
	}
	jekyll := map[string]string{"_config.yml": "title: T\n", "_posts/2026-01-05-hello.md": onePost}
	for name, test := range map[string]struct {
		files    map[string]string
		from, to string
		path     string
		slug     string // that it has, and the old one leads to
		old      string
	}{
		"a file":                         {hugo, "posts/a.md", "posts/x.md", "content/post/x.md", "x", "a"},
		"a file, by its slug":            {hugo, "a", "x", "content/post/x.md", "x", "a"},
		"a bundle, by its slug":          {hugo, "b", "x", "content/post/x", "x", "b"},
		"a folder":                       {hugo, "posts/b", "posts/x", "content/post/x", "x", "b"},
		"to a new folder":                {hugo, "posts/a.md", "posts/deep/er/a.md", "content/post/deep/er/a.md", "a", "a"},
		"with its date":                  {jekyll, "hello", "x", "_posts/2026-01-05-x.md", "x", "hello"},
		"a picture":                      {hugo, "posts/b/pic.png", "posts/b/other.png", "content/post/b/other.png", "b", "b"},
		"a name that differs in case":    {hugo, "posts/a.md", "posts/A.md", "content/post/A.md", "a", "a"},
		"a post that becomes unreadable": {hugo, "posts/a.md", "content/drafts/a.md", "content/drafts/a.md", "", "a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := newSite(t, test.files)
			e, _ := newEditor(t, dir, EditorOptions{})
			var r Result
			var err error
			if strings.Contains(test.from, "/") {
				r, err = e.Rename(t.Context(), "ada", test.from, test.to, MoveOptions{})
			} else {
				r, err = e.RenameSlug(t.Context(), "ada", test.from, test.to)
			}
			if err != nil || r.Path != test.path {
				t.Fatalf("%+v, %v, want %s", r, err, test.path)
			}
			if _, err := os.Stat(filepath.Join(dir, test.path)); err != nil {
				t.Error(err)
			}
			leadsTo(t, e, test.old, test.slug)
			if test.slug != "" {
				leadsTo(t, e, test.slug, test.slug)
			}
			if swapped, _, err := e.store.reload(t.Context(), nil); swapped || err != nil || e.store.Report().Read != 0 {
				t.Errorf("a reading afterwards: %t, %v, %d files read", swapped, err, e.store.Report().Read)
			}
		})
	}
}

// What is not renamed stays where it is.
func TestRenameRefused(t *testing.T) {
	for name, test := range map[string]struct {
		from, to, want string
		is             error
	}{
		"onto another file":           {"posts/good.md", "posts/other.md", "posts/other.md: there is one already", fs.ErrExist},
		"onto a folder":               {"posts/good.md", "posts/folder", "posts/folder: there is one already", fs.ErrExist},
		"a folder onto a file":        {"posts/folder", "posts/good.md", "posts/good.md: there is one already", fs.ErrExist},
		"nothing":                     {"posts/none.md", "posts/x.md", "posts/none.md: there is no such file", fs.ErrNotExist},
		"out of the directory":        {"posts/good.md", "../x.md", "../x.md: is no path", nil},
		"the configuration":           {"site.yaml", "posts/x.md", "site.yaml: is neither content", nil},
		"to the configuration":        {"posts/good.md", "site.yaml", "site.yaml: is neither content", nil},
		"to a program":                {"posts/good.md", "posts/good.sh", "posts/good.sh: files that end in .sh", nil},
		"a picture to a post":         {"posts/pic.png", "posts/pic.md", "posts/pic.md:1: byte 0x89 is not UTF-8", nil},
		"a post to a picture":         {"posts/good.md", "posts/good.png", "posts/good.png: its content is not what .png says", nil},
		"a folder into itself":        {"posts/folder", "posts/folder/x", "posts/folder/x: is in the folder that is renamed", nil},
		"the folder of posts":         {"posts/", "other", "posts: is ", nil},
		"to the slug of another":      {"posts/good.md", "posts/2026-01-05-other.md", "posts/2026-01-05-other.md: has the slug of posts/other.md", nil},
		"to another case of another":  {"posts/good.md", "posts/Other.md", "posts/Other.md: differs from posts/other.md in case alone", nil},
		"a link":                      {"posts/link.md", "posts/x.md", "posts/link.md: is a symbolic link", nil},
		"over a link, with Replace":   {"posts/good.md", "posts/link.md", "posts/link.md: is a symbolic link", nil},
		"a slug that nothing has":     {"nothing", "x", "nothing: there is no such post", fs.ErrNotExist},
		"a slug to one that is taken": {"good", "other", "posts/other.md: there is one already", fs.ErrExist},
		"a slug to none":              {"good", "Not a Slug", `posts/good.md: "Not a Slug" is no slug: want letters, digits and hyphens, such as not-a-slug`, nil},
		"a slug to a command":         {"good", "ls", `posts/good.md: "ls" is a command`, nil},
		"a slug of front matter":      {"mine", "x", "posts/own.md:3: slug: in its front matter", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := newTree(t)
			mkdir(t, dir+"/posts/folder")
			write(t, dir+"/posts/other.md", onePost)
			write(t, dir+"/posts/own.md", "---\ntitle: T\nslug: mine\n---\n\nText.\n")
			write(t, dir+"/posts/pic.png", "\x89PNG\r\n\x1a\n")
			symlink(t, "good.md", dir+"/posts/link.md")
			e, _ := newEditor(t, dir, EditorOptions{})
			before, snapshot := treeOf(t, dir), e.store.Current()
			var err error
			if strings.Contains(test.from, "/") || strings.Contains(test.from, ".") {
				_, err = e.Rename(t.Context(), "ada", test.from, test.to, MoveOptions{Replace: test.is == nil})
			} else {
				_, err = e.RenameSlug(t.Context(), "ada", test.from, test.to)
			}
			if err == nil || !strings.HasPrefix(err.Error(), test.want) || test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("the error is %v, want %s", err, test.want)
			}
			if after := treeOf(t, dir); after != before || e.store.Current() != snapshot {
				t.Errorf("the directory was\n%s\nand is\n%s", before, after)
			}
			if trash, _ := e.Trash(); len(trash) != 0 {
				t.Errorf("the trash has %v", trash)
			}
		})
	}
}

// A rename over a file, where the client asks for it, keeps that file in the trash.
func TestRenameReplaces(t *testing.T) {
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	mustPut(t, e, "posts/other.md", post("Other", "text"))
	r, err := e.Rename(t.Context(), "ada", "posts/other.md", "posts/good.md", MoveOptions{Replace: true})
	trash, _ := e.Trash()
	if err != nil || titles(e.store.Current()) != "Other" || len(trash) != 1 || trash[0].ID != r.Trash || trash[0].SHA256 != sum(onePost) {
		t.Errorf("%+v, %v, the list has %q, the trash %v", r, err, titles(e.store.Current()), trash)
	}
	leadsTo(t, e, "other", "good")
}

// A draft is no one's to read until it is published, which is one call.
func TestDraftIsPublished(t *testing.T) {
	for name, test := range map[string]struct {
		files       map[string]string
		draft, post string
	}{
		"plain":  {map[string]string{"site.yaml": "title: T\nhost: blog.example\n", "posts/good.md": onePost}, "posts/drafts/idea.md", "posts/idea.md"},
		"Jekyll": {map[string]string{"_config.yml": "title: T\n", "_posts/2026-01-05-good.md": onePost}, "_drafts/idea.md", "_posts/2026-01-05-idea.md"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := newSite(t, test.files)
			e, _ := newEditor(t, dir, EditorOptions{})
			r, err := put(t, e, "posts/idea.md", post("Idea", "text"), PutOptions{Draft: true})
			if err != nil || r.Path != test.draft || r.State != blog.Draft || r.Command != "" || r.URL != "" || r.Slug != "idea" {
				t.Fatalf("%+v, %v", r, err)
			}
			shown(t, e, "T")
			leadsTo(t, e, "idea", "")
			r, err = e.Publish(t.Context(), "ada", "idea")
			if err != nil || r.Path != test.post || r.State != blog.Published || r.Command == "" {
				t.Fatalf("%+v, %v", r, err)
			}
			shown(t, e, "Idea T")
			if _, err := os.Stat(dir + "/redirects"); err == nil {
				t.Error("a draft that is published leaves a redirect")
			}
			if r, err = e.Publish(t.Context(), "ada", "idea"); err != nil || !r.Unchanged || r.Command == "" {
				t.Errorf("twice: %+v, %v", r, err)
			}
		})
	}
}

// Hugo publishes all that does not say otherwise itself: a folder of drafts would deceive.
func TestDraftOfHugo(t *testing.T) {
	dir := newSite(t, map[string]string{"hugo.toml": "title = \"T\"\nbaseURL = \"https://t.example\"\n", "content/posts/good.md": onePost})
	e, _ := newEditor(t, dir, EditorOptions{})
	_, err := put(t, e, "posts/idea.md", post("Idea", "text"), PutOptions{Draft: true})
	if !isRefused(err) || err.Error() != "content/posts/idea.md: is no draft for Hugo: write draft: true in its front matter" {
		t.Errorf("the error is %v", err)
	}
	r, err := put(t, e, "posts/idea.md", strings.Replace(post("Idea", "text"), "---\n", "---\ndraft: true\n", 1), PutOptions{Draft: true})
	if err != nil || r.State != blog.Draft {
		t.Fatalf("%+v, %v", r, err)
	}
	if _, err := e.Publish(t.Context(), "ada", "idea"); !isRefused(err) || !strings.HasPrefix(err.Error(), "content/posts/idea.md: its front matter makes it a draft: ") {
		t.Errorf("published: %v", err)
	}
	shown(t, e, "T")
}

// What is unpublished is in the trash, and comes back.
func TestUnpublish(t *testing.T) {
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	for _, name := range []string{"good", "posts/good.md"} {
		r, err := e.Unpublish(t.Context(), "ada", name)
		if err != nil || r.Path != "posts/good.md" || r.Trash == "" {
			t.Fatalf("%s: %+v, %v", name, r, err)
		}
		shown(t, e, "")
		if _, err := os.Stat(dir + "/posts/good.md"); !errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
		if r, err := e.Restore(t.Context(), "ada", r.Trash); err != nil || r.Slug != "good" || !r.Created {
			t.Fatalf("restored: %+v, %v", r, err)
		}
		shown(t, e, "T")
		if trash, _ := e.Trash(); len(trash) != 0 {
			t.Errorf("the trash has %v", trash)
		}
	}
	for _, name := range []string{"goood", "posts/none.md", "", "../x", "site.yaml"} {
		if _, err := e.Unpublish(t.Context(), "ada", name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := e.Unpublish(t.Context(), "ada", "goood"); !strings.Contains(err.Error(), "no such post, but good") {
		t.Errorf("misspelt: %v", err)
	}
	for _, name := range []string{"posts/none.md", "posts", "site.yaml", "posts/../site.yaml"} {
		if _, err := e.Remove(t.Context(), "ada", name); err == nil {
			t.Errorf("%q is removed", name)
		}
	}
}

// Folders are made and removed, but only empty ones, and never those of the blog itself.
func TestFolders(t *testing.T) {
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	ctx := t.Context()
	must(t, e.Mkdir(ctx, "ada", "posts/a/b/"))
	must(t, e.Mkdir(ctx, "ada", "static"))
	if err := e.Mkdir(ctx, "ada", "posts/a"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("twice: %v", err)
	}
	for _, name := range []string{"layouts", "../x", "posts/.x", "posts/A", "posts/good.md", "posts/good.md/x", ""} {
		if err := e.Mkdir(ctx, "ada", name); err == nil {
			t.Errorf("%q is made", name)
		}
	}
	mustPut(t, e, "posts/a/b/x.md", post("X", "text"))
	for _, name := range []string{"posts/a", "posts/a/b", "posts", "pages", "posts/good.md", "posts/none", "", "../x", "site.yaml"} {
		if err := e.Rmdir(ctx, "ada", name); err == nil {
			t.Errorf("%q is removed", name)
		}
	}
	if _, err := e.Remove(ctx, "ada", "posts/a/b/x.md"); err != nil {
		t.Fatal(err)
	}
	must(t, e.Rmdir(ctx, "ada", "posts/a/b"))
	must(t, e.Rmdir(ctx, "ada", "posts/a"))
	shown(t, e, "T")
}

// An author renames folders into each other, so that their depth has no bound, and the memory
// for their paths grows with its square.
func TestFoldersInFoldersAreBounded(t *testing.T) {
	e, _ := newEditor(t, newTree(t), EditorOptions{})
	chain := strings.Repeat("/d", 8)
	must(t, e.Mkdir(t.Context(), "ada", "posts/a"+chain))
	must(t, e.Mkdir(t.Context(), "ada", "posts/b"+chain))
	_, err := e.Rename(t.Context(), "ada", "posts/a", "posts/b"+chain+"/a", MoveOptions{})
	if _, refused := errors.AsType[*Refused](err); !refused || !strings.Contains(err.Error(), "too long") {
		t.Errorf("%v, want a refusal", err)
	}
	if _, err = e.Rename(t.Context(), "ada", "posts/a/d/d/d/d", "posts/b"+chain+"/a", MoveOptions{}); err != nil {
		t.Error(err)
	}
}
