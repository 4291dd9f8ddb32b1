package sshd

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"io"
	"math/big"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// newKey returns a new ed25519 key.
func newKey(t testing.TB) gossh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return signerOf(t, private)
}

func signerOf(t testing.TB, private crypto.PrivateKey) gossh.Signer {
	t.Helper()
	signer, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// line returns a public key as a line of a file.
func line(key gossh.Signer, name string) string {
	return strings.TrimSpace(string(gossh.MarshalAuthorizedKey(key.PublicKey()))) + " " + name + "\n"
}

// authorsFile returns the path of a file with these lines.
func authorsFile(t testing.TB, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "authors")
	write(t, path, strings.Join(lines, ""))
	return path
}

// write replaces a file as editors and pete do.
func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path+".new", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

// withAuthors has a server read the authors' keys at path, often.
func withAuthors(path string) func(*Config) {
	return func(c *Config) {
		c.Authors = path
		c.Limits.AuthorsPeriod = 5 * time.Millisecond
	}
}

// dialAs logs in as a user with keys.
func (h *house) dialAs(t testing.TB, user string, keys ...gossh.Signer) (*gossh.Client, error) {
	t.Helper()
	config := clientConfig(h)
	config.User = user
	config.Auth = []gossh.AuthMethod{gossh.PublicKeys(keys...)}
	client, err := gossh.Dial("tcp", h.Addr().String(), config)
	if err == nil {
		t.Cleanup(func() { _ = client.Close() })
	}
	return client, err
}

// whoDoors are doors whose command prints the author.
func whoDoors() Doors {
	doors := rooms()
	doors.Command = func(_ context.Context, c Client, _ string, stdout, _ io.Writer) int {
		_, _ = fmt.Fprintf(stdout, "%q", c.Author)
		return 0
	}
	return doors
}

// who returns the author that a door sees.
func who(t testing.TB, client *gossh.Client) string {
	t.Helper()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	out, err := session.Output("who")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// An author logs in as author with any of the keys in the file, also after others.
func TestAuthorLogsIn(t *testing.T) {
	private, err := rsa.GenerateKey(rand.Reader, leastRSA)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]gossh.Signer{"ed25519": newKey(t), "rsa": signerOf(t, private)}
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		private, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		keys[curve.Params().Name] = signerOf(t, private)
	}
	var lines []string
	for name, key := range keys {
		lines = append(lines, "restrict,no-pty "+line(key, name+" of Ann"))
	}
	h := serve(t, whoDoors(), withAuthors(authorsFile(t, lines...)), unhurried)
	var others []gossh.Signer
	for range 20 {
		others = append(others, newKey(t))
	}
	for name, key := range keys {
		client, err := h.dialAs(t, authorUser, append(others, key)...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, want := who(t, client), fmt.Sprintf("%q", name+" of Ann"); got != want {
			t.Errorf("with the %s key the author is %s, want %s", name, got, want)
		}
	}
	logged := h.log.lines(t, "author logged in")
	if len(logged) != len(keys) {
		t.Errorf("the log has %d lines, want %d", len(logged), len(keys))
	}
	for _, fields := range logged {
		if name, _, _ := strings.Cut(fields["author"].(string), " "); fields["key"] != gossh.FingerprintSHA256(keys[name].PublicKey()) {
			t.Errorf("the log has %v", fields)
		}
	}
}

// Every other user is a reader, with and without an author's key.
func TestAuthorsKeyOfAReader(t *testing.T) {
	key := newKey(t)
	h := serve(t, whoDoors(), withAuthors(authorsFile(t, line(key, "ann"))))
	for _, user := range []string{"reader", "ann", "Author", "author ", "root", ""} {
		client, err := h.dialAs(t, user, key)
		if err != nil {
			t.Fatalf("as %q: %v", user, err)
		}
		if got := who(t, client); got != `""` {
			t.Errorf("as %q the author is %s", user, got)
		}
	}
}

// Attack: an author's key offered with another user name, before anything else.
func TestAuthorsKeyWithAnotherName(t *testing.T) {
	key := newKey(t)
	h := serve(t, rooms(), withAuthors(authorsFile(t, line(key, "ann"))))
	p, err := shakeHands(h, "127.0.0.2")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = p.Close() }()
	_ = p.send(appendString([]byte{msgServiceRequest}, []byte("ssh-userauth")))
	_ = p.send(offerOf(key.PublicKey(), "ann"))
	eventually(t, "the offer is refused", func() bool {
		h.conns.mu.Lock()
		defer h.conns.mu.Unlock()
		for c := range h.conns.open {
			if c.signing.Load() {
				t.Fatal("the key is accepted")
			}
			return c.login.tries.Load() == 1
		}
		return false
	})
}

