package files

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"blog.example/pete/internal/site"
)

// copied is what the end of scp here says to a client that sends all at once.
func (s study) copied(line, sent string) (said string, status int) {
	s.t.Helper()
	var out bytes.Buffer
	status = ServeSCP(s.t.Context(), s.editor, "ada", line, strings.NewReader(sent), &out)
	return out.String(), status
}

// fileOf is a file as a client sends it.
func fileOf(name, text string) string {
	return fmt.Sprintf("C0644 %d %s\n%s\x00", len(text), name, text)
}

func postOf(title string) string {
	return "---\ntitle: " + title + "\ndate: 2026-01-05\n---\n\n" + title + ".\n"
}

const badPost = "---\ntitle: Bad\ndate: Feb 5\n---\n"

// What a client sends, what it is told, and what is public then. In what it is told, 0 is a
// byte that confirms, and ! a warning.
func TestSCPReceives(t *testing.T) {
	const old = "Old Draft" // Draft is not public
	for name, test := range map[string]struct {
		line, sent, said string
		status           int
		warning          string
		want             []string
	}{
		"a file":                 {"scp -t posts/new.md", fileOf("hello.md", postOf("New")), "000", 0, "", []string{"New"}},
		"into a folder":          {"scp -t posts", fileOf("new.md", postOf("New")), "000", 0, "", []string{"New"}},
		"with a slash":           {"scp -t posts/", fileOf("new.md", postOf("New")), "000", 0, "", []string{"New"}},
		"a path of its own":      {"/usr/bin/scp -q -t -- posts/new.md", fileOf("x", postOf("New")), "000", 0, "", []string{"New"}},
		"flags run together":     {"scp -vtd posts", fileOf("new.md", postOf("New")), "000", 0, "", []string{"New"}},
		"two spaces in a name":   {"scp -t posts/a  b.md", fileOf("x", postOf("New")), "000", 0, "", []string{"New"}},
		"a quoted name":          {`scp -t 'posts/a b.md'`, fileOf("x", postOf("New")), "000", 0, "", []string{"New"}},
		"several":                {"scp -d -t posts", fileOf("a.md", postOf("A")) + fileOf("b.md", postOf("B")), "00000", 0, "", []string{"A", "B"}},
		"times":                  {"scp -p -t posts", "T1 0 1 0\n" + fileOf("a.md", postOf("A")), "0000", 0, "", []string{"A"}},
		"a folder":               {"scp -r -t posts", "D0755 0 trip\n" + fileOf("in.md", postOf("In")) + "E\n" + fileOf("after.md", postOf("After")), "0000000", 0, "", []string{"After", "In"}},
		"folders in folders":     {"scp -r -t posts", "D0755 0 a\nD0755 0 b\n" + fileOf("in.md", postOf("In")) + "E\nE\n", "0000000", 0, "", []string{"In"}},
		"a new name of a folder": {"scp -r -t posts/trip", "D0755 0 away\n" + fileOf("in.md", postOf("In")) + "E\n", "00000", 0, "", []string{"In"}},
		"the same again":         {"scp -t posts", fileOf("a.md", postOf("A")) + fileOf("a.md", postOf("A")), "00000", 0, "", []string{"A"}},

		"refused, then another":        {"scp -t posts", fileOf("bad.md", badPost) + fileOf("a.md", postOf("A")), "00!00", 1, "posts/bad.md:3: date", []string{"A"}},
		"not begun, then another":      {"scp -t .", "C0644 3 site.yaml\nC0644 3 x.yaml\n" + fileOf("posts/../a", ""), "0!!#", 1, "site.yaml: is neither", nil},
		"a refused folder":             {"scp -r -t posts", "D0755 0 .git\n" + fileOf("a.md", postOf("A")), "0!00", 1, "begin with .", []string{"A"}},
		"the client has read too few":  {"scp -t posts", "C0644 4 a.md\nfour\x01a.md: is gone\n" + fileOf("b.md", postOf("B")), "00000", 1, "", []string{"B"}},
		"the client has a warning":     {"scp -t posts", "\x01x.md: is gone\n" + fileOf("b.md", postOf("B")), "000", 1, "", []string{"B"}},
		"the client gives up":          {"scp -t posts", "\x02lost\n", "0#", 1, "", nil},
		"no such folder":               {"scp -t none/", "", "!", 1, "none/", nil},
		"a folder that is none":        {"scp -d -t posts/old.md", "", "!", 1, "old.md", nil},
		"cut off":                      {"scp -t posts", "C0644 400 a.md\n" + postOf("A"), "00#", 1, "", nil},
		"cut off before the last byte": {"scp -t posts", strings.TrimSuffix(fileOf("a.md", postOf("A")), "\x00"), "00#", 1, "", nil},
		"longer than it says":          {"scp -t posts", "C0644 4 a.md\n" + postOf("A"), "00#", 1, "", nil},
		"a name with a slash":          {"scp -t posts", "C0644 4 ../a.md\nfour\x00", "0#", 1, "", nil},
		"a name that leads up":         {"scp -r -t posts", "D0755 0 ..\n", "0#", 1, "", nil},
		"no name":                      {"scp -t posts", "C0644 4 \nfour\x00", "0#", 1, "", nil},
		"a size below zero":            {"scp -t posts", "C0644 -4 a.md\n", "0#", 1, "", nil},
		"a huge size":                  {"scp -t posts", "C0644 99999999999999999999 a.md\n", "0#", 1, "", nil},
		"a folder that was not asked":  {"scp -t posts", "D0755 0 a\n", "0#", 1, "", nil},
		"an end of no folder":          {"scp -r -t posts", "E\n", "0#", 1, "", nil},
		"a line without an end":        {"scp -t posts", "C0644 " + strings.Repeat("4", 1<<20), "0#", 1, "", nil},
		"another protocol":             {"scp -t posts", "GET / HTTP/1.1\n", "0#", 1, "", nil},
		"nothing":                      {"scp -t posts", "", "0", 0, "", nil},
		"both ways":                    {"scp -t -f posts", "", "!", 1, "want -t PATH or -f PATH", nil},
		"no path":                      {"scp -t", "", "!", 1, "want -t PATH or -f PATH", nil},
		"unknown flags":                {"scp -t --server posts", "", "!", 1, "want -t PATH or -f PATH", nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStudy(t)
			said, status := s.copied(test.line, test.sent)
			if got := spoken(said); got != test.said || status != test.status || !strings.Contains(said, test.warning) {
				t.Errorf("status %d, %q, %q; want %d, %q with %q", status, got, said, test.status, test.said, test.warning)
			}
			s.wantTitles(append(test.want, strings.Fields(old)[0])...)
			if left, err := os.ReadDir(filepath.Join(s.dir, ".pete/staged")); err != nil || len(left) > 0 {
				t.Errorf("%d uploads are left, %v", len(left), err)
			}
		})
	}
}

