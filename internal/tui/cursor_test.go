package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// The cursor is not seen, and is where screen readers and braille displays read on: at what
// was selected, in what is typed into, or at what came into the window.
func TestCursorRestsWhereReadingIs(t *testing.T) {
	post := []string{"j", "j", "j", "enter"}
	for name, test := range map[string]struct {
		keys, typed, more string
		at                string // what the cursor rests on
	}{
		"home":              {at: bar + " 11 min  The Metric"},
		"home, the next":    {keys: "j", at: bar + " 11 min  Cancel Is"},
		"home, the last":    {keys: "G", at: bar + "  6 min  The Error"},
		"tags":              {keys: "t j", at: bar + " 3  debugging"},
		"tags, typed into":  {keys: "t /", typed: "sys", at: cursor},
		"tags, chosen":      {keys: "t /", typed: "s", more: "down", at: bar + " 2  observability"},
		"search":            {keys: "/", typed: "program cut", at: cursor},
		"search, chosen":    {keys: "/", typed: "word", more: "down", at: bar},
		"search, again":     {keys: "/", typed: "word", more: "down backspace", at: cursor},
		"contents":          {keys: "post t j", at: bar + "   What text costs"},
		"a text":            {keys: "post", at: "Why the Terminal Won"},
		"a line down":       {keys: "post j", at: "• another"},
		"a line up":         {keys: "post space k", at: "│ It has a price"},
		"a page down":       {keys: "post space", at: "• another"},
		"the same page up":  {keys: "post space b", at: "Why the Terminal Won"},
		"a heading":         {keys: "post t j enter", at: "What text costs"},
		"a link":            {keys: "post tab", at: "safe to run twice"},
		"a field in a text": {keys: "post /", typed: "ment", at: cursor},
		"a hit":             {keys: "post /", typed: "reader", more: "enter", at: "reader"},
		"a message":         {keys: "post y", at: "Copied:"},
		"help":              {keys: "?", at: "Everywhere"},
		"the end of help":   {keys: "? G", at: "  d  u  "},
	} {
		t.Run(name, func(t *testing.T) {
			v := enter(t, cached(at(80, 24)))
			for _, key := range strings.Fields(test.keys) {
				if key == "post" {
					v.press(post...)
					continue
				}
				v.press(key)
			}
			v.write(test.typed)
			v.press(strings.Fields(test.more)...)
			view := v.room.View()
			row := strings.Split(ansi.Strip(view.Content), "\n")[view.Cursor.Y]
			if got := ansi.TruncateLeft(row, view.Cursor.X, ""); !strings.HasPrefix(got, test.at) {
				t.Errorf("the cursor rests on %q in %q, want %q", got, row, test.at)
			}
		})
	}
}
