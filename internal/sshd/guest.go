package sshd

import (
	"cmp"
	"net"
	"net/netip"
	"strings"

	"charm.land/ssh"
	"github.com/charmbracelet/colorprofile"
)

// Guest is what a client told about itself, cleaned: all that a door may know.
type Guest struct {
	// User is the name the client logged in with, printable, at most 64
	// characters. It proves nothing: Pete asks nobody for a key.
	User string

	// Source is the host the connection comes from, without the port.
	Source string

	// Local is the address that the connection came to.
	Local netip.AddrPort

	// TTY says that a pty was granted.
	TTY bool

	// Term is the TERM of the pty, printable ASCII; "" without a pty, "dumb" for
	// a pty whose client left it empty.
	Term string

	// Env is what was kept of the client's environment, as NAME=VALUE: LANG, some
	// LC_*, NO_COLOR and COLORTERM, plus TERM with a pty.
	Env []string

	// Columns and Rows are the size of the pty in cells when the session began,
	// within the limits; 0 without a pty.
	Columns, Rows int

	// Profile is the colours that the terminal can show: NoTTY without a pty,
	// ASCII (bold and underline, no colour) where NO_COLOR is set.
	Profile colorprofile.Profile

	// ASCII says that the terminal shows no other characters.
	ASCII bool
}

// userLength bounds a user name, in characters: as long as a Unix login may be.
const userLength = 64

// newGuest reads what the session says about its client, whose window has a size.
// The filter has already bounded all of it except for the user name.
func newGuest(sess ssh.Session, size window) Guest {
	g := Guest{
		User:    clean(sess.User(), userLength),
		Source:  host(sess.RemoteAddr()),
		Env:     sess.Environ(),
		Profile: colorprofile.NoTTY,
	}
	g.Local, _ = netip.ParseAddrPort(sess.Context().LocalAddr().String()) // else it is not known
	if pty, _, ok := sess.Pty(); ok {
		g.TTY = true
		g.Term = pty.Term
		g.Columns, g.Rows = size.Columns, size.Rows
		g.Env = append(g.Env, "TERM="+pty.Term)
		g.Profile = profile(pty.Term, g.Env)
		g.ASCII = ascii(pty.Term, g.Env)
	}
	return g
}

// kind is what can be told of a terminal by its name.
type kind int

const (
	modernKind  kind = iota
	dumbKind         // paper
	vtKind           // a true VT, without colours and with ASCII only
	consoleKind      // of Linux: sixteen colours, and UTF-8 if it is set up for it
)

// kindOf is the kind of the terminal that calls itself term. TERM is all that can be
// counted on: ssh sends it with every pty and hardly anything else. So an unknown
// terminal counts as a modern one, and only those known to be poorer get less.
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

// profile decides which colours a terminal gets.
func profile(term string, env []string) colorprofile.Profile {
	kind := kindOf(term)
	switch {
	case kind == dumbKind:
		return colorprofile.NoTTY
	case getenv(env, "NO_COLOR") != "", kind == vtKind:
		return colorprofile.ASCII
	case kind == consoleKind, strings.HasSuffix(term, "-16color"):
		return colorprofile.ANSI
	default:
		return max(colorprofile.ANSI256, colorprofile.Env(env))
	}
}

// ascii decides whether a terminal shows nothing but ASCII: one that is known for
// it, or whose client has sent a locale of another encoding than UTF-8. A client
// that has sent none is taken for a modern one, except for the Linux console,
// which may be either.
func ascii(term string, env []string) bool {
	locale := cmp.Or(getenv(env, "LC_ALL"), getenv(env, "LC_CTYPE"), getenv(env, "LANG"))
	utf8 := strings.Contains(strings.ReplaceAll(strings.ToLower(locale), "-", ""), "utf8")
	switch kindOf(term) {
	case vtKind:
		return true
	case consoleKind:
		return !utf8
	}
	return locale != "" && !utf8
}

// getenv returns the value of the last variable called name, or "".
func getenv(env []string, name string) string {
	value := ""
	for _, entry := range env {
		if n, v, ok := strings.Cut(entry, "="); ok && n == name {
			value = v
		}
	}
	return value
}

// host returns the host of a network address, or all of it where it has no port.
func host(addr net.Addr) string {
	if h, _, err := net.SplitHostPort(addr.String()); err == nil {
		return h
	}
	return addr.String()
}
