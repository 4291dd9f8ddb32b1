package frontmatter

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// show writes fields in one line, with their lines and the first letter of each kind.
func show(fields []Field) string {
	var b strings.Builder
	for i, f := range fields {
		if i > 0 {
			b.WriteString(" ")
		}
		fmt.Fprintf(&b, "%d:%s=", f.Line, f.Name)
		showValue(&b, f.Value)
	}
	return b.String()
}

func showValue(b *strings.Builder, v Value) {
	switch v.Kind {
	case List:
		b.WriteString("[")
		for i, item := range v.List {
			if i > 0 {
				b.WriteString(" ")
			}
			showValue(b, item)
		}
		b.WriteString("]")
	case Map:
		b.WriteString("{" + show(v.Map) + "}")
	case Null, Bool, Number, Date, Text:
		b.WriteString(string("-bndt"[v.Kind]))
		if v.Kind != Null {
			b.WriteString(strconv.Quote(v.Text))
		}
	}
}

func (e *Error) String() string {
	if e == nil {
		return "no error"
	}
	return fmt.Sprintf("%d: %s: %s", e.Line, e.Wrong, e.Mend)
}

func TestParse(t *testing.T) {
	for _, test := range []struct{ name, src, fields, body string }{
		{"none", "# A heading\n\nText.\n", "", "1:# A heading\n\nText.\n"},
		{"empty", "", "", "1:"},
		{"blank", " \n\n", "", "1: \n\n"},
		{"yaml", "---\ntitle: A\ndraft: true\n---\n\nText.\n", `2:title=t"A" 3:draft=b"true"`, "5:\nText.\n"},
		{"dots", "---\ntitle: A\n...\nText.\n---\n", `2:title=t"A"`, "4:Text.\n---\n"},
		{"a longer mark", "---\ntitle: A\n----- \nText.\n---\n", `2:title=t"A"`, "4:Text.\n---\n"},
		{"two longer marks", "------\ntitle: A\n----\nText.", `2:title=t"A"`, "4:Text."},
		{"a rule first", "-----\nText: a: b\n---\n", "", "1:-----\nText: a: b\n---\n"},
		{"a rule alone", "-----\nText.\n", "", "1:-----\nText.\n"},
		{"a longer mark of toml", "+++\ntitle = 'A'\n++++\nText.", `2:title=t"A"`, "4:Text."},
		{"a line like a longer mark", "---\na: |\n  -----\nb: -----\n---\n", `2:a=t"-----\n" 4:b=t"-----"`, "6:"},
		{"empty yaml", "---\n---\nText.", "", "3:Text."},
		{"a comment only", "---\n# a\n---\nText.", "", "4:Text."},
		{"byte order mark and CRLF", "\uFEFF---\r\ntitle: A b\r\ntags:\r\n- c\r\n---\r\n\r\nText.\r\n", `2:title=t"A b" 3:tags=[t"c"]`, "6:\r\nText.\r\n"},
		{"blank lines first", "\n \n--- \ntitle: A\n---\t\nText.", `4:title=t"A"`, "6:Text."},
		{"no body", "---\ntitle: A\n---", `2:title=t"A"`, "4:"},
		{"marks not at the left edge", "---\na: |\n  x\n  ---\n  +++\n---\nText.", `2:a=t"x\n---\n+++\n"`, "7:Text."},
		{"a rule is none below text", "Text.\n\n---\nmore\n---\n", "", "1:Text.\n\n---\nmore\n---\n"},
		{"invisible characters first", "\uFEFF\uFEFF\u00A0\n\u200B---\u00A0\ntitle: A\n---\u200B\nText.", `3:title=t"A"`, "5:Text."},
		{"a comment behind the mark", "--- # a\ntitle: A\n---\nText.", `2:title=t"A"`, "4:Text."},
		{"a comment behind the mark of TOML", "+++\t #a\ntitle = 'A'\n+++\nText.", `2:title=t"A"`, "4:Text."},
		{"a language behind the mark", "---json\n{\n\"title\": \"A\"\n}\n---\nText.", `3:title=t"A"`, "6:Text."},
		{"toml behind the mark", "---toml\ntitle = 'A'\n---\nText.", `2:title=t"A"`, "4:Text."},
		{"yaml and a comment behind the mark", "--- YAML # a\ntitle: A\n---\nText.", `2:title=t"A"`, "4:Text."},
		{"no first mark", "title: A\ntags:\n- b\ndate: 2020-01-02\n---\nText.\n---\n", `1:title=t"A" 2:tags=[t"b"] 4:date=d"2020-01-02"`, "6:Text.\n---\n"},
		{"no first mark and a long one", "\uFEFFlayout: post\r\ntitle: A\r\n-----\r\nText.", `1:layout=t"post" 2:title=t"A"`, "4:Text."},
		{"a heading below a line", "date: 2020\n---\nText.", "", "1:date: 2020\n---\nText."},
		{"a rule below a paragraph", "title: A\n\nText.\n\n---\n", "", "1:title: A\n\nText.\n\n---\n"},
		{"a heading below a sentence", "Note: A\ntitle: B\n---\n", "", "1:Note: A\ntitle: B\n---\n"},
		{"an indented rule", " ---\na: b\n ---\n", "", "1: ---\na: b\n ---\n"},

		{
			"kinds", "---\na: 1984\nb: 1.5e3\nc: no\nd: yes\ne: True\nf: ~\ng:\nh: null\ni: 0x1F\nj: \"1984\"\nk: 'true'\nl: .inf\n---\n",
			`2:a=n"1984" 3:b=n"1.5e3" 4:c=t"no" 5:d=t"yes" 6:e=b"true" 7:f=- 8:g=- 9:h=- 10:i=n"0x1F" 11:j=t"1984" 12:k=t"true" 13:l=n".inf"`, "15:",
		},
		{
			"dates", "---\na: 2020-01-02\nb: 2020-01-02T15:04:05+09:00\nc: 2020-01-02 15:04:05 +0900\nd: 2020-02-30\ne: 2020-1-2\n---\n",
			`2:a=d"2020-01-02" 3:b=d"2020-01-02T15:04:05+09:00" 4:c=t"2020-01-02 15:04:05 +0900" 5:d=t"2020-02-30" 6:e=d"2020-1-2"`, "8:",
		},
		{"tags of YAML", "---\na: !!str 1984\nb: !!int x\nc: !!bool yes\nd: !mine x\ne: !!int \"7\"\n---\n", `2:a=t"1984" 3:b=t"x" 4:c=t"yes" 5:d=t"x" 6:e=n"7"`, "8:"},
		{
			"lists", "---\na: [2024, null, C++, \"C#\", .NET, \"日本語\", x/y, \" z \"]\nb:\n  - x\n  - - y\nc: []\n---\n",
			`2:a=[n"2024" - t"C++" t"C#" t".NET" t"日本語" t"x/y" t" z "] 3:b=[t"x" [t"y"]] 6:c=[]`, "8:",
		},
		{"maps", "---\nbuild:\n  list: never\n  render: false\nx: {y: {z: 1}}\n---\n", `2:build={3:list=t"never" 4:render=b"false"} 5:x={5:y={5:z=n"1"}}`, "7:"},
		{"line separators", "---\na: 'b\u2028c'\nd: e\n---\n", `2:a=t"b\u2028c" 3:d=t"e"`, "5:"},
		{
			"many lines", "---\na: >\n  One\n  two\n\n  three\nb: |\n  x\n\n  y --- z\nc: one\n  two\nd: e\n---\n",
			`2:a=t"One two\nthree\n" 7:b=t"x\n\ny --- z\n" 11:c=t"one two" 13:d=t"e"`, "15:",
		},
		{
			"a merge key", "---\nbase: &b\n  summary: s\n  Draft: true\n<<: *b\ntitle: A\ndraft: false\n---\n",
			`2:base={3:summary=t"s" 4:Draft=b"true"} 6:title=t"A" 7:draft=b"false" 3:summary=t"s"`, "9:",
		},
		{
			"merge keys in a list", "---\na: &a {x: 1}\nb: &b {x: 2, y: 3}\nc: {<<: [*a, *b]}\nd: {'<<': 1}\n---\n",
			`2:a={2:x=n"1"} 3:b={3:x=n"2" 3:y=n"3"} 4:c={2:x=n"1" 3:y=n"3"} 5:d={5:<<=n"1"}`, "7:",
		},
		{"aliases", "---\na: &x one\n*x : two\nb: *x\nc: [*x, *x]\n---\n", `2:a=t"one" 3:one=t"two" 4:b=t"one" 5:c=[t"one" t"one"]`, "7:"},
		{
			"words of secrecy", "---\nhidden: true\nstatus: draft\nbuild:\n  list: never\npublishDate: 2099-01-01\nDraft: \"true\"\n---\n",
			`2:hidden=b"true" 3:status=t"draft" 4:build={5:list=t"never"} 6:publishDate=d"2099-01-01" 7:Draft=t"true"`, "9:",
		},
		{
			"tags and addresses", "---\ntags: go, ssh unix\ntag: reading\nslug: 2015/05/Old_Place\naliases:\n  - /2015/05/21/old/\n  - old.html\nx.y: été\n---\ncaf\xe9",
			`2:tags=t"go, ssh unix" 3:tag=t"reading" 4:slug=t"2015/05/Old_Place" 5:aliases=[t"/2015/05/21/old/" t"old.html"] 8:x.y=t"été"`, "10:caf\xe9",
		},
		{"a template's braces", "---\na: {{ page.title }}\n---\n", `2:a={2:=-}`, "4:"},
		{"names that are no texts", "---\n1: a\ntrue: b\nnull: c\n---\n", `2:1=t"a" 3:true=t"b" 4:null=t"c"`, "6:"},
		{"names within a value", "---\nmacros: {N: a, n: b}\n---\n", `2:macros={2:N=t"a" 2:n=t"b"}`, "4:"},

		{
			"toml", "+++\ntitle = \"A\"\ndate = 2026-09-12T16:10:00+05:30\ndraft = false\ntags = [\"go\",\n  'ssh', # why\n]\n[extra]\ntoc = true\n+++\nText.\n",
			`2:title=t"A" 3:date=d"2026-09-12T16:10:00+05:30" 4:draft=b"false" 5:tags=[t"go" t"ssh"] 8:extra={9:toc=b"true"}`, "11:Text.\n",
		},
		{
			"dates of toml", "+++\na = 2020-01-02\nb = 2020-01-02T03:04:05\nc = 2020-01-02 03:04:05.5Z\nd = 07:30:00\n+++\n",
			`2:a=d"2020-01-02" 3:b=d"2020-01-02T03:04:05" 4:c=d"2020-01-02 03:04:05.5Z" 5:d=t"07:30:00"`, "7:",
		},
		{
			"tables", "+++\na.b = 1\na.c.d = 2\n[taxonomies]\ntags = ['x']\n[[m]]\nn = 1\n[m.o]\np = 2\n[[m]]\n[x.y]\nz = {w = 1_000, v.u = inf}\n+++\n",
			`2:a={2:b=n"1" 3:c={3:d=n"2"}} 4:taxonomies={5:tags=[t"x"]} 6:m=[{7:n=n"1" 8:o={9:p=n"2"}} {}] 11:x={11:y={12:z={12:w=n"1_000" 12:v={12:u=n"inf"}}}}`, "14:",
		},
		{"texts of toml", "+++\r\na = \"\"\"\r\nOne\\\r\n two\r\n\"\"\"\r\nb = '''\r\nx'''\r\n\"c d\" = \"\\u00e9\"\r\n+++\r\n", `2:a=t"Onetwo\r\n" 6:b=t"x" 8:c d=t"é"`, "10:"},

		{
			"json", "{\n  \"title\": \"A\",\n  \"date\": \"2026-01-09\",\n  \"n\": [1, 2.50, null, true, {\"x\": \"\\u00e9\"}]\n}\n\nText.\n",
			`2:title=t"A" 3:date=t"2026-01-09" 4:n=[n"1" n"2.50" - b"true" {4:x=t"é"}]`, "6:\nText.\n",
		},
		{"json in a line", "\uFEFF{\"a\": {\"b\": []}} \r\nText.", `1:a={1:b=[]}`, "2:Text."},
		{"empty json", "{}\nText.", "", "2:Text."},
		{"a shortcode", "{{< figure >}}\n", "", "1:{{< figure >}}\n"},
		{"liquid", "{% include x %}\n", "", "1:{% include x %}\n"},
		{"attributes", "{: .class}\nText.\n", "", "1:{: .class}\nText.\n"},
		{"braces in text", "{\"a\"} is a set.\n", "", "1:{\"a\"} is a set.\n"},
		{"an object in text", "{\"a\": 1} is JSON.\n", "", "1:{\"a\": 1} is JSON.\n"},
	} {
		f, err := Parse([]byte(test.src))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := show(f.Fields); got != test.fields {
			t.Errorf("%s: fields\n%s, want\n%s", test.name, got, test.fields)
		}
		if got := fmt.Sprintf("%d:%s", f.BodyLine, f.Body); got != test.body {
			t.Errorf("%s: body %q, want %q", test.name, got, test.body)
		}
	}
	f, _ := Parse([]byte("+++\na = 1\n+++\n"))
	if f.Format != TOML || string(f.Head) != "a = 1\n" {
		t.Errorf("format %d, head %q", f.Format, f.Head)
	}
}

