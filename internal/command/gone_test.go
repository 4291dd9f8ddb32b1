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

// client is a client that takes room bytes. Then it is gone, or it interrupts the command:
// its context ends, and all writes fail from there on.
type client struct {
	ctx   context.Context
	end   context.CancelFunc
	room  int
	taken int
}

// hangsUpAfter returns a client that takes room bytes.
func hangsUpAfter(t *testing.T, room int) *client {
	ctx, end := context.WithCancel(t.Context())
	return &client{ctx: ctx, end: end, room: room}
}

// Write fails when there is no room left.
func (c *client) Write(b []byte) (int, error) {
	if c.ctx.Err() != nil {
		return 0, c.ctx.Err()
	}
	n := min(len(b), c.room-c.taken)
	c.taken += n
	if n < len(b) {
		c.end()
		return n, errors.New("broken pipe")
	}
	return n, nil
}

// run runs a command line of the client.
func (c *client) run(archive *blog.Archive, line string) (stderr string, status int) {
	var errs strings.Builder
	env := command.Env{Archive: archive, Index: indexOf(archive), Stdout: c, Stderr: &errs}
	status = command.Run(c.ctx, env, line)
	return errs.String(), status
}

// A client that hangs up ends the command at its next write, without a message.
func TestGoneReader(t *testing.T) {
	archive := workshopBlog(t)
	for _, line := range append(everyLine(), "cat workshop bare-hands workshop") {
		for _, room := range []int{0, 10} {
			reader := hangsUpAfter(t, room)
			stderr, status := reader.run(archive, line)
			if stderr != "" || status != 1 && !strings.HasSuffix(line, "--help") && reader.ctx.Err() != nil {
				t.Errorf("%q with room for %d bytes: status %d, stderr %q", line, room, status, stderr)
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
		reader := hangsUpAfter(t, room)
		stderr, status := reader.run(largeThenNone(t), line)
		if status != 1 || stderr != "" || reader.taken != room {
			t.Errorf("%s: status %d, stderr %q, %d of %d bytes", line, status, stderr, reader.taken, room)
		}
	}
}

// What is interrupted before it has written anything writes nothing.
func TestInterrupted(t *testing.T) {
	archive := workshopBlog(t)
	for _, line := range everyLine() {
		reader := hangsUpAfter(t, 1<<20)
		reader.end()
		if stderr, _ := reader.run(archive, line); reader.taken > 0 || stderr != "" {
			t.Errorf("%q after the end: %d bytes on stdout, stderr %q", line, reader.taken, stderr)
		}
	}
}
