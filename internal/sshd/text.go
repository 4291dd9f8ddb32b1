package sshd

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

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

// loggedLength is how much of a client's text one field of the log shows, in bytes before
// escaping.
const loggedLength = 100

// logged returns a client's text as a field of the log shows it: cut to loggedLength, with
// all that is not printable escaped. The logger's own escaping depends on its format: JSON
// leaves U+202E and C1 controls as they are.
func logged(s string) string { return loggedUpTo(loggedLength, s) }

// loggedUpTo is logged with another length.
func loggedUpTo(length int, s string) string {
	more := ""
	if len(s) > length {
		s, more = s[:length], "…"
	}
	quoted := strconv.Quote(s)
	return quoted[1:len(quoted)-1] + more
}

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
