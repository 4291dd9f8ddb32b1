package blog

import (
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// unopened fails the test when anything but a regular file is opened.
type unopened struct {
	fstest.MapFS
	t *testing.T
}

func (u unopened) Open(name string) (fs.File, error) {
	if info, err := u.Stat(name); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		u.t.Errorf("%s is opened", name)
	}
	return u.MapFS.Open(name)
}

// Attack: a named pipe that is called like a post keeps every reader of it waiting
// until a writer comes.
func TestPipesAreNotOpened(t *testing.T) {
	files := dir("posts/a.md", post(good)+"[b](b.md) [c](c.md)\n", "posts/d.md", "---\n"+good+"\ndraft: true\n---\n", "posts/e.md", post(good)+"[d](d.md)")
	for name, mode := range map[string]fs.FileMode{"posts/b.md": fs.ModeNamedPipe, "pages/about.md": fs.ModeSocket, "posts/f.md": fs.ModeDevice | fs.ModeCharDevice} {
		files[name] = &fstest.MapFile{Mode: mode | 0o600}
	}
	a, r := Open(unopened{files, t})
	want := `pages/about.md: is a socket: make it a regular file
posts/a.md:8: warning: link to "c.md": no such post: link to a post as SLUG.md, or give a whole address
posts/b.md: is a named pipe: make it a regular file
posts/e.md:8: warning: link to "d.md": posts/d.md is a draft: publish it, or take the link out
posts/f.md: is a device: make it a regular file`
	if got := problems(r); got != want {
		t.Errorf("problems:\n%s\nwant:\n%s", got, want)
	}
	if a == nil || r.Summary() != "5 posts: 2 served, 1 draft, 2 left out, 1 page left out, 2 remarks" {
		t.Errorf("%s", r.Summary())
	}
	files["posts/e.md"] = &fstest.MapFile{Data: []byte(post(good))}
	if a, r = Open(unopened{files, t}); a == nil || len(a.Posts) != 2 || r.Err() != nil || r.OK() {
		t.Errorf("with one warning less %v is served: %s", a, r.Summary())
	}
}

// Attack: a file never ends, or is larger than the memory.
func TestFilesAreBounded(t *testing.T) {
	most := post(good)
	most += strings.Repeat(" ", maxFile-len(most))
	a, r := Open(dir("posts/a.md", most, "posts/b.md", most+" "))
	if got, want := problems(r), "posts/b.md: has more than 16 MB: split it"; got != want || len(a.Posts) != 1 {
		t.Errorf("got %s", got)
	}
	_, r = Open(endless{dir("posts/a.md", post(good)), t})
	if got, want := problems(r), "posts/a.md: has more than 16 MB: split it"; got != want {
		t.Errorf("got %s", got)
	}
}

// endless has posts that say they are empty and go on.
type endless struct {
	fstest.MapFS
	t *testing.T
}

type endlessFile struct {
	fs.File
	t *testing.T
	n int
}

func (e endless) Open(name string) (fs.File, error) {
	f, err := e.MapFS.Open(name)
	if isMarkdown(name) {
		f = &endlessFile{File: f, t: e.t}
	}
	return f, err
}

// Read ends all the same where it would fill the memory.
func (e *endlessFile) Read(p []byte) (int, error) {
	if e.n += len(p); e.n > 2*maxFile {
		e.t.Error("it is read on and on")
		return 0, io.EOF
	}
	return len(p), nil
}

// Attack: a path, or what a problem quotes from a post, has escapes for the author's
// terminal.
func TestProblemsArePrintable(t *testing.T) {
	p := Problem{
		Path: "posts/\x1b[2J\u202e\xff\nGröße 漢字 \u200bم\u200cn👩\u200d🚀\u3000.md", Line: 3, Severity: Warning,
		Wrong: "link to \"\x1b]0;x\a\u009b\" and\na line", Mend: "write\none\r\x1b line",
	}
	want := `posts/\x1b[2J\u202e\xff\nGröße 漢字 \u200b` + "م\u200cn👩\u200d🚀\u3000.md:3: warning: " +
		`link to "\x1b]0;x\a\u009b" and\na line: write` + "\n" + `one\r\x1b line`
	if got := p.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
