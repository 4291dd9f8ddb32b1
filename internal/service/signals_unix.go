//go:build unix

package service

import (
	"os"
	"os/signal"
	"syscall"
)

// ignoredSignals returns the signals that are ignored, each with what the log says.
// SIGALRM and the like have no effect on a Go program.
func ignoredSignals() map[os.Signal]string {
	return map[os.Signal]string{
		syscall.SIGUSR1: "SIGUSR1 ignored: it has no meaning here",
		syscall.SIGUSR2: "SIGUSR2 ignored: it has no meaning here",
	}
}

// ignorePipe makes a write to a broken pipe on stdout or stderr an error. Without it Go
// raises SIGPIPE for these two.
func ignorePipe() { signal.Ignore(syscall.SIGPIPE) }
