// Package logqueue keeps a log from stopping the program that writes it. A Queue
// takes lines without ever waiting, holds a bounded number of bytes, and writes them
// from another goroutine; what finds no room, or cannot be written, is dropped
// and counted. Limit passes a bounded number of records a second to an slog.Handler.
// Events bounds the lines that clients cause, for each source and for all together.
//
// It knows bytes, records and counts, and nothing of what they say.
//
//	logqueue.go  Queue
//	limit.go     Limit
//	events.go    Events, and clients' text as the log shows it
package logqueue

import (
	"io"
	"sync"
	"time"
)

// Queue is an io.Writer between a logger and a file, such as stderr. Its Write
// never blocks and never fails.
type Queue struct {
	to       io.Writer
	capacity int
	report   func(dropped uint64)

	mu         sync.Mutex
	lines      [][]byte      // written to the queue and not yet to the file
	bytes      int           // in lines
	writing    bool          // a goroutine writes them
	dropped    uint64        // lines since the start
	unreported uint64        // dropped lines that no report has counted
	idle       chan struct{} // closed once nothing waits; nil unless Flush is called
}

// New returns a queue that holds at most capacity bytes of lines and writes to to.
// Once there is room again after lines were dropped, the queue's goroutine calls
// report with how many; report may write to the same file, and may wait for it.
//
// The goroutine runs while there are lines. A write to a pipe that is not read blocks
// it for ever, which is no reason for the program to wait.
func New(to io.Writer, capacity int, report func(dropped uint64)) *Queue {
	return &Queue{to: to, capacity: capacity, report: report}
}

// Write takes a line. It returns len(line) and nil also when the line is dropped.
func (q *Queue) Write(line []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.bytes+len(line) > q.capacity {
		q.drop()
		return len(line), nil
	}
	q.lines = append(q.lines, append([]byte(nil), line...)) // loggers reuse their buffers
	q.bytes += len(line)
	if !q.writing {
		q.writing = true
		go q.run()
	}
	return len(line), nil
}

// Dropped returns how many lines were dropped since the start.
func (q *Queue) Dropped() uint64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.dropped
}

// Flush waits until all lines so far are written, at most for timeout, and reports
// whether they are.
func (q *Queue) Flush(timeout time.Duration) bool {
	q.mu.Lock()
	if q.idle == nil {
		q.idle = make(chan struct{})
	}
	idle := q.idle
	q.signalIfEmpty()
	q.mu.Unlock()
	select {
	case <-idle:
		return true
	case <-time.After(timeout):
		return false
	}
}

// run writes lines until none is left.
func (q *Queue) run() {
	for line := q.next(); line != nil; line = q.next() {
		n, err := q.to.Write(line)
		if dropped := q.written(err == nil && n == len(line)); dropped > 0 {
			q.report(dropped)
		}
	}
}

// next takes the oldest line out of the queue. If there is none it returns nil, and
// run ends.
func (q *Queue) next() []byte {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.lines) == 0 {
		q.writing, q.lines = false, nil // the array may have become large
		q.signalIfEmpty()
		return nil
	}
	line := q.lines[0]
	q.lines[0] = nil
	q.lines = q.lines[1:]
	q.bytes -= len(line)
	return line
}

// written takes note of whether a line was written. It returns how many lines are to
// be reported as dropped: none before a write has succeeded and half of the queue is
// free, so that reports do not become a flood of their own.
func (q *Queue) written(whole bool) (dropped uint64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !whole {
		q.drop()
		return 0
	}
	if q.bytes > q.capacity/2 {
		return 0
	}
	dropped, q.unreported = q.unreported, 0
	return dropped
}

// drop counts a line that is lost. The caller holds mu.
func (q *Queue) drop() {
	q.dropped++
	q.unreported++
}

// signalIfEmpty wakes the callers of Flush when nothing waits. The caller holds mu.
func (q *Queue) signalIfEmpty() {
	if q.idle != nil && !q.writing {
		close(q.idle)
		q.idle = nil
	}
}
