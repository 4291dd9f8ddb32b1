//go:build !race

package terminal

// underRace says that the race detector is on.
const underRace = false
