package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
)

// keymap has every key of the room. The help page is made from it. A key that it lacks
// does nothing.
type keymap struct {
	Down, Up                key.Binding
	PageDown, PageUp        key.Binding
	HalfDown, HalfUp        key.Binding
	Top, Bottom             key.Binding
	Open, Close, Leave      key.Binding
	Clear                   key.Binding
	Search, Tags            key.Binding
	Find, Next, Prev        key.Binding
	Contents                key.Binding
	NextLink, PrevLink      key.Binding
	Follow                  key.Binding
	Newer, Older            key.Binding
	ScrollLeft, ScrollRight key.Binding
	CopyLink, CopyCode      key.Binding
	Number                  key.Binding
	About, Theme, Mouse     key.Binding
	Help, Reread            key.Binding
	Narrow                  key.Binding
	NextHit, PrevHit        key.Binding

	all map[string]bool // names of the keys of all bindings
}

// keys is shared by all rooms and never changes. A suspended room would hold little else.
var keys = newKeymap()

func newKeymap() *keymap {
	all := map[string]bool{}
	bind := func(label, does string, keys ...string) key.Binding {
		for _, k := range keys {
			all[k] = true
		}
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(label, does))
	}
	return &keymap{
		all: all,

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
		Clear:       bind("esc", "clear the hits or the link", "esc"),
		Search:      bind("/", "search all posts", "/"),
		Tags:        bind("t", "only posts with a tag", "t"),
		Find:        bind("/", "find in this text", "/"),
		Next:        bind("n", "next hit", "n"),
		Prev:        bind("N", "previous", "N"),
		Contents:    bind("t", "contents", "t"),
		NextLink:    bind("tab", "next link or note", "tab"),
		PrevLink:    bind("shift+tab", "previous", "shift+tab"),
		Follow:      bind("enter", "follow it: a post opens, an address is copied", "enter"),
		Newer:       bind("[", "the newer post", "["),
		Older:       bind("]", "the older post", "]"),
		ScrollLeft:  bind("<", "long lines to their start", "<"),
		ScrollRight: bind(">", "to their end", ">"),
		CopyLink:    bind("y", "copy the link to the post, or the one you are at", "y"),
		CopyCode:    bind("c", "copy a block of code", "c"),
		Number:      bind("1…9", "the one with that number", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
		About:       bind("a", "about this blog", "a"),
		Theme:       bind("T", "dark or light", "T"),
		Mouse:       bind("m", "mouse on or off", "m"),
		Help:        bind("?", "these keys", "?"),
		Reread:      bind("r", "read a post again that was updated", "r"),
		Narrow:      bind("tab", "only posts with a tag", "tab"),
		NextHit:     bind("↓", "next post", "down", "ctrl+n", "pgdown"),
		PrevHit:     bind("↑", "previous", "up", "ctrl+p", "pgup"),
	}
}

// bound reports whether a key does something on some page.
func (k *keymap) bound(name string) bool { return k.all[name] }

// section is a group of keys on the help page. The keys of one row belong together.
type section struct {
	title string
	rows  [][]key.Binding
}

// sections returns the order of the help page: keys to search and to leave come first.
func (k *keymap) sections() []section {
	return []section{
		{"Everywhere", [][]key.Binding{{k.Close}, {k.Leave}, {k.Help}, {k.Down, k.Up}, {k.PageDown, k.PageUp}}},
		{"The list of posts", [][]key.Binding{{k.Search}, {k.Open}, {k.Tags}}},
		{"A post", [][]key.Binding{
			{k.Find},
			{k.Next, k.Prev},
			{k.Contents},
			{k.Newer, k.Older},
			{k.NextLink, k.PrevLink},
			{k.Follow},
			{k.Clear},
			{k.CopyLink},
			{k.CopyCode, k.Number},
			{k.HalfDown, k.HalfUp},
			{k.Top, k.Bottom},
			{k.ScrollRight, k.ScrollLeft},
			{k.Reread},
		}},
		{"Searching all posts", [][]key.Binding{{k.NextHit, k.PrevHit}, {k.Narrow}}},
		{"And", [][]key.Binding{{k.About}, {k.Theme}, {k.Mouse}}},
	}
}

// joint returns the help of keys that belong together: "g Home  G End", "to the start,
// to the end".
func joint(keys []key.Binding) (labels, does string) {
	var l, d []string
	for _, k := range keys {
		l, d = append(l, k.Help().Key), append(d, k.Help().Desc)
	}
	return strings.Join(l, "  "), strings.Join(d, ", ")
}
