package tui

import (
	"slices"
	"strings"
	"unicode"

	"blog.example/pete/internal/blog"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// field is one line of text that is typed into. The textinput of bubbles is not used,
// because it reads the clipboard of the server.
type field struct {
	text []rune
	at   int // index at which the next letter is inserted
}

// maxField bounds the text of a field, in letters.
const maxField = 200

// cursor shows where the next letter is inserted. It does not blink.
const cursor = "▏"

func (f *field) String() string { return string(f.text) }

// press edits the text with the keys of shells, and reports whether it has changed.
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
	f.text = slices.Delete(f.text, from, to)
	f.at = from
}

// wordBefore returns the index at which the word before the cursor begins.
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

// insert inserts s at the cursor, on one line and up to maxField letters.
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
	f.text = slices.Insert(f.text, f.at, add...)
	f.at += len(add)
	return len(add) > 0
}

// view returns the text with the cursor, in at most width columns around the cursor.
func (f *field) view(width int) string {
	return ansi.Truncate(f.before(width)+cursor+blog.Visible(string(f.text[f.at:])), width, "")
}

// before returns the text before the cursor as view has it.
func (f *field) before(width int) string {
	whole := blog.Visible(string(f.text[:f.at]))
	before := whole
	for n := ansi.StringWidth(before) + 2 - width; ansi.StringWidth(before)+1 > width; n++ {
		before = ansi.TruncateLeft(whole, n, "…") // a wide letter is never cut in half
	}
	return before
}

// restInHead puts the cursor into a field above a list, which has so many columns.
func (s *screen) restInHead(f *field, width int) {
	l := s.look
	s.column, s.row = l.left()+l.margin()+len("/ ")+ansi.StringWidth(f.before(width)), (l.listHead()-1)/2
}

// words returns the text with single spaces between its words.
func (f *field) words() string { return strings.Join(strings.Fields(f.String()), " ") }
