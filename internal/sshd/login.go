package sshd

import (
	"crypto/rsa"
	"errors"
	"strings"
	"sync/atomic"

	"blog.example/pete/internal/quota"
	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// authorUser is the one user name for which a key is required.
const authorUser = "author"

const (
	// maxReaderTries is how often a client may try to authenticate in vain that does not
	// log in as author. Readers need no key, and the first request of nearly every client,
	// for the methods of authentication, lets it in. A client may offer a few keys before.
	maxReaderTries = 6

	// maxAuthTries is maxReaderTries for an author: once for each key of an agent.
	maxAuthTries = 24

	// authPrice is what a try takes from the budget, in bytes.
	authPrice = 2 << 10

	// offeredKeys is how many of the keys that were offered are in the log.
	offeredKeys = 8
)

// login is what a connection has done to be authenticated. Only the goroutine that shakes
// hands uses it, but for tries and exhausted.
type login struct {
	asAuthor bool     // the last request was made as author
	asked    bool     // for the methods, by trying none
	price    int      // of the last key, in bytes of the budget
	offered  []string // fingerprints of keys that are no author's, as author
	more     int      // that are not in offered
	accepted string   // the fingerprint of an author's key that was offered

	tries     atomic.Int32 // that were refused
	exhausted atomic.Bool  // there were too many
}

// loginConfig returns how a connection is authenticated: a client that logs in as author
// by an author's key and by nothing else, any other client at once.
func (s *Server) loginConfig(ctx ssh.Context) *gossh.ServerConfig {
	c := connOf(ctx)
	config := &gossh.ServerConfig{
		NoClientAuth:        true,
		MaxAuthTries:        maxAuthTries,
		PreAuthConnCallback: c.gate.open,
	}
	pinAlgorithms(config)
	config.NoClientAuthCallback = func(meta gossh.ConnMetadata) (*gossh.Permissions, error) {
		return nil, s.admitWithoutKey(c, meta)
	}
	config.PublicKeyCallback = func(meta gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
		return s.admitKey(c, meta, key)
	}
	config.VerifiedPublicKeyCallback = func(_ gossh.ConnMetadata, key gossh.PublicKey, granted *gossh.Permissions, _ string) (*gossh.Permissions, error) {
		author, ok := s.authors.find(key)
		if !ok {
			return nil, errUnknownKey // it was removed a moment ago
		}
		c.author.Store(&author)
		return granted, nil
	}
	config.AuthLogCallback = func(meta gossh.ConnMetadata, method string, err error) {
		c.login.asAuthor = meta.User() == authorUser // the library may not have asked about the key
		switch {
		case err == nil:
			c.registry.authenticated(c)
			s.loggedIn(c, meta)
		case method == "none" && !c.login.asked:
			c.login.asked = true // as every client begins
			c.budget.Load().Owe(authPrice)
		default:
			c.refuseLogin()
		}
	}
	return config
}

// Why a way to authenticate is refused.
var (
	errNoKeys     = errors.New("readers need no key")
	errUnknownKey = errors.New("the key is no author's")
	errKeyNeeded  = errors.New("an author needs a key")
)

// admitWithoutKey lets every client in but for an author. A reader whose name happens to
// be author is told so, and so is an author whose first visit from an address it is: the
// client of a reader who has no key asks for nothing more.
func (s *Server) admitWithoutKey(c *conn, meta gossh.ConnMetadata) error {
	if c.login.asAuthor = meta.User() == authorUser; !c.login.asAuthor {
		return nil
	}
	if c.login.asked || c.origin.HasAuthor() {
		return errKeyNeeded
	}
	return &gossh.BannerError{Err: errKeyNeeded, Message: s.authorBanner(c)}
}

// authorBanner says what the user name is for.
func (s *Server) authorBanner(c *conn) string {
	read := "ssh reader@HOST"
	if s.config.ReadCommand != nil {
		read = s.config.ReadCommand(localAddr(c))
	}
	return "The name author is for those who write this blog, and needs their key.\r\nTo read: " + read + "\r\n"
}

// admitKey lets an author's key in. The library calls it before it checks the signature,
// and checks that of a key that is refused as well.
func (s *Server) admitKey(c *conn, meta gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
	c.login.price = priceOf(key)
	c.budget.Load().Owe(c.login.price)
	if c.login.asAuthor = meta.User() == authorUser; !c.login.asAuthor {
		return nil, errNoKeys
	}
	fingerprint := gossh.FingerprintSHA256(key)
	if _, certificate := key.(*gossh.Certificate); certificate {
		fingerprint += " (a certificate)"
	} else if author, ok := s.authors.find(key); ok {
		c.login.accepted = fingerprint
		c.registry.offersAuthorsKey(c)
		granted := &gossh.Permissions{}
		if author.noTouch {
			granted.Extensions = map[string]string{noTouchRequired: ""}
		}
		return granted, nil
	}
	if len(c.login.offered) < offeredKeys {
		c.login.offered = append(c.login.offered, fingerprint)
	} else {
		c.login.more++
	}
	return nil, errUnknownKey
}

// priceOf returns what a try with a key takes from the budget, in bytes: authPrice, and for
// RSA the time that a signature takes to check. That grows with the square of the length,
// to 12 ms for 16,384 bits.
func priceOf(key gossh.PublicKey) int {
	const bitsForPrice = 8192 // 3 ms
	bits := rsaBits(key)
	return authPrice + authPrice*bits/bitsForPrice*bits/bitsForPrice
}

// refuseLogin counts a way to authenticate that was refused. The library closes the
// connection after maxAuthTries, and may still read what has arrived when abort has closed it.
func (c *conn) refuseLogin() {
	l := &c.login
	if l.exhausted.Load() {
		return
	}
	tries := l.tries.Add(1)
	c.budget.Load().Owe(max(l.price, authPrice))
	switch {
	case l.asAuthor && tries >= maxAuthTries:
		l.exhausted.Store(true)
	case !l.asAuthor && tries >= maxReaderTries:
		l.exhausted.Store(true)
		c.abort()
	}
}

// loggedIn logs that an author has logged in.
func (s *Server) loggedIn(c *conn, meta gossh.ConnMetadata) {
	author := c.author.Load()
	if author == nil {
		return
	}
	s.revoker.watch(c)
	s.log.login(c.origin.String(), "author logged in",
		"author", author.Name,
		"key", author.Fingerprint,
		"type", author.Type(),
		"source", host(c.RemoteAddr()),
		"client", logged(string(meta.ClientVersion())),
	)
}

// loginFailed penalizes a wrong signature, and logs why a client that tried to log in as
// author has not.
func (s *Server) loginFailed(c *conn, err error) {
	l := &c.login
	forged := errors.Is(err, rsa.ErrVerification) || strings.HasPrefix(err.Error(), "ssh: signature ")
	if forged {
		c.origin.Penalize(quota.PenaltyAuthFailed)
	}
	if !l.asAuthor {
		return
	}
	s.watcher.Refused(causeLogin, c.origin.String())
	var cause string
	switch {
	case forged:
		cause = "the signature is wrong"
	case l.accepted != "":
		cause = "the client has not signed with the key"
	case l.exhausted.Load():
		cause = "too many keys were offered"
	case len(l.offered) > 0:
		cause = "no key that was offered is an author's"
	default:
		cause = "no key was offered"
	}
	fields := []any{"cause", cause, "source", host(c.RemoteAddr())}
	if l.accepted != "" {
		fields = append(fields, "key", l.accepted)
	}
	if len(l.offered) > 0 {
		fields = append(fields, "offered", strings.Join(l.offered, ", "))
	}
	if l.more > 0 {
		fields = append(fields, "more", l.more)
	}
	s.log.login(c.origin.String(), "author refused", fields...)
}
