package main

import (
	"net"
	"net/netip"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
)

// hostFor returns the host to print commands with for a client that connected to the
// local address, or "" for the site's own. Commands with the host of an example work
// nowhere, and a client on the loopback may be one that the site's host does not lead to.
func hostFor(site blog.Site, local netip.AddrPort) string {
	name, _ := site.HostPort()
	address := local.Addr().Unmap().WithZone("")
	if !local.IsValid() || !address.IsLoopback() && !isExample(name) {
		return ""
	}
	host := address.String()
	if host == "127.0.0.1" || host == "::1" {
		host = "localhost"
	}
	if local.Port() == 22 {
		return host
	}
	return net.JoinHostPort(host, strconv.Itoa(int(local.Port())))
}

// isExample reports the names that are set aside for examples (RFC 2606 and RFC 6761).
func isExample(name string) bool {
	for _, domain := range []string{"example", "example.com", "example.net", "example.org", "invalid"} {
		if name == domain || strings.HasSuffix(name, "."+domain) {
			return true
		}
	}
	return false
}
