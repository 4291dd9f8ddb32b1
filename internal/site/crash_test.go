//go:build unix

package site

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// crashes has the changes that a process is killed in, with the slugs and the titles that
// are public before and after them, and the steps after which the change is made.
var crashes = map[string]struct {
	do            func(t *testing.T, e *Editor) error
	steps         string
	before, after string
	made          string // the steps after which the change is made
	trash         string // reasons, after the change
}{
	"a new post": {
		do: func(t *testing.T, e *Editor) error {
			_, err := put(t, e, "posts/new/x.md", post("New", "text"), PutOptions{})
			return err
		},
		steps: "staged synced kept link renamed shown", before: "T", after: "New T", made: "renamed shown",
	},
	"a new version": {
		do: func(t *testing.T, e *Editor) error {
			_, err := put(t, e, "posts/good.md", post("New", "text"), PutOptions{})
			return err
		},
		steps: "staged synced kept renamed shown", before: "T", after: "New", made: "renamed shown", trash: "replaced",
	},
	"a refused version": {
		do: func(t *testing.T, e *Editor) error {
			_, err := put(t, e, "posts/good.md", "---\ntitle: [\n---\n", PutOptions{})
			return err
		},
		steps: "staged", before: "T", after: "T",
	},
	"a removal": {
		do: func(t *testing.T, e *Editor) error {
			_, err := e.Remove(t.Context(), "ada", "posts/good.md")
			return err
		},
		steps: "kept removed shown", before: "T", after: "", made: "removed shown", trash: "removed",
	},
	"another slug": {
		do: func(t *testing.T, e *Editor) error {
			_, err := e.RenameSlug(t.Context(), "ada", "good", "better")
			return err
		},
		steps: "kept renamed shown", before: "T", after: "T", made: "renamed shown",
	},
}

const crashVariable = "PETE_TEST_CRASH"

// A process that is killed at any step leaves the old text or the new one, whole, and nothing
// else. With the variable, this is that process.
func TestCrash(t *testing.T) {
	if told := os.Getenv(crashVariable); told != "" {
		name, rest, _ := strings.Cut(told, "|")
		step, dir, _ := strings.Cut(rest, "|")
		e, _ := newEditor(t, dir, EditorOptions{})
		e.step = func(at string) error {
			if at == step {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {} // until it comes
			}
			return nil
		}
		t.Fatal("still alive", crashes[name].do(t, e))
	}
	for name, crash := range crashes {
		for step := range strings.FieldsSeq(crash.steps) {
			t.Run(name+" "+step, func(t *testing.T) {
				t.Parallel()
				dir := newTree(t)
				kill(t, fmt.Sprintf("%s|%s|%s", name, step, dir))
				e, _ := newEditor(t, dir, EditorOptions{})
				want, trash := crash.before, ""
				if strings.Contains(crash.made, step) {
					want, trash = crash.after, crash.trash
				}
				if got := titles(e.store.Current()); got != want && got != reversed(want) {
					t.Errorf("public is %q, want %q", got, want)
				}
				isSound(t, e, dir, trash)
				if err := crash.do(t, e); err != nil && !isRefused(err) && !strings.Contains(err.Error(), "there is no such") {
					t.Errorf("the change once more: %v", err)
				}
				if got := titles(e.store.Current()); got != crash.after && got != reversed(crash.after) {
					t.Errorf("afterwards public is %q, want %q", got, crash.after)
				}
				if _, ok := e.store.Current().Archive.Post("good"); name == "another slug" && !ok {
					t.Error("the old slug leads nowhere")
				}
			})
		}
	}
}

func reversed(titles string) string {
	a, b, _ := strings.Cut(titles, " ")
	return b + " " + a
}

// kill runs this test in another process, which kills itself.
func kill(t *testing.T, told string) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCrash$", "-test.timeout=60s") //nolint:gosec // G702: this program itself
	child.Env = append(os.Environ(), crashVariable+"="+told)
	out, err := child.CombinedOutput()
	status, ok := child.ProcessState.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() || status.Signal() != syscall.SIGKILL {
		t.Fatalf("it was not killed: %v\n%s", err, out)
	}
}

// isSound fails unless nothing is left of a change, and each version in the trash has its
// bytes and the reasons are those.
func isSound(t *testing.T, e *Editor, dir, reasons string) {
	t.Helper()
	if n := staged(t, dir); n != 0 {
		t.Errorf("%d files are staged", n)
	}
	versions, err := e.Trash()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, v := range versions {
		got = append(got, v.Reason)
		if text := read(t, dir+"/"+trashFolder+"/"+v.ID); sum(text) != v.SHA256 {
			t.Errorf("version %s in the trash has other bytes", v.ID)
		}
	}
	if strings.Join(got, " ") != reasons {
		t.Errorf("the trash has %q, want %q", got, reasons)
	}
	list, err := os.ReadDir(dir + "/" + trashFolder)
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	for _, d := range list {
		if d.Name() != "last" {
			files++
		}
	}
	if files != 2*len(versions) {
		t.Errorf("the folder of the trash has %d files for %d versions", files, len(versions))
	}
	own, err := os.ReadDir(dir + "/" + ownFolder)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range own {
		if !strings.Contains(".gitignore staged trash", d.Name()) {
			t.Errorf("%s is left", d.Name())
		}
	}
}
