package markdown

import (
	"regexp"
	"strings"
)

// Forms of tags.
const (
	formHugo      = '<' // {{< name >}} and {{% name %}}
	formOutput    = 'o' // {{ name }} of Liquid, {{ name() }} of Zola
	formLiquid    = '%' // {% name %} of Liquid, {% name() %} of Zola
	formDirective = ':' // ::: name
	formJSX       = 'j' // <Name> of MDX
)

// tag is what a generator puts something else for.
type tag struct {
	form byte
	raw  string // what stands between the braces, without spaces around it
	name string // in lower case, without a folder
	args []arg

	closes bool // it ends name
	whole  bool // it has no content, as <Name /> has none
	match  int  // index of the part that ends it, or that it ends; -1 for none
}

// arg is an argument of a tag.
type arg struct{ key, value string }

// get returns the value of the first of the names that has one. A name that is a digit
// stands for the argument in that place, of those that have no name.
func (t *tag) get(names ...string) string {
	for _, name := range names {
		place := -1
		if len(name) == 1 && name[0] >= '0' && name[0] <= '9' {
			place = int(name[0] - '0')
		}
		for _, a := range t.args {
			switch {
			case a.key == name && a.value != "":
				return a.value
			case a.key == "" && place == 0:
				return a.value
			case a.key == "":
				place--
			}
		}
	}
	return ""
}

var argument = regexp.MustCompile(`(?s)([\w.-]+)\s*[=:]\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|“[^”]*”|` + "`[^`]*`" + `|\[[^\]]*\]|[^\s,()"']+)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|“([^”]*)”|` + "`([^`]*)`" + `|([^\s,()"']+)`)

// parseTag splits what stands between the braces of a tag.
func parseTag(form byte, inner string) *tag {
	inner = strings.TrimSpace(strings.Trim(strings.TrimSpace(inner), "-~"))
	t := &tag{form: form, raw: inner, match: -1}
	rest := inner
	if form == formHugo {
		t.whole = strings.HasSuffix(rest, "/")
		rest = strings.TrimSpace(strings.TrimSuffix(rest, "/"))
	}
	if after, ok := strings.CutPrefix(rest, "/"); ok {
		t.closes, rest = true, strings.TrimSpace(after)
	}
	end := strings.IndexAny(rest, " \t\n(|")
	if end < 0 {
		end = len(rest)
	}
	name := strings.ToLower(rest[:end])
	rest = rest[end:]
	if form == formLiquid && strings.HasPrefix(name, "end") {
		t.closes, name = true, name[3:]
	}
	t.setName(name)
	if form == formOutput && !strings.HasPrefix(rest, "(") {
		return t // a variable, whose name and filters are in raw
	}
	for _, m := range argument.FindAllStringSubmatch(rest, -1) {
		a := arg{key: strings.ToLower(m[1])}
		if a.key != "" && !strings.HasPrefix(m[2], "//") {
			a.value = unquote(m[2])
		} else if a.key != "" { // https://…
			a = arg{value: m[0]}
		} else {
			a.value = unescapeQuotes(m[3] + m[4] + m[5] + m[6] + m[7])
		}
		t.args = append(t.args, a)
	}
	switch t.name {
	case "include", "include_cached", "include_relative", "partial", "partialcached", "render", "component": // of a template whose name says what it is
		if len(t.args) > 0 && t.args[0].key == "" {
			t.setName(strings.ToLower(t.args[0].value))
			t.args = t.args[1:]
		}
	}
	return t
}

func (t *tag) setName(name string) {
	if slash := strings.LastIndexByte(name, '/'); slash >= 0 {
		name = name[slash+1:]
	}
	for _, end := range []string{".html", ".htm", ".md", ".liquid"} {
		name = strings.TrimSuffix(name, end)
	}
	t.name = strings.ReplaceAll(name, "_", "-")
}

func unquote(s string) string {
	for _, q := range []string{`"`, "'", "`"} {
		if len(s) >= 2 && strings.HasPrefix(s, q) && strings.HasSuffix(s, q) {
			return unescapeQuotes(s[1 : len(s)-1])
		}
	}
	return strings.TrimSuffix(strings.TrimPrefix(s, "“"), "”")
}

func unescapeQuotes(s string) string {
	return strings.NewReplacer(`\"`, `"`, `\'`, `'`, `\\`, `\`).Replace(s)
}

// pair finds the tags that end others. A tag that nothing ends stands by itself.
func pair(parts []part) {
	var open []int
	named := map[string]int{} // how many of a name are open
	key := func(t *tag) string { return string(t.form) + t.name }
	for i, p := range parts {
		t := p.tag
		switch {
		case t == nil || t.form == formOutput || t.whole:
		case !t.closes:
			open = append(open, i)
			named[key(t)]++
		case t.form == formLiquid && t.name == "", t.form == formDirective: // ends the last one
			for n := len(open) - 1; n >= 0 && t.match < 0; n-- {
				last, from := parts[open[n]].tag, open[n]
				open = open[:n]
				named[key(last)]--
				if last.form == t.form {
					last.match, t.match, t.name = i, from, last.name
				}
			}
		case named[key(t)] > 0:
			for n := len(open) - 1; n >= 0 && t.match < 0; n-- {
				last, from := parts[open[n]].tag, open[n]
				open = open[:n]
				named[key(last)]--
				if key(last) == key(t) {
					last.match, t.match = i, from
				}
			}
		}
	}
}
