package files

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// copyIn runs "scp -r -t posts" with what a client sends, and returns what it answers.
func (s study) copyIn(sent io.Reader) (status int, answer string) {
	var out bytes.Buffer
	status = ServeSCP(s.t.Context(), s.editor, "ada", "scp -r -t posts", sent, &out)
	return status, out.String()
}

// OpenSSH sends nothing of a folder that is refused, not even its end.
func TestSCPRefusesOneFolder(t *testing.T) {
	s := newStudy(t)
	const text = "---\ntitle: New\ndate: 2026-01-06\n---\n"
	status, answer := s.copyIn(strings.NewReader("D0755 0 d\nD0755 0 .git\nC0644 40 new.md\n" + text + "Text\x00E\n"))
	if status != 1 || !strings.Contains(answer, "\x01posts/d/.git: names that begin with .") {
		t.Errorf("status %d, %q", status, answer)
	}
	if _, err := os.Stat(filepath.Join(s.dir, "posts/d/new.md")); err != nil {
		t.Error(err)
	}
}

// endless is a line that never ends. It counts what is read of it.
type endless int

func (e *endless) Read(p []byte) (int, error) {
	if *e > 1<<20 {
		return 0, io.ErrUnexpectedEOF
	}
	for i := range p {
		p[i] = 'C'
	}
	*e += endless(len(p))
	return len(p), nil
}

// An author's client sends a line without an end, which would fill the memory.
func TestSCPEndsAnEndlessLine(t *testing.T) {
	var sent endless
	if status, _ := newStudy(t).copyIn(&sent); status != 1 || sent > 2*maxLine {
		t.Errorf("status %d after %d bytes, want 1 after %d", status, sent, maxLine)
	}
}

// An author's client enters a folder in a folder in a folder: the path would grow with each,
// and the memory with the square of their number.
func TestSCPEndsAtTheDepthOfAPath(t *testing.T) {
	s := newStudy(t)
	const lines, name = 400, 4000
	sent := strings.Repeat("D0755 0 "+strings.Repeat("d", name)+"\n", lines)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if status, _ := s.copyIn(strings.NewReader(sent)); status != 1 {
		t.Errorf("status %d", status)
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 100*uint64(len(sent)) {
		t.Errorf("%d bytes took %d MB of memory", len(sent), took>>20)
	}
}
