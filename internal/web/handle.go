package web

import (
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"blog.example/pete/internal/guard"
)

// handling returns the handler of an http server. It refuses what is answered for no address,
// counts the request for its client, has next answer it, and contains panics.
func (s *Server) handling(next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { s.handle(w, r, next) }
}

func (s *Server) handle(w http.ResponseWriter, r *http.Request, next http.Handler) {
	a := &answer{ResponseWriter: w, begun: time.Now(), stall: s.config.Limits.WriteTimeout, chunked: r.ProtoMajor == 2, kind: kindRefused}
	if !r.ProtoAtLeast(1, 1) {
		w.Header().Set("Connection", "close") // net/http has ignored, and removed, a Transfer-Encoding
	}
	r, from := s.identify(r)
	by, _ := clientOf(r)
	status, sentence := s.unwanted(r)
	if status != 0 {
		s.watcher.Refused(causeRequest, by.name)
		a.refuse(status, sentence)
		s.answered(a, r)
		return
	}
	leave, cause := s.enter(r, from)
	switch {
	case leave != nil:
		defer leave()
		a.kind = kindOther
		if caught := guard.Run(func() { next.ServeHTTP(a, r) }); caught != nil {
			a.fail(s, r, caught)
		}
	case cause != "":
		s.watcher.Refused(cause, by.name)
		a.Header().Set("Retry-After", "5")
		a.refuse(http.StatusTooManyRequests, "your address has many requests under way: try again in a moment")
	}
	if a.status == 0 {
		a.status = http.StatusOK // net/http writes it
		if r.Context().Err() != nil {
			a.status = statusGone
		}
	}
	s.answered(a, r)
	if a.broken {
		panic(http.ErrAbortHandler) // the client must not take what it got for the whole
	}
}

// statusGone is what the log has for a client that was gone before its answer.
const statusGone = 499

// unwanted returns the status and the sentence that refuse a request, or 0.
func (s *Server) unwanted(r *http.Request) (status int, sentence string) {
	switch {
	case r.ProtoMajor == 1 && r.ProtoMinor > 1:
		return http.StatusHTTPVersionNotSupported, "this version of HTTP is not spoken here"
	case len(r.TransferEncoding) > 0 || r.ContentLength < 0:
		return http.StatusBadRequest, "this blog is only read: want a request without a body"
	case r.ContentLength > 0:
		return http.StatusRequestEntityTooLarge, "this blog is only read: want a request without a body"
	case len(r.RequestURI) > maxTarget:
		return http.StatusRequestURITooLong, "the address is too long: want at most " + strconv.Itoa(maxTarget) + " bytes"
	case !strings.HasPrefix(r.URL.Path, "/") && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		return http.StatusBadRequest, "no address here is like that"
	case s.config.LocalNames && !isLocal(r.Host):
		// A page in the author's browser reads an answer if its own name resolves to the
		// loopback (DNS rebinding). The Host header is that name then.
		return http.StatusMisdirectedRequest, "drafts are shown on this computer alone: want localhost or 127.0.0.1 as the host"
	}
	return 0, ""
}

// isLocal reports whether the value of a Host header names the loopback.
func isLocal(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	ip, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && ip.Unmap().IsLoopback()
}

// answer is a ResponseWriter that knows what was answered.
type answer struct {
	http.ResponseWriter

	begun   time.Time
	stall   time.Duration // how long a client may take nothing
	chunked bool          // writes have to be in parts: see writeChunk
	kind    string
	status  int // 0 before the header is written
	bytes   int64
	broken  bool // the answer ends in the middle
}

// as sets what kind of answer a request gets, by the names in watch.go.
func as(w http.ResponseWriter, kind string) {
	if a, ok := w.(*answer); ok {
		a.kind = kind
	}
}

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= http.StatusOK {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (n int, err error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	if a.chunked {
		return a.writeChunks(p)
	}
	n, err = a.ResponseWriter.Write(p)
	a.bytes += int64(n)
	return n, err
}

// writeChunks writes to a client of HTTP/2, where conn.Write does not see whether the client
// takes the body of this request.
func (a *answer) writeChunks(p []byte) (n int, err error) {
	control := http.NewResponseController(a.ResponseWriter)
	for len(p) > 0 && err == nil {
		_ = control.SetWriteDeadline(time.Now().Add(a.stall)) // both versions of HTTP have it
		var written int
		written, err = a.ResponseWriter.Write(p[:min(len(p), writeChunk)])
		a.bytes += int64(written)
		n, p = n+written, p[written:]
	}
	return n, err
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// refuse answers with a sentence and closes the connection. What the client goes on sending
// is not read.
func (a *answer) refuse(status int, sentence string) {
	_ = http.NewResponseController(a.ResponseWriter).SetReadDeadline(a.begun) // HTTP/2 resets the stream by itself
	h := a.Header()
	h.Set("Connection", "close")
	h.Set("Cache-Control", cacheNever)
	h.Set("Content-Type", typeText)
	h.Set("X-Content-Type-Options", "nosniff")
	a.WriteHeader(status)
	_, _ = io.WriteString(a, sentence+"\n") // the client is gone
}

// fail answers a request in which something has panicked.
func (a *answer) fail(s *Server, r *http.Request, caught *guard.Panic) {
	s.panicked(r, caught)
	a.kind = kindOther
	if a.broken = a.status != 0; a.broken {
		return
	}
	clear(a.Header())
	a.Header().Set("Cache-Control", cacheNever)
	http.Error(a, "Something broke in Pete. The log has it.", http.StatusInternalServerError)
}
