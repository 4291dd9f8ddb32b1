package sshd

import (
	"time"

	"blog.example/pete/internal/quota"
)

// Limits are the bounds of what one client may ask for and of how long Pete
// waits for clients. The zero value allows nothing; start from [DefaultLimits].
type Limits struct {
	// Limits are the bounds of sources and of all of them together.
	quota.Limits

	// MaxReaders is how many sessions may be open at once: readers, commands and
	// files, but for those of authors, who have [quota.Limits.AuthorSessions]. A client that comes then is told so, and is let in when one has left.
	MaxReaders int

	// PreAuthConns is how many connections may be open at once that are not
	// authenticated yet. One more closes one: see [quota.Pool]. One that says nothing
	// takes about 10 KB, one in the middle of a handshake about 40 KB.
	PreAuthConns int

	// PreAuthPackets is how many of them may be in the middle of a large packet, for
	// which the library has allocated up to maxPacket bytes.
	PreAuthPackets int

	// Unused is how many connections may be open at once that are authenticated and
	// have no session, because none was asked for or it is over. One more closes one:
	// see [quota.Pool]. With MaxReaders and PreAuthConns it bounds all connections
	// together.
	Unused int

	// UnusedAuthors is Unused for the connections of authors, and AuthorConns is
	// PreAuthConns for connections from where an author has logged in.
	UnusedAuthors, AuthorConns int

	// Signing is how many connections may be open at once that have offered an author's
	// key and have still to sign with it. Public keys are public, so anyone can.
	Signing int

	// HandshakeTimeout is how long a connection may take from accept to the end
	// of key exchange and authentication.
	HandshakeTimeout time.Duration

	// SigningTimeout is HandshakeTimeout for a connection that has offered an author's key.
	// The author may have to type a passphrase, or to touch the key.
	SigningTimeout time.Duration

	// AuthorsPeriod is how often the file of authors' keys is looked at while an author is
	// connected. A key that it lacks twice in a row ends what is connected by it.
	AuthorsPeriod time.Duration

	// StartTimeout is how long a client may keep a channel open before it asks for a
	// shell or a command. Clients do so within a round trip.
	StartTimeout time.Duration

	// CloseTimeout is how long a client has to confirm that a channel is closed.
	// Until it does, the channel's goroutines stay; after it, the connection goes.
	CloseTimeout time.Duration

	// WriteTimeout is how long a client may leave 4 KB unread that it was sent. For a
	// client that goes on sending it holds also for what the client has opened no window
	// for, with half the time more.
	WriteTimeout time.Duration

	// Unread is how many bytes may arrive on a connection, with all that is around them,
	// while one of its channels is not read from: one that has not begun, or that
	// writes to a slow client. The library keeps them, and in packets of one byte half
	// as much again.
	Unread int

	// AuthorUnread is Unread for an author. A file comes faster than a disk may take it, and
	// clients send all that the window of a channel allows: 2 MB.
	AuthorUnread int

	// IdleTimeout is how long a reader may press no key, a client of files ask for
	// nothing, and a connection send nothing. A forgotten terminal costs memory as long
	// as it is open.
	IdleTimeout time.Duration

	// RestAfter is how long nothing happens in a room before it is suspended: until the
	// next key it costs a tenth of what it does while its cells are there.
	RestAfter time.Duration

	// DrainTimeout is how long it may take to stop, from the signal to the exit. Serve
	// uses nine tenths of it. Commands are cancelled when three fifths of it are over.
	DrainTimeout time.Duration
}

// DefaultLimits returns the limits that Pete runs with unless told otherwise.
func DefaultLimits() Limits {
	return Limits{
		Limits: quota.Limits{
			PerSource:      16,
			HandshakeRate:  20,
			HandshakeBurst: 100,
			MaxPenalty:     10 * time.Minute,
			InputRate:      64 << 10,
			InputBurst:     256 << 10,
			CPUShare:       0.25,
			AuthorRate:     10 << 20,
			AuthorBurst:    20 << 20,
			AuthorCPUShare: 1,
			AuthorSessions: 16,
			Cells:          500_000,
			SweepPeriod:    250 * time.Millisecond,
		},
		MaxReaders:       1000,
		PreAuthConns:     1024,
		PreAuthPackets:   256,
		Unused:           256,
		UnusedAuthors:    8,
		AuthorConns:      32,
		Signing:          16,
		HandshakeTimeout: 10 * time.Second,
		SigningTimeout:   2 * time.Minute,
		AuthorsPeriod:    time.Second,
		StartTimeout:     15 * time.Second,
		CloseTimeout:     5 * time.Second,
		WriteTimeout:     10 * time.Second,
		Unread:           1 << 20,
		AuthorUnread:     4 << 20,
		IdleTimeout:      30 * time.Minute,
		RestAfter:        3 * time.Second,
		DrainTimeout:     5 * time.Second,
	}
}

// The bounds of what one client sends that are the same for every server.
const (
	// maxPreAuth is how many bytes a client may send before it is authenticated. A
	// handshake has about 3 KB, and each key that an agent offers up to 3 KB.
	maxPreAuth = 32 << 10

	// maxPacket is the largest packet that a client may send, in bytes: what a channel
	// carries at once, 32 KB, and some room. The library keeps a buffer of the largest
	// for as long as the connection lasts. Up to 4 KB more pass, since the library
	// has those already when it asks for the rest.
	maxPacket = 33 << 10

	// maxChannels is how many session channels one connection may have open. A
	// reader has one, a ControlMaster a few.
	maxChannels = 4

	// maxColumns and maxRows are the largest window a pty may have, in cells. A cell
	// costs about 255 bytes in two buffers together, so this is a memory limit.
	maxColumns, maxRows = 400, 120

	// maxTerm is the longest TERM kept, in bytes. Terminfo names are under 32.
	maxTerm = 64

	// maxEnv and maxEnvBytes are how many environment variables are kept, and how many
	// bytes their names and values may have together. What is over is refused.
	maxEnv, maxEnvBytes = 16, 1 << 10

	// maxCommand is the longest command line, in bytes: as much as maxPacket lets pass. It
	// is larger than any that makes sense so that the command itself can say what is wrong
	// with it.
	maxCommand = 32 << 10
)
