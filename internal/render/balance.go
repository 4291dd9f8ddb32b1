package render

import (
	"slices"
	"strings"
)

// balanced closes every element of sanitised markup and drops every end of
// none. The sanitiser judges tag by tag; an author's </div> would end what a
// feed reader or the next post is set in. It relies on what bluemonday writes:
// < and > stand for nothing but tags, and names are in lower case.
func balanced(markup string) string {
	b := balance{count: map[string]int{}}
	b.out.Grow(len(markup))
	for markup != "" {
		var text, tag string
		text, markup, _ = strings.Cut(markup, "<")
		tag, markup, _ = strings.Cut(markup, ">")
		b.out.WriteString(text)
		b.tag(strings.TrimSuffix(tag, "/"))
	}
	b.closeTo(0)
	return b.out.String()
}

// balance is markup of which every element is either closed or in open.
type balance struct {
	out   strings.Builder
	open  []string       // innermost last
	count map[string]int // of each name in open
}

// tag adds a tag, of which it is given what stands in the brackets.
func (b *balance) tag(tag string) {
	name, _, _ := strings.Cut(tag, " ")
	end, ends := strings.CutPrefix(name, "/")
	switch {
	case ends && b.count[end] > 0:
		n := len(b.open) - 1
		for b.open[n] != end {
			n--
		}
		b.closeTo(n)
	case name != "" && !ends:
		b.out.WriteString("<" + tag + ">")
		if !slices.Contains([]string{"br", "col", "hr", "img", "wbr"}, name) { // these are empty
			b.open = append(b.open, name)
			b.count[name]++
		}
	}
}

// closeTo closes all but the n outermost elements.
func (b *balance) closeTo(n int) {
	for i := len(b.open) - 1; i >= n; i-- {
		b.out.WriteString("</" + b.open[i] + ">")
		b.count[b.open[i]]--
	}
	b.open = b.open[:n]
}
