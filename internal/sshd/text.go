package sshd

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"blog.example/pete/internal/logqueue"
	"blog.example/pete/internal/terminal"
)

// printableASCII is [terminal.Printable] for what has to be ASCII, such as TERM and the
// values of environment variables.
func printableASCII(s string, limit int) string {
	ascii := func(r rune) rune {
		if r > unicode.MaxASCII {
			return -1
		}
		return r
	}
	return terminal.Printable(strings.Map(ascii, s), limit)
}

// logged returns a client's text as a field of the log shows it.
func logged(s string) string { return logqueue.Field(s) }

// spoken returns a duration as English says it, "30 minutes" or "1 hour", or as Go writes
// it where it is neither whole minutes nor whole seconds.
func spoken(d time.Duration) string {
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		switch n := d / unit.length; {
		case d%unit.length != 0 || n == 0:
		case n == 1:
			return "1 " + unit.name
		default:
			return fmt.Sprintf("%d %ss", n, unit.name)
		}
	}
	return d.String()
}
