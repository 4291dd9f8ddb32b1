package sshd

import (
	"blog.example/pete/internal/quota"
	gossh "golang.org/x/crypto/ssh"
)

// This file is the wire format of the channel requests that Pete understands
// (RFC 4254, section 6).

// ptyRequest asks for a pseudo-terminal (section 6.2).
type ptyRequest struct {
	Term                    string
	Columns, Rows           uint32
	PixelWidth, PixelHeight uint32
	Modes                   string
}

// windowChange reports a new size of the window (section 6.7).
type windowChange struct {
	Columns, Rows           uint32
	PixelWidth, PixelHeight uint32
}

// envRequest passes one environment variable (section 6.4).
type envRequest struct {
	Name, Value string
}

// execRequest asks for a command (section 6.5).
type execRequest struct {
	Line string
}

// subsystemRequest asks for a predefined program (section 6.5).
type subsystemRequest struct {
	Name string
}

// parse reads a payload as a request of type T. ok is false when it is malformed, such as
// too short, or longer than it says.
func parse[T any](payload []byte) (request T, ok bool) {
	err := gossh.Unmarshal(payload, &request)
	return request, err == nil
}

// window is the size of a terminal, in cells.
type window = quota.Window

// defaultWindow is the size of a window whose client does not say how large it is.
var defaultWindow = quota.DefaultWindow

// clamp returns the window for the sizes that a client sent, at least one cell and at most
// maxColumns and maxRows. A zero is ignored, as section 6.2 requires: the size remains what it was.
func clamp(columns, rows uint32, was window) window {
	bound := func(asked, limit uint32, was int) int {
		if asked == 0 {
			return was
		}
		return int(min(asked, limit))
	}
	return window{
		Columns: bound(columns, maxColumns, was.Columns),
		Rows:    bound(rows, maxRows, was.Rows),
	}
}
