package markdown

import (
	"regexp"
	"strings"
)

// Bounds of what variables stand for, in bytes.
const (
	maxVariable = 2_000
	maxExpanded = 200_000 // in one text
)

var assignment = regexp.MustCompile(`^(?:assign|set)\s+([\w-]+)\s*=\s*("[^"]*"|'[^']*'|-?[\d.]+)\s*$`)

// assign gives a variable a value.
func (w *writer) assign(name, value string) {
	if w.variables == nil {
		w.variables = map[string]string{}
	}
	if len(value) <= maxVariable {
		w.variables[name] = oneLined(value)
	}
}

// variable returns what stands for the tag of a variable whose value is known. It takes
// over what another tag assigns.
func (w *writer) variable(t *tag) (value string, ok bool) {
	if t.form == formLiquid {
		if m := assignment.FindStringSubmatch(t.raw); m != nil {
			w.assign(m[1], unquote(m[2]))
		}
		return "", false
	}
	if t.form != formOutput || w.variables == nil && w.fields == nil {
		return "", false
	}
	name, _, _ := strings.Cut(t.raw, "|")
	name = strings.TrimSpace(name)
	if value, ok = w.variables[name]; !ok {
		if value, ok = w.fields[name]; ok && w.inAddress() {
			value = strings.NewReplacer(" ", "%20", "<", "%3C", ">", "%3E").Replace(value)
		} else if ok {
			value = escape(value)
		}
	}
	if w.expanded += len(value); w.expanded > maxExpanded {
		return "", false
	}
	return value, ok
}
