package blog

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestStyle(t *testing.T) {
	files := fstest.MapFS{
		"themes/a.json":    {Data: []byte("{}")},
		"themes/huge.json": {Data: []byte(strings.Repeat(" ", maxStyle+1))},
		"themes/pipe.json": {Mode: fs.ModeNamedPipe},
		"posts/p.md":       {Data: []byte("---\ntitle: P\ndate: 2026-11-23\nsummary: s\n---\nText.")},
	}
	for style, c := range map[string]struct {
		want  []Style
		wrong string
	}{
		"":                     {},
		"style: dark":          {want: []Style{{"", "dark", "", 3}}},
		"style: themes/a.json": {want: []Style{{"", "themes/a.json", "{}", 3}}},
		"style:\n  dark: dracula\n  light: themes/a.json": {
			want: []Style{{"dark", "dracula", "", 4}, {"light", "themes/a.json", "{}", 5}},
		},
		"style: {grey: dark}":     {wrong: `site.yaml:3: style for "grey": want dark: and light:`},
		"style: [dark]":           {wrong: `site.yaml:3: style is not a text: want one line of text`},
		"style: themes/none.json": {wrong: `site.yaml:3: style "themes/none.json" cannot be read (file does not exist): put the file there`},
		"style: themes/huge.json": {wrong: `site.yaml:3: style "themes/huge.json" is too large: want at most 64 KB`},
		"style: themes/pipe.json": {wrong: `site.yaml:3: style "themes/pipe.json" is a named pipe: make it a regular file`},
		"style: ../themes/a.json": {wrong: `site.yaml:3: style "../themes/a.json": want the path of a file below the content directory, such as themes/mine.json`},
		"style: /themes/a.json":   {wrong: `site.yaml:3: style "/themes/a.json": want the path of a file below the content directory, such as themes/mine.json`},
	} {
		files["site.yaml"] = &fstest.MapFile{Data: []byte("title: T\nhost: h.example\n" + style + "\n")}
		a, report := Open(files)
		if err := report.Err(); c.wrong != "" && (err == nil || err.Error() != c.wrong) || c.wrong == "" && err != nil {
			t.Errorf("%q: %v, want %q", style, err, c.wrong)
			continue
		}
		if c.wrong != "" {
			continue
		}
		if got := a.Site.Styles; len(got) != len(c.want) {
			t.Errorf("%q: %v, want %v", style, got, c.want)
		} else {
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("%q: %v, want %v", style, got[i], c.want[i])
				}
			}
		}
	}
}
