package command_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
)

var errHungUp = errors.New("broken pipe")

// pipe takes room bytes. After them each write fails, as to a closed pipe.
type pipe struct {
	room  int
	taken int
	late  int // writes after the one that failed
	full  bool
}

// Write fails when there is no room left.
func (p *pipe) Write(b []byte) (int, error) {
	if p.full {
		p.late++
		return 0, errHungUp
	}
	n := min(len(b), p.room-p.taken)
	p.taken += n
	if n < len(b) {
		p.full = true
		return n, errHungUp
	}
	return n, nil
}

// A client that hangs up ends the command at its next write, without a message.
func TestGoneReader(t *testing.T) {
	archive := workshopBlog(t)
	index := indexOf(archive)
	for _, line := range append(everyLine(), "cat workshop bare-hands workshop") {
		for _, room := range []int{0, 10} {
			p := &pipe{room: room}
			_, stderr, status := answer(t, line, func(env *command.Env) {
				env.Archive, env.Index, env.Stdout = archive, index, p
			})
			if stderr != "" || status != 1 && !strings.HasSuffix(line, "--help") && p.full || p.late > 0 {
				t.Errorf("%q with room for %d bytes: status %d, stderr %q, %d late writes", line, room, status, stderr, p.late)
			}
		}
	}
}

// largeThenNone is a blog of two posts: one large, in bytes far larger than in
// text, and one that panics when it is laid out.
func largeThenNone(t *testing.T) *blog.Archive {
	t.Helper()
	archive, report := blog.Open(fstest.MapFS{
		"site.yaml":      {Data: []byte("title: Large\nhost: blog.example\n")},
		"posts/large.md": {Data: []byte("---\ntitle: Large\nsummary: Much.\n---\n" + strings.Repeat("\nA paragraph of a large post.\n", 1500))},
		"posts/none.md":  {Data: []byte("---\ntitle: None\nsummary: Nothing.\n---\n\nNothing.\n")},
	})
	if archive == nil {
		t.Fatal(report.Err())
	}
	large, _ := archive.Post("large")
	large.Source = []byte(strings.Repeat("A line of a large post.\n", 400_000))
	none, _ := archive.Post("none")
	*none = blog.Post{} // without a body
	return archive
}

// When the client hangs up in the middle of a post, no more of it and of the next is
// written.
func TestGoneInTheMiddle(t *testing.T) {
	for line, room := range map[string]int{
		"cat large none": 5 << 20, "cat large none --format text": 20 << 10,
		"cat large none --format ansi": 20 << 10, "cat large none --format json": 20 << 10,
	} {
		p := &pipe{room: room}
		archive := largeThenNone(t)
		_, stderr, status := answer(t, line, func(env *command.Env) { env.Archive, env.Stdout = archive, p })
		if status != 1 || stderr != "" || p.late > 0 || p.taken != room {
			t.Errorf("%s: status %d, stderr %q, %d of %d bytes, %d late writes", line, status, stderr, p.taken, room, p.late)
		}
	}
}

// interrupter interrupts the command at the first bytes, and goes on to take bytes.
type interrupter struct {
	taken     int
	interrupt func()
}

// Write takes everything.
func (i *interrupter) Write(b []byte) (int, error) {
	i.taken += len(b)
	i.interrupt()
	return len(b), nil
}

// An interrupted command ends within one piece of its output.
func TestInterrupted(t *testing.T) {
	for _, line := range []string{"cat large none", "cat large none --format text", "cat large none --format json"} {
		ctx, cancel := context.WithCancel(t.Context())
		reader := &interrupter{interrupt: cancel}
		var errs strings.Builder
		status := command.Run(ctx, command.Env{Archive: largeThenNone(t), Stdout: reader, Stderr: &errs}, line)
		if status != 1 || errs.String() != "" || reader.taken == 0 || reader.taken > 32<<10 {
			t.Errorf("%s: status %d, stderr %q, %d bytes", line, status, errs.String(), reader.taken)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, line := range everyLine() {
		var out, errs strings.Builder
		archive := workshopBlog(t)
		command.Run(ctx, command.Env{Archive: archive, Index: indexOf(archive), Stdout: &out, Stderr: &errs}, line)
		if out.String() != "" || errs.String() != "" {
			t.Errorf("%q after the end: stdout %q, stderr %q", line, out.String(), errs.String())
		}
	}
}
