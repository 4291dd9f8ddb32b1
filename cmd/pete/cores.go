package main

import (
	"os"
	"runtime"
)

// leastProcs is how many goroutines run at once at least, whatever the number of
// cores. Go looks for what has come from the network when one has nothing to do: on
// one core, while somebody's post is laid out, that is every ten milliseconds or
// later, and a handshake has a dozen such steps. With three, of which sshd lets two
// compute, the kernel shares the core out instead, and favours who has slept.
const leastProcs = 3

// raiseProcs sees to leastProcs, unless the operator has chosen a number.
func raiseProcs() {
	if os.Getenv("GOMAXPROCS") == "" && runtime.GOMAXPROCS(0) < leastProcs {
		runtime.GOMAXPROCS(leastProcs)
	}
}
