package web

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// startTLS starts a server that speaks HTTP/2.
func startTLS(t testing.TB, tune ...func(*Config)) *testDoor {
	t.Helper()
	d := newDoor(t, tune...)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "blog.example"}, NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"blog.example"}}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d.http.TLSConfig = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{certificate}, PrivateKey: key}}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}
	d.start(t)
	d.address = raw.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	go func() { _ = d.http.ServeTLS(d.conns.behind(ctx, raw, true), "", "") }() // ends with the server
	return d
}

// h2 is a client of HTTP/2 that sends what frames a test says.
type h2 struct {
	*http2.Framer

	conn    net.Conn
	headers bytes.Buffer
	encoder *hpack.Encoder
}

func (d *testDoor) h2(t testing.TB, from string) *h2 {
	t.Helper()
	raw := d.dialFrom(t, from)
	conn := tls.Client(raw, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}}) //nolint:gosec // a certificate of this test
	if err := conn.HandshakeContext(t.Context()); err != nil {
		t.Fatal(err, d.tally.refused, d.Connections())
	}
	if got := conn.ConnectionState().NegotiatedProtocol; got != "h2" {
		t.Fatalf("the server speaks %q", got)
	}
	c := &h2{Framer: http2.NewFramer(conn, conn), conn: conn}
	c.encoder = hpack.NewEncoder(&c.headers)
	c.AllowIllegalWrites = true
	if _, err := io.WriteString(conn, http2.ClientPreface); err != nil {
		t.Fatal(err, d.tally.refused, d.Connections())
	}
	if err := c.WriteSettings(); err != nil {
		t.Fatal(err, d.tally.refused, d.Connections())
	}
	return c
}

// fields returns the header of a request, compressed.
func (c *h2) fields(path string, more ...string) []byte {
	c.headers.Reset()
	for i, all := 0, append([]string{":method", "GET", ":scheme", "https", ":authority", "blog.example", ":path", path}, more...); i < len(all); i += 2 {
		_ = c.encoder.WriteField(hpack.HeaderField{Name: all[i], Value: all[i+1]}) // to memory
	}
	return c.headers.Bytes()
}

// ask sends a request that is whole.
func (c *h2) ask(stream uint32, path string) error {
	return c.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: c.fields(path), EndStream: true, EndHeaders: true})
}

// answered reads frames until a stream has ended, and returns the bytes of its body.
func (c *h2) answered(t testing.TB, stream uint32) (body int) {
	t.Helper()
	for {
		frame, err := c.ReadFrame()
		if err != nil {
			t.Fatal(err)
		}
		if frame.Header().StreamID != stream {
			continue
		}
		switch f := frame.(type) {
		case *http2.DataFrame:
			body += len(f.Data())
			if f.StreamEnded() {
				return body
			}
		case *http2.HeadersFrame:
			if f.StreamEnded() {
				return body
			}
		case *http2.RSTStreamFrame:
			t.Fatalf("the stream is reset: %v", f.ErrCode)
		}
	}
}

// tlsStranger asks for a post over HTTP/2, on a connection of its own.
func (d *testDoor) tlsStranger(t testing.TB, from string) time.Duration {
	t.Helper()
	begun := time.Now()
	c := d.h2(t, from)
	if err := c.ask(1, "/short"); err != nil {
		t.Fatal(err)
	}
	if c.answered(t, 1) == 0 {
		t.Error("a stranger gets nothing")
	}
	_ = c.conn.Close()
	return time.Since(begun)
}

// Requests over HTTP/2 are answered, and their lines say so.
func TestHTTP2(t *testing.T) {
	d := startTLS(t)
	transport := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}} //nolint:gosec // a certificate of this test
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: patience}
	for _, path := range []string{"/", "/short", "/long"} {
		response, err := client.Get("https://" + d.address + path) //nolint:noctx // the client has a timeout
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil || response.ProtoMajor != 2 || response.StatusCode != http.StatusOK {
			t.Errorf("%s: %s %s, %v", path, response.Proto, response.Status, err)
		}
		_ = response.Body.Close()
	}
	eventually(t, "the requests are in the log", func() bool { return len(d.log.lines(t, "request")) == 3 })
	if got := d.log.lines(t, "request")[0]["protocol"]; got != "h2" {
		t.Errorf("the line says %v", got)
	}
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+d.address+"/", strings.NewReader("a body"))
	response, err := client.Do(request)
	if err != nil || response.StatusCode != http.StatusRequestEntityTooLarge {
		t.Fatal(response, err)
	}
	_ = response.Body.Close()
}

