package sshd

import (
	"time"

	"blog.example/pete/internal/logqueue"
)

// Watcher counts what happens to connections and sessions. Its methods are called from many
// goroutines and must not wait for anything.
type Watcher interface {
	// HandshakeDone is called for every connection that is authenticated, with how
	// long that took since it was accepted.
	HandshakeDone(took time.Duration)

	// Refused is called for what was refused, with one of the Causes and the name of the
	// source.
	Refused(cause, source string)

	// AcceptFailed is called when a connection cannot be accepted, such as for a lack of
	// descriptors. The server tries again.
	AcceptFailed()

	// Draining is called with 1 and -1 when the queue of a closed connection begins and
	// ends to be drained, which takes no time. If the sum stays above a few, closed
	// connections leave something behind.
	Draining(by int)

	// Entered and Left are called for every session, with one of the DoorNames.
	Entered(door string)
	Left(door string)

	// FirstFrame is called for the first frame of every room, with how long it took
	// since the session was asked for.
	FirstFrame(took time.Duration)
}

// Why something was refused.
const (
	causeSource    = "source"    // the source has enough connections, or sessions
	causePenalty   = "penalty"   // the source has opened too many connections for nothing
	causeRate      = "rate"      // the source makes handshakes too fast
	causeHandshake = "handshake" // too many connections are not authenticated yet
	causePacket    = "packet"    // a packet is too large, or too many large ones are awaited
	causeUnused    = "unused"    // too many connections have no session
	causeChannels  = "channels"  // the connection has enough sessions
	causeLogin     = "login"     // a client had no author's key and logged in as author
	causeAuthors   = "authors"   // authors have enough sessions
	causeFull      = "full"      // there are as many sessions as may be
	causeDraining  = "draining"  // Pete is about to stop
)

// Causes returns everything that Refused is called with.
func Causes() []string {
	return []string{
		causeSource, causePenalty, causeRate, causeHandshake, causePacket, causeUnused,
		causeChannels, causeLogin, causeAuthors, causeFull, causeDraining,
	}
}

// DoorNames returns everything that Entered and Left are called with.
func DoorNames() []string { return []string{doorRoom, doorCommand, doorFront, doorFiles} }

// loggingWatcher also writes refusals to the log.
type loggingWatcher struct {
	Watcher

	events *logqueue.Events
}

// Refused implements Watcher.
func (w loggingWatcher) Refused(cause, source string) {
	w.Watcher.Refused(cause, source)
	w.events.Refused(cause, source)
}
