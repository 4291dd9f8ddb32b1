//go:build !race

package tui

// underRace says that the race detector is on.
const underRace = false
