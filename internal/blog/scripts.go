package blog

import "unicode"

var (
	wideScripts = []*unicode.RangeTable{
		unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo, unicode.Yi,
	}
	narrowScripts = []*unicode.RangeTable{unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}
)

// firstUnspaced is the first character of a script without spaces, which is Thai.
const firstUnspaced = 0x0E00

// Unspaced reports whether a character is a letter or digit of a script that puts no spaces
// between words: Chinese, Japanese, Thai, Lao, Khmer or Burmese, and Korean, whose words
// have endings that no stemmer here knows.
func Unspaced(r rune) bool {
	return wide(r) || r >= firstUnspaced && unicode.In(r, narrowScripts...) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// wide reports whether a character is a letter of Chinese, Japanese or Korean. The mark of
// a long vowel belongs to two scripts, and by Unicode to none.
func wide(r rune) bool {
	return r >= 0x1100 && (r == 'ー' || r == 'ｰ' || unicode.In(r, wideScripts...) && unicode.In(r, unicode.L, unicode.Nl))
}
