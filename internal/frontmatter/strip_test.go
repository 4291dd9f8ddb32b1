package frontmatter

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func notSecret(names ...string) bool {
	name := names[len(names)-1]
	return name != "" && !strings.HasPrefix(name, "secret")
}

func TestStrip(t *testing.T) {
	long := strings.Repeat("x", 2000)
	for _, test := range []struct{ name, src, want string }{
		{"none", "Text.\n", "Text.\n"},
		{"nothing to take out", "---\ntitle:   'A'\ntags:\n- b\n---\nText.\n", "---\ntitle:   'A'\ntags:\n- b\n---\nText.\n"},
		{"fields and comments", "---\n# no\ntitle: C# in depth\nSecret: |\n  x\n  y\n\ntags: [a]\n# no\nsecret2: {}\n---\n# Text\n", "---\ntitle: C# in depth\ntags: [a]\n---\n# Text\n"},
		{
			"a comment on the line", "---\ntitle: A # no\ndate: 2020-01-02 #no\nn: 1984 # no\nl: [a, #no\n true, null]\nm: # no\n  a b: c\n---\n",
			"---\ntitle: \"A\"\ndate: 2020-01-02\nn: 1984\nl: [\"a\", true, null]\nm: {\"a b\": \"c\"}\n---\n",
		},
		{"aliases", "---\nsecret: &s {a: b}\nx: *s\n<<: *s\ny: &y z\n---\n", "---\nx: {a: \"b\"}\ny: &y z\na: \"b\"\n---\n"},
		{"comments between", "---\n\n# no\n\na: |+\n  x\n\n# no\nb: 'c'\n\n#no\n\n# no\n---\n", "---\na: \"x\\n\\n\"\nb: 'c'\n---\n"},
		{"braces around all", "---\n{title: A, secret: b, tags: [\"#\"]}\n---\nText.", "---\ntitle: \"A\"\ntags: [\"#\"]\n---\nText."},
		{"no first mark", "title: A\nsecret: b\n---\nText.\n", "---\ntitle: A\n---\nText.\n"},
		{"a language behind the mark", "---json\n{\"secret\": 1, \"title\": \"A\"}\n---\nText.\n", "---json\n{\n  \"title\": \"A\"\n}\n---\nText.\n"},
		{"CRLF", "\uFEFF---\r\nsecret: a\r\ntitle: B\r\n---\r\nText.\r\n", "\uFEFF---\r\ntitle: B\r\n---\r\nText.\r\n"},
		{"blank lines first", "\n\n---\nsecret: a\n...\n---\n", "\n\n---\n...\n---\n"},
		{"other breaks", "---\ntitle: A\u2028secret: b\n---\n", "---\ntitle: \"A\"\n---\n"},
		{"error", "---\ntitle: A: b\nsecret: c\n---\nText.\n", ""},
		{
			"toml", "+++\n# no\ntitle = \"A\" # no\nsecret = 1\ntags = [ # no\n  'a', # no\n  # no\n  # no\n  'b',\n]\nx.y = 2020-01-02\n[secret2]\ntitle = 1\n[ extra . \"z\" ] # no\na = {b = 1}\n[[m]]\nn = 1\n+++\nText.\n",
			"+++\ntitle = \"A\"\ntags = [ \n  'a', \n  \n  \n  'b',\n]\nx.y = 2020-01-02\n[extra.\"z\"]\na = {b = 1}\n[[m]]\nn = 1\n+++\nText.\n",
		},
		{"json", "{\"secret\": 1, \"title\": \"A\\u00e9\",\n\"n\": 1.50, \"o\": { \"p\": [] }}\nText.\n", "{\n  \"title\": \"A\\u00e9\",\n  \"n\": 1.50,\n  \"o\": { \"p\": [] }\n}\nText.\n"},
		{
			"names in values", "---\nx: {a: 1, secret: 2}\ny: [{secret: 1}, {a: 2}, 3]\nz: {secret: 1}\nv:\n  b: \"1\"\n  c: {d: 2}\nw: {}\n---\n",
			"---\nx: {a: 1}\ny: [{a: 2}, 3]\nv:\n  b: \"1\"\n  c: {d: 2}\nw: {}\n---\n",
		},
		{"a name that is a map", "---\nt: {a: 1, ? {secret: 2} : secret}\nx: {{ secret }}\ny: 1\n---\n", "---\nt: {a: 1}\ny: 1\n---\n"},
		{
			"names in tables", "+++\nx = {a = 'b', secret = 2}\ny.z.secret = 1\ny.z.a = {secret = 1, b = \"\\u0001\\\"\"}\nl = [{secret = 1}, {a = 1}]\n[t]\na = 1\nsecret2 = 2\n[t.secret]\nb = 1\n[[u]]\nsecret = 1\nb = 2\n+++\n",
			"+++\nx = {a = \"b\"}\ny.z.a = {b = \"\\u0001\\\"\"}\nl = [{a = 1}]\n[t]\na = 1\n[[u]]\nb = 2\n+++\n",
		},
		{"names in objects", "{\"x\": {\"a\": \"\\u0007\", \"secret\": 1}, \"y\": [null, {\"secret\": 2}], \"z\": {\"a\": 1.0}}\n", "{\n  \"x\": {\"a\": \"\\u0007\"},\n  \"y\": [null],\n  \"z\": {\"a\": 1.0}\n}\n"},
		{"names given twice", "---\na: x1\na: b\nc: {d: x2, d: e}\n---\n", "---\na: b\nc: {d: \"e\"}\n---\n"},
		{"names given twice in braces", "---\n{a: x1, a: b}\n---\n", "---\na: \"b\"\n---\n"},
		{"names of objects given twice", "{\"a\": {\"b\": 1, \"b\": 2}, \"c\": 1, \"secret\": 3}\n", "{\n  \"a\": {\"b\": 2},\n  \"c\": 1\n}\n"},
		{"a comment behind the mark", "--- # no\ntitle: A\n# no\nx:\n  y: 1\n---\n", "---\ntitle: A\nx:\n  y: 1\n---\n"},
		{"a comment behind the mark of toml", "+++ # no\ntitle = 1\n+++\nText.\n", "+++\ntitle = 1\n+++\nText.\n"},
		{"all of json", "{\"secret\": 1}\nText.\n", "{\n}\nText.\n"},
		{"a long name", "---\n? " + long + "\n: 1 #\nx: {? " + long + "\n: 2} #\n---\n", "---\n? " + long + "\n: 1\nx: {? " + long + "\n: 2}\n---\n"},
	} {
		checkStripped(t, []byte(test.src))
		if got := Strip([]byte(test.src), notSecret); string(got) != test.want {
			t.Errorf("%s:\n%q, want\n%q", test.name, got, test.want)
		}
	}
}

