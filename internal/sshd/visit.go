package sshd

import (
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"
)

// whyBroken is what a client is told whose session ended in a panic.
const whyBroken = "Something broke in Pete. The log has it."

// enterRoom runs one visit: a room, its programs, its input and its screen, from
// the first frame until the terminal is as it was before. It returns how the
// visit ended, whichever way it did.
//
// The visit ends when the room quits, or when the session's context does; so who
// ends it never has to wait for it to listen.
func (s *Server) enterRoom(session *session, place string) ending {
	conn := session.channel.conn
	grant := conn.source.NewCellGrant()
	defer grant.Release()
	size := grant.Fit(session.channel.window())
	session.guest.Columns, session.guest.Rows = size.Columns, size.Rows
	keys := conn.source.Keys.NewSlot(conn.budget)
	screen := newScreen(keys.Writer(session.channel), session.guest, size)
	var room Room
	if caught := aside(func() {
		if !keys.Acquire(session.ctx) {
			return // the client is gone
		}
		defer keys.Release()
		room = s.doors.Room(session.guest, place)
	}); caught != nil {
		session.fail(caught)
	}
	if room == nil {
		return s.leave(session, screen, nil)
	}
	stage := &stage{
		room:   room,
		screen: screen,
		window: func() window { return grant.Fit(session.channel.window()) },
		drawn:  func() { s.watcher.FirstFrame(time.Since(session.began)) },
		lost:   func() { session.end(errGone) },
		keys:   keys,
	}
	visit := newVisit(s, session, stage)
	idle := time.AfterFunc(s.limits.IdleTimeout, func() { session.end(errIdle) })
	defer idle.Stop()
	go readInput(session, func(event tea.Msg) {
		idle.Reset(s.limits.IdleTimeout)
		visit.send(event)
	})
	visit.run()
	session.end(nil)
	return s.leave(session, screen, stage.room)
}

// errIdle is why a visit ends whose reader has pressed no key for too long.
var errIdle = errors.New("the reader pressed no key")

// leave gives the terminal back, with the room's last words on it. A room that
// cannot even say goodbye is broken, whatever else ended the visit. room may be
// nil.
func (s *Server) leave(session *session, screen *screen, room Room) ending {
	end, why := s.outcome(session)
	words := ""
	if room != nil {
		if caught := contain(func() { words = room.Farewell(why) }); caught != nil {
			session.fail(caught)
			end, why = s.outcome(session)
		}
	}
	if words == "" && why != "" {
		words = why + "\n"
	}
	s.memory.drop(screen.weight() + visitBytes)
	screen.close(words)
	return end
}

// outcome returns how a visit ended, and what its reader is told about it.
func (s *Server) outcome(session *session) (end ending, why string) {
	cause := session.cause()
	switch {
	case session.broke.Load():
		return ending{how: endPanicked, status: 1}, whyBroken
	case errors.Is(cause, errDrained):
		return ending{how: endDrained}, whyDrained
	case errors.Is(cause, errIdle):
		return ending{how: endIdle}, "Closed after " + spoken(s.limits.IdleTimeout) + " without a key."
	case errors.Is(cause, errUnread), errors.Is(cause, errFlood):
		return ending{how: endOf(cause)}, ""
	case errors.Is(cause, errGone):
		return ending{how: endGone}, ""
	case endOf(cause) == endPanicked: // while its requests were read
		return ending{how: endPanicked, status: 1}, whyBroken
	default:
		return ending{how: endLeft}, ""
	}
}

// spoken is a duration as one says it: "30 minutes", "1 hour", or as Go writes it
// where it is neither whole minutes nor whole seconds.
func spoken(d time.Duration) string {
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		switch n := d / unit.length; {
		case d%unit.length != 0 || n == 0:
		case n == 1:
			return "1 " + unit.name
		default:
			return fmt.Sprintf("%d %ss", n, unit.name)
		}
	}
	return d.String()
}