// showRepeated writes fields that do not count, each with its fault.
func showRepeated(repeated []Repeat) string {
	var b strings.Builder
	for _, r := range repeated {
		fmt.Fprintf(&b, ", not %s (%v)", show([]Field{r.Field}), &r.Fault)
	}
	return b.String()
}

// The last field of a name counts, as generators have it. TOML allows no second one, but its
// names may differ in case.
func TestRepeated(t *testing.T) {
	const twice = " is given twice, first on line "
	for _, test := range []struct{ src, want string }{
		{"---\na: b\nz: y\na: c\n---\n", `3:z=t"y" 4:a=t"c", not 2:a=t"b" (4: a` + twice + `2: keep one)`},
		{"---\na: 1\nA: 2\na: 3\n---\n", `4:a=n"3", not 2:a=n"1" (4: a` + twice + `2: keep one), not 3:A=n"2" (4: A` + twice + `3: keep one)`},
		{"---\nx: {y: 1, y: 2}\n---\n", `2:x={2:y=n"2"}, not 2:x={2:y=n"1"} (2: y` + twice + `2: keep one)`},
		{"---\nx:\n  - y: {z: 1}\n    y: 2\n<<: {a: 1, a: 2}\n---\n", `2:x=[{4:y=n"2"}] 5:a=n"2", not 2:x={3:y={3:z=n"1"}} (4: y` + twice + `3: keep one), not 5:a=n"1" (5: a` + twice + `5: keep one)`},
		{"---\nx: {{ y }}\nz: {N: a, n: b}\n---\n", `2:x={2:=-} 3:z={3:N=t"a" 3:n=t"b"}`},
		{"{\n\"a\": 1,\n\"A\": {\"b\": [{\"c\": 2,\n\"c\": 3}]}\n}\n", `3:A={3:b=[{4:c=n"3"}]}, not 3:A={3:b={3:c=n"2"}} (4: c` + twice + `3: keep one), not 2:a=n"1" (3: a` + twice + `2: keep one)`},
		{"+++\na = 1\n[A]\nb = 2\n+++\n", `3:A={4:b=n"2"}, not 2:a=n"1" (3: a` + twice + `2: keep one)`},
	} {
		f, err := Parse([]byte(test.src))
		if got := show(f.Fields) + showRepeated(f.Repeated); got != test.want || err != nil {
			t.Errorf("%q: %v\n%s, want\n%s", test.src, err, got, test.want)
		}
	}
}

