package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestReplacedBlog does what README.md proposes, in an overlay of the sources: other posts
// take the place of those in content/, and content/thisblog_test.go goes with them. The
// tests that can know the posts still pass there. With an overlay, go compiles only the
// packages that have the posts once more, which a copy of the sources would not do.
func TestReplacedBlog(t *testing.T) {
	const how = "PETE_LONG=1 go test ./cmd/pete -run ReplacedBlog -v"
	if underRace {
		t.Skip("the race detector finds nothing here: " + how)
	}
	takesLong(t, how)
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	replace := map[string]string{} // to the empty path: there is no such file
	for _, old := range []string{"posts", "pages", "site.yaml", "thisblog_test.go", "nginx_test.go"} {
		err := filepath.WalkDir(filepath.Join(root, "content", old), func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				replace[path] = ""
			}
			return err
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // else the blog is replaced already
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"site.yaml":      "title: Other Words\nhost: words.example:2022\n",
		"pages/about.md": "Two posts.\n",
		"posts/one.md":   "---\ntitle: One\ndate: 2026-01-05\nsummary: The first.\n---\n\nBefore [the other](two.md).\n\n```sh run\necho done\n```\n\n```output\ndone\n```\n",
		"posts/two.md":   "---\ntitle: Two\ndate: 2026-01-06\nsummary: The second.\n---\n\n| a | b | c | d |\n| - | - | - | - |\n| 1 | 2 | 3 | 4 |\n\n    " + strings.Repeat("a line of code that is wide ", 4) + "\n",
	} {
		file := filepath.Join(dir, name)
		putFile(t, file, text)
		replace[filepath.Join(root, "content", filepath.FromSlash(name))] = file
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	putFile(t, filepath.Join(dir, "overlay.json"), string(overlay))
	inside := testsOfBlogInside(t)
	for _, line := range [][]string{{"./content"}, {"-run", inside, "./cmd/pete"}} {
		line = append([]string{"test", "-vet=off", "-overlay", filepath.Join(dir, "overlay.json")}, line...)
		cmd := exec.CommandContext(t.Context(), "go", line...)
		cmd.Dir = root
		cmd.Env = slices.DeleteFunc(os.Environ(), func(s string) bool {
			return strings.HasPrefix(s, "PETE_") // which this test has set for its own blog
		})
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("go %s, with another blog: %v\n%s", strings.Join(line, " "), err, out)
		}
	}
}

// testsOfBlogInside returns a pattern of the tests that serve or read the blog inside pete.
// For all others, and what they start, TestMain names the one in testdata.
func testsOfBlogInside(t *testing.T) string {
	t.Helper()
	var tests []string
	find := func(pattern, serves string, names func(file, text string) []string) {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if regexp.MustCompile(serves).Match(text) {
				tests = append(tests, names(file, string(text))...)
			}
		}
	}
	for dir, test := range map[string]string{"script": "TestHost", "ssh": "TestSSH"} {
		find("testdata/"+dir+"/*.txtar", `(?m)^env `+contentVariable+`=$`, func(file, _ string) []string {
			return []string{"^" + test + "$/^" + strings.TrimSuffix(filepath.Base(file), ".txtar") + "$"}
		})
	}
	find("*_test.go", `\bcontent\.FS\b`, func(_, text string) (found []string) {
		for _, name := range regexp.MustCompile(`(?m)^func (Test\w+)`).FindAllStringSubmatch(text, -1) {
			found = append(found, "^"+name[1]+"$")
		}
		return found
	})
	return strings.Join(tests, "|")
}
