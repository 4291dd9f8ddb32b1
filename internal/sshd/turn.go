package sshd

import (
	"io"
	"time"
)

// turn is had by few goroutines at a time, those that compute. mine is that of one
// source, so that sixteen sessions of one address do not get sixteen times what a
// stranger gets; all is everybody's, if there is one.
type turn struct {
	mine, all chan struct{}
}

// turnPatience is how long one waits for everybody's turn. Most are over in some
// milliseconds; but who waits for the search has one as well, for seconds, and nobody
// else is to wait for that.
const turnPatience = 100 * time.Millisecond

// shift is when one goroutine has its turn: while it computes, and not while it
// writes to its client.
type shift struct {
	turn turn
	on   bool
	all  bool // and everybody's turn
}

// begin waits for the turn, or returns false when done is closed before it comes. A nil
// done never is.
func (s *shift) begin(done <-chan struct{}) bool {
	select {
	case s.turn.mine <- struct{}{}:
		s.on = true
	case <-done:
		return false
	}
	if s.turn.all == nil {
		return true
	}
	select {
	case s.turn.all <- struct{}{}:
		s.all = true
		return true
	default:
	}
	late := time.NewTimer(turnPatience)
	defer late.Stop()
	select {
	case s.turn.all <- struct{}{}:
		s.all = true
	case <-late.C: // then without
	case <-done:
		s.end()
	}
	return s.on
}

// end gives the turn back.
func (s *shift) end() {
	if s.all {
		<-s.turn.all
	}
	<-s.turn.mine
	s.on, s.all = false, false
}

// breaks is a writer for which the shift is interrupted.
type breaks struct {
	io.Writer

	shift *shift
}

// Write writes, with no turn meanwhile.
func (b breaks) Write(p []byte) (int, error) {
	if !b.shift.on {
		return b.Writer.Write(p)
	}
	b.shift.end()
	defer b.shift.begin(nil)
	return b.Writer.Write(p)
}
