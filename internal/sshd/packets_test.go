package sshd

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math/big"
	"net"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// packets is a client that sends any packet at any time, which x/crypto's does not:
// curve25519-sha256, aes128-gcm, no strict key exchange.
type packets struct {
	net.Conn

	in     *bufio.Reader
	seal   cipher.AEAD // nil before the key exchange
	nonce  []byte
	hello  []byte // the client's KEXINIT
	offer  []byte // the server's
	secret *ecdh.PrivateKey
}

// Message numbers (RFC 4250, 4.1.2).
const (
	msgIgnore         = 2
	msgServiceRequest = 5
	msgKexInit        = 20
	msgNewKeys        = 21
	msgECDHInit       = 30
	msgUserAuth       = 50
	msgChannelData    = 94
	msgPing           = 192
)

// shakeHands connects from an address of the loopback and exchanges keys.
func shakeHands(h *house, address string) (*packets, error) {
	p, err := beginHandshake(h, address)
	if err != nil {
		return nil, err
	}
	if err := p.exchange(); err != nil {
		_ = p.Close()
		return nil, err
	}
	return p, nil
}

// beginHandshake connects and sends the client's half of a key exchange.
func beginHandshake(h *house, address string) (*packets, error) {
	raw, err := rawFrom(h, address)
	if err != nil {
		return nil, err
	}
	p := &packets{Conn: raw, in: bufio.NewReader(raw)}
	if err := p.begin(); err != nil {
		_ = raw.Close()
		return nil, err
	}
	return p, nil
}

const packetsVersion = "SSH-2.0-packets"

func (p *packets) begin() error {
	_ = p.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(p, packetsVersion+"\r\n"); err != nil {
		return err
	}
	if _, err := p.in.ReadString('\n'); err != nil {
		return err
	}
	p.hello = append([]byte{msgKexInit}, make([]byte, 16)...)
	for _, list := range []string{
		"curve25519-sha256", "ssh-ed25519",
		"aes128-gcm@openssh.com", "aes128-gcm@openssh.com", "", "", "none", "none", "", "",
	} {
		p.hello = appendString(p.hello, []byte(list))
	}
	p.hello = append(p.hello, 0, 0, 0, 0, 0)
	p.secret, _ = ecdh.X25519().GenerateKey(rand.Reader) // never fails
	return p.send(p.hello, appendString([]byte{msgECDHInit}, p.secret.PublicKey().Bytes()))
}

// exchange reads the server's half and begins to encrypt.
func (p *packets) exchange() (err error) {
	if p.offer, err = p.receive(); err != nil {
		return err
	}
	reply, err := p.receive()
	if err != nil {
		return err
	}
	var answer struct{ HostKey, Public, Signature []byte }
	if err := gossh.Unmarshal(reply[1:], &answer); err != nil {
		return err
	}
	public, err := ecdh.X25519().NewPublicKey(answer.Public)
	if err != nil {
		return err
	}
	shared, err := p.secret.ECDH(public)
	if err != nil {
		return err
	}
	k := gossh.Marshal(struct{ K *big.Int }{new(big.Int).SetBytes(shared)})
	var transcript []byte
	for _, part := range [][]byte{
		[]byte(packetsVersion), []byte("SSH-2.0-" + version), p.hello, p.offer,
		answer.HostKey, p.secret.PublicKey().Bytes(), answer.Public,
	} {
		transcript = appendString(transcript, part)
	}
	hash := sha256.Sum256(append(transcript, k...))
	derive := func(letter byte) []byte {
		sum := sha256.Sum256(append(append(append(append([]byte{}, k...), hash[:]...), letter), hash[:]...))
		return sum[:]
	}
	if err := p.send([]byte{msgNewKeys}); err != nil {
		return err
	}
	block, err := aes.NewCipher(derive('C')[:16])
	if err != nil {
		return err
	}
	p.nonce = derive('A')[:12]
	p.seal, err = cipher.NewGCM(block)
	return err
}

// authenticate asks to be let in, and waits until the server has answered.
func (p *packets) authenticate(user string) error {
	return p.send(
		appendString([]byte{msgServiceRequest}, []byte("ssh-userauth")),
		gossh.Marshal(struct {
			Type                  byte
			User, Service, Method string
		}{msgUserAuth, user, "ssh-connection", "none"}),
	)
}

// send sends packets in one write.
func (p *packets) send(payloads ...[]byte) error {
	var out []byte
	for _, payload := range payloads {
		out = append(out, p.packet(payload)...)
	}
	_, err := p.Write(out)
	return err
}

// packet is a payload as it goes over the wire.
func (p *packets) packet(payload []byte) []byte {
	align, extra := 8, 4 // in the clear, the length counts
	if p.seal != nil {
		align, extra = 16, 0
	}
	padding := align - (extra+1+len(payload))%align
	if padding < 4 {
		padding += align
	}
	length := binary.BigEndian.AppendUint32(nil, uint32(1+len(payload)+padding))
	plain := append(append([]byte{byte(padding)}, payload...), make([]byte, padding)...)
	if p.seal == nil {
		return append(length, plain...)
	}
	sealed := p.seal.Seal(length, p.nonce, plain, length)
	counter := p.nonce[4:]
	binary.BigEndian.PutUint64(counter, binary.BigEndian.Uint64(counter)+1)
	return sealed
}

