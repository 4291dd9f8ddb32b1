package blog

import (
	"bytes"
	"regexp"
	"strings"
)

// secrecyField finds fields in front matter, line by line, because what has an error
// cannot be parsed: in YAML and TOML, in blocks and in braces.
var secrecyField = regexp.MustCompile(`(?m)(?:^|[{,])[ \t]*["']?([A-Za-z_-]+)["']?[ \t]*[:=][ \t]*["']?([^\s,}"'#]*)`)

// public has the words of secrecy, and for each the value with which a post is public.
var public = map[string]string{
	"draft":     "false",
	"hidden":    "false",
	"private":   "false",
	"public":    "true",
	"secret":    "false",
	"unlisted":  "false",
	"publish":   "true",
	"published": "true",
}

// namesSecrecy reports whether front matter has a word of secrecy, even misspelt by one
// edit, with any value but the one with which a post is public.
func namesSecrecy(src []byte) bool {
	for _, field := range secrecyField.FindAllSubmatch(frontOf(src), -1) {
		name, value := strings.ToLower(string(field[1])), strings.ToLower(string(field[2]))
		for word, plain := range public {
			if edits(name, word) <= 1 && value != plain {
				return true
			}
		}
	}
	return false
}

// frontOf returns what is meant to be front matter, however it is marked: up to the
// second line of --- or +++, or up to the first blank line if it does not begin with
// one.
func frontOf(src []byte) []byte {
	src = bytes.TrimLeft(bytes.TrimPrefix(src, []byte("\uFEFF")), " \t\r\n")
	src = src[:min(len(src), maxFrontMatter)]
	fence := ""
	at := 0
	for line := range bytes.Lines(src) {
		text := string(bytes.TrimSpace(line))
		switch {
		case at == 0 && (text == "---" || text == "+++"):
			fence = text
		case at > 0 && text == fence:
			return src[:at] // also at a blank line, if no fence is open
		}
		at += len(line)
	}
	return src
}
