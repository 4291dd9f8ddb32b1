package command

import (
	"slices"
	"strings"
	"testing"

	"blog.example/pete/internal/blog"
)

func TestSplit(t *testing.T) {
	for _, tt := range []struct {
		line string
		want []string
	}{
		{"", nil},
		{" \t\r\n", nil},
		{"ls -1", []string{"ls", "-1"}},
		{"  ls\t-1\n", []string{"ls", "-1"}},
		{`a 'b c' "d e"`, []string{"a", "b c", "d e"}},
		{`a'b'"c"d`, []string{"abcd"}},
		{`'' ""`, []string{"", ""}},
		{`a\ b \'c`, []string{"a b", "'c"}},
		{`'a\b' "a\b"`, []string{`a\b`, `a\b`}},
		{`"\$ \" \\ \` + "`" + `"`, []string{"$ \" \\ `"}},
		{"a\\\nb \"c\\\nd\"", []string{"ab", "cd"}},
		{"$HOME $(id) `id` ~ * a|b >x #y a#b", []string{"$HOME", "$(id)", "`id`", "~", "*", "a|b", ">x", "#y", "a#b"}},
		{"é '漢字'", []string{"é", "漢字"}},
		{"\x00 \xff", []string{"\x00", "\xff"}},
	} {
		got, err := split(tt.line)
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("split(%q) = %q, %v, want %q", tt.line, got, err, tt.want)
		}
	}
}

// FuzzSplit: a word within single quotes is that word, whatever is in it.
func FuzzSplit(f *testing.F) {
	f.Add("a b", `it's "that"`)
	f.Add("", "\\\n\x00")
	f.Fuzz(func(t *testing.T, a, b string) {
		quoted := func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
		got, err := split(quoted(a) + " " + quoted(b))
		if err != nil || !slices.Equal(got, []string{a, b}) {
			t.Errorf("split of %q and %q, quoted: %q, %v", a, b, got, err)
		}
	})
}

// TestTitleOfCode: a terminal shows it behind the language, as the text does.
func TestTitleOfCode(t *testing.T) {
	e := codeList(&Env{}).entry(blog.Code{N: 1, Language: "js", Title: "a.js", Text: "x\n"})
	if got := strings.Join(e.parts[1].words, " "); got != "js · a.js · 1 line" {
		t.Errorf("got %q", got)
	}
}
