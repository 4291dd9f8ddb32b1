package command

import (
	"fmt"
	"strings"
	"unicode"
)

// split splits a command line into words by the quoting rules of a POSIX shell
// (XCU 2.2: backslash, single and double quotes) and by nothing else. What a shell would
// expand, substitute, glob or run stays text.
//
// Parsers of shells also read what must never run here, and 64 KB of "$(" take the best
// of them a quarter of a second. Libraries that only split do not say where a quote was
// left open.
func split(line string) ([]string, error) {
	var (
		words []string
		word  strings.Builder
		begun bool // a word, perhaps still empty: ''
	)
	for at := 0; at < len(line); at++ {
		switch c := line[at]; c {
		case ' ', '\t', '\n', '\r':
			if begun {
				words = append(words, word.String())
				word.Reset()
				begun = false
			}
		case '\\':
			if at+1 == len(line) {
				return nil, quotingError(line, at, `write \\ for a backslash`)
			}
			at++
			if line[at] != '\n' { // else the line goes on
				word.WriteByte(line[at])
				begun = true
			}
		case '\'', '"':
			end := quoted(&word, line[at+1:], c)
			if end < 0 {
				return nil, quotingError(line, at, fmt.Sprintf(`close it, or write \%c for the letter`, c))
			}
			at += 1 + end
			begun = true
		default:
			word.WriteByte(c)
			begun = true
		}
	}
	if begun {
		words = append(words, word.String())
	}
	return words, nil
}

// quoted adds what is before the closing quote to word, and returns the offset of that
// quote, or -1 if there is none.
func quoted(word *strings.Builder, s string, quote byte) int {
	for at := 0; at < len(s); at++ {
		switch c := s[at]; {
		case c == quote:
			return at
		case c == '\\' && quote == '"' && at+1 < len(s) && strings.IndexByte("$`\"\\\n", s[at+1]) >= 0:
			at++
			if s[at] != '\n' {
				word.WriteByte(s[at])
			}
		default:
			word.WriteByte(c)
		}
	}
	return -1
}

// quotingError names a quote by its position in the line, in letters from 1.
func quotingError(line string, at int, mend string) error {
	place := len([]rune(line[:at])) + 1
	return &Failure{
		Status: StatusMisuse,
		Text:   fmt.Sprintf("letter %d: the %c is left open: %s", place, line[at], mend),
	}
}

// Join returns the command line that [Run] splits into these words, with quotes where a
// POSIX shell needs them too.
func Join(words ...string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		if quoted[i] = word; word == "" || strings.ContainsFunc(word, special) {
			quoted[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}

// special reports whether a character may mean something to a shell.
func special(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.,:/+@%", r)
}