// without returns fields without lines, and with Date as Text, which JSON cannot tell
// apart.
func without(fields []Field) (list []Field) {
	for _, f := range fields {
		list = append(list, Field{Name: f.Name, Value: withoutLines(f.Value)})
	}
	return list
}

func withoutLines(v Value) Value {
	w := Value{Kind: v.Kind, Text: v.Text, Map: without(v.Map)}
	if v.Kind == Date {
		w.Kind = Text
	}
	for _, item := range v.List {
		w.List = append(w.List, withoutLines(item))
	}
	return w
}

// checkStripped checks what Strip promises of any file, for three choices of names.
func checkStripped(t *testing.T, src []byte) {
	f, err := Parse(src)
	for i := range 3 {
		keep := func(names ...string) bool { return (len(names[0])+i)%2 == 0 || i == 2 }
		out := Strip(src, keep)
		if err != nil {
			if out != nil {
				t.Fatalf("%q has an error, and its result is %q", src, out)
			}
			continue
		}
		var want []Field
		for _, field := range f.Fields {
			if keep(fold(field.Name)) {
				want = append(want, field)
			}
		}
		again, err := Parse(out)
		if err != nil && len(again.Head) > maxSize {
			continue // values stand where aliases stood
		}
		if err != nil || again.Format != f.Format || !sameFields(again.Fields, want) || string(again.Body) != string(f.Body) {
			t.Fatalf("%q\n-> %q:\n%v, %s, body %q, want\n%s, body %q", src, out, err, show(again.Fields), again.Body, show(want), f.Body)
		}
	}
}

// sameFields compares fields without lines.
func sameFields(a, b []Field) bool { return reflect.DeepEqual(without(a), without(b)) }

var texts = []string{"", "A", "Go: the good parts", "C# #1", "it's \"so\"", "日本語", "a\nb\n", " x ", "- a", "{{ x }}", "true", "1984", "2020-01-02", "null", "~", "*a", "&b", "\\d", "+++", "---", "été", "a\tb", "\u2028", "<<"}

// randomFields returns fields that all three formats can have.
func randomFields(r *rand.Rand, depth int) (fields []Field) {
	for i := range r.IntN(5) {
		name := fmt.Sprintf("%c%d", "aBçz"[r.IntN(3)%2], i)
		if r.IntN(4) == 0 {
			name = fmt.Sprint(texts[r.IntN(len(texts))], i)
		}
		fields = append(fields, Field{Name: name, Value: randomValue(r, depth)})
	}
	return fields
}

