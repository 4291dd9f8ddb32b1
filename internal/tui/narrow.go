package tui

import (
	"slices"
	"strings"

	"blog.example/pete/internal/blog"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// narrowing is how a list to choose from is made shorter by typing: entries that lack what is
// typed are not shown.
type narrowing struct {
	noun  string // what an entry is; "" for lists that are not narrowed
	field field
	open  bool // the field is typed into now
}

// narrow shows the entries that have what is typed, in whatever case, and with a hyphen for
// a space. It selects the one that is that to the letter, or else the first.
func (p *picker) narrow() {
	typed := blog.Tag(p.narrowing.field.words())
	p.shown = slices.Grow(p.shown[:0], len(p.entries))
	selected := 0
	for i, e := range p.entries {
		if typed != "" {
			text := blog.Tag(e.text)
			if !strings.Contains(text, typed) {
				continue
			}
			if text == typed {
				selected = len(p.shown)
			}
		}
		p.shown = append(p.shown, i)
	}
	p.count = len(p.shown)
	p.choose(selected)
}

// pressTyping handles a key while the field is typed into.
func (p *picker) pressTyping(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, keyClear):
		p.narrowing.open, p.narrowing.field = false, field{}
		p.narrow()
	case msg.String() == "enter" && p.room.look.linear:
		p.narrowing.open = false
		p.tell(tellAll)
	case msg.String() == "enter":
		return p.open()
	case msg.String() == "pgdown":
		p.move(p.pageSize())
	case msg.String() == "pgup":
		p.move(-p.pageSize())
	case key.Matches(msg, keyNextHit):
		p.move(1)
	case key.Matches(msg, keyPrevHit):
		p.move(-1)
	case p.narrowing.field.press(msg):
		p.chosen = false
		p.narrow()
	}
	return nil
}

// input implements inputPage.
func (p *picker) input() (prompt string, f *field) {
	return "Find a " + p.narrowing.noun + ": ", &p.narrowing.field
}

// typing implements inputPage.
func (p *picker) typing() bool { return p.narrowing.open }

// paste implements inputPage.
func (p *picker) paste(text string) tea.Cmd { //nolint:unparam // the search has a command to return
	if p.narrowing.field.insert(text) {
		p.narrow()
	}
	return nil
}