func TestErrors(t *testing.T) {
	in := func(lines string) string { return "---\na: b\n" + lines + "\nz: y\n---\nText.\n" }
	toml := func(lines string) string { return "+++\na = 'b'\n" + lines + "\nz = 'y'\n+++\nText.\n" }
	for _, test := range []struct{ src, want string }{
		{"---\ntitle: A\n\nText.\n", "1: front matter that does not end: write --- on a line of its own below it"},
		{"\n+++\na = 1\n", "2: front matter that does not end: write +++ on a line of its own below it"},
		{"{\n\"a\": 1\n", "1: front matter that does not end: write } on a line of its own below it"},
		{"---js\n{ title: 'A' }\n---\nText.\n", "1: front matter in JavaScript, which is not run: write it as YAML between lines of ---"},
		{"---\nHello.\n---\n", "2: no fields: want lines of the form name: value"},
		{"---\n\n- a\n---\n", "3: no fields: want lines of the form name: value"},
		{"---\n{a: b}: c\n---\n", "2: a name that is a list or a map: want lines of the form name: value"},
		{"---\na: b\n--- # c\ndraft: true\n---\n", "3: front matter with a second part below ---: take the line of --- out"},
		{in("title: caf\xe9"), "3: byte 0xE9 is not UTF-8: save the file as UTF-8"},

		{in("title: Go: the good parts"), `3: not YAML (mapping values are not allowed in this context): put "…" around a value that has a colon`},
		{"---\ntitle: Go: the good parts\n---\n", `2: not YAML (mapping values are not allowed in this context): put "…" around a value that has a colon`},
		{in("t: |\n  x: y\n\n# c\ntitle: Go: the good parts"), `7: not YAML (mapping values are not allowed in this context): put "…" around a value that has a colon`},
		{in(" title: x"), `3: not YAML (mapping values are not allowed in this context): begin each name at the left edge, and put "…" around a value that has a colon`},
		{in("title:x"), `3: not YAML (could not find expected ':'): put a space after the colon`},
		{in("title x"), `3: not YAML (could not find expected ':'): want lines of the form name: value, with "…" around a value that has a colon`},
		{in("title: \"A\" b"), `3: not YAML (did not find expected key): put "…" around the whole value, and write \" for each " within it`},
		{in("title: 'It's'"), `3: not YAML (did not find expected key): put '…' around the whole value, and write '' for each ' within it`},
		{in("tags:\n  - \"A\" b"), `4: not YAML (did not find expected '-' indicator): put "…" around the whole value, and write \" for each " within it`},
		{in("tags:\n- @you"), `4: not YAML (found character that cannot start any token): put "…" around a value that begins with @`},
		{in("title: @you"), `3: not YAML (found character that cannot start any token): put "…" around a value that begins with @`},
		{in("title: `x` y"), "3: not YAML (found character that cannot start any token): put \"…\" around a value that begins with `"},
		{in("title: *x* y"), `3: not YAML (did not find expected alphabetic or numeric character): put "…" around a value that begins with *`},
		{in("title: *x"), `3: not YAML (unknown anchor 'x' referenced): put "…" around a value that begins with *`},
		{in("t: &x y\nu: *x\ntitle: {% x %}"), `5: not YAML (found character that cannot start any token): put "…" around a value that begins with {`},
		{in("title: [a] b"), `3: not YAML (did not find expected key): put "…" around a value that begins with [`},
		{in("title: > b"), `3: not YAML (did not find expected comment or line break): put "…" around a value that begins with >`},
		{in("title: \"b"), `3: not YAML (found unexpected end of stream): end the value with the quote that it begins with`},
		{in("title: \"\\d\""), `3: not YAML (found unknown escape character): write \\ for a backslash, or '…' in place of "…"`},
		{in("tags: - x"), `3: not YAML (block sequence entries are not allowed in this context): begin the list on a line of its own, or write [a, b]`},
		{in("tags:\n\t- x"), `4: not YAML (found character that cannot start any token): indent with spaces, not with tabs`},
		{in("x: y\ntags:\n  - x\n - y"), `6: not YAML (did not find expected key): want lines of the form name: value, with "…" around a value that has a colon`},
		{in("title: \x01"), `3: not YAML (control characters are not allowed): take the control character out`},
		{in("x: &x [*x]"), `3: not YAML (anchor 'x' value contains itself): write out what *x stands for`},
		{in("x: &x y\n<<: *x"), `4: not YAML (map merge requires map or sequence of maps as the value): want <<: *name, of a map that has the anchor &name`},
		{in(strings.Repeat("b: c\n", maxRepeated+2)), "3: more than 50 names are given twice: keep one of each"},

		{toml("title = Hello"), `3: not TOML (unexpected character U+0048 'H' at start of value): put "…" around a text`},
		{toml("title: x"), `3: not TOML (expected '=' after key): want lines of the form name = value, with "…" around a text`},
		{toml("d = 2026-02-30"), `3: not TOML (impossible date): write a date as 2006-01-02 or 2006-01-02T15:04:05+02:00`},
		{toml("d = 2026-01-02 15:04:05 +0900"), `3: not TOML (expected newline but got U+002B '+'): write a date as 2006-01-02 or 2006-01-02T15:04:05+02:00`},
		{toml("t = \"A\" b"), `3: not TOML (expected newline but got U+0062 'b'): put "…" around the whole text, and write \" for each " within it`},
		{toml("t = 'it's'"), `3: not TOML (expected newline but got U+0073 's'): put "…" around the whole text`},
		{toml("t = \"x"), `3: not TOML (basic strings cannot have new lines): end the text with the quote that it begins with`},
		{toml("t = \"\\d\""), `3: not TOML (invalid escape character U+0064 'd'): write \\ for a backslash, or '…' in place of "…"`},
		{toml("t = [1,\n2"), `5: not TOML (expected ',' or ']' after array value): put commas between the values, and a bracket at the end`},
		{toml("a = 2"), `3: a is given twice, first on line 2: keep one`},
		{toml("[x]\n[x]"), `4: not TOML (table x already exists): keep one`},
		{toml("a.b = 2"), `3: not TOML (key a is already defined): keep one`},
		{toml("[[a]]"), `3: not TOML (key a already exists as a value, but should be an array table): keep one`},

		{"\n{\n\"a\": 1,\n}\n", `4: not JSON (invalid character '}' looking for beginning of object key string): take the comma before it out`},
		{"{\n\"a\": 1\n\"b\": 2\n}\n", `3: not JSON (invalid character '"' after object key:value pair): put a comma before it`},
		{"{\n\"a\": 'x'\n}\n", `2: not JSON (invalid character '\'' looking for beginning of value): want "name": value, with commas between them`},
		{"{\n\"a\": 1, // b\n\"c\": 2}\n", `2: not JSON (invalid character '/' looking for beginning of object key string): take the comment out`},
		{`{` + strings.Repeat(`"a": 1, `, maxRepeated+2) + `"a": 1}`, "1: more than 50 names are given twice: keep one of each"},
	} {
		f, err := Parse([]byte(test.src))
		if got := err.String(); got != test.want {
			t.Errorf("%q:\n%s, want\n%s", test.src, got, test.want)
		}
		if len(f.Fields) > 0 {
			t.Errorf("%q has fields", test.src)
		}
	}
}

