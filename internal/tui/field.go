package tui

import (
	"strings"
	"unicode"

	"blog.example/pete/internal/blog"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// field is one line that is typed into. bubbles has a textinput, which reads the
// clipboard of the machine it runs on: that is the server's.
type field struct {
	text []rune
	at   int // where the next letter goes
}

// maxField bounds what is typed, in letters.
const maxField = 200

// cursor stands where the next letter goes. It does not blink.
const cursor = "▏"

func (f *field) String() string { return string(f.text) }

// press edits the line as shells do, and reports whether its text has changed.
func (f *field) press(msg tea.KeyPressMsg) (changed bool) {
	before := len(f.text)
	switch msg.String() {
	case "left", "ctrl+b":
		f.at = max(f.at-1, 0)
	case "right", "ctrl+f":
		f.at = min(f.at+1, len(f.text))
	case "home", "ctrl+a":
		f.at = 0
	case "end", "ctrl+e":
		f.at = len(f.text)
	case "backspace", "ctrl+h":
		f.cut(max(f.at-1, 0), f.at)
	case "delete", "ctrl+d":
		f.cut(f.at, min(f.at+1, len(f.text)))
	case "ctrl+u":
		f.cut(0, f.at)
	case "ctrl+k":
		f.cut(f.at, len(f.text))
	case "ctrl+w", "alt+backspace":
		f.cut(f.wordBefore(), f.at)
	default:
		return f.insert(msg.Text)
	}
	return len(f.text) != before
}

func (f *field) cut(from, to int) {
	f.text = append(f.text[:from:from], f.text[to:]...)
	f.at = from
}

// wordBefore is where the word before the cursor begins.
func (f *field) wordBefore() int {
	at := f.at
	for at > 0 && f.text[at-1] == ' ' {
		at--
	}
	for at > 0 && f.text[at-1] != ' ' {
		at--
	}
	return at
}

// insert types s, on one line and as far as there is room.
func (f *field) insert(s string) (changed bool) {
	var add []rune
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			r = ' '
		case !unicode.IsGraphic(r) && r != '\u200c' && r != '\u200d':
			continue
		}
		if len(f.text)+len(add) == maxField {
			break
		}
		add = append(add, r)
	}
	rest := f.text[f.at:]
	f.text = append(append(f.text[:f.at:f.at], add...), rest...)
	f.at += len(add)
	return len(add) > 0
}

// view is the line with its cursor, in at most width columns around it.
func (f *field) view(width int) string {
	before, after := blog.Visible(string(f.text[:f.at])), blog.Visible(string(f.text[f.at:]))
	whole := before
	for n := ansi.StringWidth(before) + 2 - width; ansi.StringWidth(before)+1 > width; n++ {
		before = ansi.TruncateLeft(whole, n, "…") // a wide letter is cut on neither side
	}
	return ansi.Truncate(before+cursor+after, width, "")
}

// words is the text without more spaces than it needs.
func (f *field) words() string { return strings.Join(strings.Fields(f.String()), " ") }
