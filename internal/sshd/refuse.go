package sshd

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	"blog.example/pete/internal/listen"
	"blog.example/pete/internal/quota"
	gossh "golang.org/x/crypto/ssh"
	"golang.org/x/sync/semaphore"
)

// refusals tell clients why their connections are refused. OpenSSH shows its user the text
// of a disconnect packet, and a line of text before the version only with -v. But the
// client sends its own packets before it reads one, and if the connection is closed by
// then, it reports "Broken pipe" and not the reason. So the server has to wait for the
// client to close. It waits for a few clients at a time, and the others get the line.
type refusals struct {
	closing *listen.Refusals
	waiting *semaphore.Weighted
}

const (
	refusalsWaiting = 16              // clients at a time that are waited for
	refusalWait     = 2 * time.Second // the longest, for a client on a slow link
	refusalRead     = 16 << 10        // bytes that are read of one; OpenSSH sends 2 KB

	// refusalWrite is how long writing the line may take. The buffer of a new connection
	// is empty, so that the write does not wait; the limit is for a system where it does.
	refusalWrite = 10 * time.Millisecond
)

func newRefusals() *refusals {
	return &refusals{closing: listen.NewRefusals(), waiting: semaphore.NewWeighted(refusalsWaiting)}
}

// tell tells a client why it is refused, and may wait for refusalWait.
func (r *refusals) tell(ctx context.Context, raw net.Conn, why error) {
	if !r.waiting.TryAcquire(1) {
		sendLine(raw, why)
		return
	}
	defer r.waiting.Release(1)
	disconnect(ctx, raw, why)
}

// reasonFor returns what a refused client is told: the fault, the setting of the server, and
// what to do.
func reasonFor(why error) string {
	if errors.Is(why, quota.ErrPenalty) {
		return "too many connections without a session from your address (--max-penalty): wait"
	}
	return "too many connections from your address (--max-per-source): close one"
}

// sendLine writes a line before the server's version would come: RFC 4253 section 4.2.
func sendLine(raw net.Conn, why error) {
	if tcp, ok := listen.TCPOf(raw); ok {
		_ = tcp.SetWriteDeadline(time.Now().Add(refusalWrite))
		_, _ = io.WriteString(tcp, "Pete: "+reasonFor(why)+"\r\n") // a client that is gone needs no reason
	}
}

// disconnect writes the version and a packet with the reason, and waits until the client has
// closed the connection.
func disconnect(ctx context.Context, raw net.Conn, why error) {
	tcp, ok := listen.TCPOf(raw)
	if !ok {
		return
	}
	_ = tcp.SetDeadline(time.Now().Add(refusalWait))
	defer context.AfterFunc(ctx, func() { _ = tcp.SetDeadline(time.Now()) })()
	if _, err := tcp.Write(append([]byte("SSH-2.0-"+version+"\r\n"), disconnectPacket(reasonFor(why))...)); err == nil {
		_, _ = io.CopyN(io.Discard, tcp, refusalRead) // until the client closes, or too late
	}
}

// disconnectPacket returns a packet in the clear that ends a connection: RFC 4253 section
// 11.1 has its content, section 6 its form.
func disconnectPacket(reason string) []byte {
	const tooManyConnections, blockSize, leastPadding = 12, 8, 4
	content := gossh.Marshal(struct {
		Code             uint32 `sshtype:"1"`
		Reason, Language string
	}{tooManyConnections, reason, ""})
	padding := leastPadding + (blockSize-(5+len(content)+leastPadding)%blockSize)%blockSize
	header := gossh.Marshal(struct {
		Length  uint32
		Padding uint8
	}{uint32(1 + len(content) + padding), uint8(padding)}) //nolint:gosec // G115: a hundred bytes
	return append(append(header, content...), make([]byte, padding)...)
}
