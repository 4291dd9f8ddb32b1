package terminal

import (
	"cmp"
	"strings"
	"unicode"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
)

// kind is what is known of a terminal by its name.
type kind int

const (
	modernKind  kind = iota
	dumbKind         // paper
	vtKind           // a true VT, without colours and with ASCII only
	consoleKind      // of Linux: sixteen colours, and UTF-8 if it is set up for it
)

// kindOf returns the kind of the terminal that is called term. A client sends TERM with
// every pty, and hardly anything else. So an unknown terminal counts as a modern one, and
// only those that are known to be poorer get less.
func kindOf(term string) kind {
	number, isVT := strings.CutPrefix(term, "vt")
	switch {
	case term == "dumb":
		return dumbKind
	case isVT && number != "" && number[0] >= '0' && number[0] <= '9': // not vte, which is GNOME's
		return vtKind
	case term == "linux", strings.HasPrefix(term, "linux-"):
		return consoleKind
	}
	return modernKind
}

// Profile returns the colours that a terminal with this TERM and environment shows.
func Profile(term string, env []string) colorprofile.Profile {
	kind := kindOf(term)
	switch {
	case kind == dumbKind:
		return colorprofile.NoTTY
	case uv.Environ(env).Getenv("NO_COLOR") != "", kind == vtKind:
		return colorprofile.ASCII
	case kind == consoleKind, strings.HasSuffix(term, "-16color"):
		return colorprofile.ANSI
	default:
		return max(colorprofile.ANSI256, colorprofile.Env(env))
	}
}

// ASCII reports whether a terminal with this TERM and environment shows nothing but
// ASCII: one that is known for it, or one with a locale of another encoding than UTF-8. A
// terminal without a locale counts as a modern one, except for the Linux console, which
// may be either.
func ASCII(term string, env []string) bool {
	variables := uv.Environ(env)
	locale := cmp.Or(variables.Getenv("LC_ALL"), variables.Getenv("LC_CTYPE"), variables.Getenv("LANG"))
	utf8 := strings.Contains(strings.ReplaceAll(strings.ToLower(locale), "-", ""), "utf8")
	switch kindOf(term) {
	case vtKind:
		return true
	case consoleKind:
		return !utf8
	}
	return locale != "" && !utf8
}

// TmuxPassesImages reports whether a terminal with this TERM and environment is tmux inside of
// kitty or Ghostty. tmux answers by its own name when it is asked for one, so what is outside is
// known by the variables that these set. Terminals outside of tmux are known by their answer,
// and not by TERM: kitty has placeholders since version 0.28, and Debian 12 has 0.26.
func TmuxPassesImages(term string, env []string) bool {
	variables := uv.Environ(env)
	outside := variables.Getenv("KITTY_WINDOW_ID") != "" || variables.Getenv("GHOSTTY_RESOURCES_DIR") != ""
	return outside && (strings.HasPrefix(term, "tmux") || strings.HasPrefix(term, "screen"))
}

// Printable returns the first limit printable characters of s and drops all others:
// controls, escapes, marks that turn the direction of text, broken UTF-8.
func Printable(s string, limit int) string {
	var b strings.Builder
	length := 0
	for _, r := range s {
		if length == limit {
			break
		}
		if unicode.IsPrint(r) && r != unicode.ReplacementChar {
			b.WriteRune(r)
			length++
		}
	}
	return b.String()
}
