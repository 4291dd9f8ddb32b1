//go:build unix

package content_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"blog.example/pete/content"
	"blog.example/pete/internal/blog"
)

// A program is killed after patience. One in Go gets more, since go may have to
// compile half of its library first.
const (
	patience   = 20 * time.Second
	goPatience = 3 * time.Minute
)

// TestRuns runs every block that is marked run, in an empty directory and without
// any of the environment that this machine happens to have. It has to print what
// the output block below it shows, and to exit with 0.
func TestRuns(t *testing.T) {
	archive, report := blog.Open(content.FS)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	all := interpreters(t)
	for _, post := range archive.Posts {
		t.Run(post.Slug, func(t *testing.T) {
			t.Parallel()
			for _, code := range post.Document.Code {
				if !code.Run {
					continue
				}
				t.Run(strconv.Itoa(code.N), func(t *testing.T) {
					t.Parallel()
					place := fmt.Sprintf("content/%s:%d", post.Path, code.Line)
					interpret, ok := all[code.Language]
					if !ok {
						known := slices.Sorted(maps.Keys(all))
						t.Fatalf("%s: nothing here runs %q: want one of %q", place, code.Language, known)
					}
					if code.Output == "" {
						t.Fatalf("%s: below what runs an output block has to show what it prints", place)
					}
					requirePrograms(t, code)
					p := newProgram(t)
					interpret(t, p, code.Text)
					stdout, stderr, err := p.run()
					if err != nil || stdout != code.Output {
						t.Errorf("%s: %s", place, complaint(p, stdout, code.Output, stderr, err))
					}
				})
			}
		})
	}
}

// interpreters are the ways to run a text, by language. They do as a reader does:
// what ssh blog.example code SLUG N prints is piped into python3 or sh, but go
// wants a file.
func interpreters(t *testing.T) map[string]func(*testing.T, *program, string) {
	cache, err := exec.CommandContext(t.Context(), "go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	pythons := &pythons{having: map[string]string{}}
	return map[string]func(*testing.T, *program, string){
		"sh": func(_ *testing.T, p *program, text string) {
			p.args, p.stdin = []string{"sh", "-s"}, text
		},
		"python": func(t *testing.T, p *program, text string) {
			p.args, p.stdin = []string{pythons.find(t, text), "-"}, text
		},
		"go": func(t *testing.T, p *program, text string) {
			if err := os.WriteFile(filepath.Join(p.dir, "main.go"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			p.args, p.patience = []string{"go", "run", "main.go"}, goPatience
			p.env = append(p.env, "GOCACHE="+strings.TrimSpace(string(cache)),
				"GOENV=off", "GOFLAGS=", "GOPROXY=off", "GOTOOLCHAIN=local")
		},
	}
}

// program is something to be run by itself.
type program struct {
	args     []string
	stdin    string
	dir      string // empty at first, like the home directory
	env      []string
	patience time.Duration
}

func newProgram(t *testing.T) *program {
	home := t.TempDir()
	return &program{
		dir:      t.TempDir(),
		env:      []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + home, "LC_ALL=C.UTF-8", "TZ=UTC"},
		patience: patience,
	}
}

// run ends the program with all that it has started, if that is still about.
func (p *program) run() (stdout, stderr string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), p.patience)
	defer cancel()
	var out, complaints strings.Builder
	cmd := exec.CommandContext(ctx, p.args[0], p.args[1:]...)
	cmd.Dir, cmd.Env = p.dir, p.env
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if p.stdin != "" { // else there is nothing to read, as in /dev/null
		cmd.Stdin = strings.NewReader(p.stdin)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	end := func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.Cancel = end
	cmd.WaitDelay = 2 * time.Second // for who has left the group and holds the output
	if err := cmd.Start(); err != nil {
		return "", "", err
	}
	err = cmd.Wait()
	_ = end() // mostly nothing is left
	switch {
	case ctx.Err() != nil:
		err = fmt.Errorf("has not ended after %v", p.patience)
	case errors.Is(err, exec.ErrWaitDelay):
		err = errors.New("has ended, but not all that it has started and that may print")
	}
	return out.String(), complaints.String(), err
}

// complaint says what a program did and should not have done.
func complaint(p *program, stdout, want, stderr string, err error) string {
	var b strings.Builder
	b.WriteString(strings.Join(p.args, " "))
	if err != nil {
		fmt.Fprintf(&b, ": %v", err)
	}
	if stdout == want {
		b.WriteString("\nIt printed what it should.\n")
	} else {
		b.WriteString("\nIt printed something else than its output block shows:\n")
		b.WriteString(difference(stdout, want))
	}
	if stderr != "" {
		b.WriteString("On stderr it said:\n")
		for line := range strings.Lines(stderr) {
			b.WriteString("        " + strings.TrimRight(line, "\n") + "\n")
		}
	}
	return b.String()
}

// difference has the lines that both begin and end with once, and in between the
// lines of each.
func difference(got, want string) string {
	g, w := slices.Collect(strings.Lines(got)), slices.Collect(strings.Lines(want))
	before, after := 0, 0
	for before < min(len(g), len(w)) && g[before] == w[before] {
		before++
	}
	for after < min(len(g), len(w))-before && g[len(g)-1-after] == w[len(w)-1-after] {
		after++
	}
	var b strings.Builder
	add := func(label string, lines []string) {
		for _, line := range lines {
			fmt.Fprintf(&b, "  %4s  %q\n", label, line)
		}
	}
	add("", w[:before])
	add("want", w[before:len(w)-after])
	add("got", g[before:len(g)-after])
	add("", w[len(w)-after:])
	return b.String()
}

// pythons finds a python3 that has the modules which a text imports. A machine may
// have several, and Debian's packages serve only its own.
type pythons struct {
	mu     sync.Mutex
	having map[string]string // the program, by the modules it has been asked for
}

// pythonModules are modules that do not come with Python, and their packages.
func pythonModules() map[string]string {
	return map[string]string{"anyio": "python3-anyio", "trio": "python3-trio"}
}

func (ps *pythons) find(t *testing.T, text string) string {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	modules := imports(text)
	list := strings.Join(modules, ", ")
	if python, ok := ps.having[list]; ok {
		return python
	}
	var found []string
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if path, err := exec.LookPath(name); err == nil {
			found = append(found, path)
		}
	}
	if len(found) == 0 {
		lacking(t, "python3", "python3")
	}
	for _, python := range found {
		p := newProgram(t)
		p.args = []string{python, "-c", ""}
		if list != "" {
			p.args[2] = "import " + list
		}
		if _, _, err := p.run(); err == nil {
			ps.having[list] = python
			return python
		}
	}
	for _, module := range modules {
		if debian, ok := pythonModules()[module]; ok {
			lacking(t, module+" for python3", debian)
		}
	}
	return found[0] // will say itself what it misses
}

