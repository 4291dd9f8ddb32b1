package listen

import (
	"net"

	"golang.org/x/sys/unix"
)

// Queued returns how many bytes were written to a connection that its client has not taken
// yet (SIOCOUTQ of tcp(7)). ok is false where the system does not say so.
func Queued(tcp *net.TCPConn) (bytes int, ok bool) {
	raw, err := tcp.SyscallConn()
	if err != nil {
		return 0, false
	}
	if raw.Control(func(fd uintptr) { bytes, err = unix.IoctlGetInt(int(fd), unix.SIOCOUTQ) }) != nil || err != nil {
		return 0, false
	}
	return bytes, true
}