// TestBounds has texts that would take much memory or time. Each passes or fails at once;
// the bound of the time is wide because machines are shared.
// mostAllocated is what reading and stripping 64 KB of front matter may allocate, in MB.
const mostAllocated = 200

func TestBounds(t *testing.T) {
	yaml := func(s string) string { return "---\n" + s + "\n---\n" }
	toml := func(s string) string { return "+++\n" + s + "\n+++\n" }
	aliases := func(n int, each string) string {
		s := "a0: &a0 [x]\n"
		for i := range n {
			s += fmt.Sprintf("a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf(each, i)+", ", 2), ", "))
		}
		return s
	}
	half := maxSize / 2
	for _, test := range []struct{ name, src, want string }{
		{"size", yaml("a: " + strings.Repeat("x", maxSize)), "2: front matter of more than 64 KB: shorten it"},
		{"size of toml", toml("a = '" + strings.Repeat("x", maxSize) + "'"), "2: front matter of more than 64 KB: shorten it"},
		{"size of json", "{\"a\": \"" + strings.Repeat("x", maxSize) + "\"}\n", "1: front matter of more than 64 KB: shorten it"},
		{"just deep enough", yaml("a: " + strings.Repeat("[", maxDepth-1) + strings.Repeat("]", maxDepth-1)), "no error"},
		{"too deep", yaml("b: c\na: " + strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth)), "2: front matter nested more than 100 deep: take some levels out"},
		{"brackets in a text", yaml("a: |\n  " + strings.Repeat("[", half)), "no error"},
		{"deep lists", yaml("a:\n" + strings.Repeat("- ", maxDepth+1)), "3: front matter nested more than 100 deep: take some levels out"},
		{"far too deep", yaml("a: " + strings.Repeat("[", half)), `2: not YAML (exceeded max depth of 10000): put "…" around a value that begins with [`},
		{"deep toml", toml("a = " + strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1)), "2: front matter nested more than 100 deep: take some levels out"},
		{"just deep enough toml", toml("a = " + strings.Repeat("[", maxDepth-1) + strings.Repeat("]", maxDepth-1)), "no error"},
		{"deep names", toml("b = 1\na" + strings.Repeat(".a", half/2) + " = 1"), "3: front matter nested more than 100 deep: take some levels out"},
		{"deep tables", toml("[a" + strings.Repeat(".a", 60) + "]\nb" + strings.Repeat(".b", 60) + " = 1"), "3: front matter nested more than 100 deep: take some levels out"},
		{"deep json", "{\"a\": " + strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth) + "}\n", "1: front matter nested more than 100 deep: take some levels out"},
		{"just deep enough json", "{\"a\": " + strings.Repeat("[", maxDepth-1) + strings.Repeat("]", maxDepth-1) + "}\n", "no error"},
		{"aliases", yaml("a: &a b\nc: [" + strings.Repeat("*a, ", maxAliases) + "]"), "no error"},
		{"many aliases", yaml("a: &a b\nc: [" + strings.Repeat("*a, ", maxAliases+1) + "]"), "3: front matter with more than 50 aliases: write out what they stand for"},
		{"a bomb", yaml(aliases(24, "*a%d")), "18: front matter whose aliases stand for more than 128 KB: write out what they stand for"},
		{"a bomb of maps", yaml(aliases(24, "{k: *a%d}")), "17: front matter whose aliases stand for more than 128 KB: write out what they stand for"},
		{"many fields", yaml(manyFields("a%d: b\n")), "no error"},
		{"many fields of toml", toml(manyFields("a%d = 1\n")), "no error"},
		{"many comments", yaml("a:\n" + strings.Repeat("- b # x\n# y\n", maxSize/13)), "no error"},
		{"comments within brackets", yaml("a: [" + strings.Repeat("a,#x\n", maxSize/6) + "]"), "no error"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		_, err := Parse([]byte(test.src))
		if got := err.String(); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		Strip([]byte(test.src), func(...string) bool { return true })
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		allocated := (after.TotalAlloc - before.TotalAlloc) >> 20
		t.Logf("%s: %v, %d MB", test.name, took, allocated)
		if allocated > mostAllocated {
			t.Errorf("%s allocates %d MB, want at most %d", test.name, allocated, mostAllocated)
		}
	}
}

