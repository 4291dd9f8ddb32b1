package web

import (
	"time"

	"blog.example/pete/internal/logqueue"
)

// Watcher counts what happens to connections and requests. Its methods are called from many
// goroutines and must not wait for anything.
type Watcher interface {
	// Refused is called for what was refused, with one of the Causes and the name of the
	// source.
	Refused(cause, source string)

	// AcceptFailed is called when a connection cannot be accepted, such as for a lack of
	// descriptors. The server tries again.
	AcceptFailed()

	// Answered is called for every request that was answered, with one of the Kinds and
	// of the Codes, the bytes of the body that were sent, and how long it took.
	Answered(kind, code string, bytes int64, took time.Duration)
}

// Why something was refused. The first three are those of SSH too.
const (
	causeSource  = "source"      // the source has enough connections, or requests of a proxy
	causePenalty = "penalty"     // the source has opened too many connections for nothing
	causeRate    = "rate"        // the source makes handshakes too fast
	causeNew     = "web_new"     // too many connections on which nothing was asked yet
	causeBusy    = "web_busy"    // too many on which something is asked
	causeIdle    = "web_idle"    // too many that are kept for a further request
	causeUnread  = "web_unread"  // a client takes nothing of what it is sent
	causeRequest = "web_request" // this server answers such a request for no address
)

// Causes returns everything that Refused is called with.
func Causes() []string {
	return []string{causeSource, causePenalty, causeRate, causeNew, causeBusy, causeIdle, causeUnread, causeRequest}
}

// What is answered with.
const (
	kindPage     = "page" // a list, or a page that is no post
	kindPost     = "post"
	kindText     = "text"
	kindFeed     = "feed"
	kindFile     = "file"
	kindSearch   = "search"
	kindRedirect = "redirect"
	kindMissing  = "missing"
	kindRefused  = "refused"
	kindOther    = "other"
)

// Kinds and Codes return everything that Answered is called with.
func Kinds() []string {
	return []string{kindPage, kindPost, kindText, kindFeed, kindFile, kindSearch, kindRedirect, kindMissing, kindRefused, kindOther}
}

// Codes returns the classes of statuses.
func Codes() []string { return []string{"2xx", "3xx", "4xx", "5xx"} }

// codeOf returns the class of a status.
func codeOf(status int) string {
	switch {
	case status < 300:
		return "2xx"
	case status < 400:
		return "3xx"
	case status < 500:
		return "4xx"
	}
	return "5xx"
}

// States returns the states that Server.Connections counts.
func States() []string { return []string{connNew, connBusy, connIdle} }

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
