package blog

import (
	"regexp"
	"strings"
)

// globDialect says what the characters of a pattern mean.
type globDialect struct {
	crossing bool // * and ? mean a slash too; ** always does
	braces   bool // {a,b} is one of several
}

// The dialects of Hugo's gobwas/glob, of Zola's globset, and of Ruby's File.fnmatch without
// flags, with which Jekyll compares.
var (
	hugoGlob   = globDialect{braces: true}
	zolaGlob   = globDialect{crossing: true, braces: true}
	jekyllGlob = globDialect{crossing: true}
)

// expression returns a pattern as the text of a regular expression. ok is false if a set or
// a brace is not closed.
func (d globDialect) expression(pattern string) (text string, ok bool) {
	var b strings.Builder
	open := 0 // braces
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case strings.HasPrefix(pattern[i:], "**/"): // also none at all
			b.WriteString("(?:.*/)?")
			i += 2
		case c == '*' && (d.crossing || strings.HasPrefix(pattern[i:], "**")):
			b.WriteString(".*")
			i += len(pattern[i:]) - len(strings.TrimLeft(pattern[i:], "*")) - 1
		case c == '*':
			b.WriteString("[^/]*")
		case c == '?' && d.crossing:
			b.WriteByte('.')
		case c == '?':
			b.WriteString("[^/]")
		case c == '[':
			end := strings.IndexByte(pattern[min(i+2, len(pattern)):], ']')
			if end < 0 {
				return "", false
			}
			set, not := strings.NewReplacer(`\`, `\\`, `[`, `\[`).Replace(pattern[i+1:i+2+end]), ""
			if set[0] == '!' || set[0] == '^' {
				set, not = set[1:], "^"
			}
			b.WriteString("[" + not + set + "]")
			i += 2 + end
		case c == '{' && d.braces:
			open++
			b.WriteString("(?:")
		case c == '}' && open > 0:
			open--
			b.WriteByte(')')
		case c == ',' && open > 0:
			b.WriteByte('|')
		case c == '\\' && i+1 < len(pattern):
			i++
			b.WriteString(regexp.QuoteMeta(pattern[i : i+1]))
		default:
			b.WriteString(regexp.QuoteMeta(pattern[i : i+1]))
		}
	}
	return b.String(), open == 0
}

// compile returns whether paths match one of the forms of a pattern, in which % stands for
// it. A pattern that is none means the path that is written like it.
func (d globDialect) compile(pattern, flags string, forms ...string) *regexp.Regexp {
	text, ok := d.expression(pattern)
	if _, err := regexp.Compile(text); !ok || err != nil {
		text = regexp.QuoteMeta(pattern)
	}
	return regexp.MustCompile(flags + "^(?:" + strings.ReplaceAll(strings.Join(forms, "|"), "%", text) + ")$")
}