func manyFields(form string) string {
	var b strings.Builder
	for i := 0; b.Len() < maxSize-100; i++ {
		fmt.Fprintf(&b, form, i)
	}
	return b.String()
}

func TestParseConfig(t *testing.T) {
	for _, test := range []struct {
		src, want string
		format    Format
	}{
		{"---\ntitle: A\n# b\nurl: https://blog.example\n", `2:title=t"A" 4:url=t"https://blog.example"`, YAML},
		{"\uFEFFbaseURL = 'x'\n[params]\na = 1\n", `1:baseURL=t"x" 2:params={3:a=n"1"}`, TOML},
		{"{\n \"title\": \"A\"}", `2:title=t"A"`, JSON},
		{"", "", YAML},
		{"", "", TOML},
		{"", `1: not JSON (unexpected end of JSON input): want "name": value, with commas between them`, JSON},
		{"[1]", `1: no fields: want { "name": value }`, JSON},
		{"{}\n{}", `2: not JSON (invalid character '{' after top-level value): want "name": value, with commas between them`, JSON},
		{"a: b\nTitle: x\ntitle: y\n", `1:a=t"b" 3:title=t"y", not 2:Title=t"x" (3: Title is given twice, first on line 2: keep one)`, YAML},
		{"a: " + strings.Repeat("x", maxSize), "1: configuration of more than 64 KB: shorten it", YAML},
	} {
		fields, repeated, err := ParseConfig([]byte(test.src), test.format)
		got := show(fields) + showRepeated(repeated)
		if err != nil {
			got = err.String()
		}
		if got != test.want {
			t.Errorf("%.40q: %s, want %s", test.src, got, test.want)
		}
	}
}

func TestFind(t *testing.T) {
	fields := []Field{{Name: "LastMod", Line: 1}, {Name: "Updated", Line: 2}}
	for _, test := range []struct {
		names []string
		line  int
	}{{[]string{"updated", "lastmod"}, 2}, {[]string{"lastMOD"}, 1}, {[]string{"x", "lastmod"}, 1}, {[]string{"x"}, 0}, {nil, 0}} {
		f, ok := Find(fields, test.names...)
		if f.Line != test.line || ok != (test.line > 0) {
			t.Errorf("%q: line %d, %v, want %d", test.names, f.Line, ok, test.line)
		}
	}
}
