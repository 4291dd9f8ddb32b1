package blog

import (
	"bytes"
	"strings"
)

// publicValues has the words of secrecy, and for each the value with which a post is
// public.
var publicValues = map[string]string{
	"draft":     "false",
	"hidden":    "false",
	"private":   "false",
	"secret":    "false",
	"unlisted":  "false",
	"public":    "true",
	"publish":   "true",
	"published": "true",
}

// namesSecrecy reports whether front matter has a word of secrecy, even misspelt by one
// edit, with any value but the one with which a post is public. It reads fields of YAML
// and TOML, on lines and in braces, without parsing them, because it is for files that
// have errors. It also reads UTF-16, which is one: some tools of Windows write it.
func namesSecrecy(src []byte) bool {
	ends := func(r rune) bool { return r == '\n' || r == '\r' || r == '{' || r == ',' || r == '}' }
	for field := range bytes.FieldsFuncSeq(frontOf(src), ends) {
		i := bytes.IndexAny(field, ":=")
		if i < 0 {
			continue
		}
		value, _, _ := strings.Cut(string(field[i+1:]), " #")
		name, value := bareWord(string(field[:i])), bareWord(value)
		rough := Roughly(name)
		for word, public := range publicValues {
			if rough.Near(word, 1) && edits(name, word) <= 1 && value != public {
				return true
			}
		}
	}
	return false
}

// bareWord returns a name or a value without quotes and spaces around it, in lower case.
func bareWord(s string) string { return strings.ToLower(strings.Trim(s, " \t\r\"'")) }

// frontOf returns what is meant to be front matter, however it is marked: up to the
// second line of --- or +++ or, if it does not begin with such a line, up to the first
// blank one.
func frontOf(src []byte) []byte {
	src = src[:min(len(src), 2*maxFrontMatter)]
	if bytes.IndexByte(src, 0) >= 0 { // half of UTF-16
		src = bytes.ReplaceAll(src, []byte{0}, nil)
	}
	for _, mark := range []string{"\uFEFF", "\xff\xfe", "\xfe\xff"} {
		src = bytes.TrimPrefix(src, []byte(mark))
	}
	src = bytes.TrimLeft(src, " \t\r\n")
	src = src[:min(len(src), maxFrontMatter)]
	end, at := "", 0
	for line := range bytes.Lines(src) {
		text := string(bytes.TrimSpace(line))
		switch {
		case at == 0 && (text == "---" || text == "+++"):
			end = text
		case at > 0 && text == end:
			return src[:at]
		}
		at += len(line)
	}
	return src
}