// offerOf returns a packet that asks whether a user may log in with a key.
func offerOf(key gossh.PublicKey, user string) []byte {
	return gossh.Marshal(struct {
		Type                  byte
		User, Service, Method string
		Signed                bool
		Algorithm             string
		Key                   []byte
	}{msgUserAuth, user, "ssh-connection", "publickey", false, key.Type(), key.Marshal()})
}

// Without an author's key nobody is author. The log names the keys, and the client is told
// how to read.
func TestAuthorWithoutKey(t *testing.T) {
	mine, other := newKey(t), newKey(t)
	for name, file := range map[string]string{
		"no file":   filepath.Join(t.TempDir(), "authors"),
		"no path":   "",
		"other key": authorsFile(t, line(mine, "ann")),
	} {
		t.Run(name, func(t *testing.T) {
			h := serve(t, rooms(), withAuthors(file), func(c *Config) {
				c.ReadCommand = func(local netip.AddrPort) string { return "ssh reader@" + local.Addr().String() }
			})
			banner := ""
			config := clientConfig(h)
			config.User = authorUser
			config.BannerCallback = func(text string) error { banner += text; return nil }
			if client, err := gossh.Dial("tcp", h.Addr().String(), config); err == nil {
				_ = client.Close()
				t.Fatal("an author gets in without a key")
			}
			if !strings.Contains(banner, "author") || !strings.Contains(banner, "ssh reader@127.0.0.1\r\n") {
				t.Errorf("the client is told %q", banner)
			}
			eventually(t, "the log has it", func() bool { return len(h.log.lines(t, "author refused")) == 1 })
			if client, err := h.dialAs(t, authorUser, other); err == nil {
				_ = client.Close()
				t.Fatal("an author gets in with a key that is not in the file")
			}
			eventually(t, "the log has both", func() bool { return len(h.log.lines(t, "author refused")) == 2 })
			lines := h.log.lines(t, "author refused")
			if lines[0]["cause"] != "no key was offered" || lines[0]["source"] != "127.0.0.1" {
				t.Errorf("without a key the log has %v", lines[0])
			}
			if fingerprint := gossh.FingerprintSHA256(other.PublicKey()); lines[1]["offered"] != fingerprint {
				t.Errorf("the log has %v, want %s", lines[1], fingerprint)
			}
			if got := len(h.log.lines(t, "no author can log in")); (name == "no file") != (got == 1) {
				t.Errorf("the log says %d times that there are no authors", got)
			}
		})
	}
}

// hardwareKey is a FIDO key in software: what it signs has flags and a counter
// (PROTOCOL.u2f of OpenSSH).
type hardwareKey struct {
	public  gossh.PublicKey
	touched bool
	sign    func(digest []byte) []byte
}

func (k hardwareKey) PublicKey() gossh.PublicKey { return k.public }

func (k hardwareKey) Sign(_ io.Reader, data []byte) (*gossh.Signature, error) {
	rest := []byte{0, 0, 0, 0, 7}
	if k.touched {
		rest[0] = 1
	}
	application, message := sha256.Sum256([]byte("ssh:")), sha256.Sum256(data)
	signed := slices.Concat(application[:], rest, message[:])
	return &gossh.Signature{Format: k.public.Type(), Blob: k.sign(signed), Rest: rest}, nil
}

// newHardwareKeys returns a key of each kind.
func newHardwareKeys(t testing.TB) (keys []hardwareKey) {
	t.Helper()
	parsed := func(wire any) gossh.PublicKey {
		public, err := gossh.ParsePublicKey(gossh.Marshal(wire))
		if err != nil {
			t.Fatal(err)
		}
		return public
	}
	edPublic, edPrivate, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ecPrivate, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := ecPrivate.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return []hardwareKey{{
		public: parsed(struct {
			Type, Key, Application string
		}{gossh.KeyAlgoSKED25519, string(edPublic), "ssh:"}),
		touched: true,
		sign:    func(data []byte) []byte { return ed25519.Sign(edPrivate, data) },
	}, {
		public: parsed(struct {
			Type, Curve, Key, Application string
		}{gossh.KeyAlgoSKECDSA256, "nistp256", string(point), "ssh:"}),
		touched: true,
		sign: func(data []byte) []byte {
			digest := sha256.Sum256(data)
			r, s, err := ecdsa.Sign(rand.Reader, ecPrivate, digest[:])
			if err != nil {
				t.Error(err)
			}
			return gossh.Marshal(struct{ R, S *big.Int }{r, s})
		},
	}}
}

