package frontmatter

import (
	"bytes"
	"testing"
	"time"
)

var seeds = []string{
	"---\ntitle: A # b\ntags: [x, 'y']\n---\nText.\n", "---\na: &a {b: c}\n<<: *a\nd: [*a, *a]\n...\n", "---\n? [a]\n: |\n  b\n\n---\n",
	"+++\na.b = 1 # c\nd = [1, # e\n 2020-01-02]\n[[f.g]]\nh = {i = '''j'''}\n+++\n", "{\"a\": [1, {\"b\": null}]}\nText.\n",
	"\uFEFF---\r\na: >\r\n b\r\n---\r\n", "{{< a >}}", "---\na: \"b\n---\n", "---\n- a\n---\n", "---\n%YAML 1.2\n--- !!map\na: !!int b\n---\n", "---\na: {{ b }}\n{c: d}: e\n---\n",
}

func addSeeds(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
}

// inTime fails if a test takes more than a text of its size can. Machines are shared.
func inTime(t *testing.T, src []byte, start time.Time) {
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("%d bytes took %v: %.200q", len(src), took, src)
	}
}

func FuzzParse(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		defer inTime(t, src, time.Now())
		for _, format := range []Format{YAML, TOML, JSON} {
			_, _, err := ParseConfig(src, format)
			checkError(t, src, err)
		}
		file, err := Parse(src)
		checkError(t, src, err)
		if err != nil {
			return
		}
		if !bytes.HasSuffix(src, file.Body) || bytes.Count(src[:len(src)-len(file.Body)], []byte("\n"))+1 < file.BodyLine-1 {
			t.Errorf("%q: body %q on line %d", src, file.Body, file.BodyLine)
		}
		for _, field := range file.Fields {
			if field.Line < 1 || field.Line >= file.BodyLine {
				t.Errorf("%q: %s on line %d", src, field.Name, field.Line)
			}
			if again, _ := Find(file.Fields, field.Name); again.Line != field.Line {
				t.Errorf("%q: %q is not found", src, field.Name)
			}
		}
	})
}

func checkError(t *testing.T, src []byte, err *Error) {
	if err != nil && (err.Line < 1 || err.Line > bytes.Count(src, []byte("\n"))+1 || err.Wrong == "" || err.Mend == "") {
		t.Errorf("%q: %s", src, err)
	}
}

func FuzzStrip(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		defer inTime(t, src, time.Now())
		checkStripped(t, src)
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2006-01-02 15:04:05 +0900", "Mon, 2 Jan 2006 3:04 PM EST", "20060102"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		date, _, err := ParseDate(text, nil)
		if err != nil {
			return
		}
		again, _, err := ParseDate(date.Format(time.RFC3339Nano), nil)
		if err != nil || !again.Equal(date) {
			t.Errorf("%q is %v, and that is %v, %v", text, date, again, err)
		}
	})
}
