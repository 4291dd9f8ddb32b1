package search

import "strings"

// match writes a query as FTS5 reads it. Of what a reader typed it has letters and digits
// between quotes only, so FTS5 cannot read it otherwise. Everything that is joined is in
// parentheses, and AND is written: beside a parenthesis FTS5 does not assume it.
func (w words) match(n *node) string { return w.write(n, max(1, n.prefixes())) }

// prefixes counts the prefixes of a query.
func (n *node) prefixes() (total int) {
	if n.prefix {
		total = 1
	}
	for _, operand := range n.nodes {
		total += operand.prefixes()
	}
	return total
}

// write writes a part of a query that has that many prefixes.
func (w words) write(n *node, prefixes int) string {
	if n.op == "" {
		return joined("OR", w.phrases(n, prefixes))
	}
	parts := make([]string, len(n.nodes))
	for i, operand := range n.nodes {
		parts[i] = w.write(operand, prefixes)
	}
	return joined(n.op, parts)
}

// joined writes expressions with an operator between them.
func joined(op string, parts []string) string {
	if len(parts) == 1 {
		return parts[0]
	}
	return "(" + strings.Join(parts, " "+op+" ") + ")"
}

// phrases returns the phrases that an operand stands for: what was typed and, with a
// prefix, the words that begin with it. FTS5 finds those of scripts without spaces, which
// it does not stem.
func (w words) phrases(n *node, prefixes int) []string {
	last := len(n.words) - 1
	ends := []string{n.words[last]}
	if n.prefix && isUnspaced(ends[0]) {
		return []string{`"` + strings.Join(n.words, " ") + `"*`}
	}
	if n.prefix {
		ends = append(ends, w.expand(n.words[last], prefixes)...)
	}
	phrases := make([]string, len(ends))
	for i, end := range ends {
		phrases[i] = `"` + strings.Join(append(n.words[:last:last], end), " ") + `"`
	}
	return phrases
}
