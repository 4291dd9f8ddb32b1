package sshd

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
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
	doors.Command = func(_ context.Context, c Client, _ string, _ io.Reader, stdout, _ io.Writer) int {
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

// The file may change at any time: what it says when an author logs in counts.
func TestAuthorsChange(t *testing.T) {
	ann, ben := newKey(t), newKey(t)
	path := filepath.Join(t.TempDir(), "authors")
	h := serve(t, whoDoors(), withAuthors(path))
	for _, step := range []struct {
		text     string
		ann, ben bool
	}{
		{line(ann, "ann"), true, false},
		{line(ben, "ben"), false, true}, // of the same length
		{line(ann, "ann") + line(ben, "ben"), true, true},
		{"# nothing\n", false, false},
	} {
		write(t, path, step.text)
		for key, want := range map[gossh.Signer]bool{ann: step.ann, ben: step.ben} {
			client, err := h.dialAs(t, authorUser, key)
			if (err == nil) != want {
				t.Errorf("with %q: %v", step.text, err)
			}
			if err == nil {
				_ = client.Close()
			}
		}
	}
	if err := os.Chmod(path, 0o620); err != nil {
		t.Fatal(err)
	}
	write(t, path, line(ann, "ann"))
	if err := os.Chmod(path, 0o664); err != nil {
		t.Fatal(err)
	}
	if _, err := h.dialAs(t, authorUser, ann); err == nil {
		t.Error("a file that others can write is believed")
	}
	faults := h.log.lines(t, "no author can log in")
	if last := faults[len(faults)-1]; !strings.Contains(fmt.Sprint(last["error"]), "mode 0664 lets others write it: chmod go-w "+path) {
		t.Errorf("the log has %v", last)
	}
}

// The sessions of a key that was removed end, and those of others go on. A file that is
// replaced in two steps ends nothing.
func TestRemovedKeyEndsSessions(t *testing.T) {
	ann, ben := newKey(t), newKey(t)
	path := authorsFile(t, line(ann, "ann"), line(ben, "ben"))
	doors := rooms()
	doors.Command = func(ctx context.Context, _ Client, _ string, _ io.Reader, stdout, stderr io.Writer) int {
		_, _ = fmt.Fprintln(stdout, "begun")
		_, _ = fmt.Fprintln(stderr, "begun")
		<-ctx.Done()
		return 1
	}
	h := serve(t, doors, withAuthors(path), func(c *Config) { c.Limits.CloseTimeout = 50 * time.Millisecond })
	enter := func(key gossh.Signer) (*gossh.Client, *emulated) {
		client, err := h.dialAs(t, authorUser, key)
		if err != nil {
			t.Fatal(err)
		}
		term := h.terminal(t, client)
		term.shows(t, "Pete")
		return client, term
	}
	gone, goneTerm := enter(ann)
	command, err := gone.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	var told strings.Builder
	command.Stderr = &told
	if err := command.Start("wait"); err != nil {
		t.Fatal(err)
	}
	_, staysTerm := enter(ben)

	write(t, path, line(ben, "ben"))
	goneTerm.ends(t)
	goneTerm.restored(t)
	if text := goneTerm.sent(); !strings.Contains(text, whyRevoked) {
		t.Errorf("the author is not told why: %q", text)
	}
	if err := command.Wait(); err == nil || !strings.Contains(told.String(), whyRevoked) {
		t.Errorf("the command ends with %v and is told %q", err, told.String())
	}
	if err := gone.Wait(); err == nil {
		t.Error("the connection is kept")
	}
	staysTerm.press(t, "j")
	staysTerm.shows(t, "keys=j")
	if len(h.log.lines(t, "author's key removed")) != 1 {
		t.Error("the log does not say that a key was removed")
	}
}

// A file that is away for a moment, as while an editor saves it, or that cannot be read,
// ends no session.
func TestAuthorsAwayForAMoment(t *testing.T) {
	key := newKey(t)
	path := authorsFile(t, line(key, "ann"))
	h := serve(t, rooms(), withAuthors(path), func(c *Config) { c.Limits.AuthorsPeriod = time.Hour })
	client, err := h.dialAs(t, authorUser, key)
	if err != nil {
		t.Fatal(err)
	}
	term := h.terminal(t, client)
	term.shows(t, "Pete")
	away := func() {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		h.revoker.look()
	}
	away()
	write(t, path, line(key, "ann"))
	h.revoker.look()
	away()
	write(t, path, line(key, "ann"))
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	h.revoker.look()
	h.revoker.look()
	term.press(t, "j")
	term.shows(t, "keys=j")
	away()
	h.revoker.look()
	term.ends(t)
}

// Lines that mean something else than a key that may do all are left out, and named.
func TestParseAuthorKeys(t *testing.T) {
	key := newKey(t)
	plain := line(key, "ann")
	small, err := rsa.GenerateKey(rand.Reader, 1024)
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

// A start refuses a file that lies where readers see it.
func TestAuthorsApart(t *testing.T) {
	root := t.TempDir()
	for _, dir := range []string{"blog/keys", "keys", "elsewhere"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	blog := filepath.Join(root, "blog")
	write(t, filepath.Join(blog, "keys", "authors"), "")
	write(t, filepath.Join(root, "keys", "authors"), "")
	link := func(to, from string) string {
		if err := os.Symlink(to, filepath.Join(root, from)); err != nil {
			t.Fatal(err)
		}
		return filepath.Join(root, from)
	}
	linkIn := link("blog", "link")
	linkOut := link("../blog/keys/authors", "elsewhere/authors")
	linkFromBlog := link("../keys/authors", "blog/authors")
	for path, apart := range map[string]bool{
		filepath.Join(root, "keys", "authors"):       true,
		filepath.Join(root, "blog.authors"):          true,
		filepath.Join(blog, "..authors"):             false,
		filepath.Join(blog, "keys", "authors"):       false,
		filepath.Join(blog, "keys", "none"):          false,
		filepath.Join(linkIn, "keys", "authors"):     false,
		linkOut:                                      false,
		linkFromBlog:                                 false,
		filepath.Join(blog, "..", "keys", "authors"): true,
	} {
		for _, shown := range []string{blog, linkIn} {
			if err := AuthorsApart(path, shown); (err == nil) != apart {
				t.Errorf("%s and %s: %v", path, shown, err)
			}
		}
	}
	config := Config{HostKey: filepath.Join(root, "host"), Authors: filepath.Join(blog, "keys", "authors"), Shown: blog, Limits: DefaultLimits(), Doors: rooms()}
	if _, err := New(config); err == nil || !strings.Contains(err.Error(), "which readers see: put it elsewhere, and give its path with --authors") {
		t.Errorf("the start says %v", err)
	}
}

// What others could replace is not believed.
func TestAuthorsModes(t *testing.T) {
	path := authorsFile(t, line(newKey(t), "ann"))
	if keys, _, err := ReadAuthors(path); err != nil || len(keys) != 1 {
		t.Fatalf("%v, %v", keys, err)
	}
	dir := filepath.Dir(path)
	for _, c := range []struct {
		path string
		mode os.FileMode
		want string
	}{
		{path, 0o602, "mode 0602 lets others write it: chmod go-w " + path},
		{path, 0o620, "mode 0620"},
		{path, 0o644, ""},
		{dir, 0o770, "mode 0770 of " + dir + " lets others replace it: chmod go-w " + dir},
		{dir, 0o777 | os.ModeSticky, ""},
		{dir, 0o755, ""},
	} {
		if err := os.Chmod(c.path, c.mode); err != nil {
			t.Fatal(err)
		}
		_, _, err := ReadAuthors(path)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s with %v: %v, want %q", c.path, c.mode, err, c.want)
		}
	}
	if _, _, err := ReadAuthors(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, _, err := ReadAuthors(dir); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("a directory: %v", err)
	}
}
