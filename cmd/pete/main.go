// Command pete serves a blog over SSH. It wires the floors of the house
// together and has no behaviour of its own: flags and their twins in the
// environment, signals, and the exit status.
package main

import (
	"context"
	"os"
)

func main() { os.Exit(run(context.Background(), os.Args[1:])) }
