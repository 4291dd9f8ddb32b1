package blog

import "testing"

func TestAddressOfTheDoor(t *testing.T) {
	for _, c := range []struct {
		names          []string
		own, generator string
		want           string
	}{
		{nil, "", "", ""},
		{nil, "https://a.example", "", "https://a.example"},
		{nil, "http://a.example:8080/blog", "", "http://a.example:8080"},
		{nil, "", "https://g.example/blog", ""}, // it may still be served by another program
		{[]string{"a.example"}, "", "", "https://a.example"},
		{[]string{"a.example", "www.a.example"}, "https://www.a.example", "", "https://www.a.example"},
		{[]string{"a.example"}, "https://copy.example", "", ""},
		{[]string{"g.example"}, "", "http://G.example/blog/", "https://g.example"},
		{[]string{"a.example"}, "", "https://g.example", ""},
		{[]string{"a.example"}, "", "/", "https://a.example"},
	} {
		if got := (&Door{c.names}).address(c.own, c.generator); got != c.want {
			t.Errorf("%v with url: %q and a generator's %q is at %q, want %q", c.names, c.own, c.generator, got, c.want)
		}
	}
	if got := (*Door)(nil).address("https://a.example", ""); got != "" {
		t.Errorf("no door is at %q", got)
	}
}
