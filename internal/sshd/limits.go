package sshd

import "time"

// Limits are the bounds of what one client may ask for and of how long Pete
// waits for anybody. The zero value allows nothing; start from [DefaultLimits].
type Limits struct {
	// HandshakeTimeout is how long a connection may take from accept to the end
	// of key exchange and authentication.
	HandshakeTimeout time.Duration

	// StartTimeout is how long an open channel may wait before it asks for a
	// shell or a command. A client does so within a round trip.
	StartTimeout time.Duration

	// CloseTimeout is how long a client has to confirm that a channel is closed.
	// Until it does, the channel's goroutines stay; after it, the connection goes.
	CloseTimeout time.Duration

	// IdleTimeout is how long a reader may press no key. A terminal that somebody
	// has forgotten costs memory for as long as it is open.
	IdleTimeout time.Duration

	// DrainTimeout is how long Serve waits for open sessions once it was told to
	// stop. Commands are cancelled when four fifths of it are over.
	DrainTimeout time.Duration

	// Channels is how many session channels one connection may have open. A
	// reader has one, a ControlMaster a few.
	Channels int

	// Columns and Rows are the largest window a pty may have, in cells. A cell
	// costs about 255 bytes in each of two buffers, so this is a memory limit.
	Columns, Rows int

	// Term is the longest TERM kept, in bytes. Terminfo names are under 32.
	Term int

	// Env and EnvBytes are how many environment variables are kept, and how many
	// bytes their names and values may have together. What is over is refused.
	Env, EnvBytes int

	// Command is the longest command line, in bytes. It is larger than any that
	// makes sense so that the command itself can say what is wrong with it.
	Command int
}

// DefaultLimits returns the limits that Pete runs with unless told otherwise.
func DefaultLimits() Limits {
	return Limits{
		HandshakeTimeout: 10 * time.Second,
		StartTimeout:     15 * time.Second,
		CloseTimeout:     5 * time.Second,
		IdleTimeout:      30 * time.Minute,
		DrainTimeout:     5 * time.Second,
		Channels:         4,
		Columns:          400,
		Rows:             120,
		Term:             64,
		Env:              16,
		EnvBytes:         1 << 10,
		Command:          128 << 10,
	}
}
