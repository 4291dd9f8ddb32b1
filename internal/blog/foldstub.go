package blog

import (
	"path"
	"strings"
)

func foldSlug(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r < 128
	})
	if len(words) == 0 {
		return "untitled"
	}
	return strings.Join(words, "-")
}

func slugOfPath(address string) string {
	last := path.Base(path.Clean("/" + address))
	if last == "/" {
		return ""
	}
	return foldSlug(strings.TrimSuffix(strings.TrimSuffix(last, ".html"), ".md"))
}