// receive reads a packet in the clear.
func (p *packets) receive() ([]byte, error) {
	header := make([]byte, 5)
	if _, err := io.ReadFull(p.in, header); err != nil {
		return nil, err
	}
	rest := make([]byte, binary.BigEndian.Uint32(header)-1)
	if _, err := io.ReadFull(p.in, rest); err != nil {
		return nil, err
	}
	if padding := int(header[4]); padding < len(rest) {
		return rest[:len(rest)-padding], nil
	}
	return nil, fmt.Errorf("a packet with %d bytes of padding", header[4])
}

// over waits until the server has closed the connection.
func (p *packets) over() error {
	_ = p.SetReadDeadline(time.Now().Add(patience))
	_, err := io.Copy(io.Discard, p.in)
	if err != nil && isTimeout(err) {
		return err
	}
	return nil
}

func appendString(b, s []byte) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

// channelData is a packet for a channel that does not exist.
func channelData(bytes int) []byte {
	return appendString([]byte{msgChannelData, 0, 0, 0, 9}, make([]byte, bytes))
}

// ignored is a packet that the library drops.
func ignored(bytes int) []byte { return appendString([]byte{msgIgnore}, make([]byte, bytes)) }

// ping asks for an answer of the same size.
func ping(bytes int) []byte { return appendString([]byte{msgPing}, make([]byte, bytes)) }

// leftovers runs an attack on many connections, from many sources, and fails unless
// they leave nothing behind.
func leftovers(t *testing.T, connections int, attack func(h *house, from string) error, tune ...func(*Config)) {
	t.Helper()
	var draining drainCounter
	h := serve(t, rooms(), append(tune, unhurried, func(c *Config) { c.Watcher = &draining })...)
	run := func(n int) {
		slots, ended := make(chan struct{}, 40), make(chan error, n)
		for i := range n {
			slots <- struct{}{}
			go func() {
				defer func() { <-slots }()
				ended <- attack(h, fmt.Sprintf("127.8.%d.%d", i/200, 1+i%200))
			}()
		}
		for range n {
			if err := received(t, "an attack to end", ended); err != nil {
				t.Fatal(err)
			}
		}
		eventually(t, "no client is connected", h.empty)
		eventually(t, "no queue is being drained", func() bool { return draining.Load() == 0 })
		eventually(t, "the sources are forgotten", func() bool { return h.conns.table.Known() == 0 })
		h.log.forget()
	}
	before := h.baseline(t)
	run(40) // what is made once is made
	held := heap()
	run(connections)
	quiet(t, before)
	grown := heap() - held
	t.Logf("%d connections left %d KB", connections, grown>>10)
	if grown > 1<<20 {
		t.Errorf("%d connections left %d bytes", connections, grown)
	}
}

// drainCounter counts the queues of the library that are being drained.
type drainCounter struct {
	noWatcher
	atomic.Int64
}

func (d *drainCounter) Draining(by int) { d.Add(int64(by)) }

// many is how many connections an attack has. Each left 42 KB.
const many = 100

// Attack: a client that is authenticated sends a packet for a channel that does not
// exist and 40 more behind it, which fill the library's queue when what empties it
// has ended: three goroutines and 42 KB were left for ever, 370 KB with a large
// packet before.
func TestNothingIsLeftOfABadPacket(t *testing.T) {
	leftovers(t, many, func(h *house, from string) error {
		p, err := shakeHands(h, from)
		if err != nil {
			return err
		}
		defer func() { _ = p.Close() }()
		if err := p.authenticate("reader"); err != nil {
			return err
		}
		behind := [][]byte{channelData(30_000), channelData(1)}
		for range 40 {
			behind = append(behind, ping(1))
		}
		_ = p.send(behind...) // the server may have closed it
		return p.over()
	})
}

// Attack: the same before authentication, where the library's queue is not known yet:
// 40 packets behind the end of the key exchange, or behind the service request.
func TestNothingIsLeftBeforeAuthentication(t *testing.T) {
	for name, first := range map[string][]byte{
		"a bad packet":            channelData(1),
		"a service that is none":  appendString([]byte{msgServiceRequest}, []byte("ssh-none")),
		"the service and a fault": appendString([]byte{msgServiceRequest}, []byte("ssh-userauth")),
	} {
		t.Run(name, func(t *testing.T) {
			leftovers(t, many, func(h *house, from string) error {
				p, err := shakeHands(h, from)
				if err != nil {
					return err
				}
				defer func() { _ = p.Close() }()
				behind := [][]byte{first}
				for range 40 {
					behind = append(behind, channelData(1))
				}
				_ = p.send(behind...) // the server may have closed it
				return p.over()
			})
		})
	}
}

// Attack: a client asks for answers of 30 KB, reads none, and has 40 packets wait
// behind them, so that what empties the library's queue ends in the middle of a write.
func TestNothingIsLeftOfAStalledClient(t *testing.T) {
	leftovers(t, 40, func(h *house, from string) error {
		p, err := shakeHands(h, from)
		if err != nil {
			return err
		}
		defer func() { _ = p.Close() }()
		if line, ok := p.Conn.(*net.TCPConn); ok {
			_ = line.SetReadBuffer(4 << 10)
		}
		if err := p.authenticate("reader"); err != nil {
			return err
		}
		for range 40 {
			if p.send(ping(30_000)) != nil {
				break
			}
		}
		behind := [][]byte{ping(30_000)}
		for range 40 {
			behind = append(behind, ping(1))
		}
		_ = p.send(behind...) // the server may have closed it
		eventually(t, "the server has closed the connection", func() bool { return p.send(ignored(1)) != nil })
		return nil
	}, func(c *Config) { c.Limits.WriteTimeout = 200 * time.Millisecond })
}