// imports are the names of the modules that a text in Python imports, sorted.
func imports(text string) []string {
	var modules []string
	for _, m := range importing.FindAllStringSubmatch(text, -1) {
		if m[1] != "" {
			modules = append(modules, m[1])
		}
		for name := range strings.SplitSeq(m[2], ",") {
			// As in import os.path as p.
			if words := strings.FieldsFunc(name, func(r rune) bool { return r == '.' || r == ' ' }); len(words) > 0 {
				modules = append(modules, words[0])
			}
		}
	}
	slices.Sort(modules)
	return slices.Compact(modules)
}

var importing = regexp.MustCompile(`(?m)^[ \t]*(?:from (\w+)[\w.]* import\b|import ([\w., ]+))`)

// programs are those that a text may call and a machine may not have, and their
// packages.
func programs() map[string]string {
	return map[string]string{
		"curl": "curl", "gcc": "gcc", "git": "git", "jq": "jq", "make": "make",
		"openssl": "openssl", "sqlite3": "sqlite3", "strace": "strace",
	}
}

// requirePrograms looks for the names of programs: in a shell's text anywhere, in
// Python's where a string begins, as in ["git", "log"]; it has a module sqlite3.
func requirePrograms(t *testing.T, code blog.Code) {
	t.Helper()
	before := map[string]string{"sh": `\b`, "python": `["']`}[code.Language]
	if before == "" {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(programs())) {
		if !regexp.MustCompile(before + name + `\b`).MatchString(code.Text) {
			continue
		}
		if _, err := exec.LookPath(name); err != nil {
			lacking(t, name, programs()[name])
		}
	}
}

// lacking skips a test for want of a program, unless PETE_REQUIRE says that all
// of them are there.
func lacking(t *testing.T, program, debian string) {
	t.Helper()
	if os.Getenv("PETE_REQUIRE") != "" {
		t.Fatalf("no %s: apt-get install %s", program, debian)
	}
	t.Skipf("no %s: apt-get install %s", program, debian)
}