func randomValue(r *rand.Rand, depth int) Value {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	switch n := r.IntN(8); {
	case n == 0:
		return Value{Kind: Bool, Text: pick("true", "false")}
	case n == 1:
		return Value{Kind: Number, Text: pick("0", "-7", "1984", "1.50", "2e3", "9007199254740993")}
	case n == 2:
		return Value{Kind: Date, Text: pick("2020-01-02", "2020-01-02T03:04:05Z", "1999-12-31T23:59:59.5+05:30")}
	case n == 3 && depth > 0:
		v := Value{Kind: List}
		for range r.IntN(4) {
			v.List = append(v.List, randomValue(r, depth-1))
		}
		return v
	case n == 4 && depth > 0:
		return Value{Kind: Map, Map: randomFields(r, depth-1)}
	}
	return Value{Kind: Text, Text: pick(texts...)}
}

// quoted writes a text so that all three formats understand it.
func quoted(s string) string {
	b, _ := json.Marshal(s) // a text
	return string(b)
}

// write writes a value in one line, with sign between names and values, and a date in
// quotes if it is in JSON.
func write(v Value, sign string) string {
	var items []string
	for _, item := range v.List {
		items = append(items, write(item, sign))
	}
	for _, f := range v.Map {
		items = append(items, quoted(f.Name)+sign+write(f.Value, sign))
	}
	switch v.Kind {
	case List:
		return "[" + strings.Join(items, ", ") + "]"
	case Map:
		return "{" + strings.Join(items, ", ") + "}"
	case Text:
		return quoted(v.Text)
	case Date:
		if sign == ":" {
			return quoted(v.Text)
		}
	case Null, Bool, Number:
	}
	return v.Text
}

// writeBlock writes a value of YAML in lines, for which indent is the depth.
func writeBlock(v Value, indent string) string {
	s := ""
	switch {
	case v.Kind == List && len(v.List) > 0:
		for _, item := range v.List {
			s += "\n" + indent + "-" + writeBlock(item, indent+"  ")
		}
	case v.Kind == Map && len(v.Map) > 0:
		for _, f := range v.Map {
			s += "\n" + indent + quoted(f.Name) + ":" + writeBlock(f.Value, indent+"  ")
		}
	default:
		return " " + write(v, ": ")
	}
	return s
}

func TestFormatsAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		fields := randomFields(r, 3)
		var yaml, flow, toml, tables, list []string
		for _, f := range fields {
			yaml = append(yaml, quoted(f.Name)+":"+writeBlock(f.Value, " ")+" # hidden\n#hidden\n")
			flow = append(flow, quoted(f.Name)+": "+write(f.Value, ": "))
			list = append(list, quoted(f.Name)+":"+write(f.Value, ":"))
			if f.Value.Kind != Map || len(tables) == 0 && r.IntN(2) == 0 {
				toml = append(toml, quoted(f.Name)+" = "+write(f.Value, " = ")+"\n")
				continue
			}
			tables = append(tables, "["+quoted(f.Name)+"]\n")
			for _, f := range f.Value.Map {
				tables = append(tables, quoted(f.Name)+" = "+write(f.Value, " = ")+" # hidden\n")
			}
		}
		body := "\nText\n---\n+++\n}"
		for _, src := range []string{
			"---\n" + strings.Join(yaml, "") + "---\n" + body,
			"---\n{" + strings.Join(flow, ",\n ") + "}\n...\n" + body,
			"+++\r\n" + strings.Join(toml, "") + strings.Join(tables, "") + "+++\n" + body,
			"{" + strings.Join(list, ",\n\t") + "}\n" + body,
		} {
			f, err := Parse([]byte(src))
			if err != nil {
				t.Fatalf("%s\n%v", src, err)
			}
			got, want := without(f.Fields), without(fields)
			if strings.HasPrefix(src, "+++") { // tables come last
				byName := func(a, b Field) int { return strings.Compare(a.Name, b.Name) }
				slices.SortFunc(got, byName)
				slices.SortFunc(want, byName)
			}
			if string(f.Body) != body || !reflect.DeepEqual(got, want) {
				t.Fatalf("%s\n%s\nwant\n%s", src, show(got), show(want))
			}
			checkStripped(t, []byte(src))
			if out := Strip([]byte(src), func(...string) bool { return true }); strings.Contains(string(out), "hidden") {
				t.Fatalf("%s\nkeeps a comment:\n%s", src, out)
			}
		}
	}
}
