package sshd

import (
	"io"
	"net"
	"net/netip"

	"blog.example/pete/internal/terminal"
	"charm.land/ssh"
	"github.com/charmbracelet/colorprofile"
)

// Client is what a client told about itself, cleaned: all that a door may know.
type Client struct {
	// User is the name the client logged in with, printable, at most 64
	// characters. It proves nothing, since readers need no key.
	User string

	// Author is the name of the author whose key the client has proved to have, printable,
	// at most 64 characters; "" for a reader. Only a client that logs in as "author" has
	// one.
	Author string

	// Stdin is what an author sends to a command without a terminal; nil for all others,
	// whose input is dropped. It ends with io.EOF only if the client has said that this is
	// the end, and with another error if the client is gone or the session has ended.
	Stdin io.Reader

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
	// LC_*, NO_COLOR, COLORTERM, VTE_VERSION and what says that tmux is in kitty or Ghostty,
	// plus TERM with a pty.
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

// newClient returns the client of a session whose window has a size. The filter has
// bounded all of it except for the user name.
func newClient(sess ssh.Session, size window) Client {
	conn := connOf(sess.Context())
	c := Client{
		User:    terminal.Printable(sess.User(), userLength),
		Local:   localAddr(conn),
		Source:  host(sess.RemoteAddr()),
		Env:     sess.Environ(),
		Profile: colorprofile.NoTTY,
	}
	if author := conn.author.Load(); author != nil {
		c.Author = author.Name
	}
	if pty, _, ok := sess.Pty(); ok {
		c.TTY = true
		c.Term = pty.Term
		c.Columns, c.Rows = size.Columns, size.Rows
		c.Env = append(c.Env, "TERM="+pty.Term)
		c.Profile = terminal.Profile(pty.Term, c.Env)
		c.ASCII = terminal.ASCII(pty.Term, c.Env)
	}
	return c
}

// localAddr returns the address that a connection came to, or the zero AddrPort.
func localAddr(c *conn) netip.AddrPort {
	local, _ := netip.ParseAddrPort(c.LocalAddr().String()) // else it is not known
	return local
}

// host returns the host of a network address, or all of it where it has no port.
func host(addr net.Addr) string {
	if h, _, err := net.SplitHostPort(addr.String()); err == nil {
		return h
	}
	return addr.String()
}
