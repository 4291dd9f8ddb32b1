// Package guard turns a panic into an error. What strangers send reaches parsers that
// may panic, and such a panic must end one session and not the server.
package guard

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// Panic is a panic that was caught.
type Panic struct {
	Value any
	Stack string // where, for one line of a log: "function file:line", innermost first, separated by " < "
}

// Error returns the value.
func (p *Panic) Error() string { return fmt.Sprintf("panic: %v", p.Value) }

// Run calls do, and returns its panic or nil.
func Run(do func()) (caught *Panic) {
	defer func() {
		if value := recover(); value != nil {
			caught = Recovered(value)
		}
	}()
	do()
	return nil
}

// Recovered returns the panic whose value a deferred function has recovered. Only that
// function may call it.
func Recovered(value any) *Panic { return &Panic{Value: value, Stack: stack()} }

// RunOnFreshStack is Run on another goroutine. The stack that do needs is freed when it
// returns; that of a caller that waits for hours afterwards would stay as large.
func RunOnFreshStack(do func()) (caught *Panic) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		caught = Run(do)
	}()
	<-done
	return caught
}

// depth is how many frames of a stack are described.
const depth = 8

// stack describes where the panic was thrown that a deferred function recovers from.
func stack() string {
	counters := make([]uintptr, 64)
	frames := runtime.CallersFrames(counters[:runtime.Callers(0, counters)])
	var thrown []string
	panicking := false
	for {
		frame, more := frames.Next()
		switch {
		case strings.HasPrefix(frame.Function, "runtime."):
			// gopanic and its callers are between the recovery and the fault.
			panicking = panicking || frame.Function == "runtime.gopanic"
		case panicking && len(thrown) < depth:
			thrown = append(thrown, fmt.Sprintf("%s %s:%d",
				path.Base(frame.Function), path.Base(frame.File), frame.Line))
		}
		if !more {
			return strings.Join(thrown, " < ")
		}
	}
}
