package blog

import (
	"bytes"
	"slices"
	"strings"

	"blog.example/pete/internal/frontmatter"
)

// namesSecrecy reports whether front matter has a word of secrecy, even misspelt by one
// edit, with any value but one with which a post is public. It reads fields of YAML, TOML
// and JSON, on lines and in braces, without parsing them, because it is for files that
// have errors. It also reads UTF-16, which is one: some tools of Windows write it.
func namesSecrecy(src []byte) bool {
	ends := func(r rune) bool { return r == '\n' || r == '\r' || r == '{' || r == ',' || r == '}' }
	for field := range bytes.FieldsFuncSeq(frontOf(src), ends) {
		var name, value string
		if i := bytes.IndexAny(field, ":="); i >= 0 {
			name, value = string(field[:i]), string(field[i+1:])
		} else if name = strings.TrimSpace(string(field)); !strings.HasPrefix(name, "[") {
			continue // no table of TOML either
		}
		name, _, _ = strings.Cut(strings.Trim(bareWord(name), "[]? -"), ".")
		value, _, _ = strings.Cut(value, " #")
		if hides(name, frontmatter.Value{Kind: frontmatter.Text, Text: bareWord(value)}) {
			return true
		}
	}
	return false
}

// hides reports whether a field is a word of secrecy with another value than one with
// which a post is public. A date that decides who sees a post is such a value.
func hides(name string, v frontmatter.Value) bool {
	is := func(names []string) bool {
		return near(name, names) >= 0 || slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
	}
	for _, word := range words {
		if !is(word.names) {
			continue
		}
		if s, ok := word.state(v); empty(v) || !ok || s != Published {
			return true
		}
	}
	return is(publishNames) || is(expireNames)
}

// bareWord returns a name or a value without quotes and spaces around it, in lower case.
func bareWord(s string) string { return strings.ToLower(strings.Trim(s, " \t\r\"'")) }

// maxSearched is how much of a file is searched for words of secrecy, in bytes: more than
// front matter may have, because what is too long is an error as well.
const maxSearched = 1 << 20

// frontOf returns what is meant to be front matter, however it is marked: up to the
// second line of --- or +++, or of } if it begins with a brace, else up to the first blank
// line.
func frontOf(src []byte) []byte {
	src = src[:min(len(src), maxSearched)]
	if bytes.IndexByte(src, 0) >= 0 { // half of UTF-16
		src = bytes.ReplaceAll(src, []byte{0}, nil)
	}
	for _, mark := range []string{"\uFEFF", "\xff\xfe", "\xfe\xff"} {
		src = bytes.TrimPrefix(src, []byte(mark))
	}
	src = bytes.TrimLeft(src, " \t\r\n")
	end, at := "", 0
	if bytes.HasPrefix(src, []byte("{")) {
		end = "}"
	}
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
