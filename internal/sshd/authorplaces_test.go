package sshd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// asAuthorFrom logs in as author from an address of the loopback.
func (h *house) asAuthorFrom(t testing.TB, address string, key gossh.Signer) (*gossh.Client, error) {
	t.Helper()
	raw, err := rawFrom(h, address)
	if err != nil {
		return nil, err
	}
	config := clientConfig(h)
	config.User, config.Auth = authorUser, []gossh.AuthMethod{gossh.PublicKeys(key)}
	conn, channels, requests, err := gossh.NewClientConn(raw, h.Addr().String(), config)
	if err != nil {
		_ = raw.Close()
		return nil, err
	}
	client := gossh.NewClient(conn, channels, requests)
	t.Cleanup(func() { _ = client.Close() })
	return client, nil
}

// runs runs a command and returns why it is refused, or "".
func runs(t testing.TB, client *gossh.Client) string {
	t.Helper()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	var told strings.Builder
	session.Stderr = &told
	if err := session.Run("who"); err == nil {
		return ""
	}
	return told.String()
}

// Overload: all places of readers are taken. Authors have their own, and no more.
func TestFullOfReaders(t *testing.T) {
	key := newKey(t)
	h := serve(t, rooms(), withAuthors(authorsFile(t, line(key, "ann"))), func(c *Config) {
		c.Limits.MaxReaders, c.Limits.AuthorSessions = 2, 2
	})
	var authors []*emulated
	for range 2 { // an author, a reader, and again
		client, err := h.dialAs(t, authorUser, key)
		if err != nil {
			t.Fatal(err)
		}
		term := h.terminal(t, client)
		term.shows(t, "Pete")
		authors = append(authors, term)
		h.terminal(t, h.dial(t)).shows(t, "Pete")
	}
	if told := runs(t, h.dial(t)); !strings.Contains(told, errFull.why) {
		t.Errorf("a third reader is told %q", told)
	}
	if h.Unready() != causeFull {
		t.Errorf("the server is %q", h.Unready())
	}
	client, err := h.dialAs(t, authorUser, key)
	if err != nil {
		t.Fatal(err)
	}
	if told := runs(t, client); !strings.Contains(told, errAuthors.why) {
		t.Errorf("a third author is told %q", told)
	}
	authors[0].press(t, "q")
	authors[0].ends(t)
	hasEnded := func(how string) { // its place is free before it is logged
		t.Helper()
		eventually(t, "a session has ended: "+how, func() bool {
			return slices.ContainsFunc(h.log.lines(t, "session ended"), func(line map[string]any) bool { return line["end"] == how })
		})
	}
	hasEnded(endLeft)
	if told := runs(t, client); told != "" {
		t.Errorf("where an author has left, the next is told %q", told)
	}
	hasEnded(endDone)
	client2, err := h.dialAs(t, authorUser, key)
	if err != nil {
		t.Fatal(err)
	}
	h.terminal(t, client2).shows(t, "Pete")
	if told := runs(t, h.dial(t)); !strings.Contains(told, errFull.why) {
		t.Errorf("the place of an author is given to a reader, who is told %q", told)
	}
}

// Authors' connections do not count for their address, and an address with an author has
// room for one more who logs in.
func TestAuthorsConnectionsAreApart(t *testing.T) {
	key := newKey(t)
	h := serve(t, rooms(), withAuthors(authorsFile(t, line(key, "ann"))), func(c *Config) {
		c.Limits.PerSource, c.Limits.MaxPenalty = 3, 0
	})
	for range 6 {
		client, err := h.dialAs(t, authorUser, key)
		if err != nil {
			t.Fatal(err)
		}
		if told := runs(t, client); told != "" {
			t.Fatalf("an author is told %q", told)
		}
	}
	for range 3 {
		h.terminal(t, h.dial(t)).shows(t, "Pete")
	}
	if _, err := h.dialAs(t, authorUser, key); err != nil {
		t.Errorf("beside as many readers as may come from the address: %v", err)
	}
}

