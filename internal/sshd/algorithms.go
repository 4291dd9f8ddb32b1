package sshd

import (
	"errors"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// serverConfig returns the algorithms that every connection negotiates with, best first.
//
// The lists are pinned rather than inherited: the library's default offer has
// NIST curves, group14-sha1 and hmac-sha1 in it, and a group14 handshake costs a
// server ten times an X25519 one. Every OpenSSH since 6.5 (2014) speaks these.
// x/crypto adds curve25519-sha256@libssh.org and strict key exchange by itself.
//
// A reader needs no key: the first request of nearly every client, for the methods of
// authentication, lets it in. A client may offer a few keys before that. RSA is not among
// the algorithms for keys: the library checks a signature before it asks whether the key
// is wanted, and 16,384 bits take milliseconds.
func serverConfig(ctx ssh.Context) *gossh.ServerConfig {
	c := connOf(ctx)
	config := &gossh.ServerConfig{NoClientAuth: true, MaxAuthTries: maxAuthTries}
	config.PreAuthConnCallback = c.gate.open
	config.PublicKeyCallback = func(gossh.ConnMetadata, gossh.PublicKey) (*gossh.Permissions, error) {
		return nil, errNoKeys
	}
	config.PublicKeyAuthAlgorithms = []string{gossh.KeyAlgoED25519, gossh.KeyAlgoSKED25519, gossh.KeyAlgoSKECDSA256}
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
		// For libssh2 before 1.11, and with it curl, mc and PHP in Debian 12.
		gossh.HMACSHA256,
		gossh.HMACSHA512,
	}
	return config
}

// errNoKeys refuses every key.
var errNoKeys = errors.New("readers need no key")

const (
	// maxAuthTries is how often a client may try to authenticate in vain: once for each
	// key of its agent.
	maxAuthTries = 6

	// authPrice is what a try takes from the budget, in bytes.
	authPrice = 2 << 10
)