// Attack: floods of frames that cost a server more than the client: requests that are reset
// at once (CVE-2023-44487), headers that never end (CVE-2023-45288), settings and pings that
// want an answer which is not read, empty data, windows that open byte by byte. The server
// reads them no faster than the budget of their source allows, and strangers are served.
func TestFloodsOfFrames(t *testing.T) {
	const duration = 600 * time.Millisecond
	ping := [8]byte{1}
	for name, flood := range map[string]func(c *h2, i int) error{
		"rapid reset": func(c *h2, i int) error {
			stream := uint32(2*i + 1)
			if err := c.ask(stream, "/search?q=post"); err != nil {
				return err
			}
			return c.WriteRSTStream(stream, http2.ErrCodeCancel)
		},
		"continuation": func(c *h2, i int) error {
			if i == 0 {
				return c.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: c.fields("/"), EndStream: true})
			}
			return c.WriteContinuation(1, false, c.fields("/", "x", strings.Repeat("y", 1000)))
		},
		"empty continuation": func(c *h2, i int) error {
			if i == 0 {
				return c.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: c.fields("/"), EndStream: true})
			}
			return c.WriteContinuation(1, false, nil)
		},
		"settings": func(c *h2, i int) error {
			return c.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: uint32(1000 + i)})
		},
		"ping": func(c *h2, _ int) error { return c.WritePing(false, ping) },
		"empty data": func(c *h2, i int) error {
			if i == 0 {
				return c.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: c.fields("/short"), EndHeaders: true})
			}
			return c.WriteData(1, false, nil)
		},
		"window updates": func(c *h2, i int) error {
			if i == 0 {
				return c.ask(1, "/long")
			}
			return c.WriteWindowUpdate(0, 1)
		},
		"priorities": func(c *h2, i int) error {
			return c.WritePriority(uint32(2*i+1), http2.PriorityParam{StreamDep: uint32(2*i + 3)})
		},
		"unknown frames": func(c *h2, _ int) error { return c.WriteRawFrame(0xee, 0, 0, nil) },
		"requests":       func(c *h2, i int) error { return c.ask(uint32(2*i+1), "/nothing") },
	} {
		t.Run(strings.ReplaceAll(name, " ", "-"), func(t *testing.T) {
			d := startTLS(t)
			before := cpu(t)
			begun := time.Now()
			var floods []chan int
			for range 4 {
				c := d.h2(t, "127.0.0.2")
				_ = c.conn.SetDeadline(begun.Add(duration))
				sent := make(chan int, 1)
				go func() { // what is answered is not read
					i := 0
					for flood(c, i) == nil && time.Since(begun) < duration {
						i++
					}
					sent <- i
				}()
				floods = append(floods, sent)
			}
			worst := time.Duration(0)
			for i := 0; time.Since(begun) < duration; i++ {
				worst = max(worst, d.tlsStranger(t, "127.0.0.3"))
			}
			frames := 0
			for _, sent := range floods {
				frames += <-sent
			}
			took := time.Since(begun)
			arrived := d.arrivedFrom("127.0.0.2")
			limits := testQuota()
			most := int64(limits.InputBurst) + int64(took.Seconds()*float64(limits.InputRate)) + 4*(paidAtOnce+inputChunk)
			t.Logf("%d frames sent in %v, %d KB read (at most %d); %v of CPU with client and strangers, who are served within %v",
				frames, took.Round(time.Millisecond), arrived>>10, most>>10, (cpu(t) - before).Round(time.Millisecond), worst.Round(time.Millisecond))
			if arrived > most {
				t.Errorf("%d bytes of one source are read in %v, want at most %d", arrived, took, most)
			}
			if worst > patience/2 {
				t.Errorf("a stranger waits for %v", worst)
			}
		})
	}
}

// Attack: a client opens the window of its streams for nothing, so that their answers wait,
// and keeps the connection alive.
func TestStreamsThatTakeNothing(t *testing.T) {
	d := startTLS(t, hurried)
	before := runtime.NumGoroutine()
	c := d.h2(t, "127.0.0.2")
	if err := c.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 0}); err != nil {
		t.Fatal(err)
	}
	for i := range uint32(8) {
		if err := c.ask(2*i+1, "/long.md"); err != nil {
			t.Fatal(err)
		}
	}
	reset := 0
	for reset < 8 {
		frame, err := c.ReadFrame()
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := frame.(*http2.RSTStreamFrame); ok {
			reset++
		}
		if _, ok := frame.(*http2.SettingsFrame); ok {
			_ = c.WritePing(false, [8]byte{})
		}
	}
	if err := c.ask(101, "/nothing"); err != nil {
		t.Errorf("the connection is gone: %v", err)
	}
	_ = c.conn.Close()
	eventually(t, "nothing of it is left", func() bool { return runtime.NumGoroutine() <= before+2 })
}

// Attack: handshakes of TLS as fast as one source can, each of which costs a millisecond.
func TestHandshakesOfOneSource(t *testing.T) {
	const burst = 5
	limits := testQuota()
	limits.HandshakeBurst, limits.HandshakeRate, limits.PerSource = burst, 1, 100
	d := startTLS(t, hurried, func(c *Config) { c.Table = quotaTable(limits) })
	refused := 0
	for range 4 * burst {
		conn := tls.Client(d.dialFrom(t, "127.0.0.2"), &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // a certificate of this test
		if err := conn.HandshakeContext(t.Context()); err != nil {
			refused++
		}
		_ = conn.Close()
	}
	if refused == 0 {
		t.Errorf("none of %d handshakes is refused", 4*burst)
	}
	eventually(t, "each that fails is counted", func() bool { return d.tally.count(causeRate) == refused })
	t.Logf("%d of %d handshakes are refused; a stranger is served within %v", refused, 4*burst, d.tlsStranger(t, "127.0.0.3"))
}
