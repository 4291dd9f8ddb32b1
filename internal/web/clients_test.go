//go:build !race

package web_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// run runs a client in a directory, which is its home too, and returns what it prints. The
// client finds no proxy and no configuration.
func run(t *testing.T, dir, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "LANG=C.UTF-8", "TERM=xterm"}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// contains reports everything that a text lacks.
func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in\n%s", part, text)
		}
	}
}

func TestCurl(t *testing.T) {
	requireProgram(t, "curl", "curl")
	base, dir := serveVisited(t), t.TempDir()
	contains(t, run(t, dir, "curl", "-sS", base+"/first-post"), "First <Post>", "Hello, lighthouse.")
	contains(t, run(t, dir, "curl", "-sS", base), "First <Post>", "everything")
	contains(t, run(t, dir, "curl", "-sS", base+"/first-post.md"), "```go\nfunc main() {}\n```")
	contains(t, run(t, dir, "curl", "-sS", "-H", "Accept: text/html", "--compressed", base+"/first-post"), "<h1>First &lt;Post&gt;</h1>")
	contains(t, run(t, dir, "curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", base+missingPath), "404")
}

// TestMirror follows every link of the blog: wget fails if one leads to nothing.
func TestMirror(t *testing.T) {
	requireProgram(t, "wget", "wget")
	base, dir := serveVisited(t), t.TempDir()
	run(t, dir, "wget", "--mirror", "--no-host-directories", "--no-verbose", base+"/")
	for name, part := range map[string]string{
		"index.html": "Small", "everything": "<article>", "about": "<strong>Ada</strong>", "tags/go/feed.atom": "First",
		"feed.atom": "<feed", "first-post.md": "Hello, lighthouse.", "first-post.txt": "Hello, lighthouse.", "read/tags": "About Tags",
	} {
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Error(err)
			continue
		}
		contains(t, string(text), part)
	}
	if styles, err := filepath.Glob(filepath.Join(dir, "*.css")); err != nil || len(styles) != 1 {
		t.Errorf("the style sheets are %v, %v", styles, err)
	}
}

// TestTextBrowsers reads pages with browsers of a terminal, in the order of their source.
func TestTextBrowsers(t *testing.T) {
	base := serveVisited(t)
	for program, args := range map[string][]string{"w3m": {"-dump"}, "lynx": {"-dump", "-nolist"}} {
		t.Run(program, func(t *testing.T) {
			requireProgram(t, program, program)
			dir := t.TempDir()
			dump := func(path string) string { return run(t, dir, program, append(args, base+path)...) }
			contains(t, dump("/"), "Small Talk", "ssh blog.example", "First <Post>", "Troisième")
			contains(t, dump("/search?q=lighthouse"), "2 posts", "Second")
			contains(t, dump("/tags/go"), "First <Post>", "Second", "ls --tag go")
			table := dump("/table")
			contains(t, table, "Name", "second", "It has", "ssh -t blog.example table")
			rest := dump("/everything")
			for _, part := range []string{"search", "Everything that a post may have", "A paragraph with", "A heading", "nested", "A quotation.", "def long_line", "What the note says.", "over SSH"} {
				_, after, ok := strings.Cut(rest, part)
				if !ok {
					t.Fatalf("%q is not in what follows:\n%s", part, rest)
				}
				rest = after
			}
		})
	}
}

// TestNewsboat subscribes to the feed of the blog and to that of a tag, whose post it counts
// once, since that has one id.
func TestNewsboat(t *testing.T) {
	requireProgram(t, "newsboat", "newsboat")
	base, dir := serveVisited(t), t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "urls"), []byte(base+"/feed.atom\n"+base+"/tags/c~23/feed.atom\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	line := []string{"-u", filepath.Join(dir, "urls"), "-c", filepath.Join(dir, "cache.db"), "-C", "/dev/null"}
	run(t, dir, "newsboat", append(line, "-x", "reload")...)
	contains(t, run(t, dir, "newsboat", append(line, "-x", "print-unread")...), "7 unread")
	cache, err := os.ReadFile(filepath.Join(dir, "cache.db")) // SQLite keeps texts as they are
	if err != nil {
		t.Fatal(err)
	}
	contains(t, string(cache), "Small Talk: C#", "Troisième", "A second lighthouse keeper.")
}
