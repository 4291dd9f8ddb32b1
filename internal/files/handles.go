package files

import "fmt"

// maxHandles is how many files and directories one session may have open. A
// client that copies a tree has a directory open for each level of it and one
// file, or a few where it copies in parallel; each handle may hold a text.
const maxHandles = 16

// handles are those that a session has open.
type handles chan struct{}

// take counts a handle that is being opened. The error goes to the client.
func (h handles) take() error {
	select {
	case h <- struct{}{}:
		return nil
	default:
		return fmt.Errorf("too many open files: close one of the %d", maxHandles)
	}
}

// free counts one that was closed.
func (h handles) free() { <-h }
