// Package sshd is the side of Pete that faces the internet. It promises that
// every connection is bounded in what it may ask, hold and last; that a reader's
// terminal is given back whole however the visit ends; and that one visitor's
// fault, or one visitor's malice, is that visitor's alone.
//
// It knows connections, ptys, limits, drains, how a [tea.View] becomes bytes,
// when a visit rests and when it ends. It never knows Markdown, layout or posts: what a reader sees
// comes in through [Doors], as functions.
//
// What one source may have beside the others is internal/quota's: connections, bytes,
// CPU time, cells. A connection passes these files, in this order:
//
//	server.go      New, Serve: the wish server and what it is made of
//	accept.go      its listeners, and connections that cannot be accepted
//	drain.go       the end of Serve: ask, wait, close
//	hostkey.go     the key that readers know Pete by
//	algorithms.go  what a client may negotiate
//	balancer.go    where a connection really comes from, behind a load balancer
//	conns.go       every raw connection, those that are not authenticated included
//	conn.go        one of them: what it may send, leave unread and keep silent about
//	gate.go        nothing is left of it when it has ended
//	filter.go      every channel request, before the ssh library sees it
//	requests.go    the wire format of those requests
//	channels.go    the session channels that it has open
//	channel.go     one session channel: its size, its bytes, its end
//	watchdog.go    a client that talks and does not read
//	session.go     one session: which door, then one line in the log
//	sessionlog.go  how many lines clients may cause
//	visits.go      every session that is open now
//	doors.go       what is handed in, and which of it a session gets
//	guest.go       what a client told about itself, cleaned
//	command.go     the door for scripts
//	files.go       the door for sftp and scp
//	visit.go       the door for readers: a visit and how it ends
//	rest.go        its programs: one while something happens, none while nothing does
//	memory.go      what it has dropped, given back
//	stage.go       the model those programs run: the room, drawn on the screen
//	contain.go     panics, kept to the visit they happen in
//	input.go       bytes from a terminal to events
//	sequence.go    where one key or terminal reply ends and the next begins
//	screen.go      a view to bytes, and the terminal as it was before
//	text.go        strangers' text, made fit to keep and to log
//	watch.go       who is told what happens
//	limits.go      every bound, with its reason
package sshd
