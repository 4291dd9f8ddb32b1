package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// The server follows the directory that it serves. These tests change it as editors and
// tools do, and wait for what readers get.

// putFile writes a file, and makes its folder.
func putFile(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// article is a post with a title and a text.
func article(title, text string) string {
	return "---\ntitle: " + title + "\ndate: 2026-01-05\nsummary: It is short.\n---\n\n" + text + "\n"
}

// putBlog writes a blog with one post, posts/good.md, and returns its directory.
func putBlog(t testing.TB, dir, post string) string {
	t.Helper()
	putFile(t, filepath.Join(dir, "site.yaml"), "title: Small Blog\nhost: blog.example\n")
	putFile(t, filepath.Join(dir, "posts/good.md"), post)
	return dir
}

func rename(t testing.TB, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// tool runs a program, which has to succeed. The test is skipped where there is none.
func tool(t *testing.T, debian string, line ...string) {
	t.Helper()
	if _, err := exec.LookPath(line[0]); err != nil {
		lacking(t, line[0], debian)
	}
	if out, err := exec.CommandContext(t.Context(), line[0], line[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%q: %v\n%s", line, err, out)
	}
}

// follower is a server that follows a directory, and a client of it.
type follower struct {
	*daemon

	client *ssh.Client
}

func startFollower(t *testing.T, dir string, flags ...string) *follower {
	t.Helper()
	d := startDaemon(t, nil, append([]string{"--content", dir}, flags...)...)
	return &follower{daemon: d, client: dialAt(t, d.address)}
}

// read is a line of the log that says that the content was read again.
var read = regexp.MustCompile(`"msg":"content (not )?reloaded`)

// readings counts the readings so far, and returns what is closed when the log goes on.
func (d *daemon) readings() (n int, changed <-chan struct{}) {
	d.log.mu.Lock()
	defer d.log.mu.Unlock()
	return len(read.FindAllIndex(d.log.text.Bytes(), -1)), d.log.changed
}

// answers runs a command after each reading, until its output satisfies good.
func (f *follower) answers(t *testing.T, line string, good func(stdout string, status int) bool) {
	t.Helper()
	deadline := time.After(patience)
	for {
		before, _ := f.readings()
		stdout, status := over(t, f.client, line)
		if good(stdout, status) {
			return
		}
		for n, changed := f.readings(); n == before; n, changed = f.readings() {
			select {
			case <-changed:
			case <-f.done:
				t.Fatalf("the server ends: %v\n%s", f.err, f.log)
			case <-deadline:
				t.Fatalf("%s still prints %q with status %d:\n%s", line, stdout, status, f.log)
			}
		}
	}
}

// prints waits until a command prints text.
func (f *follower) prints(t *testing.T, line, text string) {
	t.Helper()
	f.answers(t, line, func(stdout string, _ int) bool { return stdout == text })
}

// keeps holds a command to printing text now.
func (f *follower) keeps(t *testing.T, line, text string) {
	t.Helper()
	if got, status := over(t, f.client, line); got != text {
		t.Errorf("%s prints %q with status %d, want %q", line, got, status, text)
	}
}

// However an editor or a tool writes a file, readers get what it has written, and never
// a file that is there only meanwhile. Later changes are followed as well.
func TestWaysOfWriting(t *testing.T) {
	if underRace {
		t.Skip("other programs write one file: the race detector has many files at once")
	}
	first, second := article("First", "One."), article("Second", "Two.")
	vim := func(t *testing.T, dir string, set ...string) {
		line := []string{"vi", "-Nes", "-u", "NONE"}
		for _, option := range set {
			line = append(line, "-c", "set "+option)
		}
		tool(t, "vim-tiny", append(line, "-c", "%s/First/Second/", "-c", "%s/One/Two/", "-c", "wq", dir+"/posts/good.md")...)
	}
	for _, way := range []struct {
		name  string
		write func(t *testing.T, dir string)
	}{
		{"vim", func(t *testing.T, dir string) { vim(t, dir) }},
		{"vim, by a rename", func(t *testing.T, dir string) { vim(t, dir, "backup", "backupcopy=no") }},
		{"vim, in place", func(t *testing.T, dir string) { vim(t, dir, "backup", "backupcopy=yes") }},
		{"emacs", func(t *testing.T, dir string) { // a lock, a backup by a rename, then the file
			good, lock := dir+"/posts/good.md", dir+"/posts/.#good.md"
			if err := os.Symlink("tess@desk.4711:1767600000", lock); err != nil {
				t.Fatal(err)
			}
			rename(t, good, good+"~")
			putFile(t, good, second)
			if err := os.Remove(lock); err != nil {
				t.Fatal(err)
			}
		}},
		{"rsync", func(t *testing.T, dir string) {
			source := putBlog(t, t.TempDir(), second)
			tool(t, "rsync", "rsync", "-a", source+"/posts/", dir+"/posts/")
		}},
		{"rsync, in place", func(t *testing.T, dir string) {
			source := putBlog(t, t.TempDir(), second)
			tool(t, "rsync", "rsync", "-a", "--inplace", "--delete", source+"/", dir+"/")
		}},
		{"cp", func(t *testing.T, dir string) {
			putFile(t, dir+"/draft", second)
			tool(t, "coreutils", "cp", dir+"/draft", dir+"/posts/good.md")
		}},
		{"mv", func(t *testing.T, dir string) {
			putFile(t, dir+"/draft", second)
			tool(t, "coreutils", "mv", dir+"/draft", dir+"/posts/good.md")
		}},
		{"sed -i", func(t *testing.T, dir string) {
			tool(t, "sed", "sed", "-i", "-e", "s/First/Second/", "-e", "s/One/Two/", dir+"/posts/good.md")
		}},
		{"the folder is replaced", func(t *testing.T, dir string) {
			putFile(t, dir+"/next/good.md", second)
			rename(t, dir+"/posts", dir+"/before")
			rename(t, dir+"/next", dir+"/posts")
		}},
	} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			dir := putBlog(t, t.TempDir(), first)
			f := startFollower(t, dir)
			f.keeps(t, "cat good", first)
			way.write(t, dir)
			f.prints(t, "cat good", second)
			f.keeps(t, "ls -1", "good\n")
			putFile(t, dir+"/posts/good.md", article("Third", "Three."))
			f.prints(t, "cat good", article("Third", "Three."))
			f.stop(t)
		})
	}
}

