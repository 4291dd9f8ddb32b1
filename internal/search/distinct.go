package search

import "slices"

// distinct is the same query in which nothing is joined with its equal. That
// finds the same posts, and FTS5 would walk over them again for each.
func (n *node) distinct() *node {
	if len(n.nodes) == 0 {
		return n
	}
	c := *n
	c.nodes = nil
	for _, kid := range n.nodes {
		kid = kid.distinct()
		if n.op == "NOT" || !slices.ContainsFunc(c.nodes, kid.equals) {
			c.nodes = append(c.nodes, kid)
		}
	}
	if len(c.nodes) == 1 {
		return c.nodes[0].in(n.column)
	}
	return &c
}

// equals reports two queries that are the same but for case and accents.
func (n *node) equals(m *node) bool {
	return n.op == m.op && n.column == m.column && n.distance == m.distance &&
		n.prefix == m.prefix && n.first == m.first &&
		slices.EqualFunc(n.words, m.words, func(a, b string) bool { return fold(a) == fold(b) }) &&
		slices.EqualFunc(n.nodes, m.nodes, (*node).equals)
}
