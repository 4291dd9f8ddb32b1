package search

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// kind is what a lexeme is.
type kind int

const (
	operand  kind = iota // a word, a phrase, or a NEAR of some
	operator             // AND, OR, NOT
	column               // the name of one, and a colon
	opening              // (
	closing              // )
)

// lexeme is a piece of what a reader typed.
type lexeme struct {
	kind kind
	text string // of an operator or a column: its name
	node *node  // of an operand
}

// What NEAR may ask: FTS5 compares the places of all operands in each post, and
// no sentence is longer.
const (
	maxNear     = 8   // operands
	maxDistance = 100 // words in between
)

// near is the start of NEAR(…), and distance the end of what stands between
// its parentheses.
var (
	near     = regexp.MustCompile(`^NEAR\s*\(([^()]*)\)`)
	distance = regexp.MustCompile(`,\s*(\d{1,9})\s*$`)
)

// lex cuts a query into its lexemes. All is cut at spaces, quotes and
// parentheses, so don't, C++ and key-browser are operands. A quote that is left
// open reaches to the end. With typing, the word that ends the text is
// unfinished, and parentheses that are open will be closed.
func lex(s string, typing bool) []lexeme {
	var all []lexeme
	open := 0
	for s = skipSpace(s); s != ""; s = skipSpace(s) {
		var l lexeme
		l, s = next(s, typing)
		switch l.kind {
		case opening:
			open++
		case closing:
			open--
		}
		all = append(all, l)
	}
	for ; typing && open > 0; open-- {
		all = append(all, lexeme{kind: closing})
	}
	return all
}

func skipSpace(s string) string { return strings.TrimLeftFunc(s, unicode.IsSpace) }

// next takes the first lexeme off s.
func next(s string, typing bool) (l lexeme, rest string) {
	switch s[0] {
	case '(':
		return lexeme{kind: opening}, s[1:]
	case ')':
		return lexeme{kind: closing}, s[1:]
	}
	if m := near.FindStringSubmatch(s); m != nil {
		return nearOperand(m[1]), s[len(m[0]):]
	}
	for _, name := range columns {
		if rest, ok := strings.CutPrefix(s, name+":"); ok {
			return lexeme{kind: column, text: name}, rest
		}
	}
	start, hat := strings.CutPrefix(s, "^")
	text, rest, o := cutOperand(start)
	if !hat && o.ended && !o.quoted && isOperator(text) {
		return lexeme{kind: operator, text: text}, rest
	}
	n := &node{first: hat, prefix: o.star || typing && !o.ended}
	for from, to := range wordsIn(text) {
		n.words = append(n.words, text[from:to])
	}
	return lexeme{kind: operand, node: n}, rest
}

// shape is how an operand was typed.
type shape struct {
	quoted bool
	ended  bool // something behind it shows that it is complete
	star   bool // a * says that it is a prefix
}

// cutOperand takes a phrase or a word off s.
func cutOperand(s string) (text, rest string, o shape) {
	if quoted, ok := strings.CutPrefix(s, `"`); ok {
		text, rest, o.ended = strings.Cut(quoted, `"`)
		o.quoted = true
		o.ended = o.ended || strings.TrimRightFunc(text, unicode.IsSpace) != text
		after := strings.TrimLeft(rest, "*")
		o.star = after != rest
		return text, after, o
	}
	end := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`"()`, r) })
	if end < 0 {
		end = len(s)
	}
	o.ended = end < len(s)
	o.star = strings.HasSuffix(s[:end], "*")
	return s[:end], s[end:], o
}

// nearOperand reads what stands in the parentheses of NEAR: words and phrases,
// and how far apart they may be. Over its bounds it joins them as AND does.
func nearOperand(inside string) lexeme {
	n := &node{op: "NEAR", distance: 10} // as FTS5 has it
	if m := distance.FindStringSubmatchIndex(inside); m != nil {
		n.distance, _ = strconv.Atoi(inside[m[2]:m[3]]) // digits, and few
		inside = inside[:m[0]]
	}
	for _, l := range lex(inside, false) {
		if l.kind == operand && len(l.node.words) > 0 {
			l.node.first = false // FTS5 has no ^ in NEAR
			n.nodes = append(n.nodes, l.node)
		}
	}
	switch {
	case len(n.nodes) == 1:
		n = n.nodes[0]
	case len(n.nodes) > maxNear || n.distance > maxDistance:
		n = join("AND", n.nodes)
	}
	return lexeme{kind: operand, node: n}
}

// isOperator reports the words that stand between two operands and join them.
// NEAR does not: it stands before its own, with a parenthesis.
func isOperator(w string) bool { return w == "AND" || w == "OR" || w == "NOT" }