// A link to a directory is made to lead to another one: that of the whole blog, or the
// one that all files of a Kubernetes volume are linked through.
func TestSwappedDirectories(t *testing.T) {
	first, second, third := article("First", "One."), article("Second", "Two."), article("Third", "Three.")
	t.Run("ln -sfn", func(t *testing.T) {
		t.Parallel()
		parent := t.TempDir()
		putBlog(t, parent+"/one", first)
		putBlog(t, parent+"/two", second)
		tool(t, "coreutils", "ln", "-s", "one", parent+"/current")
		f := startFollower(t, parent+"/current")
		f.keeps(t, "cat good", first)
		tool(t, "coreutils", "ln", "-sfn", "two", parent+"/current")
		f.prints(t, "cat good", second)
		putFile(t, parent+"/two/posts/good.md", third)
		f.prints(t, "cat good", third)
		f.stop(t)
	})
	t.Run("..data", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		putBlog(t, dir+"/..one", first)
		putBlog(t, dir+"/..two", second)
		for link, target := range map[string]string{"..data": "..one", "posts": "..data/posts", "site.yaml": "..data/site.yaml"} {
			if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
				t.Fatal(err)
			}
		}
		f := startFollower(t, dir)
		f.keeps(t, "cat good", first)
		if err := os.Symlink("..two", dir+"/..data_tmp"); err != nil {
			t.Fatal(err)
		}
		rename(t, dir+"/..data_tmp", dir+"/..data")
		if err := os.RemoveAll(dir + "/..one"); err != nil {
			t.Fatal(err)
		}
		f.prints(t, "cat good", second)
		f.stop(t)
	})
}

