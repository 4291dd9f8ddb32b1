package sshd

import (
	"bytes"
	"cmp"
	"crypto/rsa"
	"errors"
	"fmt"
	"slices"
	"strings"

	"blog.example/pete/internal/terminal"
	gossh "golang.org/x/crypto/ssh"
)

// AuthorKey is a public key of an author.
type AuthorKey struct {
	// Name is the author's name, printable, at most 64 characters: the comment of the
	// line, or else the fingerprint. Several keys may have one name.
	Name string

	// Fingerprint is as ssh shows it: "SHA256:" and base64.
	Fingerprint string

	key     gossh.PublicKey
	noTouch bool // a hardware key need not be touched
}

// Type returns the type of the key, such as "ssh-ed25519".
func (k AuthorKey) Type() string { return k.key.Type() }

// HasName reports whether the name is another than the fingerprint.
func (k AuthorKey) HasName() bool { return k.Name != k.Fingerprint }

// Named returns the key with another name, as far as that can be printed.
func (k AuthorKey) Named(name string) AuthorKey {
	k.Name = cmp.Or(strings.TrimSpace(terminal.Printable(name, userLength)), k.Fingerprint)
	return k
}

// Line returns the key as a line of the file, without a newline.
func (k AuthorKey) Line() string {
	line := strings.TrimSuffix(string(gossh.MarshalAuthorizedKey(k.key)), "\n")
	if k.noTouch {
		line = noTouchRequired + " " + line
	}
	if k.HasName() {
		line += " " + k.Name
	}
	return line
}

// Same reports whether two are the same key, whatever their names.
func (k AuthorKey) Same(as AuthorKey) bool { return k.Fingerprint == as.Fingerprint }

const (
	// maxAuthorKeys is how many keys a file may have.
	maxAuthorKeys = 256

	// authorsLength is how long the file may be, in bytes: 256 RSA keys of 8,192 bits.
	authorsLength = 512 << 10

	// leastRSA is the smallest RSA key that is accepted, in bits.
	leastRSA = 2048
)

// ParseAuthorKeys reads lines in the format of OpenSSH's authorized_keys (sshd(8)). It
// returns the keys, each once, and what is wrong with other lines, as "path:line: fault:
// remedy".
func ParseAuthorKeys(path string, data []byte) (keys []AuthorKey, problems []string) {
	for i, line := range bytes.Split(data, []byte("\n")) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		key, err := parseAuthorKey(line)
		switch {
		case err != nil:
			problems = append(problems, fmt.Sprintf("%s:%d: %v", path, i+1, err))
			if bytes.Contains(line, []byte(privateMark)) {
				return keys, problems // every line that follows belongs to it
			}
		case slices.ContainsFunc(keys, key.Same):
		case len(keys) == maxAuthorKeys:
			return keys, append(problems, fmt.Sprintf("%s:%d: more than %d keys: remove some", path, i+1, maxAuthorKeys))
		default:
			keys = append(keys, key)
		}
	}
	return keys, problems
}

// privateMark is in the first line of every private key.
const privateMark = "PRIVATE KEY"

// parseAuthorKey reads a line. Its error has no text of the line but for the name of an
// option: what should be a public key may be a private one.
func parseAuthorKey(line []byte) (AuthorKey, error) {
	if bytes.Contains(line, []byte(privateMark)) || bytes.HasPrefix(line, []byte("PuTTY-User-Key-File")) {
		return AuthorKey{}, errors.New("that is a private key: give the public one, which ends in .pub")
	}
	key, comment, options, _, err := gossh.ParseAuthorizedKey(line)
	if err != nil {
		return AuthorKey{}, errors.New("not a public key: write one as in a .pub file, \"ssh-ed25519 AAAA… name\"")
	}
	parsed := AuthorKey{Fingerprint: gossh.FingerprintSHA256(key), key: key}.Named(comment)
	for _, option := range options {
		name, _, _ := strings.Cut(strings.ToLower(option), "=")
		switch {
		case name == "cert-authority":
			return AuthorKey{}, errors.New("cert-authority: certificates let no author in: write each author's own key")
		case name == "restrict", strings.HasPrefix(name, "no-") && name == strings.ToLower(option):
			parsed.noTouch = parsed.noTouch || name == noTouchRequired
		default:
			return AuthorKey{}, fmt.Errorf("option %s: the line is left out: write only restrict and options that begin with no-",
				logged(name))
		}
	}
	return parsed, checkKey(key)
}

// noTouchRequired is the option, and the extension of [gossh.Permissions], of a hardware
// key that need not be touched.
const noTouchRequired = "no-touch-required"

// checkKey says why a key is not accepted.
func checkKey(key gossh.PublicKey) error {
	switch key.Type() {
	case gossh.KeyAlgoED25519, gossh.KeyAlgoSKED25519, gossh.KeyAlgoSKECDSA256,
		gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384, gossh.KeyAlgoECDSA521:
		return nil
	case gossh.KeyAlgoRSA:
		if bits := rsaBits(key); bits < leastRSA {
			return fmt.Errorf("an RSA key of %d bits can be broken: make another with ssh-keygen -t ed25519", bits)
		}
		return nil
	}
	if _, ok := key.(*gossh.Certificate); ok {
		return errors.New("that is a certificate: write the key itself")
	}
	return fmt.Errorf("keys of type %s are not accepted: make another with ssh-keygen -t ed25519", logged(key.Type()))
}

// authorAlgorithms are the signatures of the keys that checkKey accepts.
func authorAlgorithms() []string {
	return []string{
		gossh.KeyAlgoED25519, gossh.KeyAlgoSKED25519, gossh.KeyAlgoSKECDSA256,
		gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384, gossh.KeyAlgoECDSA521,
		gossh.KeyAlgoRSASHA256, gossh.KeyAlgoRSASHA512,
	}
}

// rsaBits returns the length of an RSA key, and 0 for any other.
func rsaBits(key gossh.PublicKey) int {
	if known, ok := key.(gossh.CryptoPublicKey); ok {
		if public, ok := known.CryptoPublicKey().(*rsa.PublicKey); ok {
			return public.N.BitLen()
		}
	}
	return 0
}
