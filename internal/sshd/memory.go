package sshd

import (
	"runtime/debug"
	"sync"
	"time"
)

const (
	// muchMemory is how many bytes must be dropped before a collection is worth its
	// time.
	muchMemory = 1 << 20

	// memoryPause is the least time between two collections. After one that took long,
	// because the heap is large or the machine is busy, it is memoryShare times that, up
	// to memoryPatience.
	memoryPause    = 2 * time.Second
	memoryShare    = 20
	memoryPatience = 15 * time.Second

	// sessionBytes is about what the session of a room holds beside its cells, the
	// connection included.
	sessionBytes = 64 << 10
)

// memory returns what sessions have dropped to the system. Go by itself keeps as much
// again as is in use, and returns the rest over minutes. The zero memory is ready.
type memory struct {
	mu      sync.Mutex
	dropped int           // bytes since the last collection
	due     bool          // the next collection is
	took    time.Duration // the last collection
}

// drop counts bytes that are not needed any more.
func (m *memory) drop(bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dropped += bytes
	m.plan()
}

// plan schedules a collection when enough was dropped. The caller holds mu.
func (m *memory) plan() {
	if m.dropped >= muchMemory && !m.due {
		m.due = true
		time.AfterFunc(m.pause(), m.collect)
	}
}

// pause returns the time until the next collection. The caller holds mu.
func (m *memory) pause() time.Duration {
	return min(max(memoryPause, memoryShare*m.took), memoryPatience)
}

// collect returns to the system what was dropped so far.
func (m *memory) collect() {
	m.mu.Lock()
	m.dropped = 0
	m.mu.Unlock()
	began := time.Now()
	debug.FreeOSMemory()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.took, m.due = time.Since(began), false
	m.plan() // what was dropped meanwhile
}
