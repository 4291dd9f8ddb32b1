package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestReplacedBlog does what README.md proposes, in a copy of the sources: other posts
// take the place of those in content/, and content/thisblog_test.go goes with them. The
// tests that could know the posts still pass there.
func TestReplacedBlog(t *testing.T) {
	const how = "PETE_LONG=1 go test ./cmd/pete -run ReplacedBlog -v"
	if os.Getenv("PETE_LONG") == "" || underRace {
		t.Skip("takes a minute, and the race detector finds nothing here: " + how)
	}
	dir := t.TempDir()
	copySources(t, "../..", dir)
	for _, old := range []string{"posts", "pages", "site.yaml", "thisblog_test.go"} {
		if err := os.RemoveAll(filepath.Join(dir, "content", old)); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{
		"site.yaml":      "title: Other Words\nhost: words.example:2022\n",
		"pages/about.md": "Two posts.\n",
		"posts/one.md":   "---\ntitle: One\ndate: 2026-01-05\nsummary: The first.\n---\n\nBefore [the other](two.md).\n\n```sh run\necho done\n```\n\n```output\ndone\n```\n",
		"posts/two.md":   "---\ntitle: Two\ndate: 2026-01-06\nsummary: The second.\n---\n\n| a | b | c | d |\n| - | - | - | - |\n| 1 | 2 | 3 | 4 |\n\n    " + strings.Repeat("a line of code that is wide ", 4) + "\n",
	} {
		putFile(t, filepath.Join(dir, "content", name), text)
	}
	// The long tests name their blog themselves.
	const long = "TestSSH/(floods|vanish|ways|room)|TestStopUnderFire|TestLog|TestStart|TestNotify|TestDescriptors"
	for _, line := range [][]string{
		{"vet", "./content", "./cmd/pete"},
		{"test", "-skip", long, "./content", "./cmd/pete"},
	} {
		cmd := exec.CommandContext(t.Context(), "go", line...)
		cmd.Dir = dir
		cmd.Env = slices.DeleteFunc(os.Environ(), func(s string) bool {
			return strings.HasPrefix(s, "PETE_") // which this test has set for its own blog
		})
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("go %s, with another blog: %v\n%s", strings.Join(line, " "), err, out)
		}
	}
}

// copySources copies a tree without what begins with a dot and without host keys.
func copySources(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		switch {
		case entry.IsDir() && inside != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "keys"):
			return fs.SkipDir
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(to, inside), 0o700)
		case !entry.Type().IsRegular():
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, inside), text, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
}
