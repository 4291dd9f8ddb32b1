package render

import (
	"slices"
	"strings"
	"unicode/utf8"

	"blog.example/pete/internal/blog"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// LanguageNames returns the languages of translations in their own words: فارسی, 日本語. A
// language whose name is not known, or is that of another one, has its tag, and so has one
// that ASCII cannot spell where nothing else shows.
func LanguageNames(all []blog.Translation, ascii bool) []string {
	names := make([]string, len(all))
	for i, t := range all {
		if tag, err := language.Parse(t.Lang); err == nil {
			names[i] = display.Self.Name(tag)
		}
		if ascii && strings.IndexFunc(names[i], func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
			names[i] = ""
		}
	}
	known := slices.Clone(names)
	for i, name := range known {
		if first := slices.Index(known, name); name == "" || first != i {
			names[i] = all[i].Lang
		}
	}
	return names
}