// Attack: connections that never shake hands, from more addresses than there are places,
// while an author does.
func TestAuthorDuringAFloodOfHandshakes(t *testing.T) {
	key := newKey(t)
	h := serve(t, rooms(), withAuthors(authorsFile(t, line(key, "ann"))), func(c *Config) {
		c.Limits.PreAuthConns, c.Limits.MaxPenalty = 10, 0
	})
	if _, err := h.asAuthorFrom(t, "127.0.0.9", key); err != nil {
		t.Fatal(err)
	}
	slow, err := beginHandshake(h, "127.0.0.9") // an author over a slow line
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = slow.Close() }()
	for i := range 200 {
		raw, err := rawFrom(h, fmt.Sprintf("127.1.0.%d", 1+i))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = raw.Close() }()
	}
	eventually(t, "the flood is there", func() bool {
		h.conns.mu.Lock()
		defer h.conns.mu.Unlock()
		return h.conns.preAuth.Len() == 10
	})
	if err := slow.exchange(); err != nil {
		t.Errorf("the author's connection is dropped: %v", err)
	}
	for range 10 {
		client, err := h.asAuthorFrom(t, "127.0.0.9", key)
		if err != nil {
			t.Fatalf("an author does not get in: %v", err)
		}
		_ = client.Close()
	}
}

// Attack: connections that are authenticated and want nothing. They push out no author.
func TestAuthorsAmongUnused(t *testing.T) {
	key := newKey(t)
	h := serve(t, rooms(), withAuthors(authorsFile(t, line(key, "ann"))), func(c *Config) { c.Limits.Unused = 4 })
	author, err := h.dialAs(t, authorUser, key)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 { // each from a network of its own
		if _, err := h.dialFrom(t, fmt.Sprintf("127.2.%d.1", i)); err != nil {
			t.Fatal(err)
		}
	}
	if told := runs(t, author); told != "" {
		t.Errorf("the author is told %q", told)
	}
}

// slowHand is a key whose owner has to type a passphrase, or to touch it.
type slowHand struct {
	gossh.Signer

	asked chan struct{}
	typed chan struct{}
}

func (s slowHand) Sign(rand io.Reader, data []byte) (*gossh.Signature, error) {
	s.asked <- struct{}{}
	<-s.typed
	return s.Signer.Sign(rand, data)
}

// An author has more time to sign than others have to shake hands.
func TestTimeToSign(t *testing.T) {
	key := newKey(t)
	h := serve(t, rooms(), withAuthors(authorsFile(t, line(key, "ann"))), func(c *Config) {
		c.Limits.HandshakeTimeout = 500 * time.Millisecond
	})
	slow := slowHand{key, make(chan struct{}, 1), make(chan struct{})}
	in := make(chan error, 1)
	go func() {
		_, err := h.dialAs(t, authorUser, slow)
		in <- err
	}()
	received(t, "the question for the passphrase", slow.asked)
	late, err := rawFrom(h, "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	_ = late.SetDeadline(time.Now().Add(patience))
	_, _ = io.Copy(io.Discard, late) // until the time to shake hands is over
	close(slow.typed)
	if err := received(t, "the author", in); err != nil {
		t.Errorf("the author does not get in: %v", err)
	}
}

// Attack: an author's public key offered on many connections, none of which signs, while
// an author types a passphrase.
func TestAuthorsKeyOfferedForNothing(t *testing.T) {
	key := newKey(t)
	h := serve(t, rooms(), withAuthors(authorsFile(t, line(key, "ann"))), func(c *Config) {
		c.Limits.Signing, c.Limits.MaxPenalty = 4, 0
	})
	if _, err := h.asAuthorFrom(t, "127.0.0.8", key); err != nil {
		t.Fatal(err)
	}
	slow := slowHand{key, make(chan struct{}, 1), make(chan struct{})}
	in := make(chan error, 1)
	go func() {
		_, err := h.asAuthorFrom(t, "127.0.0.8", slow)
		in <- err
	}()
	received(t, "the question for the passphrase", slow.asked)
	for i := range 30 {
		p, err := shakeHands(h, fmt.Sprintf("127.3.0.%d", 1+i))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = p.Close() }()
		_ = p.send(appendString([]byte{msgServiceRequest}, []byte("ssh-userauth")))
		_ = p.send(offerOf(key.PublicKey(), authorUser))
	}
	eventually(t, "no more than may be wait for a signature", func() bool {
		h.conns.mu.Lock()
		defer h.conns.mu.Unlock()
		return h.conns.signing.Len() == 4 && h.conns.preAuth.Len() == 0
	})
	close(slow.typed)
	if err := received(t, "the author", in); err != nil {
		t.Errorf("the author does not get in: %v", err)
	}
	if _, err := h.asAuthorFrom(t, "127.0.0.9", key); err != nil {
		t.Errorf("an author from another address does not get in: %v", err)
	}
}

