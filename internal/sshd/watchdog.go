package sshd

import (
	"sync"
	"time"
)

// watchdog looks after one write to a client. It bites when nothing of it was taken
// for too long by a client that says something meanwhile: that one is there, holds
// up whoever writes and never counts as idle. A client that is silent may have its
// reader in a pager; it is the idle clock of its connection that ends it.
type watchdog struct {
	patience time.Duration
	heard    func() int64 // how often the client has said something
	bite     func()

	mu    sync.Mutex
	since time.Time   // when something was taken last
	by    int64       // what was heard by then
	timer *time.Timer // nil once called off
}

// watch begins to look after a write.
func watch(patience time.Duration, heard func() int64, bite func()) *watchdog {
	w := &watchdog{patience: patience, heard: heard, bite: bite, since: time.Now(), by: heard()}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timer = time.AfterFunc(patience, w.look)
	return w
}

// taken takes note that the client has taken something.
func (w *watchdog) taken() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.since, w.by = time.Now(), w.heard()
}

func (w *watchdog) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	waited := time.Since(w.since)
	switch {
	case w.timer == nil: // it was called off just now
	case waited < w.patience:
		w.timer.Reset(w.patience - waited)
	case w.heard() == w.by:
		w.timer.Reset(w.patience)
	default:
		w.bite()
	}
}

// callOff ends the watch: the write is done.
func (w *watchdog) callOff() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timer.Stop()
	w.timer = nil
}