// spoken makes one character of each thing that a client is told: 0, ! for a warning, # for
// the end.
func spoken(said string) (kinds string) {
	for said != "" {
		switch said[0] {
		case 0:
			kinds, said = kinds+"0", said[1:]
		case 1:
			kinds += "!"
			_, said, _ = strings.Cut(said, "\n")
		case 2:
			kinds += "#"
			_, said, _ = strings.Cut(said, "\n")
		default:
			return kinds + "?"
		}
	}
	return kinds
}

// What a client asks for, and what it is sent while it confirms everything.
func TestSCPSends(t *testing.T) {
	const oldText = "---\ntitle: Old\ndate: 2026-01-05\n---\n\nOld text.\n"
	const draftText = "---\ntitle: Draft\ndraft: true\n---\n\nNot done.\n"
	file := func(name, text string) string { return fmt.Sprintf("C0644 %d %s\n%s\x00", len(text), name, text) }
	old, draft := file("old.md", oldText), file("draft.md", draftText)
	for name, test := range map[string]struct {
		line, want string
		status     int
	}{
		"a file":        {"scp -f posts/old.md", old, 0},
		"a slug":        {"scp -f /posts/old.md", old, 0},
		"a pattern":     {"scp -f posts/*.md", draft + old, 0},
		"another":       {"scp -f 'posts/o?d.md'", old, 0},
		"a folder":      {"scp -r -f posts", "D0750 0 posts\n" + draft + old + "E\n", 0},
		"no folder":     {"scp -f posts", "\x01posts: a folder: scp -r copies it\n", 1},
		"nothing there": {"scp -f posts/none.md", "\x01posts/none.md: there is no such file: file does not exist\n", 1},
		"none matches":  {"scp -f posts/x*.md", "\x01posts/x*.md: there is no such file: file does not exist\n", 1},
		"secrets":       {"scp -f .env", "\x01", 1},
		"upwards":       {"scp -f ../../etc/passwd", "\x01", 1},
		"the staged":    {"scp -r -f .pete", "\x01", 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStudy(t)
			for _, name := range []string{"posts/old.md", "posts/draft.md"} {
				if err := os.Chmod(filepath.Join(s.dir, name), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			said, status := s.copied(test.line, strings.Repeat("\x00", 20))
			if same := said == test.want || test.want == "\x01" && strings.HasPrefix(said, "\x01"); !same || status != test.status {
				t.Errorf("status %d, %q, want %d, %q", status, said, test.status, test.want)
			}
			if strings.Contains(said, "SECRET") || strings.Contains(said, "root:") {
				t.Error("it sends what is no content")
			}
		})
	}
	s := newStudy(t)
	if said, _ := s.copied("scp -p -f posts/old.md", "\x00\x00\x00\x00"); !strings.HasPrefix(said, "T") || !strings.Contains(said, "\nC0") {
		t.Errorf("with times it sends %q", said)
	}
	// A client that has an error ends it.
	for _, sent := range []string{"", "\x01no\n", "\x00\x01no\n", "\x00\x00\x02no\n"} {
		if said, status := s.copied("scp -f posts/old.md", sent); status != 1 || !strings.HasSuffix(said, "\n") {
			t.Errorf("after %q status %d, %q", sent, status, said)
		}
	}
}

// onlyInside fails if something has come to be that authors may not make. below is the
// folder in which the blog is.
func (s study) onlyInside(t testing.TB) {
	t.Helper()
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(s.dir, path)
		switch {
		case err != nil:
			return err
		case name == ".pete":
			return fs.SkipDir
		case d.Type()&^fs.ModeDir != 0:
			t.Errorf("%q is neither a file nor a folder", name)
		case name != "." && name != ".env" && strings.Contains("/"+filepath.ToSlash(name), "/."):
			t.Errorf("%q has a name of a hidden file", name)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	for name, want := range map[string]string{".env": "SECRET=1\n", "site.yaml": "title: Mine\nhost: blog.example\n"} {
		if got, err := os.ReadFile(filepath.Join(s.dir, name)); err != nil || string(got) != want {
			t.Errorf("%s is %q, %v", name, got, err)
		}
	}
	if list, err := os.ReadDir(filepath.Dir(s.dir)); err != nil || len(list) != 1 {
		t.Errorf("beside the blog there are %d things, %v", len(list), err)
	}
}

// FuzzSCP is a client that sends anything. Nothing outside the content changes, and the
// copy ends.
func FuzzSCP(f *testing.F) {
	f.Add("scp -t posts", fileOf("a.md", postOf("A")))
	f.Add("scp -r -p -t posts", "T1 0 1 0\nD0755 0 a\n"+fileOf("in.md", postOf("In"))+"E\n")
	f.Add("scp -t ../..", fileOf("x", "x"))
	f.Add("scp -t .pete/staged/1", fileOf("x", "x"))
	f.Add("scp -r -t .", "D0755 0 ..\nE\n")
	f.Add("scp -r -f .", "\x00\x00\x00\x00\x00\x00\x00")
	f.Add("scp -f posts/*", "\x00\x00\x00\x01x\n")
	f.Add("scp -t posts", "C0644 9223372036854775807 a.md\nx")
	s := newStudy(f)
	f.Fuzz(func(t *testing.T, line, sent string) {
		if !IsSCP(line) || len(line)+len(sent) > 4<<10 {
			return
		}
		var out bytes.Buffer
		ServeSCP(t.Context(), s.editor, "ada", line, strings.NewReader(sent), &out)
		if strings.Contains(out.String(), "SECRET") {
			t.Error("it sends a secret")
		}
		s.onlyInside(t)
	})
}

// FuzzAuthorPaths names any two paths in each way in which an author can.
func FuzzAuthorPaths(f *testing.F) {
	for _, name := range []string{"posts/a.md", "../a.md", "/.env", "posts/../../x.md", ".pete/trash/1", "posts/.a.md", "posts//a.md", "posts/A.MD", "site.yaml", "static/x.txt", "a\x00b.md", `posts\a.md`, "posts/old.md", "posts/x.md.filepart"} {
		f.Add(name, "posts/b.md")
		f.Add("posts/old.md", name)
	}
	s := newStudy(f)
	f.Fuzz(func(t *testing.T, one, other string) {
		if len(one)+len(other) > 2<<10 {
			return
		}
		ctx := t.Context()
		_, _ = s.editor.Put(ctx, "ada", one, strings.NewReader(postOf("Any")), site.PutOptions{})
		_, _ = s.editor.Rename(ctx, "ada", one, other, site.MoveOptions{Replace: true})
		_ = s.editor.Mkdir(ctx, "ada", other)
		if file, err := s.editor.Open("ada", one); err == nil {
			_ = file.Close()
		}
		_, _ = s.editor.ReadDir("ada", one)
		_, _ = s.editor.Remove(ctx, "ada", other)
		_ = s.editor.Rmdir(ctx, "ada", other)
		s.onlyInside(t)
	})
}
