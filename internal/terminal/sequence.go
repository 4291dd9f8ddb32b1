package terminal

import "unicode/utf8"

// This file finds where one key press or terminal reply ends and the next begins.
// uv.EventDecoder expects whole sequences: it would decode a reply that the network has
// cut in two as a key and a word.

// sequence says what the first bytes of an input are.
type sequence int

const (
	partial sequence = iota // the start of a sequence
	whole                   // a sequence to decode
	noise                   // bytes that mean nothing
)

// Control bytes that matter here.
const (
	bel = 0x07
	can = 0x18
	sub = 0x1a
	esc = 0x1b
	del = 0x7f
)

// scan returns what the first sequence in b is, and how many bytes it has, at
// least one unless it is partial. b must not be empty.
//
// 8-bit controls (0x80 to 0x9f) are not among the introducers: a terminal that
// speaks UTF-8 sends none, and half a letter could look like one.
func scan(b []byte) (int, sequence) {
	if b[0] == esc {
		return scanEscape(b)
	}
	if b[0] < utf8.RuneSelf {
		return 1, whole
	}
	if !utf8.FullRune(b) {
		return 0, partial
	}
	r, size := utf8.DecodeRune(b)
	if r == utf8.RuneError || r < 0xa0 {
		return size, noise
	}
	return size, whole
}

// scanEscape scans what begins with ESC.
func scanEscape(b []byte) (int, sequence) {
	if len(b) == 1 {
		return 0, partial
	}
	switch b[1] {
	case '[':
		return scanCSI(b)
	case 'O':
		return scanSS3(b)
	case ']', 'P', '_', '^', 'X':
		return scanString(b)
	}
	if b[1] < ' ' {
		// Escape, and then another key that came in the same packet. With alt it
		// would be no key at all, not even ctrl+c.
		return 1, whole
	}
	switch n, kind := scan(b[1:]); kind {
	case whole:
		return n + 1, whole
	case noise:
		return 1, whole
	default:
		return 0, partial
	}
}

// scanCSI scans a control sequence: parameters, then a final byte.
func scanCSI(b []byte) (int, sequence) {
	for i := 2; i < len(b); i++ {
		switch c := b[i]; {
		case c < ' ' || c >= del:
			return i, noise // it ends where something else begins
		case c == '$' && isNumber(b[2:i]): // rxvt's key with shift, which has no final byte
			return i + 1, whole
		case c < '@':
			continue
		case c == 'M' && i == 2: // X10 mouse: three more bytes
			return upTo(b, i+4, whole)
		case c == '[' && i == 2: // the Linux console's F1 to F5: one more byte
			return upTo(b, i+2, noise)
		case c == '_':
			// A key as the Windows console has it, never asked for, with a repeat
			// count that makes 65,535 events out of 20 bytes.
			return i + 1, noise
		default:
			return i + 1, whole
		}
	}
	return 0, partial
}

// isNumber reports whether a parameter is one number. Replies with $ have several, or a mark.
func isNumber(parameter []byte) bool {
	for _, c := range parameter {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(parameter) > 0
}

// upTo returns n and kind when b has as many bytes.
func upTo(b []byte, n int, kind sequence) (int, sequence) {
	if len(b) < n {
		return 0, partial
	}
	return n, kind
}

// scanSS3 scans ESC O: digits, then a letter.
func scanSS3(b []byte) (int, sequence) {
	for i := 2; i < len(b); i++ {
		switch c := b[i]; {
		case c >= '0' && c <= '9':
			continue
		case c > ' ' && c < del:
			return i + 1, whole
		default:
			return i, noise
		}
	}
	return 0, partial
}

// scanString scans OSC, DCS, APC, PM and SOS: text up to ST or BEL. Terminals put no
// control character into a reply, so one inside ends the string and starts the next
// sequence. Enter, ctrl+c or an arrow get a reader out of a string that was opened by
// accident.
func scanString(b []byte) (int, sequence) {
	for i := 2; i < len(b); i++ {
		switch c := b[i]; {
		case c >= ' ':
			continue
		case c == bel:
			return i + 1, whole
		case c == can || c == sub:
			return i + 1, noise
		case c != esc:
			return i, noise
		case i+1 == len(b):
			return 0, partial
		case b[i+1] == '\\':
			return i + 2, whole
		default:
			return i, noise
		}
	}
	return 0, partial
}
