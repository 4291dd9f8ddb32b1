package tui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// The keys of the room, with their help. All rooms share them, because a suspended room
// would hold little else; they never change.
var (
	keyDown        = bind("j ↓", "down", "j", "down")
	keyUp          = bind("k ↑", "up", "k", "up")
	keyPageDown    = bind("space PgDn", "a page down", "space", "pgdown", "ctrl+f")
	keyPageUp      = bind("b PgUp", "up", "b", "pgup", "ctrl+b")
	keyHalfDown    = bind("d", "half a page down", "d", "ctrl+d")
	keyHalfUp      = bind("u", "up", "u", "ctrl+u")
	keyTop         = bind("g Home", "to the start", "g", "home")
	keyBottom      = bind("G End", "to the end", "G", "end")
	keyOpen        = bind("enter l →", "read the post", "enter", "l", "right")
	keyClose       = bind("q esc h ←", "back; on the list, q leaves", "q", "esc", "h", "left", "backspace", "ctrl+h")
	keyLeave       = bind("ctrl+c", "leave from anywhere", "ctrl+c")
	keyClear       = bind("esc", "clear the hits or the link", "esc")
	keySearch      = bind("/", "search all posts", "/")
	keyTags        = bind("t", "only posts with a tag", "t")
	keyFind        = bind("/", "find in this text", "/")
	keyNext        = bind("n", "next hit", "n")
	keyPrev        = bind("N", "previous", "N")
	keyContents    = bind("t", "contents", "t")
	keyNextLink    = bind("tab", "next link or note", "tab")
	keyPrevLink    = bind("shift+tab", "previous", "shift+tab")
	keyFollow      = bind("enter", "follow it: a post opens, an address is copied", "enter")
	keyNewer       = bind("[", "the newer post", "[")
	keyOlder       = bind("]", "the older post", "]")
	keyScrollLeft  = bind("<", "long lines to their start", "<")
	keyScrollRight = bind(">", "to their end", ">")
	keyCopyLink    = bind("y", "copy the link to the post, or the one you are at", "y")
	keyCopyCode    = bind("c", "copy a block of code", "c")
	keyPictures    = bind("i", "pictures, or what they say", "i")
	keyNumber      = bind("1…9", "the one with that number", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
	keyAbout       = bind("a", "about this blog", "a")
	keyPages       = bind("a", "the pages of this blog", "a")
	keyTheme       = bind("T", "dark or light", "T")
	keyMouse       = bind("m", "mouse on or off", "m")
	keyRedraw      = bind("ctrl+l", "draw the screen again", "ctrl+l")
	keyLinear      = bind("L", "line by line, for screen readers", "L")
	keyHelp        = bind("?", "these keys", "?")
	keyReread      = bind("r", "read a post again that was updated", "r")
	keyNarrow      = bind("tab", "only posts with a tag", "tab")
	keyNextHit     = bind("↓", "next post", "down", "ctrl+n", "pgdown")
	keyPrevHit     = bind("↑", "previous", "up", "ctrl+p", "pgup")
)

func bind(label, does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(label, does))
}

// section is a group of keys on the help page. The keys of one row belong together.
type section struct {
	title string
	rows  [][]key.Binding
}

// sections has every key in the order of the help page: keys to search and to leave come
// first.
var sections = []section{
	{"Everywhere", [][]key.Binding{{keyClose}, {keyLeave}, {keyHelp}, {keyDown, keyUp}, {keyPageDown, keyPageUp}}},
	{"The list of posts", [][]key.Binding{{keySearch}, {keyOpen}, {keyTags}}},
	{"A post", [][]key.Binding{
		{keyFind},
		{keyNext, keyPrev},
		{keyContents},
		{keyNewer, keyOlder},
		{keyNextLink, keyPrevLink},
		{keyFollow},
		{keyClear},
		{keyCopyLink},
		{keyCopyCode, keyNumber},
		{keyPictures},
		{keyHalfDown, keyHalfUp},
		{keyTop, keyBottom},
		{keyScrollRight, keyScrollLeft},
		{keyReread},
	}},
	{"Searching all posts", [][]key.Binding{{keyNextHit, keyPrevHit}, {keyNarrow}}},
	{"And", [][]key.Binding{{keyAbout}, {keyTheme}, {keyMouse}, {keyRedraw}, {keyLinear}}},
}

// bound has the names of the keys in the sections. A key that they lack does nothing.
var bound = boundKeys()

func boundKeys() map[string]bool {
	all := map[string]bool{}
	for _, s := range sections {
		for _, row := range s.rows {
			for _, binding := range row {
				for _, name := range binding.Keys() {
					all[name] = true
				}
			}
		}
	}
	return all
}

// motions are the keys that mean the same with shift and with ctrl, with which some terminals
// and keyboards send them.
var motions = []rune{
	tea.KeyUp, tea.KeyDown, tea.KeyRight, tea.KeyLeft, tea.KeyPgUp, tea.KeyPgDown, tea.KeyHome, tea.KeyEnd, tea.KeyEnter,
}

// unmodified returns a message without shift and ctrl if it is a key of motion.
func unmodified(msg tea.Msg) tea.Msg {
	if key, ok := msg.(tea.KeyPressMsg); ok && key.Mod != 0 && slices.Contains(motions, key.Code) {
		key.Mod &^= tea.ModShift | tea.ModCtrl
		return key
	}
	return msg
}

// farAway is a distance beyond the end of every list and text.
const farAway = 1 << 30

// distance returns by how many entries or rows a key moves, down if that is positive, and
// reports whether the key moves. It calls page and half only for keys that need them,
// because a list measures its entries for that.
func distance(msg tea.KeyPressMsg, page, half func() int) (by int, ok bool) {
	switch {
	case key.Matches(msg, keyDown):
		return 1, true
	case key.Matches(msg, keyUp):
		return -1, true
	case key.Matches(msg, keyPageDown):
		return page(), true
	case key.Matches(msg, keyPageUp):
		return -page(), true
	case key.Matches(msg, keyHalfDown):
		return half(), true
	case key.Matches(msg, keyHalfUp):
		return -half(), true
	case key.Matches(msg, keyTop):
		return -farAway, true
	case key.Matches(msg, keyBottom):
		return farAway, true
	}
	return 0, false
}
