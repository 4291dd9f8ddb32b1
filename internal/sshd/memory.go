package sshd

import (
	"runtime/debug"
	"sync"
	"time"
)

const (
	// muchMemory is how much has to be dropped, in bytes, before it is worth a look
	// at all of the heap to give it back.
	muchMemory = 1 << 20

	// memoryPause is the least time between two such looks. After one that took long,
	// because the heap is large or others are at work, it is memoryShare times that,
	// up to memoryPatience.
	memoryPause    = 2 * time.Second
	memoryShare    = 20
	memoryPatience = 15 * time.Second

	// visitBytes is about what a visit holds beside its cells, the connection
	// included.
	visitBytes = 64 << 10
)

// memory gives what visits have dropped back to the system. Go by itself keeps as much
// again as is in use, and lets go of the rest over minutes. The zero memory is ready.
type memory struct {
	mu      sync.Mutex
	dropped int           // bytes since the last look
	due     bool          // the next look is
	took    time.Duration // the last one
}

// drop takes note that so many bytes are not needed any more.
func (m *memory) drop(bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dropped += bytes
	m.plan()
}

// plan has a look taken when there is enough to find. The caller holds mu.
func (m *memory) plan() {
	if m.dropped >= muchMemory && !m.due {
		m.due = true
		time.AfterFunc(min(max(memoryPause, memoryShare*m.took), memoryPatience), m.giveBack)
	}
}

// giveBack gives back what was dropped so far.
func (m *memory) giveBack() {
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
