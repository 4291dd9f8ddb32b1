package web

import "time"

// Limits are the bounds of what one client may ask for and of how long the server waits for
// clients. What one source may have beside the others is in quota.Limits, for all doors
// together. The zero value allows nothing; start from [DefaultLimits].
type Limits struct {
	// New is how many connections may be open at once on which nothing was asked yet. One
	// more closes one: see quota.Pool. One takes about 10 KB, and 40 KB with TLS.
	New int

	// Busy is how many connections may be open at once on which something is asked or was
	// a moment ago. One more closes the oldest of the source that has the most.
	Busy int

	// Idle is how many connections may be open at once that are kept for a further
	// request. They have no place among those of their source. One more closes the oldest
	// of the source that has the most.
	Idle int

	// HeaderTimeout is how long a client may take to send the header of a request, and to
	// shake hands.
	HeaderTimeout time.Duration

	// WriteTimeout is how long a client may take nothing of what it is sent. One that
	// goes on taking, however slowly, is served to the end.
	WriteTimeout time.Duration

	// IdleTimeout is how long a connection is kept for a further request.
	IdleTimeout time.Duration

	// PlaceTimeout is how long a request waits when its source has as many connections
	// as it may have. Browsers open six at once, and several readers may have one address.
	PlaceTimeout time.Duration

	// DrainTimeout is how long requests may take to end when the server stops.
	DrainTimeout time.Duration
}

// DefaultLimits returns the limits that Pete runs with unless told otherwise.
func DefaultLimits() Limits {
	return Limits{
		New:           512,
		Busy:          512,
		Idle:          1024,
		HeaderTimeout: 10 * time.Second,
		WriteTimeout:  10 * time.Second,
		IdleTimeout:   2 * time.Minute,
		PlaceTimeout:  5 * time.Second,
		DrainTimeout:  4500 * time.Millisecond,
	}
}

// The bounds of what one client sends that are the same for every server.
const (
	// maxHeader is how many bytes the header of a request may have. Browsers send some
	// hundred, and with the cookies of other programs on the same host a few thousand.
	// net/http adds 4 KB.
	maxHeader = 12 << 10

	// maxTarget is how long the path and the query of a request may be together, in
	// bytes. A query of maxQuery bytes has three times as many where it is not ASCII.
	maxTarget = 3*maxQuery + 512

	// maxStreams is how many requests a client may have open on one connection of HTTP/2.
	maxStreams = 32

	// maxFrame is the largest frame of HTTP/2 that a client may send, in bytes: the least
	// that RFC 9113 allows. Readers send no bodies.
	maxFrame = 16 << 10

	// maxReceived is how many bytes of bodies the server lets a client of HTTP/2 send
	// before they are read, which is never: the least that RFC 9113 allows.
	maxReceived = 64 << 10

	// headerTable is the size of the tables that compress headers of HTTP/2, in bytes,
	// for each direction of each connection.
	headerTable = 4 << 10

	// inputChunk is how much is read from a connection at once, in bytes. It bounds how
	// long the next read of each connection of the source waits.
	inputChunk = 4 << 10

	// paidAtOnce is how many bytes of a connection are paid for at once. Smaller requests
	// need not touch what all connections of a source share.
	paidAtOnce = 1 << 10

	// connectionPrice is what a new connection costs, in bytes of the budget: to accept
	// and to close it takes about 100 µs.
	connectionPrice = 128

	// inputBuffer and outputBuffer are how much of what a client sends and is sent waits
	// in the kernel, in bytes. Its own choice is megabytes.
	inputBuffer  = 16 << 10
	outputBuffer = 64 << 10

	// placePeriod is how often a request that waits for a place asks for it.
	placePeriod = 50 * time.Millisecond

	// writeChunk is how many bytes of a body are written at once over HTTP/2. A client
	// has WriteTimeout for each, since there a window may be closed while the connection
	// goes on.
	writeChunk = 16 << 10
)
