package sshd

import (
	"cmp"
	"strings"

	"blog.example/pete/internal/guard"
	"blog.example/pete/internal/logqueue"
	"charm.land/log/v2"
)

// offeredLength is how much the log shows of the algorithms that a client knows, in bytes
// before escaping.
const offeredLength = 400

// sessionLog is the server's log. What is written about sessions, panics and refused
// connections goes through events, which bound it.
type sessionLog struct {
	*log.Logger

	events *logqueue.Events
}

// newSessionLog returns a log. Its events are bounded by themselves if events is nil.
func newSessionLog(to *log.Logger, events *logqueue.Events) *sessionLog {
	return &sessionLog{to, cmp.Or(events, logqueue.NewEvents(to))}
}

// write writes a line that a client has caused. A summary counts it by kind.
func (l *sessionLog) write(source, message, kind string, fields ...any) {
	l.events.Write(logqueue.Event{Source: source, Message: message, Noun: "sessions", Kind: kind}, func() []any { return fields })
}

// session writes the line of an ended session. Sessions that a drain ends are always
// written: they are at most [Limits.MaxReaders], once.
func (l *sessionLog) session(source, door, how string, fields ...any) {
	const message = "session ended"
	if how == endDrained {
		l.Info(message, fields...)
		return
	}
	l.write(source, message, door+"_"+how, fields...)
}

// login writes a line about a client that has logged in as author, or has not.
func (l *sessionLog) login(source, message string, fields ...any) {
	l.write(source, message, doorNone+"_"+strings.ReplaceAll(message, " ", "_"), fields...)
}

// noCommonAlgorithm writes a line about a client that knows no algorithm of ours for
// something, with those that it knows.
func (l *sessionLog) noCommonAlgorithm(source, what string, offered []string) {
	l.write(source, "no common algorithm", doorNone+"_"+endRefused,
		"source", source, "for", what, "offered", logqueue.Escaped(offeredLength, strings.Join(offered, ",")))
}

// panicked writes a line about a panic.
func (l *sessionLog) panicked(caught *guard.Panic, where ...any) { l.events.Panicked(caught, where...) }
