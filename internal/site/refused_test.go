package site

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"blog.example/pete/internal/blog"
)

// treeOf returns what a directory has, without the folders of an editor.
func treeOf(t testing.TB, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.Name() == ownFolder:
			return fs.SkipDir
		}
		all.WriteString(strings.TrimPrefix(p, dir))
		if d.Type().IsRegular() {
			all.WriteString(" " + read(t, p))
		}
		all.WriteString("\n")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func staged(t testing.TB, dir string) int {
	t.Helper()
	list, err := os.ReadDir(filepath.Join(dir, stagedFolder))
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// Each refusal says why, leaves everything as it was and stages nothing. What the blog
// refuses is in the trash; what may not have its path at all is not.
func TestRefusals(t *testing.T) {
	const png = "\x89PNG\r\n\x1a\n"
	good := post("New", "text")
	for _, test := range []struct {
		name, path, text string
		o                PutOptions
		want             string
		trashed          bool
	}{
		{"a date that is none", "posts/x.md", "---\ntitle: T\ndate: Jan 5\n---\n\nText.\n", PutOptions{}, `posts/x.md:3: date "Jan 5": want YYYY-MM-DD`, true},
		{"front matter without an end", "posts/x.md", "---\ntitle: T\n", PutOptions{}, "posts/x.md:1: ", true},
		{"a word of secrecy that is none", "posts/x.md", "---\ntitle: T\ndraft: treu\n---\n\nText.\n", PutOptions{}, "posts/x.md:3: draft \"treu\": want true or false", true},
		{"Latin-1", "posts/x.md", "---\ntitle: T\n---\n\nGr\xfc\xdfe\n", PutOptions{}, "posts/x.md:5: byte 0xFC is not UTF-8", true},
		{"a folder of the blog", "posts", good, PutOptions{}, "posts: ", false},
		{"a folder", "posts/folder", good, PutOptions{}, "posts/folder: is a folder", true},
		{"below a file", "posts/good.md/x.md", good, PutOptions{}, "posts/good.md: is a file, and no folder", true},
		{"another case", "posts/Good.md", good, PutOptions{}, "posts/Good.md: differs from posts/good.md in case alone", true},
		{"a name in lower case", "static/upper.txt", "text", PutOptions{}, "static/upper.txt: differs from static/UPPER.txt in case alone", true},
		{"another case of a folder", "posts/FOLDER/x.md", good, PutOptions{}, "posts/FOLDER: differs from posts/folder in case alone", true},
		{"accents that are written in another way", "posts/cafe\u0301.md", good, PutOptions{}, "posts/cafe\u0301.md: differs from posts/caf\u00e9.md in case alone", true},
		{"the slug of another file", "posts/2026-01-05-good.md", good, PutOptions{}, `posts/2026-01-05-good.md: has the slug of posts/good.md`, true},
		{"the slug of another file in its front matter", "posts/x.md", "---\ntitle: T\nslug: good\n---\n\nText.\n", PutOptions{}, `posts/x.md: has the slug of posts/good.md`, true},
		{"the slug of a draft", "posts/idea.md", good, PutOptions{}, `posts/idea.md: has the slug of posts/drafts/idea.md`, true},
		{"a link", "posts/link.md", good, PutOptions{}, "posts/link.md: is a symbolic link", true},
		{"through a link", "posts/way/x.md", good, PutOptions{}, "posts/way: is a symbolic link", true},
		{"a link to nothing", "posts/dangling.md", good, PutOptions{}, "posts/dangling.md: is a symbolic link", true},
		{"a named pipe", "posts/pipe.md", good, PutOptions{}, "posts/pipe.md: is neither a file nor a folder", true},
		{"out of the directory", "posts/../../x.md", good, PutOptions{}, "posts/../../x.md: is no path of a file in the blog", false},
		{"the configuration", "site.yaml", "title: Mine\n", PutOptions{}, "site.yaml: is neither content nor a static file", false},
		{"the redirects", "redirects", "a b\n", PutOptions{}, "redirects: is neither content nor a static file", false},
		{"a file beside the content", "x.md", good, PutOptions{}, "x.md: is neither content nor a static file: want a file in posts", false},
		{"a name of a tool", "posts/.htaccess/x.md", good, PutOptions{}, "posts/.htaccess/x.md: names that begin with", false},
		{"a control character", "posts/a\x1bc.md", good, PutOptions{}, `posts/a\x1bc.md: the path has a character that cannot be seen`, false},
		{"a program", "static/x.sh", "#!/bin/sh\n", PutOptions{}, "static/x.sh: files that end in .sh are not published", true},
		{"a page of HTML", "static/x.html", "<html>", PutOptions{}, "static/x.html: files that end in .html are not published", true},
		{"a script", "static/x.js", "alert()", PutOptions{}, "static/x.js: files that end in .js are not published", true},
		{"a program without an ending", "static/x", "\x7fELF", PutOptions{}, "static/x: files that end in no ending are not published", true},
		{"a program with the name of a picture", "posts/x.png", "\x7fELF", PutOptions{}, "posts/x.png: its content is not what .png says", true},
		{"a page with the name of a picture", "posts/x.jpg", "<html>", PutOptions{}, "posts/x.jpg: its content is not what .jpg says", true},
		{"a picture of another kind", "posts/x.gif", png, PutOptions{}, "posts/x.gif: its content is not what .gif says", true},
		{"a picture with the name of a text", "static/x.txt", png + "\x00", PutOptions{}, "static/x.txt: is not plain text", true},
		{"a page with the name of a text", "static/x.txt", " <html>", PutOptions{}, "static/x.txt: begins as a program", true},
		{"a template with the name of a text", "static/x.json", "---\n---\n{}", PutOptions{}, "static/x.json: begins as a program", true},
		{"a program with the name of a text", "static/x.csv", "#!/bin/sh\n", PutOptions{}, "static/x.csv: begins as a program", true},
		{"what tools install", "static/package.json", "{}", PutOptions{}, "static/package.json: is read by the tools", true},
		{"MDX", "posts/x.mdx", good, PutOptions{}, "posts/x.mdx: MDX is a program", true},
		{"SVG with a script", "static/x.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert()</script></svg>`, PutOptions{}, "static/x.svg: is not a picture alone (it has the element script)", true},
		{"SVG with an event", "static/x.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert()"/>`, PutOptions{}, "static/x.svg: is not a picture alone (it has the attribute onload)", true},
		{"SVG with a page", "static/x.svg", `<svg><foreignObject><p/></foreignObject></svg>`, PutOptions{}, "static/x.svg: is not a picture alone (it has the element foreignObject)", true},
		{"SVG with a link to a script", "static/x.svg", `<svg><a href="java&#10;script:alert()"/></svg>`, PutOptions{}, "static/x.svg: is not a picture alone (it has the attribute href)", true},
		{"SVG with entities", "static/x.svg", `<!DOCTYPE svg [<!ENTITY a "b">]><svg/>`, PutOptions{}, "static/x.svg: is not a picture alone (it defines entities)", true},
		{"SVG that is none", "static/x.svg", "hello", PutOptions{}, "static/x.svg: is not a picture alone", true},
		{"HTML with the name of SVG", "static/x.svg", "<html></html>", PutOptions{}, "static/x.svg: is not a picture alone", true},
		{"another version is expected", "posts/good.md", good, PutOptions{IfMatch: strings.Repeat("0", 64)}, "posts/good.md: the file has changed: it has the SHA-256 " + sum(onePost), false},
		{"no file is expected", "posts/good.md", good, PutOptions{IfMatch: "none"}, "posts/good.md: the file has changed: there is one, of SHA-256 " + sum(onePost), false},
		{"a file is expected", "posts/x.md", good, PutOptions{IfMatch: sum(onePost)}, "posts/x.md: the file has changed: there is none", false},
		{"too large", "posts/x.md", good + strings.Repeat("text ", 300_000), PutOptions{}, "posts/x.md: more than 1 MB: a limit of the blog", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := newTree(t)
			mkdir(t, dir+"/posts/folder")
			mkdir(t, dir+"/posts/drafts")
			write(t, dir+"/posts/drafts/idea.md", onePost)
			mkdir(t, dir+"/static")
			write(t, dir+"/static/UPPER.txt", "text")
			write(t, dir+"/posts/caf\u00e9.md", onePost)
			outside := t.TempDir()
			write(t, outside+"/secret.md", "secret")
			symlink(t, outside+"/secret.md", dir+"/posts/link.md")
			symlink(t, "folder", dir+"/posts/way")
			symlink(t, "nowhere.md", dir+"/posts/dangling.md")
			mkfifo(t, dir+"/posts/pipe.md")
			e, logged := newEditor(t, dir, EditorOptions{MaxFile: 1 << 20})
			before, snapshot := treeOf(t, dir), e.store.Current()
			_, err := put(t, e, test.path, test.text, test.o)
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("the error is %v, want %s", err, test.want)
			}
			if after := treeOf(t, dir); after != before {
				t.Errorf("the directory was\n%s\nand is\n%s", before, after)
			}
			if staged(t, dir) != 0 || e.store.Current() != snapshot || read(t, outside+"/secret.md") != "secret" {
				t.Error("something has changed, or is staged")
			}
			trash, err := e.Trash()
			if err != nil || (len(trash) == 1) != test.trashed {
				t.Errorf("the trash has %+v, %v", trash, err)
			}
			if test.trashed {
				kept := trash[0]
				if kept.Reason != "refused" || !strings.HasPrefix(kept.Why, test.want) || kept.SHA256 != sum(test.text) || read(t, filepath.Join(dir, trashFolder, kept.ID)) != test.text {
					t.Errorf("the trash has %+v", kept)
				}
			}
			if logged.count("what=refused")+logged.count("what=failed") != 1 {
				t.Errorf("the log says %s", logged.text.String())
			}
			if strings.ContainsAny(logged.text.String(), "\x1b\x00") {
				t.Error("the log has control characters")
			}
		})
	}
}

func sum(text string) string {
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:])
}

// What is wrong with other files refuses nothing, and stays as it was.
func TestProblemsOfOthersRefuseNothing(t *testing.T) {
	dir := newTree(t)
	write(t, dir+"/posts/bad.md", "---\ntitle: [\n---\n")
	e, _ := newEditor(t, dir, EditorOptions{})
	write(t, dir+"/posts/good.md", "---\ndate: Jan 5\n---\n") // broken on the host meanwhile
	r := mustPut(t, e, "posts/newer.md", post("New", "[a dead link](nowhere.md)"))
	if got := titles(e.store.Current()); got != "T New" && got != "New T" {
		t.Errorf("the list has %q", got)
	}
	if len(r.Warnings) != 1 || r.Warnings[0].Path != "posts/newer.md" || r.Warnings[0].Severity != blog.Warning {
		t.Errorf("the warnings are %v", r.Warnings)
	}
}

// While the site as a whole cannot be read, nothing is published.
func TestNothingIsPublishedIntoABrokenSite(t *testing.T) {
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	write(t, dir+"/site.yaml", "title: [\n")
	_, err := put(t, e, "posts/new.md", post("New", "text"), PutOptions{})
	if !isRefused(err) || !strings.HasPrefix(err.Error(), "site.yaml:1: ") {
		t.Errorf("the error is %v", err)
	}
	if _, err := os.Stat(dir + "/posts/new.md"); err == nil {
		t.Error("it is there")
	}
}

// Where nothing can be written, one line says why.
func TestNoEditor(t *testing.T) {
	store := NewStore(&Snapshot{})
	if _, err := store.Editor(EditorOptions{}); err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "--content") {
		t.Errorf("inside the program: %v", err)
	}
	dir := newTree(t)
	store, _ = newStore(t, dir, Options{})
	write(t, dir+"/"+ownFolder, "in the way")
	if _, err := store.Editor(EditorOptions{}); err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), dir) {
		t.Errorf("with a file in the way: %v", err)
	}
	must(t, os.RemoveAll(dir))
	if _, err := store.Editor(EditorOptions{}); err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "put the directory back") {
		t.Errorf("without a directory: %v", err)
	}
}

// An upload that its author breaks off leaves nothing.
func TestBrokenOff(t *testing.T) {
	dir := newTree(t)
	e, _ := newEditor(t, dir, EditorOptions{})
	before := treeOf(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	r := &breaking{after: 5 << 20 / 2, then: cancel}
	_, err := e.Put(ctx, "ada", "posts/good.md", r, PutOptions{})
	if !errors.Is(err, context.Canceled) || !strings.HasPrefix(err.Error(), "posts/good.md: the upload was broken off after ") {
		t.Errorf("the error is %v", err)
	}
	lost := errors.New("connection lost")
	_, err = e.Put(t.Context(), "ada", "posts/good.md", &breaking{after: 5 << 20 / 2, err: lost}, PutOptions{})
	if !errors.Is(err, lost) {
		t.Errorf("the error is %v", err)
	}
	if treeOf(t, dir) != before || staged(t, dir) != 0 || len(e.uploads) != 0 || e.usage.staged != 0 {
		t.Errorf("something is left: %d uploads, %d bytes", len(e.uploads), e.usage.staged)
	}
}

// breaking is an endless text that breaks off.
type breaking struct {
	n, after int
	then     func()
	err      error
}

func (b *breaking) Read(p []byte) (int, error) {
	if b.n += len(p); b.n > b.after {
		if b.then != nil {
			b.then()
		}
		if b.err != nil {
			return 0, b.err
		}
	}
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}
