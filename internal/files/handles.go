package files

import "fmt"

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
