package web

import (
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
	"github.com/miekg/dns"
)

// testCA is Pebble, Let's Encrypt's CA for tests, on the loopback. Every name has the address
// 127.0.0.1 for it.
type testCA struct {
	*httptest.Server

	ca     *ca.CAImpl
	answer atomic.Pointer[http.Handler]
	orders atomic.Int64 // how many certificates it was asked for
}

// newCA returns a CA that has an address and answers nothing yet.
func newCA(t *testing.T) *testCA {
	t.Helper()
	c := &testCA{}
	c.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/order-plz") {
			c.orders.Add(1)
		}
		if answer := c.answer.Load(); answer != nil {
			(*answer).ServeHTTP(w, r)
		}
	}))
	t.Cleanup(c.Close)
	return c
}

// directory is the address of the CA.
func (c *testCA) directory() string { return c.URL + wfe.DirectoryPath }

// start lets the CA answer. It looks for challenges at these ports, and its certificates are
// valid for so many seconds.
func (c *testCA) start(t *testing.T, httpPort, tlsPort int, seconds uint64) {
	t.Helper()
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	t.Setenv("PEBBLE_WFE_NONCEREJECT", "0")
	logger := log.New(io.Discard, "", 0)
	store := db.NewMemoryStore()
	c.ca = ca.New(logger, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {ValidityPeriod: seconds}})
	checks := va.New(logger, httpPort, tlsPort, false, loopbackNames(t), store)
	front := wfe.New(logger, store, checks, c.ca, []string{"ca.example"}, false, false, 0, 0)
	answer := front.Handler()
	c.answer.Store(&answer)
}

// trusted is who to trust to be the CA itself.
func (c *testCA) trusted() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(c.Certificate())
	return pool
}

// roots is who to trust for the certificates that it gives.
func (c *testCA) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	if c.ca == nil {
		return pool
	}
	pool.AddCert(must(x509.ParseCertificate(c.ca.GetRootCert(0).DER)))
	return pool
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// loopbackNames returns the address of a DNS server for which every name is 127.0.0.1.
func loopbackNames(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &dns.Server{Listener: l, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, question *dns.Msg) {
		answer := new(dns.Msg).SetReply(question)
		for _, q := range question.Question {
			if q.Qtype == dns.TypeA {
				answer.Answer = append(answer.Answer, &dns.A{Hdr: dns.RR_Header{Name: q.Name, Rrtype: dns.TypeA, Class: dns.ClassINET}, A: net.IPv4(127, 0, 0, 1)})
			}
		}
		_ = w.WriteMsg(answer)
	})}
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.ActivateAndServe() }) // until it is closed
	t.Cleanup(func() {
		_ = l.Close()
		serving.Wait()
	})
	return l.Addr().String()
}
