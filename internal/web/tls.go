package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"blog.example/pete/internal/listen"
	"charm.land/log/v2"
	"github.com/caddyserver/certmagic"
	"github.com/mholt/acmez/v3/acme"
	"go.uber.org/zap"
)

// TLS is how the door gets its certificates, from a CA that speaks ACME (RFC 8555). The door
// then answers HTTPS on its addresses.
type TLS struct {
	// Names are the names of the blog, in lower case and ASCII. Each gets a certificate; a
	// client that asks for another name is refused.
	Names []string

	// Plain are the TCP addresses that are answered in plain HTTP, with the challenges of the
	// CA (HTTP-01) and redirects to HTTPS. Without any, the CA asks over TLS (TLS-ALPN-01,
	// RFC 8737) alone.
	Plain []string

	// HSTS tells browsers to come by HTTPS alone, for two years (RFC 6797).
	HSTS bool

	// CA is the address of the CA's directory; "" is Let's Encrypt.
	CA string

	// Email is where the CA reaches the operator; "" for none.
	Email string

	// State is the directory that keeps keys and certificates. It is made if it is not there.
	State string

	// Roots are trusted beside the CA, instead of the system's; nil for the system's.
	Roots *x509.CertPool

	renewCheck  time.Duration // how often the age of certificates is looked at; 0 is ten minutes
	renewWindow float64       // how much of its life a certificate has left when it is renewed; 0 is a third
}

// stateDir is where certificates are kept in [TLS.State], beside what else lasts.
const stateDir = "tls"

// certificates has the certificates of the door and renews them.
type certificates struct {
	config TLS
	cache  *certmagic.Cache
	magic  *certmagic.Config
	acme   *certmagic.ACMEIssuer
	log    *log.Logger

	mu     sync.Mutex
	missed map[string]bool // names whose certificate the log has said to be missing
}

// newCertificates returns the certificates of a door that listens on https and, in plain
// HTTP, on plain. The error is that of a directory which cannot keep them. stop ends its
// goroutine.
func newCertificates(config TLS, https, plain []net.Listener, logger *log.Logger) (*certificates, error) {
	if err := writable(config.State); err != nil {
		return nil, err
	}
	c, library := &certificates{config: config, log: logger, missed: map[string]bool{}}, certificateLog(logger)
	c.cache = certmagic.NewCache(certmagic.CacheOptions{
		GetConfigForCert:   func(certmagic.Certificate) (*certmagic.Config, error) { return c.magic, nil },
		RenewCheckInterval: config.renewCheck,
		Logger:             library,
	})
	c.magic = certmagic.New(c.cache, certmagic.Config{
		DefaultServerName:  config.Names[0], // for clients that name none, such as health checks
		RenewalWindowRatio: config.renewWindow,
		Storage:            &certmagic.FileStorage{Path: filepath.Join(config.State, stateDir)},
		OnEvent:            c.event,
		Logger:             library,
	})
	// The library opens listeners for challenges unless it finds its address taken: it gets
	// those of the door, which answers them.
	issuer := certmagic.ACMEIssuer{
		CA: config.CA, Email: config.Email, Agreed: true, TrustedRoots: config.Roots, Logger: library,
		DisableHTTPChallenge: len(plain) == 0,
		NewAccountFunc: func(_ context.Context, _ *certmagic.ACMEIssuer, account acme.Account) (acme.Account, error) {
			if config.Email == "" {
				// The library takes the name of a directory for an address, "default", when it
				// finds an account there that is half written: by a crash, or for another name.
				account.Contact = nil
			}
			return account, nil
		},
	}
	issuer.ListenHost, issuer.AltTLSALPNPort = hostPort(https[0])
	if len(plain) > 0 {
		_, issuer.AltHTTPPort = hostPort(plain[0])
	}
	c.acme = certmagic.NewACMEIssuer(c.magic, issuer)
	c.magic.Issuers = []certmagic.Issuer{c.acme}
	return c, nil
}

// secure is what a server with TLS has besides.
type secure struct {
	*certificates

	plain     *http.Server
	listeners []net.Listener // in plain HTTP
}

// listenPlain listens on the addresses for plain HTTP and prepares the certificates.
func (s *Server) listenPlain(ctx context.Context, failed func(error)) error {
	opened, err := listen.All(ctx, s.config.TLS.Plain)
	if err != nil {
		return fmt.Errorf("%w: free it, or redirect to HTTPS on another address with --web-http", err)
	}
	c, err := newCertificates(*s.config.TLS, s.listeners, opened, s.config.Log)
	if err != nil {
		return err
	}
	s.http.TLSConfig = c.tls()
	s.secure = &secure{certificates: c, plain: newPlain(c, s)}
	for _, l := range opened {
		s.secure.listeners = append(s.secure.listeners, s.bounded(l, failed))
	}
	if s.config.TLS.HSTS {
		s.hsts = []string{"max-age=63072000"} // seconds
	}
	return nil
}

