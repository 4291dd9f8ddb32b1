package sshd

import (
	"sync"
	"time"
)

// watchdog looks after one write to a client. It bites when nothing of it was taken
// for too long by a client that says something meanwhile: that one is there, holds
// up whoever writes and never counts as idle. A client that is silent may have its
// reader in a pager; it is the idle clock of its connection that ends it. What it says
// first may be that there is room again, so that gets half as long again.
type watchdog struct {
	patience time.Duration
	talk     func() int64 // how much the client has said
	excused  func() bool  // it may have been about something else
	bite     func()

	mu     sync.Mutex
	since  time.Time   // when something was taken last
	by     int64       // what was said by then
	barked bool        // more was said, and nothing taken so far
	timer  *time.Timer // nil once called off
}

// watch begins to look after a write.
func watch(patience time.Duration, talk func() int64, excused func() bool, bite func()) *watchdog {
	w := &watchdog{patience: patience, talk: talk, excused: excused, bite: bite, since: time.Now(), by: talk()}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timer = time.AfterFunc(patience, w.look)
	return w
}

// taken takes note that the client has taken something.
func (w *watchdog) taken() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.since, w.by, w.barked = time.Now(), w.talk(), false
}

func (w *watchdog) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	waited := time.Since(w.since)
	switch {
	case w.timer == nil: // it was called off just now
	case waited < w.patience:
		w.timer.Reset(w.patience - waited)
	case w.talk() == w.by, w.excused():
		w.by = w.talk()
		w.timer.Reset(w.patience)
	case !w.barked:
		w.barked = true
		w.timer.Reset(w.patience / 2)
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
