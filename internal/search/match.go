package search

import (
	"math"
	"strconv"
	"strings"
)

// match writes a query as FTS5 reads it. Nothing in it is a reader's but
// letters and digits between quotes, so there is nothing FTS5 could take
// otherwise. All that is joined stands in parentheses, and AND is written out:
// beside a parenthesis FTS5 does not think of it.
func (w words) match(n *node) string {
	return w.write(n, max(1, n.prefixes()))
}

// prefixes counts the prefixes of a query.
func (n *node) prefixes() int {
	total := 0
	if n.prefix {
		total = 1
	}
	for _, kid := range n.nodes {
		total += kid.prefixes()
	}
	return total
}

func (w words) write(n *node, prefixes int) string {
	var s string
	switch n.op {
	case "":
		s = either(w.spellings(n, prefixes))
	case "NEAR":
		s = w.near(n, prefixes)
	default:
		parts := make([]string, len(n.nodes))
		for i, kid := range n.nodes {
			parts[i] = w.write(kid, prefixes)
		}
		s = "(" + strings.Join(parts, " "+n.op+" ") + ")"
	}
	if n.column != "" {
		return "(" + n.column + " : " + s + ")"
	}
	return s
}

// either is one of several phrases.
func either(phrases []string) string {
	if len(phrases) == 1 {
		return phrases[0]
	}
	return "(" + strings.Join(phrases, " OR ") + ")"
}

// spellings is the phrases that an operand stands for: what was typed and, with
// a prefix, what may have been begun.
func (w words) spellings(n *node, prefixes int) []string {
	last := len(n.words) - 1
	ends := []string{n.words[last]}
	if n.prefix {
		ends = append(ends, w.expand(n.words[last], prefixes)...)
	}
	phrases := make([]string, len(ends))
	for i, end := range ends {
		phrases[i] = `"` + strings.Join(append(n.words[:last:last], end), " ") + `"`
		if n.first {
			phrases[i] = "^ " + phrases[i]
		}
	}
	return phrases
}

// near writes NEAR, in which there is no OR: each way to spell it is a NEAR of
// its own. Together they have as many phrases as there may be words for
// prefixes, and each prefix has as many spellings as the others.
func (w words) near(n *node, prefixes int) string {
	each := maxExpanded
	if own := n.prefixes(); own > 0 {
		// The epsilon is for roots that are whole, but for their last digit.
		each = int(math.Pow(float64(maxExpanded/len(n.nodes)), 1/float64(own)) + 1e-9)
	}
	ways := []string{""}
	for _, kid := range n.nodes {
		spelled := w.spellings(kid, prefixes)
		var longer []string
		for _, phrase := range spelled[:min(len(spelled), each)] {
			for _, way := range ways {
				longer = append(longer, way+" "+phrase)
			}
		}
		ways = longer
	}
	for i := range ways {
		ways[i] = "NEAR(" + ways[i] + ", " + strconv.Itoa(n.distance) + ")"
	}
	return either(ways)
}