// A file that is written in two parts is not read in between. Where the parts are far
// apart, half a file is one with an error: the last good text stays until the rest comes.
func TestHalfWrittenFile(t *testing.T) {
	first, second := article("First", "One."), article("Second", "Two.")
	half := len("---\ntitle: Sec")
	dir := putBlog(t, t.TempDir(), first)
	good := dir + "/posts/good.md"
	f := startFollower(t, dir)
	for tries := 0; ; tries++ {
		before, _ := f.readings()
		begun := time.Now()
		file, err := os.Create(good)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{second[:half], second[half:]} {
			if _, err := file.WriteString(part); err != nil {
				t.Fatal(err)
			}
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		together := time.Since(begun) < 100*time.Millisecond // else the machine has come between the parts
		f.prints(t, "cat good", second)
		after, _ := f.readings()
		if together {
			if problems := f.count(`"msg":"content","path"`); problems > 0 || after != before+1 {
				t.Errorf("%d readings and %d problems:\n%s", after-before, problems, f.log)
			}
			break
		}
		if tries == 10 {
			t.Fatal("this machine is too busy to write a file at once")
		}
		putFile(t, good, first)
		f.prints(t, "cat good", first)
	}
	putFile(t, good, article("Third", "Three.")[:half])
	f.logged(t, `"msg":"content","path":".*posts/good.md"`)
	f.prints(t, "cat good", second)
	putFile(t, good, article("Third", "Three."))
	f.prints(t, "cat good", article("Third", "Three."))
	f.stop(t)
}

// A directory that vanishes is still served, and followed again when it returns.
func TestDirectoryVanishes(t *testing.T) {
	dir := putBlog(t, t.TempDir()+"/blog", article("First", "One."))
	f := startFollower(t, dir)
	rename(t, dir, dir+".away")
	f.logged(t, "content not reloaded")
	f.keeps(t, "cat good", article("First", "One."))
	putFile(t, dir+".away/posts/good.md", article("Second", "Two."))
	rename(t, dir+".away", dir)
	f.prints(t, "cat good", article("Second", "Two."))
	putFile(t, dir+"/posts/good.md", article("Third", "Three."))
	f.prints(t, "cat good", article("Third", "Three."))
	f.stop(t)
}

// Two thousand files are written at once, written again, and removed.
func TestManyFilesAtOnce(t *testing.T) {
	files := 2000
	if underRace {
		files = 100 // indexing takes the rest of a minute
	}
	dir := putBlog(t, t.TempDir(), article("First", "One."))
	f := startFollower(t, dir)
	for _, text := range []string{"before", "afterwards"} {
		for i := range files {
			putFile(t, fmt.Sprintf("%s/posts/many/p%04d.md", dir, i), article(fmt.Sprintf("Number %d", i), text))
		}
		f.prints(t, fmt.Sprintf("cat p%04d", files-1), article(fmt.Sprintf("Number %d", files-1), text))
		f.answers(t, "ls -1", func(stdout string, _ int) bool { return strings.Count(stdout, "\n") == files+1 })
		last := files - 1
		f.answers(t, fmt.Sprintf("search -n 10 %s %d", text, last), func(stdout string, _ int) bool {
			return strings.HasPrefix(stdout, fmt.Sprintf("p%04d\t", last))
		})
	}
	if err := os.RemoveAll(dir + "/posts/many"); err != nil {
		t.Fatal(err)
	}
	f.prints(t, "ls -1", "good\n")
	f.stop(t)
}

// An edit with an error keeps the last good text of that post, and nothing of the error
// is seen but in the log. One that means to hide the post, however it is spelt, does so.
func TestBrokenEdit(t *testing.T) {
	first := article("First", "One zeppelin.")
	dir := putBlog(t, t.TempDir(), first)
	other := article("Other", "Words.")
	putFile(t, dir+"/posts/other.md", other)
	f := startFollower(t, dir, "--admin", "127.0.0.1:0")
	good := dir + "/posts/good.md"

	putFile(t, good, strings.Replace(article("Second", "Two."), "2026-01-05", "soon", 1))
	putFile(t, dir+"/posts/other.md", article("Another", "Words."))
	f.prints(t, "cat other", article("Another", "Words.")) // what is right is taken over
	f.logged(t, `"path":".*posts/good.md","line":3`)
	f.keeps(t, "cat good", first)
	f.keeps(t, "ls -1", "good\nother\n")

	putFile(t, good, strings.Replace(first, "summary:", "draft: treu\nsummary:", 1))
	f.answers(t, "cat good", func(stdout string, status int) bool { return stdout == "" && status == 1 })
	f.keeps(t, "ls -1", "other\n")
	f.keeps(t, "search zeppelin", "")
	if feed, _ := over(t, f.client, "feed"); !strings.Contains(feed, "Another") || strings.Contains(feed, "zeppelin") || strings.Contains(feed, "First") {
		t.Errorf("the feed has a post that was withdrawn:\n%s", feed)
	}

	putFile(t, good, first)
	f.prints(t, "search zeppelin", "good\tFirst\tOne **zeppelin**.\n")

	putFile(t, dir+"/site.yaml", "titel: [\n")
	f.logged(t, "content not reloaded")
	f.keeps(t, "ls -1", "good\nother\n")
	f.stop(t)
}

// unseen writes a file so that no event tells of it: through another name outside of the
// directory. Its size and time stay as they were, too, if same is set.
func unseen(t *testing.T, path, text string, same bool) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.Link(path, outside); err != nil {
		t.Fatal(err)
	}
	putFile(t, outside, text)
	if same {
		if err := os.Chtimes(outside, info.ModTime(), info.ModTime()); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(outside); err != nil {
		t.Fatal(err)
	}
}

// SIGHUP has every file read again, at once and whatever its size and time are.
func TestReloadBySignal(t *testing.T) {
	dir := putBlog(t, t.TempDir(), article("First", "One."))
	f := startFollower(t, dir, "--poll", "0")
	unseen(t, dir+"/posts/good.md", article("Other", "Two."), true)
	f.signal(t, syscall.SIGHUP)
	f.prints(t, "cat good", article("Other", "Two."))
	f.stop(t)
}

// Without events, comparing names, sizes and times finds a change.
func TestReloadByPolling(t *testing.T) {
	dir := putBlog(t, t.TempDir(), article("First", "One."))
	f := startFollower(t, dir, "--poll", "100ms")
	unseen(t, dir+"/posts/good.md", article("Second", "Two."), false)
	f.prints(t, "cat good", article("Second", "Two."))
	f.stop(t)
}

// putGeneration writes a blog of which every text names its generation, and has a link
// lead to it.
func putGeneration(t *testing.T, dir, link string, n int) {
	t.Helper()
	name := fmt.Sprintf("Generation %d", n)
	putFile(t, filepath.Join(dir, "site.yaml"), "title: "+name+"\nhost: blog.example\n")
	for i := range 6 {
		post := strings.Replace(article(name, strings.Repeat(name+", still.\n\n", 100)), "It is short", name, 1)
		putFile(t, fmt.Sprintf("%s/posts/p%d.md", dir, i), post)
	}
	if err := os.Symlink(dir, link+".new"); err != nil {
		t.Error(err)
	}
	rename(t, link+".new", link)
}

var generation = regexp.MustCompile(`Generation[^\d\n]{0,6}(\d+)`)

// generationsIn returns the different generations that a text names.
func generationsIn(text string) []string {
	var found []string
	for _, m := range generation.FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// Attack: the content is replaced as often as it can be read. Readers, commands and sftp never
// get two generations in one answer, and all of them see the content go on.
func TestStormOfReloads(t *testing.T) {
	requireClients(t)
	const least = 3 // different generations that each reader has to see
	parent, link := t.TempDir(), filepath.Join(t.TempDir(), "blog")
	putGeneration(t, parent+"/0", link, 0)
	d := startDaemon(t, nil, "--content", link)
	ended := make(chan struct{})
	writing := make(chan struct{})
	go func() {
		defer close(writing)
		for n := 1; ; n++ {
			before, _ := d.readings()
			putGeneration(t, fmt.Sprint(parent, "/", n), link, n)
			_ = d.Process.Signal(syscall.SIGHUP) // readers notice if it has exited
			for after, changed := d.readings(); after == before; after, changed = d.readings() {
				select {
				case <-changed:
				case <-ended:
					return
				}
			}
		}
	}()
	command := func(line string) func(*testing.T, *ssh.Client) func() string {
		return func(t *testing.T, client *ssh.Client) func() string {
			return func() string {
				for stop := time.Now().Add(patience); ; {
					out, why, status := overBoth(t, client, line)
					if status == 0 {
						return out
					}
					// A busy machine has too little time for a search, or for the first index.
					if later := strings.Contains(why, "again") || strings.Contains(why, "took too long"); !later || time.Now().After(stop) {
						t.Fatalf("%s: status %d: %s", line, status, why)
					}
				}
			}
		}
	}
	file := func(path string) func(*testing.T, *ssh.Client) func() string {
		return func(t *testing.T, client *ssh.Client) func() string {
			files, err := sftp.NewClient(client)
			if err != nil {
				t.Fatal(err)
			}
			return func() string {
				f, err := files.Open(path)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = f.Close() }()
				text, err := io.ReadAll(f)
				if err != nil {
					t.Fatal(err)
				}
				return string(text)
			}
		}
	}
	t.Run("readers", func(t *testing.T) {
		for i, reader := range []struct {
			name string
			open func(*testing.T, *ssh.Client) (answer func() string)
		}{
			{"ls", command("ls --json")},
			{"cat", command("cat p0 p1 p2 p3 p4 p5")},
			{"search", command("search still")},
			{"feed", command("feed")},
			{"get", file("posts/p3.md")},
			{"get text", file("text/p3.txt")},
			{"get feed", file("feed.json")},
			{"room", func(t *testing.T, _ *ssh.Client) func() string { return openStormRoom(t, d.address) }},
		} {
			t.Run(reader.name, func(t *testing.T) {
				t.Parallel()
				client, _ := dialStallable(t, d.address, 9, i)
				answer := reader.open(t, client)
				seen := map[string]bool{}
				for deadline := time.Now().Add(3 * patience); len(seen) < least; {
					text := answer()
					found := generationsIn(text)
					if len(found) != 1 {
						t.Fatalf("generations %q are in one answer:\n%s", found, text)
					}
					seen[found[0]] = true
					if time.Now().After(deadline) {
						t.Fatalf("only %d generations are seen:\n%s", len(seen), d.log)
					}
				}
			})
		}
	})
	close(ended)
	<-writing
	t.Logf("%d generations, SIGTERM takes %v", d.count(read.String()), d.stop(t))
}

// openStormRoom opens the room in a terminal. Each call of the function that is returned
// moves the selection, and returns what is on the screen when it has moved.
func openStormRoom(t *testing.T, address string) (answer func() string) {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	term, err := startTerminal(exec.CommandContext(t.Context(), "ssh", "-F", "none", "-tt", "-p", port,
		"-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
		"reader@127.0.0.1"), 80, 24, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(term.kill)
	last, keys := -1, []string{"j", "k"}
	return func() (text string) {
		if last >= 0 {
			if err := term.press(keys[0]); err != nil {
				t.Fatal(err)
			}
			keys[0], keys[1] = keys[1], keys[0]
		}
		moved := term.wait(func(v view) bool {
			text = v.Text()
			selected := slices.IndexFunc(v.Rows, func(row string) bool { return strings.HasPrefix(row, "▌") })
			if selected < 0 || selected == last {
				return false
			}
			last = selected
			return true
		})
		if !moved {
			t.Fatalf("the selection does not move from row %d:\n%s", last, text)
		}
		return text
	}
}
