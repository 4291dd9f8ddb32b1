package blog

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
)

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// wantSlug says what slugForm asks for, and what s would be in it.
func wantSlug(s string) string {
	want := "want lower case letters and digits, with single hyphens between them"
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	if len(words) > 0 {
		want += ", such as " + strings.Join(words, "-")
	}
	return want
}

// Reserved is every word that stands for something else in a reader's command
// line. A post by that name could never be opened.
func Reserved(word string) bool {
	return slices.Contains([]string{
		"about", "cat", "check", "code", "completion", "feed", "help", "key", "links",
		"ls", "read", "rsync", "scp", "search", "serve", "sftp-server", "tags", "toc", "version",
	}, word)
}

// baseName is a file's name without its folder and without .md.
func baseName(p string) string { return strings.TrimSuffix(path.Base(p), ".md") }

// nameDate is the date that a file's name begins with, as in
// 2026-01-05-hello.md.
func nameDate(p string) (time.Time, bool) {
	base := baseName(p)
	if len(base) < len(time.DateOnly) {
		return time.Time{}, false
	}
	t, err := time.Parse(time.DateOnly, base[:len(time.DateOnly)])
	return t, err == nil
}

// Tag is a tag as a bare word: lower case, hyphens for spaces and commas.
func Tag(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r == ' ' || r == ','
	}), "-")
}
