package markdown

import (
	"bytes"
	"regexp"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// wideMarks parses marks of emphasis as inner does, but lets them open and close beside
// punctuation where Chinese, Japanese or Korean, which have no spaces there, are on the
// other side: **「word」**です. CommonMark wants a space (its issue 650).
type wideMarks struct{ inner parser.InlineParser }

func (m wideMarks) Trigger() []byte { return m.inner.Trigger() }

func (m wideMarks) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	n := m.inner.Parse(parent, block, pc)
	d, ok := n.(*parser.Delimiter)
	if !ok {
		return n
	}
	after := ' '
	if line, _ := block.PeekLine(); len(line) > 0 {
		after, _ = utf8.DecodeRune(line)
	}
	d.CanOpen = d.CanOpen || Wide(before) && util.IsPunctRune(after)
	d.CanClose = d.CanClose || Wide(after) && util.IsPunctRune(before)
	return n
}

// Wide reports whether a character is a letter of Chinese, Japanese or Korean, is of their
// punctuation, or has their width.
func Wide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case 0x3000 <= r && r <= 0x303F, 0xFF01 <= r && r <= 0xFFE6:
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo, unicode.Yi) ||
		r == '・' || r == 'ー' // which several scripts share
}

var bareAddress = regexp.MustCompile(`^https?://[-\w@:%.+~#=]+\.[a-z]+(?::\d+)?(?:[/#?][-\w@:%+.~#$!?&/=(),;']*)?`)

// bareAddress marks an address that follows a wide character, such as ： or （, as a link,
// and returns its length, or 0. Before others goldmark does so by itself.
func (s *scanner) bareAddress(at int) int {
	if before, _ := utf8.DecodeLastRune(s.src[s.begin:at]); !Wide(before) {
		return 0
	}
	address := bytes.TrimRight(bareAddress.Find(s.src[at:s.lineEnd(at)]), ".,;:!?')")
	end := at + len(address)
	if len(address) == 0 || end < len(s.src) && bytes.IndexByte([]byte("]>\""), s.src[end]) >= 0 {
		return 0
	}
	s.add(part{start: at, end: end, kind: partOther, text: "<" + string(address) + ">"})
	return len(address)
}
