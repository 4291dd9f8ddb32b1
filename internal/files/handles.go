package files

import (
	"encoding/binary"
	"fmt"
	"sync"
)

// maxHandles is how many files and directories one session may have open. A client that
// copies a tree has one directory open for each level and one file, or a few if it
// copies in parallel; each handle may hold a text.
const maxHandles = 16

// handles counts the open files and directories of a session.
type handles chan struct{}

// take counts one more. The client gets its error.
func (h handles) take() error {
	select {
	case h <- struct{}{}:
		return nil
	default:
		return fmt.Errorf("too many open files: close one of the %d", maxHandles)
	}
}

// free counts one less.
func (h handles) free() { <-h }

// openFiles has the open files of a session by their handles. pkg/sftp answers an fstat
// by the path of the file, where there may be another file by now, or none. So openFiles
// looks at the requests and replies themselves, of which there is one at a time.
type openFiles struct {
	mu       sync.Mutex
	byHandle map[string]*file
	opened   *file // by the current request; its handle is in the reply
	asked    *file // that the current request is an fstat of, or nil
}

// request looks at a request before pkg/sftp gets it.
func (o *openFiles) request(packet []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.opened, o.asked = nil, nil
	if packet[4] == typeFstat {
		o.asked = o.byHandle[handleIn(packet)]
	}
}

// add adds the file that the current request has opened.
func (o *openFiles) add(f *file) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.opened = f
}

// reply looks at the beginning of a reply.
func (o *openFiles) reply(packet []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if f := o.opened; f != nil && len(packet) > 4 && packet[4] == typeHandle {
		f.handle = handleIn(packet)
		o.byHandle[f.handle] = f
	}
	o.opened = nil
}

// fstat returns the file that the current request is an fstat of, or nil.
func (o *openFiles) fstat() *file {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.asked
}

// remove removes a file that is closed.
func (o *openFiles) remove(f *file) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.byHandle, f.handle)
}

// handleIn returns the handle of a packet that has one behind its length, its type and
// its id, or "" if it ends before.
func handleIn(packet []byte) string {
	const at = 4 + 1 + 4 + 4
	if len(packet) < at {
		return ""
	}
	handle := packet[at:]
	if n := binary.BigEndian.Uint32(packet[at-4:]); uint64(n) <= uint64(len(handle)) {
		return string(handle[:n])
	}
	return ""
}
