package sshd

import "io"

// turn is had by few goroutines at a time, those that compute. mine is that of one
// source, so that sixteen sessions of one address do not get sixteen times what a
// stranger gets; all is everybody's, if there is one. Who waits for a client has no
// turn meanwhile, so nobody waits for long.
type turn struct {
	mine, all chan struct{}
}

// take waits for a turn, or returns false when done is closed before there is one. A
// nil done never is.
func (t turn) take(done <-chan struct{}) bool {
	select {
	case t.mine <- struct{}{}:
	case <-done:
		return false
	}
	if t.all == nil {
		return true
	}
	select {
	case t.all <- struct{}{}:
		return true
	case <-done:
		<-t.mine
		return false
	}
}

// give ends what take began.
func (t turn) give() {
	if t.all != nil {
		<-t.all
	}
	<-t.mine
}

// shift is when one goroutine has its turn: while it computes, and not while it
// writes to its client.
type shift struct {
	turn turn
	on   bool
}

// begin takes a turn, or returns false when done is closed before there is one.
func (s *shift) begin(done <-chan struct{}) bool {
	s.on = s.turn.take(done)
	return s.on
}

// end gives the turn back.
func (s *shift) end() {
	s.on = false
	s.turn.give()
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
