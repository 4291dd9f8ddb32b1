package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
)

// keymap is every key of the room. The help page and the footers are made from
// it, so a key that is not here does not exist.
type keymap struct {
	Down, Up                key.Binding
	PageDown, PageUp        key.Binding
	HalfDown, HalfUp        key.Binding
	Top, Bottom             key.Binding
	Open, Close, Leave      key.Binding
	Newer, Older            key.Binding
	ScrollLeft, ScrollRight key.Binding
	About, Theme, Help      key.Binding
}

func newKeymap() keymap {
	bind := func(label, does string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(label, does))
	}
	return keymap{
		Down:        bind("j ↓", "down", "j", "down"),
		Up:          bind("k ↑", "up", "k", "up"),
		PageDown:    bind("space PgDn", "a page down", "space", "pgdown", "ctrl+f"),
		PageUp:      bind("b PgUp", "up", "b", "pgup", "ctrl+b"),
		HalfDown:    bind("d", "half a page down", "d", "ctrl+d"),
		HalfUp:      bind("u", "up", "u", "ctrl+u"),
		Top:         bind("g Home", "to the start", "g", "home"),
		Bottom:      bind("G End", "to the end", "G", "end"),
		Open:        bind("enter l →", "read the post", "enter", "l", "right"),
		Close:       bind("q esc h ←", "back; on the list, q leaves", "q", "esc", "h", "left", "backspace"),
		Leave:       bind("ctrl+c", "leave from anywhere", "ctrl+c"),
		Newer:       bind("[", "the newer post", "["),
		Older:       bind("]", "the older post", "]"),
		ScrollLeft:  bind("<", "long code to the left", "<"),
		ScrollRight: bind(">", "to the right", ">"),
		About:       bind("a", "about this blog", "a"),
		Theme:       bind("T", "dark or light", "T"),
		Help:        bind("?", "these keys", "?"),
	}
}

// section is a group of keys on the help page; those of one row belong
// together.
type section struct {
	title string
	rows  [][]key.Binding
}

// sections orders the help page: what one needs to get out comes first.
func (k keymap) sections() []section {
	return []section{
		{"Everywhere", [][]key.Binding{{k.Close}, {k.Leave}, {k.Help}, {k.About}, {k.Theme}}},
		{"The list of posts", [][]key.Binding{{k.Down, k.Up}, {k.Open}}},
		{"A post", [][]key.Binding{
			{k.PageDown, k.PageUp},
			{k.HalfDown, k.HalfUp},
			{k.Top, k.Bottom},
			{k.Newer, k.Older},
			{k.ScrollLeft, k.ScrollRight},
		}},
	}
}

// joint is the help of keys that belong together: "g Home  G End", "to the
// start, to the end".
func joint(keys []key.Binding) (labels, does string) {
	var l, d []string
	for _, k := range keys {
		l, d = append(l, k.Help().Key), append(d, k.Help().Desc)
	}
	return strings.Join(l, "  "), strings.Join(d, ", ")
}
