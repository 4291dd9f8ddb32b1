package sshd

import (
	"strconv"
	"strings"
	"unicode"
)

// clean keeps the first limit printable characters of s and drops all others:
// controls, escapes, marks that turn the direction of text, broken UTF-8.
func clean(s string, limit int) string {
	var b strings.Builder
	kept := 0
	for _, r := range s {
		if kept == limit {
			break
		}
		if unicode.IsPrint(r) && r != unicode.ReplacementChar {
			b.WriteRune(r)
			kept++
		}
	}
	return b.String()
}

// cleanASCII is clean for what has to be ASCII, such as TERM and the values of
// environment variables.
func cleanASCII(s string, limit int) string {
	ascii := func(r rune) rune {
		if r > unicode.MaxASCII {
			return -1
		}
		return r
	}
	return clean(strings.Map(ascii, s), limit)
}

// loggedLength is how much of a stranger's text one field of the log shows, in
// bytes before escaping.
const loggedLength = 100

// logged makes a stranger's text fit for a field of the log: cut to a length,
// with all that is not printable escaped. The logger's own escaping depends on
// its format: JSON leaves U+202E and C1 controls as they are.
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
