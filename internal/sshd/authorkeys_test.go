package sshd

import (
	"crypto/rand"
	"crypto/rsa"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

// Lines that mean something else than a key that may do all are left out, and named.
func TestParseAuthorKeys(t *testing.T) {
	key := newKey(t)
	plain := line(key, "ann")
	small, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // that is what is refused
	if err != nil {
		t.Fatal(err)
	}
	weak := line(signerOf(t, small), "old")
	certificate := &gossh.Certificate{Key: key.PublicKey(), CertType: gossh.UserCert, ValidBefore: gossh.CertTimeInfinity}
	if err := certificate.SignCert(rand.Reader, newKey(t)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text    string
		keys    int
		problem string
	}{
		"plain":         {plain, 1, ""},
		"comments":      {"# x\n\n \t" + plain, 1, ""},
		"CRLF":          {strings.ReplaceAll(plain, "\n", "\r\n"), 1, ""},
		"no newline":    {strings.TrimSpace(plain), 1, ""},
		"twice":         {plain + plain, 1, ""},
		"options":       {"restrict,No-Pty,no-port-forwarding,no-touch-required " + plain, 1, ""},
		"command":       {`command="echo \"a b\"" ` + plain, 0, "a:1: option command: the line is left out"},
		"from":          {`no-pty,from="10.0.0.0/8" ` + plain, 0, "a:1: option from:"},
		"expiry":        {`expiry-time="20300101" ` + plain, 0, "a:1: option expiry-time:"},
		"verify":        {"verify-required " + plain, 0, "a:1: option verify-required:"},
		"no- with more": {`no-pty="x" ` + plain, 0, "a:1: option no-pty:"},
		"authority":     {"\ncert-authority " + plain, 0, "a:2: cert-authority: certificates let no author in"},
		"certificate":   {string(gossh.MarshalAuthorizedKey(certificate)), 0, "a:1: that is a certificate"},
		"weak":          {weak, 0, "a:1: an RSA key of 1024 bits"},
		"escapes":       {"\x1b[31m=\"x\" " + plain, 0, `a:1: option \x1b[31m`},
		"noise":         {"hello there\n" + plain, 1, "a:1: not a public key"},
		"private":       {"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXkt\n-----END", 0, "a:1: that is a private key"},
		"PuTTY":         {"PuTTY-User-Key-File-3: ssh-ed25519\n", 0, "a:1: that is a private key"},
		"half":          {plain[:40] + "\n", 0, "a:1: not a public key"},
	} {
		keys, problems := ParseAuthorKeys("a", []byte(c.text))
		if len(keys) != c.keys {
			t.Errorf("%s: %d keys, want %d (%q)", name, len(keys), c.keys, problems)
		}
		if got := strings.Join(problems, "\n"); c.problem == "" && got != "" || !strings.HasPrefix(got, c.problem) || strings.Count(got, "\n") > 0 {
			t.Errorf("%s: %q, want %q", name, got, c.problem)
		}
	}
}

// The name is the comment as it can be shown, or the fingerprint.
func TestAuthorName(t *testing.T) {
	key := newKey(t)
	fingerprint := gossh.FingerprintSHA256(key.PublicKey())
	for comment, want := range map[string]string{
		"ann":                    "ann",
		"Ann Example <a@x.test>": "Ann Example <a@x.test>",
		"":                       fingerprint,
		"\x1b[31m":               "[31m",
		"\u202e":                 fingerprint,
		strings.Repeat("x", 100): strings.Repeat("x", 64),
	} {
		keys, _ := ParseAuthorKeys("a", []byte(line(key, comment)))
		if len(keys) != 1 || keys[0].Name != want {
			t.Errorf("%q: %+v, want %q", comment, keys, want)
		}
		if again, _ := ParseAuthorKeys("a", []byte(keys[0].Line())); len(again) != 1 || again[0].Name != want {
			t.Errorf("%q: written as %q it is read as %+v", comment, keys[0].Line(), again)
		}
	}
}