// Hardware keys log an author in when they were touched, or need not be.
func TestHardwareKeys(t *testing.T) {
	for _, key := range newHardwareKeys(t) {
		t.Run(key.public.Type(), func(t *testing.T) {
			path := authorsFile(t, line(key, "ann"))
			h := serve(t, whoDoors(), withAuthors(path), unhurried)
			client, err := h.dialAs(t, authorUser, key)
			if err != nil {
				t.Fatal(err)
			}
			if got := who(t, client); got != `"ann"` {
				t.Errorf("the author is %s", got)
			}
			untouched := key
			untouched.touched = false
			if _, err := h.dialAs(t, authorUser, untouched); err == nil {
				t.Error("a key that was not touched logs in")
			}
			write(t, path, "no-touch-required "+line(key, "ann"))
			if _, err := h.dialAs(t, authorUser, untouched); err != nil {
				t.Errorf("with no-touch-required: %v", err)
			}
		})
	}
}

// A certificate is not its key, whoever signed it.
func TestCertificateOfAnAuthor(t *testing.T) {
	key := newKey(t)
	h := serve(t, rooms(), withAuthors(authorsFile(t, line(key, "ann"))))
	certificate := &gossh.Certificate{
		Key: key.PublicKey(), CertType: gossh.UserCert, ValidPrincipals: []string{authorUser}, ValidBefore: gossh.CertTimeInfinity,
	}
	if err := certificate.SignCert(rand.Reader, key); err != nil {
		t.Fatal(err)
	}
	signer, err := gossh.NewCertSigner(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.dialAs(t, authorUser, signer); err == nil {
		t.Error("a certificate logs in")
	}
}

// forger signs with another key than it says.
type forger struct {
	gossh.Signer

	public gossh.PublicKey
}

func (f forger) PublicKey() gossh.PublicKey { return f.public }

// Attack: signatures of others, made for an author's key, again and again. Public keys are
// public: GitHub hands them out.
func TestForgedSignature(t *testing.T) {
	key := newKey(t)
	h := serve(t, rooms(), withAuthors(authorsFile(t, line(key, "ann"))), func(c *Config) { c.Limits.HandshakeTimeout = 2 * time.Second })
	const forged = 3 // six seconds of penalty for each: from 15 on an address is slowed
	for i := range forged {
		if _, err := h.dialAs(t, authorUser, forger{newKey(t), key.PublicKey()}); err == nil {
			t.Fatal("a forged signature logs in")
		}
		eventually(t, "the log has it", func() bool { return len(h.log.lines(t, "author refused")) == i+1 })
	}
	line := h.log.lines(t, "author refused")[0]
	if line["cause"] != "the signature is wrong" || line["key"] != gossh.FingerprintSHA256(key.PublicKey()) {
		t.Errorf("the log has %v", line)
	}
	if n := h.slowedReaders(t, "127.0.0.1"); n == 0 {
		t.Error("the address is not slowed")
	}
	if n := h.slowedReaders(t, "127.0.0.9"); n != 0 {
		t.Errorf("%d readers from another address are slowed", n)
	}
}

// slowedReaders returns how many of five readers who come at once from an address are not
// let in within two seconds.
func (h *house) slowedReaders(t testing.TB, address string) (slowed int) {
	t.Helper()
	const readers = 5 // at one a second, two get in
	failed := make(chan error, readers)
	for range readers {
		go func() {
			client, err := h.dialFrom(t, address)
			if err == nil {
				_ = client.Close()
			}
			failed <- err
		}()
	}
	for range readers {
		if received(t, "a reader", failed) != nil {
			slowed++
		}
	}
	return slowed
}

// Wrong keys cost an address no more than any other connection for nothing.
func TestWrongKeysAreNoForgery(t *testing.T) {
	h := serve(t, rooms(), withAuthors(authorsFile(t, line(newKey(t), "ann"))), func(c *Config) { c.Limits.HandshakeTimeout = 2 * time.Second })
	for range 6 {
		if _, err := h.dialAs(t, authorUser, newKey(t), newKey(t), newKey(t)); err == nil {
			t.Fatal("a wrong key logs in")
		}
	}
	if n := h.slowedReaders(t, "127.0.0.1"); n != 0 {
		t.Errorf("%d readers are slowed", n)
	}
}
