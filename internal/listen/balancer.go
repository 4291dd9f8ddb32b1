package listen

import (
	"net"
	"net/netip"
	"slices"
	"time"

	proxyproto "github.com/pires/go-proxyproto"
)

// Balancers are the networks of load balancers. Their connections begin with a PROXY
// header, version 1 or 2, which says where they come from. No other connection may have
// one, since any client could send it.
type Balancers []netip.Prefix

// Behind returns a listener whose connections have the address that the balancers say.
// From a balancer the header is required within timeout. A connection from elsewhere that
// begins with one fails at its first read.
func (b Balancers) Behind(listener net.Listener, timeout time.Duration) net.Listener {
	if len(b) == 0 {
		return listener
	}
	return &proxyproto.Listener{
		Listener:          listener,
		ReadHeaderTimeout: timeout,
		ConnPolicy: func(o proxyproto.ConnPolicyOptions) (proxyproto.Policy, error) {
			if b.Contain(AddrOf(o.Upstream)) {
				return proxyproto.REQUIRE, nil
			}
			return proxyproto.REJECT, nil
		},
	}
}

// Contain reports whether an address is that of a balancer.
func (b Balancers) Contain(ip netip.Addr) bool {
	return slices.ContainsFunc(b, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// Origin returns the address at the other end of a connection, and whether that is a
// balancer, so that the client's address is still to be read. It does not wait.
func (b Balancers) Origin(raw net.Conn) (addr netip.Addr, balancer bool) {
	if proxied, ok := raw.(*proxyproto.Conn); ok {
		addr = AddrOf(proxied.Raw().RemoteAddr())
		return addr, b.Contain(addr)
	}
	return AddrOf(raw.RemoteAddr()), false
}

// AddrOf returns the IP address of a network address, and the zero Addr where it has
// none.
func AddrOf(addr net.Addr) netip.Addr {
	host := addr.String()
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip, _ := netip.ParseAddr(host)
	return ip.Unmap().WithZone("")
}

// TCPOf returns the TCP connection below a connection, if there is one.
func TCPOf(raw net.Conn) (tcp *net.TCPConn, ok bool) {
	if proxied, ok := raw.(*proxyproto.Conn); ok {
		return proxied.TCPConn()
	}
	tcp, ok = raw.(*net.TCPConn)
	return tcp, ok
}
