// Package sshd serves Pete over SSH to the open internet. It promises that everything a
// client may ask, hold and take time for is bounded, that a reader's terminal is restored
// however the session ends, and that a fault or an attack affects the client alone that
// causes it.
//
// It knows connections, channels, limits and drains. It does not know Markdown, layout or
// posts: what a client sees comes from the functions in [Doors]. Sources of clients share
// connections, bytes, CPU time and cells by package quota, and package terminal runs a
// reading room on the stream of a session. A connection passes these files, in this order:
//
//	server.go      New, Serve: the server and what it is made of
//	accept.go      its listeners
//	refuse.go      connections that are refused, and what their clients are told
//	drain.go       the end of Serve: ask, wait, close
//	hostkey.go     the key that identifies the server
//	algorithms.go  what a client may negotiate
//	login.go       readers get in by themselves, authors with a key
//	authors.go     the file of authors' keys, read again when it changes
//	authorkeys.go  its format
//	authorsfile.go adds keys to it and removes them
//	revoke.go      the sessions of a key that was removed from it
//	conns.go       every raw connection, also before authentication
//	conn.go        one of them: what it may send, leave unread and keep silent
//	gate.go        what the library would leave of it after its end
//	filter.go      every channel request, before the ssh library gets it
//	requests.go    the wire format of those requests
//	channel.go     one session channel: its size, bytes, timeouts and end
//	stall.go       a client that goes on sending and does not read
//	session.go     one session: its door, and its line in the log
//	sessionlog.go  the lines that clients cause
//	sessions.go    every session that is open
//	doors.go       what sessions lead to, and which of it one gets
//	client.go      what a client told about itself, cleaned
//	command.go     the door for commands
//	files.go       the door for sftp and scp
//	room.go        the door for readers
//	memory.go      returns what sessions have dropped to the system
//	text.go        clients' text, cleaned and for the log
//	watch.go       counts what happens
//	limits.go      every bound, with its reason
package sshd
