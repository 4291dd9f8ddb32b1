package web

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"blog.example/pete/internal/quota"
)

// identify returns a request of a proxy with the client that the proxy has named in its
// context, and any other as it is. from is the address of that client.
func (s *Server) identify(r *http.Request) (identified *http.Request, from netip.Addr) {
	conn := connOf(r)
	if conn == nil || !conn.trusted {
		return r, from
	}
	named := &client{source: conn.source, name: conn.name, budget: conn.budget, trusted: true}
	from, named.https = s.conns.forwarded(r.Header, conn.address())
	if from.IsValid() {
		named.name = quota.SourceOf(from)
	}
	return r.WithContext(context.WithValue(r.Context(), clientKey{}, named)), from
}

// enter counts a request that was identified for its client. leave has to be called after it.
// leave is nil if the client is gone, or its source has as much under way as it may have:
// cause is "" or why.
func (s *Server) enter(r *http.Request, from netip.Addr) (leave func(), cause string) {
	conn := connOf(r)
	switch {
	case conn == nil, conn.trusted && !from.IsValid(), !conn.trusted && s.conns.resume(r.Context(), conn):
		return func() {}, ""
	case !conn.trusted:
		return nil, unlessGone(r, causeSource)
	}
	var source *quota.Source
	var err error
	s.conns.wait(r.Context(), func() bool {
		source, err = s.conns.table.Connect(from)
		return !errors.Is(err, quota.ErrShare) // it is in vain to wait for the end of a penalty
	})
	switch {
	case errors.Is(err, quota.ErrPenalty):
		return nil, causePenalty
	case err != nil:
		return nil, unlessGone(r, causeSource)
	}
	named := r.Context().Value(clientKey{}).(*client) //nolint:forcetypeassert // from identify
	named.source, named.budget, named.trusted = source, source.NewBudget(), false
	named.budget.Owe(headerBytes(r))
	return func() { source.Disconnect(0) }, ""
}

// unlessGone returns the cause, or "" if the client of a request is gone.
func unlessGone(r *http.Request, cause string) string {
	if r.Context().Err() != nil {
		return ""
	}
	return cause
}

// headerBytes returns how many bytes the header of a request has, about.
func headerBytes(r *http.Request) int {
	n := len(r.Method) + len(r.RequestURI) + len(r.Host)
	for name, values := range r.Header {
		for _, v := range values {
			n += len(name) + len(v)
		}
	}
	return n
}

// forwarded returns the client that a proxy at an address names, and whether it came over
// TLS. The client is the rightmost address that is not that of a proxy: what is left of it,
// the client may have sent itself. Without any it returns the zero Addr. Most proxies set
// X-Forwarded-For alone or Forwarded alone (RFC 7239), and pass on what the client sent as the
// other one. Where the two differ, or name no address, the request counts for the proxy's.
func (c *conns) forwarded(h http.Header, proxy netip.Addr) (from netip.Addr, https bool) {
	common, standard := elements(h["X-Forwarded-For"]), elements(h["Forwarded"])
	if common == nil && standard == nil {
		return netip.Addr{}, false
	}
	var named []netip.Addr
	if common != nil {
		named = append(named, c.rightmost(common, hostAddr))
	}
	if standard != nil {
		named = append(named, c.rightmost(standard, func(element string) netip.Addr { return hostAddr(parameter(element, "for")) }))
		https = strings.EqualFold(parameter(standard[len(standard)-1], "proto"), "https")
	}
	if protocols := elements(h["X-Forwarded-Proto"]); protocols != nil {
		https = strings.EqualFold(protocols[len(protocols)-1], "https")
	}
	from = named[0]
	if !from.IsValid() || from != named[len(named)-1] {
		from = proxy
	}
	return from, https
}

// elements returns the elements of the values of a header.
func elements(values []string) (all []string) {
	for _, list := range values {
		for element := range strings.SplitSeq(list, ",") {
			all = append(all, strings.TrimSpace(element))
		}
	}
	return all
}

// rightmost returns the rightmost address that is not that of a proxy. It ends at an element
// without an address, since nothing is known of what is left of that.
func (c *conns) rightmost(elements []string, addrOf func(string) netip.Addr) (from netip.Addr) {
	for _, element := range slices.Backward(elements) {
		addr := addrOf(element)
		if !addr.IsValid() {
			return from
		}
		if from = addr; !c.proxies.Contain(addr) {
			return from
		}
	}
	return from
}

// parameter returns the value of a parameter of an element of Forwarded.
func parameter(element, name string) string {
	for pair := range strings.SplitSeq(element, ";") {
		if n, value, _ := strings.Cut(strings.TrimSpace(pair), "="); strings.EqualFold(n, name) {
			return strings.Trim(value, `"`)
		}
	}
	return ""
}

// hostAddr reads an address that may have a port or brackets around it, and returns the zero
// Addr for anything else.
func hostAddr(s string) netip.Addr {
	if with, err := netip.ParseAddrPort(s); err == nil {
		return with.Addr().Unmap().WithZone("")
	}
	if inner, ok := strings.CutPrefix(s, "["); ok {
		s = strings.TrimSuffix(inner, "]")
	}
	addr, _ := netip.ParseAddr(s)
	return addr.Unmap().WithZone("")
}
