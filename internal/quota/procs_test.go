package quota

import (
	"runtime"
	"testing"
)

// RaiseProcs never lowers GOMAXPROCS.
func TestRaiseProcs(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for before, want := range map[int]int{1: leastProcs, leastProcs: leastProcs, leastProcs + 5: leastProcs + 5} {
		runtime.GOMAXPROCS(before)
		if RaiseProcs(); runtime.GOMAXPROCS(0) != want {
			t.Errorf("GOMAXPROCS is %d after %d, want %d", runtime.GOMAXPROCS(0), before, want)
		}
	}
}
