package sshd

import (
	"net"
	"net/netip"
	"slices"
	"time"

	proxyproto "github.com/pires/go-proxyproto"
)

// balancers are the networks of load balancers. Their connections begin with a PROXY
// header, which says where they come from. No other connection may have one, since any
// client could send it.
type balancers []netip.Prefix

// behind returns a listener whose connections have the address that the balancers say.
// From a balancer the header is required. A connection from elsewhere that begins with one
// fails at its first read.
func (b balancers) behind(listener net.Listener, timeout time.Duration) net.Listener {
	if len(b) == 0 {
		return listener
	}
	return &proxyproto.Listener{
		Listener:          listener,
		ReadHeaderTimeout: timeout,
		ConnPolicy: func(o proxyproto.ConnPolicyOptions) (proxyproto.Policy, error) {
			if b.contain(addrOf(o.Upstream)) {
				return proxyproto.REQUIRE, nil
			}
			return proxyproto.REJECT, nil
		},
	}
}

// contain reports whether an address is that of a balancer.
func (b balancers) contain(ip netip.Addr) bool {
	return slices.ContainsFunc(b, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// origin returns the address at the other end of a connection, and whether that is a
// balancer, so that the client's address is still to be read. It does not wait.
func (b balancers) origin(raw net.Conn) (addr netip.Addr, balancer bool) {
	if proxied, ok := raw.(*proxyproto.Conn); ok {
		addr = addrOf(proxied.Raw().RemoteAddr())
		return addr, b.contain(addr)
	}
	return addrOf(raw.RemoteAddr()), false
}

// addrOf returns the IP address of a network address, and the zero Addr where it has
// none.
func addrOf(addr net.Addr) netip.Addr {
	ip, _ := netip.ParseAddr(host(addr))
	return ip.Unmap().WithZone("")
}

// tcpOf returns the TCP connection below a connection, if there is one.
func tcpOf(raw net.Conn) (tcp *net.TCPConn, ok bool) {
	if proxied, ok := raw.(*proxyproto.Conn); ok {
		return proxied.TCPConn()
	}
	tcp, ok = raw.(*net.TCPConn)
	return tcp, ok
}
