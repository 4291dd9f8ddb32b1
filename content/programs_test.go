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
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"blog.example/pete/internal/blog"
)

// A program is killed after patience. One in Go gets more, since go may have to
// compile half of its library first.
const (
	patience   = time.Minute
	goPatience = 3 * time.Minute
)

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
	cmd.WaitDelay = 2 * time.Second // for a process that has left the group and holds the output
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
		"openssl": "openssl", "sqlite3": "sqlite3", "ssh": "openssh-client", "strace": "strace",
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
