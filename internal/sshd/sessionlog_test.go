package sshd

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"charm.land/log/v2"
)

// stuckLog blocks at the first line about a session that has ended, for as long as
// the test lasts.
type stuckLog struct{ free chan struct{} }

func (s stuckLog) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte("session ended")) {
		<-s.free
	}
	return len(p), nil
}

// Attack: the log blocks. Sessions that wait for it hold no places, and a drain does not
// wait longer than it may.
func TestStuckLogHoldsNoPlaces(t *testing.T) {
	free := make(chan struct{})
	defer close(free)
	h := serve(t, rooms(), func(c *Config) {
		c.Log = log.NewWithOptions(stuckLog{free}, log.Options{})
		c.Limits.MaxReaders, c.Limits.PerSource, c.Limits.DrainTimeout = 1, 2, time.Second
	})
	for i := range 4 {
		client := h.dial(t)
		session, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		out, err := session.Output("ls")
		if err != nil || !strings.Contains(string(out), "ran") {
			t.Fatalf("command %d: %v, %q", i, err, out)
		}
		_ = client.Close()
		eventually(t, "the place is free", func() bool { return h.sessions.count() == 0 })
		eventually(t, "the connection is gone", h.empty)
	}
	h.cancel() // Serve cannot say "stopping", but all the rest is not held up
}
