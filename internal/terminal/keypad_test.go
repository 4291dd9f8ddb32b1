package terminal

import "testing"

// The keys of keypads in application mode, of rxvt, of the Linux console and of screen are the
// keys that they mean. A digit that a keypad sends as a digit stays one.
func TestKeysOfOddTerminals(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"keypad: motion", "\x1bOw\x1bOx\x1bOy\x1bOt\x1bOv\x1bOq\x1bOr\x1bOs", "home up pgup left right end down pgdown"},
		{"keypad: enter, 5, 0 and point", "\x1bOM\x1bOu\x1bOp\x1bOn", "enter begin insert delete"},
		{"keypad: signs", "\x1bOo\x1bOj\x1bOm\x1bOk\x1bOl\x1bOX", "/ * - + , ="},
		{"keypad: with ctrl, as foot and xterm have it", "\x1bO5w\x1bO5o", "ctrl+home ctrl+/"},
		{"keypad: digits", "71", "7 1"},
		{"keypad: kitty's digits, locked and not", "\x1b[57406;129;55u\x1b[57423u\x1b[57414u", "7 home enter"},
		{"rxvt: home and end", "\x1b[7~\x1b[8~", "home end"},
		{"rxvt: arrows with shift", "\x1b[a\x1b[b\x1b[c\x1b[d", "shift+up shift+down shift+right shift+left"},
		{"rxvt: arrows with ctrl", "\x1bOa\x1bOb\x1bOc\x1bOd", "ctrl+up ctrl+down ctrl+right ctrl+left"},
		{"rxvt: pages with ctrl", "\x1b[5^\x1b[6^\x1b[7^\x1b[8^", "ctrl+pgup ctrl+pgdown ctrl+home ctrl+end"},
		{"rxvt: pages with shift", "\x1b[5$\x1b[6$\x1b[7$\x1b[8$j", "shift+pgup shift+pgdown shift+home shift+end j"},
		{"rxvt: pages with both", "\x1b[5@\x1b[8@", "ctrl+shift+pgup ctrl+shift+end"},
		{"Linux console, screen and tmux", "\x1b[1~\x1b[4~\x1b[5~\x1b[6~\x1b[3~\x7f", "home end pgup pgdown delete backspace"},
		{"keys in application mode", "\x1bOA\x1bOH\x1bOF", "up home end"},
		{"a reply with a $ is no key", "\x1b[?2026;2$yj\x1b[4;2$yk", "j k"},
	} {
		if got := describe(askedInput().feed([]byte(test.in))); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		in, got := askedInput(), ""
		for i := range len(test.in) { // the network cuts where it likes
			if events := in.feed([]byte{test.in[i]}); len(events) > 0 {
				if got != "" {
					got += " "
				}
				got += describe(events)
			}
		}
		if got != test.want {
			t.Errorf("%s, byte by byte: %s, want %s", test.name, got, test.want)
		}
	}
}
