package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// body is what is answered to a request: bytes that never change, with their headers. Any
// number of goroutines may share it.
type body struct {
	status   int // 0 is 200
	plain    []byte
	gzipped  []byte // nil if that is not shorter
	modified time.Time

	// Headers, made once. The slices are shared and never changed.
	kind, vary, cache, robots []string
	etag, gzipTag             []string
	size, gzipSize            []string
	lastModified              []string
}

// leastGzipped is how many bytes a body has at least that is compressed: a smaller one fits
// in a packet with its headers.
const leastGzipped = 860

// The values of Cache-Control. Pages and feeds are asked for again each time, with their
// ETag: what an author has withdrawn must not be shown by a cache.
const (
	cacheRevalidate = "public, no-cache"
	cacheForever    = "public, max-age=31536000, immutable"
	cacheNever      = "private, no-store"
)

// newBody returns a body of a media type. It computes what each answer needs: the ETag and
// the compressed form.
func newBody(kind string, plain []byte) *body {
	b := &body{plain: plain, kind: []string{kind}, vary: []string{"Accept-Encoding"}, cache: []string{cacheRevalidate}}
	sum := sha256.Sum256(plain)
	tag := hex.EncodeToString(sum[:12])
	b.etag, b.gzipTag = []string{`"` + tag + `"`}, []string{`"` + tag + `-gzip"`}
	b.size = []string{strconv.Itoa(len(plain))}
	if len(plain) >= leastGzipped {
		if packed := gzipped(plain); len(packed) < len(plain) {
			b.gzipped, b.gzipSize = packed, []string{strconv.Itoa(len(packed))}
		}
	}
	return b
}

func gzipped(plain []byte) []byte {
	var packed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // the level is one that there is
	_, _ = z.Write(plain)                                      // a bytes.Buffer takes every write
	_ = z.Close()
	return packed.Bytes()
}

// withModified sets when the body was made. What an author says of the last change is not
// enough: a text may change without it.
func (b *body) withModified(at time.Time) *body {
	if !at.IsZero() {
		b.modified = at.UTC().Truncate(time.Second)
		b.lastModified = []string{b.modified.Format(http.TimeFormat)}
	}
	return b
}

// negotiated says that the address answers by the header Accept too.
func (b *body) negotiated() *body {
	b.vary = []string{"Accept, Accept-Encoding"}
	return b
}

// bytes returns what the body takes in memory, about.
func (b *body) bytes() int { return len(b.plain) + len(b.gzipped) + 512 }

// serve answers a request with the body: compressed if the client takes that, or with 304
// if the client has it.
func (b *body) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	content, tag, size := b.plain, b.etag, b.size
	packed := b.gzipped != nil && acceptsGzip(r.Header)
	if packed {
		content, tag, size = b.gzipped, b.gzipTag, b.gzipSize
	}
	set(h, "Vary", b.vary)
	set(h, "Cache-Control", b.cache)
	set(h, "X-Robots-Tag", b.robots)
	if b.status == 0 || b.status == http.StatusOK {
		set(h, "Etag", tag)
		set(h, "Last-Modified", b.lastModified)
		if b.unchanged(r.Header, tag[0]) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	set(h, "Content-Type", b.kind)
	set(h, "Content-Length", size)
	if packed {
		h["Content-Encoding"] = gzipEncoding
	}
	if b.status != 0 {
		w.WriteHeader(b.status)
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(content) // the client is gone
	}
}

var gzipEncoding = []string{"gzip"} //nolint:gochecknoglobals // a constant that Go has no form for

// set sets a header whose name is in its canonical form, unless it has no value.
func set(h http.Header, name string, value []string) {
	if value != nil {
		h[name] = value
	}
}

// unchanged reports whether the client says that it has this form of the body (RFC 9110,
// section 13.2.2). A date counts only where there is no list of tags.
func (b *body) unchanged(h http.Header, tag string) bool {
	if tags := h["If-None-Match"]; len(tags) > 0 {
		for _, list := range tags {
			for one := range strings.SplitSeq(list, ",") {
				one = strings.TrimPrefix(strings.TrimSpace(one), "W/")
				if one == tag || one == "*" {
					return true
				}
			}
		}
		return false
	}
	since, err := http.ParseTime(h.Get("If-Modified-Since"))
	return err == nil && !b.modified.IsZero() && !b.modified.After(since)
}

// acceptsGzip reports whether a client takes gzip (RFC 9110, section 12.5.3).
func acceptsGzip(h http.Header) bool {
	others := false
	for _, list := range h["Accept-Encoding"] {
		for item := range strings.SplitSeq(list, ",") {
			name, q := weighed(item)
			switch name {
			case "gzip", "x-gzip":
				return q > 0
			case "*":
				others = q > 0
			}
		}
	}
	return others
}

// weighed returns the value of an item of a list of preferences, in lower case, and its
// weight from 0 to 1 (RFC 9110, section 12.4.2). What is no weight counts as 1.
func weighed(item string) (value string, q float64) {
	value, parameters, _ := strings.Cut(item, ";")
	q = 1
	for p := range strings.SplitSeq(parameters, ";") {
		name, weight, ok := strings.Cut(strings.TrimSpace(p), "=")
		if ok && strings.EqualFold(name, "q") {
			if f, err := strconv.ParseFloat(weight, 64); err == nil && f >= 0 && f <= 1 {
				q = f
			}
		}
	}
	return strings.ToLower(strings.TrimSpace(value)), q
}

// bodyKey tells cached bodies apart.
type bodyKey struct {
	snapshot string // its ID
	name     string // the kind of body, and which
}

// making lets one request of several make a body.
type making struct {
	mu    sync.Mutex
	calls map[bodyKey]*sync.Mutex
}

// cached returns the body that create returns, which is called if it is not cached. Requests
// that come meanwhile for the same wait for it. ok is false if the client is gone before.
func (s *Server) cached(r *request, name string, create func() *body) (b *body, ok bool) {
	key := bodyKey{r.view.snapshot.ID, name}
	if b, ok := s.bodies.Get(key); ok {
		return b, true
	}
	// The slot comes before the lock: a client that waits for its slot must not keep others
	// waiting for the body.
	ok = s.compute(r.Request, func() {
		unlock := s.making.lock(key)
		defer unlock()
		if made, ok := s.bodies.Get(key); ok {
			b = made
			return
		}
		if b = create(); b != nil {
			s.bodies.Add(key, b)
		}
	})
	return b, ok
}

func (m *making) lock(key bodyKey) (unlock func()) {
	m.mu.Lock()
	if m.calls == nil {
		m.calls = map[bodyKey]*sync.Mutex{}
	}
	one, ok := m.calls[key]
	if !ok {
		one = new(sync.Mutex)
		m.calls[key] = one
	}
	m.mu.Unlock()
	one.Lock()
	return func() {
		m.mu.Lock()
		delete(m.calls, key) // who waits has the mutex
		m.mu.Unlock()
		one.Unlock()
	}
}
