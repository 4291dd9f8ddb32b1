//go:build !race

package sshd

// underRace says that the race detector is on.
const underRace = false
