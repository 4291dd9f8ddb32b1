package blog

import (
	"slices"
	"strings"
	"unicode/utf8"

	"blog.example/pete/internal/frontmatter"
)

// misspelt says which fields have a name that is one edit away from a known one which the
// file lacks, and a value that would do for it: rate: is no misspelt date: where there is
// a date, or if it is a number. A misspelt word of secrecy that would hide the post leaves
// it out.
func (m *metadata) misspelt() {
	for _, f := range m.own {
		if mayBeMisspelt(f) {
			m.misspeltSecrecy(f)
			m.misspeltField(f)
		}
	}
	for _, f := range m.inherited { // without a remark on each post that inherits the field
		if mayBeMisspelt(f) {
			m.misspeltSecrecy(f)
		}
	}
}

// mayBeMisspelt reports whether a field has a value and a name that is not known.
func mayBeMisspelt(f frontmatter.Field) bool {
	return !known[strings.ToLower(f.Name)] && !blank(f.Value) && utf8.RuneCountInString(f.Name) >= 3
}

// misspeltSecrecy leaves the post out if the field may be a word of secrecy that hides it.
func (m *metadata) misspeltSecrecy(f frontmatter.Field) {
	name := strings.ToLower(f.Name)
	for _, word := range words {
		if i := meant(name, word.names); i >= 0 && word.hints(f.Value) {
			m.keepBack(f.Line, "field "+quoted(f.Name)+" is not known", "write "+word.names[i])
		}
	}
	for _, names := range [][]string{publishNames, expireNames} {
		_, _, err := frontmatter.ParseDate(f.Value.Text, m.version.zone)
		if i := near(name, names); i >= 0 && err == nil {
			m.keepBack(f.Line, "field "+quoted(f.Name)+" is not known", "write "+names[i])
		}
	}
}

// misspeltField warns of a field that may be meant for another.
func (m *metadata) misspeltField(f frontmatter.Field) {
	for _, names := range knownNames {
		i := near(strings.ToLower(f.Name), names)
		if i < 0 {
			continue
		}
		if _, given := m.find(names...); !given && !empty(f.Value) && m.wouldDo(names[0], f.Value) {
			m.warnf(f.Line, "write "+names[i], "field %s is not read", quoted(f.Name))
			return
		}
	}
}

// wouldDo reports whether a value has the form of what the field of that name has.
func (m *metadata) wouldDo(name string, v frontmatter.Value) bool {
	switch name {
	case "date", "updated":
		_, _, err := frontmatter.ParseDate(v.Text, m.version.zone)
		return err == nil && len(v.Text) >= len("2006-1-2")
	case "lang":
		return v.Kind == frontmatter.Text && len(v.Text) == 2
	case "tags", "aliases":
		return v.Kind == frontmatter.List || v.Kind == frontmatter.Text
	}
	return v.Kind == frontmatter.Text
}

// near returns the index of the name that is one edit away, or -1.
func near(name string, names []string) int {
	rough := Roughly(name)
	return slices.IndexFunc(names, func(n string) bool {
		return rough.Near(strings.ToLower(n), 1) && edits(name, strings.ToLower(n)) == 1
	})
}

// meant returns the index of the word of secrecy that a name may be meant for, or -1: it is
// one edit away, or asks for it, as isDraft and is_draft do.
func meant(name string, words []string) int {
	if i := near(name, words); i >= 0 && len(words[i]) > len("hide") { // wide is none
		return i
	}
	asked, ok := strings.CutPrefix(name, "is")
	if !ok {
		return -1
	}
	return slices.Index(words, strings.TrimLeft(asked, "_-"))
}

var (
	knownNames = [][]string{titleNames, dateNames, updatedNames, summaryNames, tagNames, slugNames, aliasNames, langNames}
	known      = allKnown()
)

// allKnown has the names of all fields that are read, in lower case, and other generators'
// fields whose names are near one of them.
func allKnown() map[string]bool {
	all := map[string]bool{}
	lists := append(slices.Clone(knownNames), addressNames, publishNames, expireNames, otherNames, createdNames)
	for _, word := range words {
		lists = append(lists, word.names)
	}
	for _, name := range slices.Concat(lists...) {
		all[strings.ToLower(name)] = true
	}
	return all
}

// quoted returns a value for a message, in quotes.
func quoted(s string) string {
	const most = 60
	if r := []rune(Line(s)); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return `"` + Line(s) + `"`
}