// start answers in plain HTTP and manages the certificates until ctx ends. stop returns when
// both have ended.
func (s *secure) start(ctx context.Context, conns *conns) (stop func()) {
	if len(s.listeners) > 0 {
		s.log.Info("web in plain HTTP", "address", listen.Addresses(s.listeners), "redirects", "https://"+s.config.Names[0])
	}
	var serving sync.WaitGroup
	for _, l := range s.listeners {
		serving.Go(func() { _ = s.plain.Serve(conns.behind(ctx, l, false)) }) // until it is closed
	}
	managing, cancel := context.WithCancel(ctx)
	s.manage(managing)
	return func() {
		cancel()
		_ = s.plain.Close() // its answers are short
		serving.Wait()
		s.stop()
	}
}

// hostPort returns where a listener listens. The host is "" for every address.
func hostPort(l net.Listener) (host string, port int) {
	address, ok := l.Addr().(*net.TCPAddr)
	switch {
	case !ok:
		return "", 0
	case address.IP.IsUnspecified():
		return "", address.Port
	}
	return address.IP.String(), address.Port
}

// writable makes the directory for what lasts, and returns an error if nothing can be
// written there, or if others can.
func writable(dir string) error {
	const remedy = "give a directory of Pete's own with --state"
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("state %s: %w: %s", dir, cause(err), remedy)
	}
	probe, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return fmt.Errorf("state %s: %w: %s", dir, cause(err), remedy)
	}
	_ = probe.Close()
	_ = os.Remove(probe.Name()) // an empty file
	if info, err := os.Stat(dir); err == nil && info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("state %s: mode %04o lets others replace keys: chmod go-w %s", dir, info.Mode().Perm(), dir)
	}
	return nil
}

// cause returns an error of the file system without the path.
func cause(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err
	}
	return err
}

// manage gets the certificates that are missing and renews all, until ctx ends. It does not
// wait for the CA.
func (c *certificates) manage(ctx context.Context) {
	_ = c.magic.ManageAsync(ctx, c.config.Names) // it logs what is wrong
}

// stop ends what manage has begun, once its context has ended, and gives back the locks on
// what it writes.
func (c *certificates) stop() {
	c.cache.Stop()
	certmagic.CleanUpOwnLocks(context.Background(), zap.NewNop()) // one that is released meanwhile is no error
}

// config of TLS connections: versions 1.2 and 1.3 with forward secrecy and AEAD ciphers.
func (c *certificates) tls() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		CipherSuites: []uint16{ // of version 1.2: Go chooses those of 1.3
			tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
			tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
			tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
			tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
			tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
			tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		},
		NextProtos:     []string{"h2", "http/1.1", alpnChallenge},
		GetCertificate: c.get,
	}
}

// alpnChallenge is the protocol of the challenge TLS-ALPN-01 (RFC 8737 section 6.2).
// net/http closes such a connection after the handshake.
const alpnChallenge = "acme-tls/1"

// get returns the certificate for a handshake. A name that is not one of the blog's is
// answered with the alert unrecognized_name, before anything is looked for.
func (c *certificates) get(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	if name := hello.ServerName; name != "" && !c.has(name) {
		return nil, nil //nolint:nilnil // crypto/tls sends the alert for it
	}
	return c.magic.GetCertificate(hello)
}

// has reports whether a host is one of the names, in any case.
func (c *certificates) has(host string) bool {
	return slices.Contains(c.config.Names, strings.TrimSuffix(strings.ToLower(host), "."))
}

// Problem returns a line for the operator about certificates that are missing, or "". A nil
// Server has none.
func (s *Server) Problem() string {
	if s == nil || s.secure == nil {
		return ""
	}
	return s.secure.problem()
}

// problem returns a line that names what has no certificate, or only one that has expired;
// else "".
func (c *certificates) problem() string {
	var missing []string
	for _, name := range c.config.Names {
		if !slices.ContainsFunc(c.cache.AllMatchingCertificates(name), func(cert certmagic.Certificate) bool { return !cert.Expired() }) {
			missing = append(missing, name)
		}
	}
	if missing == nil {
		return ""
	}
	return "web: no certificate for " + strings.Join(missing, ", ") + " yet: the log says why"
}

// event tells the log of certificates that come. It is called by the library for each step.
func (c *certificates) event(_ context.Context, event string, data map[string]any) error {
	name, _ := data["identifier"].(string)
	c.mu.Lock()
	defer c.mu.Unlock()
	switch renewal, _ := data["renewal"].(bool); {
	case event == "cert_obtaining" && !renewal && !c.missed[name]:
		c.missed[name] = true
		c.log.Warn("no certificate yet", "name", name, "ca", c.acme.CA)
	case event == "cert_obtained":
		delete(c.missed, name)
		c.log.Info("certificate", "name", name, "renewed", renewal)
	}
	return nil
}