// Attack: the same, and none ever signs. All are gone after the time for that.
func TestTimeToSignIsBounded(t *testing.T) {
	key := newKey(t)
	h := serve(t, rooms(), withAuthors(authorsFile(t, line(key, "ann"))), func(c *Config) {
		c.Limits.HandshakeTimeout, c.Limits.SigningTimeout = patience, 50*time.Millisecond
	})
	p, err := shakeHands(h, "127.0.0.2")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = p.Close() }()
	_ = p.send(appendString([]byte{msgServiceRequest}, []byte("ssh-userauth")))
	_ = p.send(offerOf(key.PublicKey(), authorUser))
	if err := p.over(); err != nil {
		t.Error("the connection is kept:", err)
	}
	eventually(t, "it is gone", h.empty)
}

// An author sends and gets as much as the line carries, where a reader is slowed, and sends
// all that the window allows before it is read.
func TestAuthorsBudget(t *testing.T) {
	key := newKey(t)
	read := make(chan struct{})
	doors := rooms()
	doors.Files = func(_ context.Context, _ Client, client io.ReadWriteCloser, _ io.Writer, _ func(func())) error {
		<-read
		_, err := io.Copy(client, client)
		return err
	}
	h := serve(t, doors, withAuthors(authorsFile(t, line(key, "ann"))), func(c *Config) { c.Limits.InputRate = 1 << 10 })
	client, err := h.dialAs(t, authorUser, key)
	if err != nil {
		t.Fatal(err)
	}
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	in, err := session.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := session.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.RequestSubsystem(sftp); err != nil {
		t.Fatal(err)
	}
	const window = 2 << 20
	sent := bytes.Repeat([]byte("0123456789abcdef"), 4<<20/16)
	go func() {
		_, _ = in.Write(sent[:window])
		eventually(t, "all that the window allows has arrived", func() bool { return h.arrived() >= window })
		close(read)
		_, _ = in.Write(sent[window:])
		_ = in.Close()
	}()
	got, err := io.ReadAll(out)
	if err != nil || !bytes.Equal(got, sent) {
		t.Errorf("%d of %d bytes come back: %v", len(got), len(sent), err)
	}
}

// arrived returns how many bytes clients have sent on open connections.
func (h *house) arrived() (bytes int64) {
	h.conns.mu.Lock()
	defer h.conns.mu.Unlock()
	for c := range h.conns.open {
		bytes += c.arrived.Load()
	}
	return bytes
}

// Attack: logins as author without end, from one address. It is slowed as for any other
// connection for nothing, and others get in.
func TestFloodOfAuthors(t *testing.T) {
	key := newKey(t)
	h := serve(t, rooms(), withAuthors(authorsFile(t, line(key, "ann"))), func(c *Config) { c.Limits.HandshakeTimeout = 2 * time.Second })
	const tries = 17 // a second of penalty for each: from 15 on an address is slowed
	for range tries {
		if _, err := h.dialAs(t, authorUser); err == nil {
			t.Fatal("an author gets in without a key")
		}
	}
	eventually(t, "the log has all", func() bool { return len(h.log.lines(t, "author refused")) == tries })
	if n := h.slowedReaders(t, "127.0.0.1"); n == 0 {
		t.Error("the address is not slowed")
	}
	if _, err := h.asAuthorFrom(t, "127.0.0.9", key); err != nil {
		t.Errorf("an author from another address: %v", err)
	}
}

// Trap: a file system that does not answer, where the authors' keys are. Readers do not
// wait for it.
func TestReadersDoNotWaitForTheAuthorsFile(t *testing.T) {
	h := serve(t, rooms(), withAuthors(authorsFile(t, line(newKey(t), "ann"))))
	h.authors.mu.Lock()
	defer h.authors.mu.Unlock()
	h.terminal(t, h.dial(t)).shows(t, "Pete")
	if _, err := h.dialAs(t, "reader", newKey(t)); err != nil {
		t.Error(err)
	}
}
