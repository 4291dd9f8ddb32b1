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

// Images is how a terminal takes images in the graphics protocol of kitty with placeholders.
type Images int

// The ways: not at all, as kitty and Ghostty take them, and through tmux, to one of these.
const (
	NoImages Images = iota
	KittyImages
	TmuxImages
)

// ImagesOf returns how a terminal with this TERM and environment takes images, as far as these
// say it. Others have the protocol, and no placeholders.
func ImagesOf(term string, env []string) Images {
	variables := uv.Environ(env)
	program := strings.ToLower(variables.Getenv("TERM_PROGRAM"))
	outside := variables.Getenv("KITTY_WINDOW_ID") != "" || variables.Getenv("GHOSTTY_RESOURCES_DIR") != ""
	inTmux := strings.HasPrefix(term, "tmux") || strings.HasPrefix(term, "screen") || program == "tmux"
	switch {
	case kindOf(term) != modernKind:
		return NoImages
	case inTmux && outside:
		return TmuxImages
	case inTmux:
		return NoImages
	case term == "xterm-kitty", term == "xterm-ghostty", program == "ghostty", program == "kitty", outside:
		return KittyImages
	}
	return NoImages
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
