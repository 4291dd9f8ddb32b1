package quota

import "runtime"

// leastProcs is how many goroutines run at once at least, whatever the number of cores.
// Go looks for what has come from the network when a goroutine has nothing to do: on one
// core, while a post is laid out, that is every ten milliseconds or later, and a
// handshake has a dozen such steps. With three, of which two compute, the kernel shares
// the core out instead, and favours threads that have slept.
const leastProcs = 3

// RaiseProcs sets GOMAXPROCS to at least leastProcs. It is for the whole process.
func RaiseProcs() {
	if runtime.GOMAXPROCS(0) < leastProcs {
		runtime.GOMAXPROCS(leastProcs)
	}
}
