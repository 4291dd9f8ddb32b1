package sshd

import (
	"context"
	"time"

	"blog.example/pete/internal/quota"
	"blog.example/pete/internal/terminal"
)

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
	term.Run(func() terminal.Model { return s.config.Doors.Room(session.client, place) })
	session.channel.active.Clear()
	session.end(errLeft) // unless it has ended already
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
		Resize:       channel.report,
		Slot:         conn.source.Keys.NewSlot(conn.budget.Load()),
		Work:         session.work,
		Active:       channel.setActive,
		Pay:          func(ctx context.Context, events int) { conn.budget.Load().Spend(ctx, events*eventPrice) },
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
	how, why := session.ended()
	words, caught := term.Farewell(why)
	if caught != nil {
		session.fail(caught)
		how, why = session.ended()
	}
	if words == "" && why != "" {
		words = why + "\n"
	}
	term.Close(words)
	s.memory.drop(sessionBytes)
	if how == endPanicked {
		return ending{how: how, status: 1}
	}
	return ending{how: how}
}
