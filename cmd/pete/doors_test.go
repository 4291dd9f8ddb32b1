package main

import (
	"net/netip"
	"testing"

	"blog.example/pete/internal/blog"
)

func TestHostFor(t *testing.T) {
	for _, tt := range []struct{ host, local, want string }{
		{"blog.example", "127.0.0.1:2222", "ssh -p 2222 localhost"},
		{"blog.example", "[::1]:2222", "ssh -p 2222 localhost"},
		{"blog.example", "[::ffff:127.0.0.1]:2222", "ssh -p 2222 localhost"},
		{"blog.example", "127.0.0.1:22", "ssh localhost"},
		{"blog.example", "127.0.0.2:22", "ssh 127.0.0.2"},
		{"blog.example", "192.0.2.7:22", "ssh 192.0.2.7"},
		{"blog.example:2222", "192.0.2.7:22", "ssh 192.0.2.7"},
		{"www.example.org", "192.0.2.7:2222", "ssh -p 2222 192.0.2.7"},
		{"blog.example", "[2001:db8::7]:22", "ssh 2001:db8::7"},
		{"blog.example", "[2001:db8::7]:2222", "ssh -p 2222 2001:db8::7"},
		{"blog.me.org", "192.0.2.7:22", ""},
		{"blog.me.org", "127.0.0.1:2222", "ssh -p 2222 localhost"},
		{"notexample.org", "192.0.2.7:22", ""},
		{"blog.example", "", ""}, // not known
	} {
		local, _ := netip.ParseAddrPort(tt.local)
		got := hostFor(blog.Site{Host: tt.host}, local)
		if got != "" {
			got = blog.Site{Host: got}.SSH()
		}
		if got != tt.want {
			t.Errorf("%s, reached at %s: %q, want %q", tt.host, tt.local, got, tt.want)
		}
	}
}
