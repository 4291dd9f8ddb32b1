// Command pete serves a blog over SSH. It wires the floors of the house
// together and has no behaviour of its own: flags and their twins in the
// environment, signals, and the exit status.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal kills
	os.Exit(run(ctx, os.Args[1:]))
}
