//go:build !linux

package listen

import "net"

// Queued returns how many bytes were written to a connection that its client has not taken
// yet. ok is false where the system does not say so.
func Queued(*net.TCPConn) (bytes int, ok bool) { return 0, false }
