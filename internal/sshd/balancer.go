package sshd

import (
	"net"
	"net/netip"
	"slices"
	"time"

	proxyproto "github.com/pires/go-proxyproto"
)

// balancers are the networks whose connections begin with a PROXY header, which says
// where they come from. Anybody could say that, so nobody else may.
type balancers []netip.Prefix

// behind returns a listener whose connections come from where the balancers say.
// From a balancer the header is required; a connection from elsewhere that begins
// with one fails at its first read.
func (b balancers) behind(listener net.Listener, timeout time.Duration) net.Listener {
	if len(b) == 0 {
		return listener
	}
	return &proxyproto.Listener{
		Listener:          listener,
		ReadHeaderTimeout: timeout,
		ConnPolicy: func(o proxyproto.ConnPolicyOptions) (proxyproto.Policy, error) {
			if b.trust(o.Upstream) {
				return proxyproto.REQUIRE, nil
			}
			return proxyproto.REJECT, nil
		},
	}
}

// trust reports an address of a balancer.
func (b balancers) trust(addr net.Addr) bool {
	ip, err := netip.ParseAddr(host(addr))
	if err != nil {
		return false
	}
	ip = ip.Unmap().WithZone("")
	return slices.ContainsFunc(b, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// origin is where a connection comes from. It waits for the header of a balancer, but
// for nobody else to say anything: who says nothing is to be counted too.
func (b balancers) origin(raw net.Conn) net.Addr {
	if proxied, ok := raw.(*proxyproto.Conn); ok && !b.trust(proxied.Raw().RemoteAddr()) {
		return proxied.Raw().RemoteAddr()
	}
	return raw.RemoteAddr()
}

// lineOf is the TCP connection below a connection, whoever stands before it.
func lineOf(raw net.Conn) (line *net.TCPConn, ok bool) {
	if proxied, ok := raw.(*proxyproto.Conn); ok {
		return proxied.TCPConn()
	}
	line, ok = raw.(*net.TCPConn)
	return line, ok
}
