package sshd

import (
	"context"
	"errors"
	"fmt"
	"time"

	"blog.example/pete/internal/quota"
	"blog.example/pete/internal/terminal"
)

// whyBroken is what a client is told whose session ended in a panic.
const whyBroken = "Something broke in Pete. The log has it."

// eventPrice is what a key, or another event of a terminal, takes from the budget, in
// bytes. What the room computes and the screen writes costs more than the byte that the
// event came in.
const eventPrice = 50

// enterRoom runs a reading room from the first frame until the terminal is as it was
// before, and returns how it ended: the room has quit, or the session's context has ended.
func (s *Server) enterRoom(session *session, place string) ending {
	grant := session.channel.conn.source.NewCellGrant()
	defer grant.Release()
	term := s.newTerminal(session, grant)
	session.channel.setActive()
	term.Run(func() terminal.Model { return s.doors.Room(session.client, place) })
	session.channel.active.Clear()
	session.end(nil)
	return s.leaveRoom(session, term)
}

// newTerminal returns the terminal of a session, with the size that it is granted.
func (s *Server) newTerminal(session *session, grant *quota.CellGrant) *terminal.Terminal {
	channel, conn := session.channel, session.channel.conn
	size := func() window { return grant.Fit(channel.window()) }
	first := size()
	session.client.Columns, session.client.Rows = first.Columns, first.Rows
	return terminal.New(session.ctx, terminal.Options{
		Input:        channel,
		Output:       channel,
		Term:         session.client.Term,
		Env:          session.client.Env,
		Profile:      session.client.Profile,
		Window:       size,
		Resized:      channel.resized,
		Slot:         conn.source.Keys.NewSlot(conn.budget),
		Work:         session.work,
		Active:       channel.setActive,
		Pay:          func(ctx context.Context, events int) { conn.budget.Spend(ctx, events*eventPrice) },
		SuspendAfter: s.limits.RestAfter,
		Sweeper:      conn.registry.table.Sweeper,
		Suspended:    func(by int) { s.suspended.Add(int64(by)) },
		Freed:        s.memory.drop,
		FirstFrame:   func() { s.watcher.FirstFrame(time.Since(session.began)) },
		Failed:       session.fail,
		End:          session.end,
	})
}

// leaveRoom restores the terminal, with the room's farewell on it. A farewell that panics
// makes the session one that broke, whatever ended it.
func (s *Server) leaveRoom(session *session, term *terminal.Terminal) ending {
	end, why := s.outcome(session)
	words, caught := term.Farewell(why)
	if caught != nil {
		session.fail(caught)
		end, why = s.outcome(session)
	}
	if words == "" && why != "" {
		words = why + "\n"
	}
	term.Close(words)
	s.memory.drop(sessionBytes)
	return end
}

// outcome returns how a room ended, and what its reader is told about it.
func (s *Server) outcome(session *session) (end ending, why string) {
	cause := session.cause()
	switch {
	case session.broke.Load():
		return ending{how: endPanicked, status: 1}, whyBroken
	case errors.Is(cause, errDrained):
		return ending{how: endDrained}, whyDrained
	case errors.Is(cause, errIdle):
		return ending{how: endIdle}, "Closed after " + spoken(s.limits.IdleTimeout) + " without a key."
	case errors.Is(cause, errUnread), errors.Is(cause, errFlood), errors.Is(cause, errGone):
		return ending{how: endOf(cause)}, ""
	case endOf(cause) == endPanicked: // while its requests were read
		return ending{how: endPanicked, status: 1}, whyBroken
	default:
		return ending{how: endLeft}, ""
	}
}

// spoken returns a duration as English says it, "30 minutes" or "1 hour", or as Go writes
// it where it is neither whole minutes nor whole seconds.
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
