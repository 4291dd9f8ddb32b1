package search

// node is a query, or a part of one: an operand, which is a phrase of one word
// or more, or an operator with what it joins. A nil node is one without words.
type node struct {
	op    string // AND, OR, NOT, NEAR; empty for an operand
	nodes []*node

	words    []string // of an operand: letters and digits and nothing else
	prefix   bool     // the last of them may go on
	first    bool     // they begin a title, a summary, a body
	distance int      // of NEAR: at most this many words in between
	column   string   // where to look; empty for everywhere
}

// count is how many words a query has.
func (n *node) count() int {
	if n == nil {
		return 0
	}
	total := len(n.words)
	for _, kid := range n.nodes {
		total += kid.count()
	}
	return total
}

// parse reads FTS5's grammar: OR binds least, then AND, then NOT, then standing
// side by side, which means AND. What is not of that grammar is words, all of
// which have to match. It is nil when there are none.
//
// Unlike FTS5 it takes anything that has words in it for a word, and lets
// parentheses stand side by side too. An operand without words, such as an
// emoji, is as if it were not there.
func parse(all []lexeme) *node {
	p := &parser{rest: all}
	n, ok := p.or()
	if !ok || len(p.rest) > 0 || n == nil {
		return asWords(all)
	}
	return n
}

// asWords reads lexemes as words. An operator is its letters.
func asWords(all []lexeme) *node {
	var operands []*node
	for i, l := range all {
		switch l.kind {
		case operand:
			n := l.node
			if i > 0 && all[i-1].kind == column {
				n = n.in(all[i-1].text)
			}
			operands = append(operands, wordless(n))
		case operator:
			operands = append(operands, &node{words: []string{l.text}})
		case column:
			if i+1 == len(all) || all[i+1].kind != operand {
				operands = append(operands, &node{words: []string{l.text}})
			}
		}
	}
	return join("AND", operands)
}

// parser takes lexemes off the front of rest. Its methods return false where
// the grammar is left.
type parser struct{ rest []lexeme }

// at takes an operator off, if it is next.
func (p *parser) at(op string) bool {
	if len(p.rest) == 0 || p.rest[0].kind != operator || p.rest[0].text != op {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

func (p *parser) or() (*node, bool)  { return p.joined("OR", p.and) }
func (p *parser) and() (*node, bool) { return p.joined("AND", p.not) }

// joined reads one operand or several, with op between them.
func (p *parser) joined(op string, operand func() (*node, bool)) (*node, bool) {
	var operands []*node
	for {
		n, ok := operand()
		if !ok {
			return nil, false
		}
		operands = append(operands, n)
		if !p.at(op) {
			return join(op, operands), true
		}
	}
}

func (p *parser) not() (*node, bool) {
	n, ok := p.side()
	for ok && p.at("NOT") {
		var without *node
		if without, ok = p.side(); n != nil && without != nil {
			n = &node{op: "NOT", nodes: []*node{n, without}}
		}
	}
	return n, ok
}

// side reads what stands side by side.
func (p *parser) side() (*node, bool) {
	var operands []*node
	for len(p.rest) > 0 && p.rest[0].kind != operator && p.rest[0].kind != closing {
		n, ok := p.one()
		if !ok {
			return nil, false
		}
		operands = append(operands, n)
	}
	return join("AND", operands), len(operands) > 0
}

// one reads an operand, or a whole query in parentheses, and the column before
// it.
func (p *parser) one() (*node, bool) {
	if len(p.rest) == 0 {
		return nil, false
	}
	l := p.rest[0]
	p.rest = p.rest[1:]
	switch l.kind {
	case operand:
		return wordless(l.node), true
	case column:
		if len(p.rest) == 0 || p.rest[0].kind == column {
			return nil, false
		}
		n, ok := p.one()
		return n.in(l.text), ok
	case opening:
		n, ok := p.or()
		if !ok || len(p.rest) == 0 || p.rest[0].kind != closing {
			return nil, false
		}
		p.rest = p.rest[1:]
		return n, true
	}
	return nil, false
}

// wordless makes nil of a node without words.
func wordless(n *node) *node {
	if n.count() == 0 {
		return nil
	}
	return n
}

// in is the same query, asked of one column. What names a column of its own
// keeps it.
func (n *node) in(name string) *node {
	if n == nil || n.column != "" {
		return n
	}
	c := *n
	if n.op == "" || n.op == "NEAR" {
		c.column = name
		return &c
	}
	c.nodes = make([]*node, len(n.nodes))
	for i, kid := range n.nodes {
		c.nodes[i] = kid.in(name)
	}
	return &c
}

// join joins what has words.
func join(op string, operands []*node) *node {
	j := &node{op: op}
	for _, n := range operands {
		if n != nil {
			j.nodes = append(j.nodes, n)
		}
	}
	switch len(j.nodes) {
	case 0:
		return nil
	case 1:
		return j.nodes[0]
	}
	return j
}
