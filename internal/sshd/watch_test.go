package sshd

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
)

// tally is a Watcher that remembers.
type tally struct {
	mu    sync.Mutex
	heard []string
}

func (t *tally) hear(what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.heard = append(t.heard, what)
}

func (t *tally) HandshakeDone(took time.Duration) { t.hear(fmt.Sprintf("shaken %t", took > 0)) }
func (t *tally) Refused(cause, _ string)          { t.hear("refused " + cause) }
func (t *tally) AcceptFailed()                    { t.hear("accept failed") }
func (t *tally) Draining(int)                     {}
func (t *tally) Entered(door string)              { t.hear("entered " + door) }
func (t *tally) Left(door string)                 { t.hear("left " + door) }
func (t *tally) FirstFrame(took time.Duration)    { t.hear(fmt.Sprintf("drawn %t", took > 0)) }

// TestWatcher is told of all that happens, once each and by names that are known
// beforehand.
func TestWatcher(t *testing.T) {
	watcher := &tally{}
	h := serve(t, rooms(), func(c *Config) { c.Watcher, c.Limits.MaxReaders = watcher, 1 })
	term := h.terminal(t, h.dial(t))
	term.shows(t, "Pete")
	term.press(t, "jj")
	term.shows(t, "keys=jj")
	session, err := h.dial(t).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Run("ls"); status(t, err) != 1 {
		t.Error("the second session was not refused")
	}
	term.press(t, "q")
	term.ends(t)
	eventually(t, "the room is left", func() bool { return h.sessions.count() == 0 })

	watcher.mu.Lock()
	defer watcher.mu.Unlock()
	want := []string{"shaken true", "entered room", "drawn true", "shaken true", "refused full", "left room"}
	if !slices.Equal(watcher.heard, want) {
		t.Errorf("heard was %q, want %q", watcher.heard, want)
	}
	if !slices.Contains(Causes(), causeFull) || !slices.Contains(DoorNames(), doorRoom) {
		t.Error("a name that is used is not known beforehand")
	}
}
