package sshd

import gossh "golang.org/x/crypto/ssh"

// pinAlgorithms sets the algorithms that every connection negotiates with, best first.
//
// The lists are pinned rather than inherited: the library's default offer has
// NIST curves, group14-sha1 and hmac-sha1 in it, and a group14 handshake costs a
// server ten times an X25519 one. Every OpenSSH since 6.5 (2014) speaks these.
// x/crypto adds curve25519-sha256@libssh.org and strict key exchange by itself.
func pinAlgorithms(config *gossh.ServerConfig) {
	config.PublicKeyAuthAlgorithms = authorAlgorithms()
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
}
