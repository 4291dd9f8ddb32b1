package sshd

import (
	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// serverConfig returns what every connection negotiates with, best first.
//
// The lists are pinned rather than inherited: the library's default offer has
// NIST curves, group14-sha1 and hmac-sha1 in it, and a group14 handshake costs a
// server ten times an X25519 one. Every OpenSSH since 6.5 (2014) speaks these.
// x/crypto adds curve25519-sha256@libssh.org and strict key exchange by itself.
//
// Nobody is asked to prove anything. ssh.Server sets NoClientAuth as well where,
// as here, no handler for a password or a key is set; a handler that says yes to
// all would instead make clients offer keys, and shut out those without one.
func serverConfig(ctx ssh.Context) *gossh.ServerConfig {
	c := connOf(ctx)
	config := &gossh.ServerConfig{NoClientAuth: true, MaxAuthTries: maxAuthTries}
	config.PreAuthConnCallback = c.gate.open
	config.AuthLogCallback = func(_ gossh.ConnMetadata, _ string, err error) {
		if err == nil {
			c.registry.authenticated(c)
			return
		}
		c.failures.Add(1)
		c.budget.Owe(authPrice)
	}
	config.KeyExchanges = []string{
		gossh.KeyExchangeMLKEM768X25519,
		gossh.KeyExchangeCurve25519,
	}
	config.Ciphers = []string{
		gossh.CipherChaCha20Poly1305,
		gossh.CipherAES128GCM,
		gossh.CipherAES256GCM,
		gossh.CipherAES128CTR,
		gossh.CipherAES256CTR,
	}
	config.MACs = []string{
		gossh.HMACSHA256ETM,
		gossh.HMACSHA512ETM,
		// What libssh2 before 1.11 knows, and with it curl, mc and PHP in Debian 12.
		gossh.HMACSHA256,
		gossh.HMACSHA512,
	}
	return config
}

const (
	// maxAuthTries is how many ways to authenticate a client may try in vain. An
	// agent holds several keys, and none is needed.
	maxAuthTries = 6

	// authPrice is what such a try takes from the budget, in bytes.
	authPrice = 2 << 10
)
