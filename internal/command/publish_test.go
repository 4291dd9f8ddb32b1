package command_test

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"blog.example/pete/internal/command"
	"blog.example/pete/internal/search"
	"blog.example/pete/internal/site"
	"github.com/charmbracelet/x/ansi"
)

// published is a blog in a directory that the author ann changes.
type published struct {
	dir   string
	store *site.Store
	edits *site.Editor
	fault error
}

func newPublished(t *testing.T, files map[string]string) *published {
	t.Helper()
	dir := t.TempDir()
	files["site.yaml"] = "title: Small\nhost: blog.example:2222\n"
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	store, report, err := site.Open(t.Context(), site.Directory(dir), site.Options{})
	if store == nil || err != nil {
		t.Fatal(report.Err(), err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	edits, err := store.Editor(site.EditorOptions{MaxFile: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	return &published{dir: dir, store: store, edits: edits}
}

// as returns what runs a line as ann's, with what she sends.
func (p *published) as(stdin io.Reader) func(*command.Env) {
	return func(env *command.Env) {
		now := p.store.ForAuthors().Current()
		env.Archive, env.Feeds = now.Archive, now.Feeds
		env.Index = func() (*search.Index, error) { return now.Index, nil }
		env.Workshop = &command.Workshop{Author: "ann", Editor: p.edits, Fault: p.fault, Stdin: stdin, Report: p.store.Report}
	}
}

// says checks what a line prints on stdout and, of what it prints on stderr, that each text
// is there.
func (p *published) says(t *testing.T, line, stdin, stdout string, status int, stderr ...string) {
	t.Helper()
	out, errs, got := answer(t, line, p.as(strings.NewReader(stdin)))
	out = strings.TrimPrefix(out, directory)
	if out != stdout || got != status || len(stderr) == 0 && errs != "" {
		t.Errorf("%s: status %d, want %d\n%s\nwant\n%s\nstderr %s", line, got, status, out, stdout, errs)
	}
	for _, want := range stderr {
		if !strings.Contains(errs, want) {
			t.Errorf("%s: stderr\n%s\nhas no %q", line, errs, want)
		}
	}
}

// directory is how check begins.
const directory = "This is a directory with site.yaml.\n"

// slugs are the slugs that readers see, in the order of the list.
func (p *published) slugs() string {
	var slugs []string
	for _, post := range p.store.Current().Archive.Posts {
		slugs = append(slugs, post.Slug)
	}
	return strings.Join(slugs, " ")
}

func (p *published) shows(t *testing.T, want string) {
	t.Helper()
	if got := p.slugs(); got != want {
		t.Errorf("readers see %q, want %q", got, want)
	}
}

func text(title, more string) string {
	return "---\ntitle: " + title + "\ndate: 2026-01-05\nsummary: S.\n" + more + "---\n\nText.\n"
}

const firstFile = "posts/first.md"

func sum(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }

// What publish takes, and where it puts it.
func TestPublish(t *testing.T) {
	p := newPublished(t, map[string]string{firstFile: text("First", "")})
	long := len(text("Hello", ""))
	said := func(path string, size int, slug string) string {
		return fmt.Sprintf("published: %s, %d bytes\npublished: ssh -p 2222 blog.example read %s\n", path, size, slug)
	}
	p.says(t, "publish", text("Hello", ""), said("posts/hello.md", long, "hello"), 0)
	p.says(t, "publish", text("Hello", ""), strings.Replace(said("posts/hello.md", long, "hello"), "published", "unchanged", 1), 0)
	p.says(t, "publish posts/named.md", text("Hello", ""), said("posts/named.md", long, "named"), 0)
	p.says(t, "publish short", text("Hello", ""), said("posts/short.md", long, "short"), 0)
	p.says(t, "publish 'with space.md'", text("Hello", ""), said("posts/with space.md", long, "with-space"), 0)
	p.says(t, "publish notes.txt", "plain", "published: posts/notes.txt, 5 bytes\n", 0)
	p.shows(t, "first hello named short with-space")

	// What was replaced is in the trash.
	p.says(t, "publish first", text("Anew", ""), said(firstFile, long-1, "first"), 0)
	p.says(t, "cat first", "", text("Anew", ""), 0)

	// Only if the file is the one that the author knows.
	p.says(t, "publish first --if-match none", text("Other", ""), "", 1, "posts/first.md", "changed", sum(text("Anew", "")))
	p.says(t, "publish first --if-match "+sum("x"), text("Other", ""), "", 1, sum(text("Anew", "")))
	p.says(t, "publish absent --if-match "+sum("x"), text("Other", ""), "", 1, "posts/absent.md", "there is none")
	p.says(t, "publish first --if-match nonsense", text("Other", ""), "", 2, "--if-match")
	p.says(t, "cat first", "", text("Anew", ""), 0)
	p.says(t, "publish first --if-match "+sum(text("Anew", "")), text("Other", ""), said(firstFile, long, "first"), 0)
	p.says(t, "publish absent --if-match none", text("Other", ""), said("posts/absent.md", long, "absent"), 0)

	// What is refused, and why.
	p.says(t, "publish bad", "---\ntitle: Bad\ndate: Feb 5\n---\n", "", 1, "posts/bad.md:3: date", "restore ")
	p.says(t, "publish", "no title\n", "", 2, "want publish PATH")
	p.says(t, "publish", "", "", 2, "nothing came")
	p.says(t, "publish empty", "", "", 2, "nothing came")
	p.says(t, "publish site.yaml/../x", text("X", ""), "", 1, "no path")
	p.says(t, "publish ../x.md", text("X", ""), "", 1, "no path")
	p.says(t, "publish .pete/x.md", text("X", ""), "", 1, "begin with .")
	p.says(t, "publish layouts/x.md", text("X", ""), "", 1, "layouts/x.md")
	p.says(t, "publish a b", "", "", 2, "want one PATH")
	p.says(t, "publish huge", strings.Repeat("x", 1<<20+1), "", 1, "more than 1 MB")
	p.says(t, "publish", "# Huge\n"+strings.Repeat("x", 1<<20), "", 1, "more than 1 MB")
	for _, line := range []string{"publish", "publish half"} {
		broken := io.MultiReader(strings.NewReader(text("Half", "")), iotest.ErrReader(errors.New("the line broke")))
		if out, errs, status := answer(t, line, p.as(broken)); status != 1 || out != "" || !strings.Contains(errs, "br") {
			t.Errorf("%s of half a text: %q, %q, status %d", line, out, errs, status)
		}
	}
	p.shows(t, "absent first hello named short with-space")
	if left, err := os.ReadDir(filepath.Join(p.dir, ".pete/staged")); err != nil || len(left) > 0 {
		t.Errorf("%d files are left of uploads, %v", len(left), err)
	}
}

// A draft goes to the folder of drafts, only authors see it, and one command publishes it.
func TestPublishDraft(t *testing.T) {
	p := newPublished(t, map[string]string{firstFile: text("First", "")})
	long := len(text("Idea", ""))
	p.says(t, "publish --draft", text("Idea", ""), fmt.Sprintf("published: posts/drafts/idea.md, %d bytes\ndraft: only authors see it\n", long), 0)
	p.says(t, "publish --draft idea", text("Idea", ""), fmt.Sprintf("unchanged: posts/drafts/idea.md, %d bytes\ndraft: only authors see it\n", long), 0)
	p.shows(t, "first")
	p.says(t, "ls --all", "", "2026-01-05\t1\tfirst\tFirst\t\tpublished\n2026-01-05\t1\tidea\tIdea\t\tdraft\n", 0)
	p.says(t, "publish idea", text("Other", ""), fmt.Sprintf("published the draft: posts/idea.md, %d bytes\npublished: ssh -p 2222 blog.example read idea\n", long), 0)
	p.says(t, "cat idea", "", text("Idea", ""), 0)
	p.shows(t, "first idea")

	// One that says itself that it is a draft is not published by its name.
	p.says(t, "publish own", text("Own", "draft: true\n"), fmt.Sprintf("published: posts/own.md, %d bytes\ndraft: only authors see it\n", len(text("Own", "draft: true\n"))), 0)
	p.says(t, "publish own", text("Own", ""), "", 1, "posts/own.md", "draft: true")
	p.says(t, "publish own.md", text("Own", ""), fmt.Sprintf("published: posts/own.md, %d bytes\npublished: ssh -p 2222 blog.example read own\n", len(text("Own", ""))), 0)
	p.says(t, "publish --draft both", text("Both", "draft: true\n"), fmt.Sprintf("published: posts/drafts/both.md, %d bytes\ndraft: only authors see it\n", len(text("Both", "draft: true\n"))), 0)
	p.says(t, "publish both", "", "", 1, "posts/drafts/both.md: its front matter makes it a draft")
	p.shows(t, "first idea own")
}

// What is taken away, renamed, replaced or refused can be had again.
func TestTrash(t *testing.T) {
	p := newPublished(t, map[string]string{firstFile: text("First", ""), "posts/second.md": text("Second", "")})
	p.says(t, "trash", "", "", 1, "the trash is empty")
	long := len(text("First", ""))
	p.says(t, "unpublish first", "", fmt.Sprintf("unpublished: posts/first.md, %d bytes\nThe trash has it: restore 1\n", long), 0)
	p.shows(t, "second")
	p.says(t, "unpublish first", "", "", 1, "first")
	p.says(t, "linear unpublish secnd", "", "", 2, "linear: unpublish is a command, not a post: leave out linear")
	p.says(t, "unpublish secnd", "", "", 1, "second")
	p.says(t, "unpublish", "", "", 2, "unpublish")
	p.says(t, "restore 1", "", fmt.Sprintf("restored: posts/first.md, %d bytes\npublished: ssh -p 2222 blog.example read first\n", long), 0)
	p.shows(t, "first second")
	p.says(t, "restore 1", "", "", 1, "trash has no 1")
	p.says(t, "restore", "", "", 2, "from trash")

	p.says(t, "rename second better", "", fmt.Sprintf("renamed: posts/better.md, %d bytes\npublished: ssh -p 2222 blog.example read better\n", len(text("Second", ""))), 0)
	p.shows(t, "better first")
	if redirects, err := os.ReadFile(filepath.Join(p.dir, "redirects")); err != nil || !strings.Contains(string(redirects), "second") || !strings.Contains(string(redirects), "better") {
		t.Errorf("redirects is %q, %v", redirects, err)
	}
	if out, _, status := answer(t, "cat second", func(env *command.Env) { env.Archive = p.store.Current().Archive }); status != 0 || out != text("Second", "") {
		t.Errorf("the old slug leads a reader to %q, status %d", out, status)
	}
	p.says(t, "rename better first", "", "", 1, "posts/first.md")
	p.says(t, "rename better ls", "", "", 1, `"ls" is a command`)
	p.says(t, "rename better 'No Slug'", "", "", 1, "such as no-slug")
	p.says(t, "rename better", "", "", 2, "rename SLUG NEW")
	p.says(t, "rename none other", "", "", 1, "none")

	p.says(t, "publish bad", "---\ntitle: Bad\ndate: Feb 5\n---\n", "", 1, "restore 2")
	out, _, _ := answer(t, "trash --json", p.as(nil))
	var entry struct{ ID, Path, Author, When, Reason, Why, SHA256 string }
	if err := json.Unmarshal([]byte(out), &entry); err != nil {
		t.Fatalf("%q: %v", out, err)
	}
	if entry.ID != "2" || entry.Path != "posts/bad.md" || entry.Author != "ann" || entry.Reason != "refused" || !strings.HasPrefix(entry.Why, "posts/bad.md:3: ") {
		t.Errorf("trash --json: %+v", entry)
	}
	if out, _, status := answer(t, "trash", p.as(nil)); status != 0 || !strings.HasPrefix(out, "2\t"+entry.When[:10]+"\trefused\tann\t31\tposts/bad.md\tposts/bad.md:3: date") || strings.Count(out, "\n") != 1 {
		t.Errorf("trash: %q", out)
	}
	for _, width := range []int{20, 60, 100} {
		out, _, _ := answer(t, "trash", both(p.as(nil), onTerminal(width)))
		if !strings.HasPrefix(ansi.Strip(out), "2  posts/bad.md\n   refused") || strings.Contains(out, "\t") {
			t.Errorf("trash on a terminal of %d columns:\n%s", width, out)
		}
		for line := range strings.Lines(out) {
			if w := ansi.StringWidth(strings.TrimSpace(line)); w > width {
				t.Errorf("a line of %d columns on a terminal of %d: %q", w, width, line)
			}
		}
	}
	p.says(t, "restore 2", "", "", 1, "posts/bad.md:3: date")
	p.says(t, "purge 2", "", "purged: 2\n", 0)
	p.says(t, "purge 2", "", "", 1, "trash has no 2")
	p.says(t, "purge", "", "", 2, "from trash")
}

// check says what is wrong with the blog, and what was refused and not sent again.
func TestCheckOfAuthors(t *testing.T) {
	p := newPublished(t, map[string]string{firstFile: text("First", "")})
	p.says(t, "check", "", "1 post: 1 served\n", 0)
	p.says(t, "publish first", "---\ntitle: Bad\ndate: Feb 5\n---\n", "", 1, "posts/first.md:3: ")
	out, _, status := answer(t, "check", p.as(nil))
	if want := directory + "1 post: 1 served\nposts/first.md:3: date \"Feb 5\": want"; status != 0 || !strings.HasPrefix(out, want) || !strings.HasSuffix(out, ": trash has it as 1\n") {
		t.Errorf("check: status %d, %q", status, out)
	}
	p.says(t, "publish first", text("Mended", ""), fmt.Sprintf("published: posts/first.md, %d bytes\npublished: ssh -p 2222 blog.example read first\n", len(text("Mended", ""))), 0)
	p.says(t, "check", "", "1 post: 1 served\n", 0)

	// So does a file that came to be after it was refused.
	p.says(t, "publish later", "---\ntitle: Bad\ndate: Feb 5\n---\n", "", 1, "posts/later.md:3: ")
	if _, _, status := answer(t, "publish later", p.as(strings.NewReader(text("New", "")))); status != 0 {
		t.Fatal("a post is refused")
	}
	later := time.Now().Add(time.Minute)
	if err := os.Chtimes(filepath.Join(p.dir, "posts/later.md"), later, later); err != nil {
		t.Fatal(err)
	}
	p.says(t, "check", "", "2 posts: 2 served\n", 0)
	p.says(t, "check posts", "", "", 2, "one word too many")

	bare := text("Bare", "") + "\n[a](nowhere.md)\n"
	if _, _, status := answer(t, "publish bare", p.as(strings.NewReader(bare))); status != 0 {
		t.Fatal("a post with a warning is refused")
	}
	out, _, status = answer(t, "check --strict", p.as(nil))
	if status != 1 || !strings.HasPrefix(out, directory+"posts/bare.md:") || !strings.Contains(out, `warning: link to "nowhere.md"`) {
		t.Errorf("check --strict: status %d, %q", status, out)
	}
}

// The commands of authors are for authors: a reader is told so, and help does not have them.
func TestReadersAreToldOfAuthors(t *testing.T) {
	for _, name := range []string{"publish", "unpublish", "rename", "trash", "restore", "purge", "check"} {
		said := name + ": for authors: ssh -p 2222 author@blog.example " + name
		asked{name, "", said, 2}.check(t, inWorkshop(t))
		asked{name + " x --y", "", said, 2}.check(t, inWorkshop(t))
		asked{"help " + name, "", said, 2}.check(t, inWorkshop(t))
	}
	post := newPublished(t, map[string]string{"posts/trash.md": text("Trash", "")})
	if got, stderr, _ := answer(t, "linear trash", post.as(nil)); !strings.HasPrefix(got, "Trash\n") {
		t.Errorf("a post by the name of a command: %q, %q", got, stderr)
	}
	page, _, _ := answer(t, "help", inWorkshop(t))
	if strings.Contains(page, "publish") || strings.Contains(page, "PUBLISHING") {
		t.Error("the manual of readers has publish")
	}
	p := newPublished(t, map[string]string{firstFile: text("First", "")})
	page, stderr, status := answer(t, "help", p.as(nil))
	if stderr != "" || status != 0 {
		t.Fatal(stderr, status)
	}
	for _, want := range []string{
		"\nPUBLISHING\n", "scp -P 2222 hello.md author@blog.example:posts/\n", "ssh -p 2222 author@blog.example publish < hello.md\n",
		"lftp -e 'mirror -R DIR posts; quit' \\\n           sftp://author:@blog.example:2222/\n", "sshfs -p 2222 author@blog.example: DIR\n",
		"ssh -p 2222 author@blog.example trash\n", "\n       unpublish SLUG\n", "\n       check [--all] [--strict]\n",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the manual of authors has no %q", want)
		}
	}
	if own, _, status := answer(t, "help publish", p.as(nil)); status != 0 || !strings.Contains(own, "PETE-PUBLISH(1)") || !strings.Contains(own, "ssh -p 2222 author@blog.example publish posts/hello.md < \\\n           hello.md\n") {
		t.Errorf("help publish: %s", own)
	}
}

// Where the blog cannot be written, each command says why, and check checks all the same.
func TestNothingCanBeWritten(t *testing.T) {
	p := newPublished(t, map[string]string{firstFile: text("First", "")})
	p.edits, p.fault = nil, errors.New("the blog inside pete cannot be written: serve a directory with --content")
	for _, line := range []string{"publish", "publish first", "unpublish first", "rename first x", "trash", "restore 1", "purge 1"} {
		name, _, _ := strings.Cut(line, " ")
		asked{line, "", name + ": " + p.fault.Error(), 1}.check(t, p.as(strings.NewReader("")))
	}
	p.says(t, "check", "", "1 post: 1 served\n", 0)
}
