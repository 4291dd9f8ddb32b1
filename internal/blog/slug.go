package blog

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
)

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// wantSlug returns what a slug must be, and the slug that s resembles.
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

// Reserved reports whether a word is a command or the name of a page. A post with that
// slug could not be opened.
func Reserved(word string) bool {
	return slices.Contains([]string{
		"about", "cat", "check", "code", "completion", "feed", "help", "key", "links",
		"ls", "pages", "read", "rsync", "scp", "search", "serve", "sftp-server", "tags", "toc", "version",
	}, word)
}

// baseName returns a file's name without its folder and without .md.
func baseName(p string) string { return strings.TrimSuffix(path.Base(p), ".md") }

// nameDate returns the date that a file's name begins with, as in 2026-01-05-hello.md.
func nameDate(p string) (time.Time, bool) {
	base := baseName(p)
	if len(base) < len(time.DateOnly) {
		return time.Time{}, false
	}
	t, err := time.Parse(time.DateOnly, base[:len(time.DateOnly)])
	return t, err == nil
}

// Tag returns a tag as one word: lower case, hyphens for spaces and commas.
func Tag(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r == ' ' || r == ','
	}), "-")
}
