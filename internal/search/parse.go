package search

import (
	"slices"
	"strings"
	"unicode"
)

// node is a query or a part of one: an operand, which is a phrase of one word or more,
// or an operator and its operands. A nil node has no words.
type node struct {
	op    string // AND, OR, NOT; empty for an operand
	nodes []*node

	words  []string // of an operand, as [indexed] has them: letters and digits and nothing else
	prefix bool     // the last of them may be the beginning of a word
}

// token is a piece of a query.
type token struct {
	op   string // AND, OR, NOT; empty for an operand
	node *node  // the operand, nil if it has no words; or the operator's name as a word
}

// tokenize cuts a query at spaces, quotes and parentheses, so don't, C++ and key-browser
// are operands. A quote that is left open reaches to the end. With typing, the word that
// ends the query is a prefix.
func tokenize(s string, typing bool) (tokens []token) {
	for {
		s = strings.TrimLeftFunc(s, isSpace)
		if s == "" {
			return tokens
		}
		var t token
		t, s = next(s, typing)
		tokens = append(tokens, t)
	}
}

// isSpace reports whether a character separates operands and is in none.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r == '(' || r == ')' }

// next takes the first token off s.
func next(s string, typing bool) (t token, rest string) {
	var text string
	var prefix, ended bool // a * marks a prefix; something after the operand shows that it is complete
	quoted, isQuoted := strings.CutPrefix(s, `"`)
	if isQuoted {
		text, rest, ended = strings.Cut(quoted, `"`)
		ended = ended || strings.TrimRightFunc(text, unicode.IsSpace) != text
		after := strings.TrimLeft(rest, "*")
		prefix, rest = after != rest, after
	} else {
		end := strings.IndexFunc(s, func(r rune) bool { return isSpace(r) || r == '"' })
		if ended = end >= 0; !ended {
			end = len(s)
		}
		text, rest = s[:end], s[end:]
		prefix = strings.HasSuffix(text, "*")
	}
	if !isQuoted && ended && isOperator(text) {
		return token{op: text, node: &node{words: []string{text}}}, rest
	}
	n := &node{prefix: prefix || typing && !ended}
	text = indexed(strings.ReplaceAll(text, string(nonJoiner), ""))
	for from, to := range wordsIn(text) {
		n.words = append(n.words, text[from:to])
	}
	if len(n.words) == 0 {
		return token{}, rest
	}
	n.openEnd()
	return token{node: n}, rest
}

// openEnd lets a text go on after an operand that ends in a script without spaces. The
// last character alone is a word only where a run ends, so it is left out, or else is the
// beginning of a word.
func (n *node) openEnd() {
	last := len(n.words) - 1
	if !isUnspaced(n.words[last]) {
		return
	}
	end, ok := "", false
	if last > 0 {
		end, ok = strings.CutSuffix(n.words[last-1], n.words[last])
	}
	n.prefix = !ok || end == "" || !isUnspaced(end)
	if !n.prefix {
		n.words = n.words[:last]
	}
}

// operators are the words that join operands. OR binds least, then AND, then NOT; what is
// side by side binds most, and means AND.
var operators = [...]string{"OR", "AND", "NOT"}

func isOperator(word string) bool { return slices.Contains(operators[:], word) }

// parse returns what tokens ask for. Where an operator lacks an operand, all tokens are
// words, each of which has to match. An operand without words, such as an emoji, counts
// as an operand and asks for nothing.
func parse(tokens []token) *node {
	if n, ok := parseFrom(0, tokens); ok && n != nil {
		return n
	}
	return sideBySide(tokens)
}

// parseFrom parses tokens that are joined by operators[loosest] and those after it. It
// returns false where one lacks an operand.
func parseFrom(loosest int, tokens []token) (*node, bool) {
	if loosest == len(operators) {
		return sideBySide(tokens), len(tokens) > 0
	}
	op := operators[loosest]
	var operands []*node
	for more := true; more; {
		end := slices.IndexFunc(tokens, func(t token) bool { return t.op == op })
		part := tokens
		if more = end >= 0; more {
			part, tokens = tokens[:end], tokens[end+1:]
		}
		n, ok := parseFrom(loosest+1, part)
		if !ok {
			return nil, false
		}
		operands = append(operands, n)
	}
	if op == "NOT" && operands[0] == nil {
		return nil, true
	}
	return join(op, operands), true
}

// sideBySide joins tokens by AND.
func sideBySide(tokens []token) *node {
	operands := make([]*node, len(tokens))
	for i, t := range tokens {
		operands[i] = t.node
	}
	return join("AND", operands)
}

// join joins the operands that have words, by AND and OR each once: for the same again
// FTS5 would walk over the posts again, and find no others.
func join(op string, operands []*node) *node {
	j := &node{op: op}
	for _, n := range operands {
		if n != nil && (op == "NOT" || !slices.ContainsFunc(j.nodes, n.equals)) {
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

// equals reports whether two queries are the same but for case and accents.
func (n *node) equals(m *node) bool {
	return n.op == m.op && n.prefix == m.prefix &&
		slices.EqualFunc(n.words, m.words, func(a, b string) bool { return fold(a) == fold(b) }) &&
		slices.EqualFunc(n.nodes, m.nodes, (*node).equals)
}

// countWords returns how many words the operands of a query have. Of a script without
// spaces, two characters count as one.
func countWords(tokens []token) (words int) {
	for _, t := range tokens {
		if t.op == "" && t.node != nil {
			unspaced := 0
			for _, w := range t.node.words {
				if isUnspaced(w) {
					unspaced++
				}
			}
			words += len(t.node.words) - unspaced/2
		}
	}
	return words
}
