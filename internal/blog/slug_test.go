package blog

import (
	"path"
	"strings"
	"testing"
	"time"
	"unicode"
)

func TestFoldSlug(t *testing.T) {
	for name, want := range map[string]string{
		"hello-world": "hello-world", "C++ & Été": "c-ete", "Ünïcödé_Straße": "unicode-strasse", "Łódź, Ærø, Þór": "lodz-aero-thor", "İstanbul ı": "istanbul-i",
		"種子": "種子", "知识库 2026": "知识库-2026", "Ёлка и Йод": "ёлка-и-йод", "مرحبا بالعالم": "مرحبا-بالعالم", "हिन्दी": "हिन्दी", "ガーデン": "ガーデン", "한국어": "한국어",
		"don't": "dont", "ＡＢＣ　１": "abc-1", "a--b__c": "a-b-c", "-x-": "x", "v1.2.3": "v1-2-3", "10² ½": "102-1-2", "Ｃ＃": "c",
		"+++": "u2b-u2b-u2b", "😀": "u1f600", "": "untitled", "  ": "untitled", "é": "e", "ﬁn": "fin", "Việt Nam": "viet-nam",
	} {
		if got := foldSlug(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

func FuzzFoldSlug(f *testing.F) {
	for _, name := range []string{"C++ & Été", "種子", "İ", "ǅ", "ﷺ", "a\u0301\u0327", "\u0345", "ẞ", "1\ufe0f\u20e3", "\xff", "\u200b", "ᾈ", "ϔ", "\xf7ϔ", "\u1100\u1161"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		slug := foldSlug(name)
		switch again := foldSlug(slug); {
		case slug == "" || strings.HasPrefix(slug, "-") || strings.HasSuffix(slug, "-") || strings.Contains(slug, "--"):
			t.Errorf("%q becomes %q", name, slug)
		case again != slug:
			t.Errorf("%q becomes %q, and that %q", name, slug, again)
		case strings.ContainsFunc(slug, func(r rune) bool {
			return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
		}):
			t.Errorf("%q becomes %q, which has other characters", name, slug)
		case !isSlug(slug):
			t.Errorf("%q becomes %q, which is no slug", name, slug)
		}
	})
}

func TestPathDate(t *testing.T) {
	for p, want := range map[string]string{
		"2026-01-05-hello": "2026-01-05 hello", "2026/01-05-hello": "2026-01-05 hello", "notes/2026/01-05_hello": "2026-01-05 hello", "2026/01-05": "2026-01-05 ",
		"2026/01/05-hello": "2026-01-05 05-hello", "2026-01/05-hello": "2026-01-05 05-hello", "2026/01/10-rules": "2026-01-10 10-rules", "2026/01/05/hello": "2026-01-05 hello",
		"a/2026-01-05/hello": "2026-01-05 hello", "20260105/hello": "2026-01-05 hello", "2026/1/5/hello": "2026-01-05 hello", "2026/01/05": "2026-01-05 05",
		"20260105-hello": "2026-01-05 hello", "20260105": "2026-01-05 ", "20260105T1530-hello": "2026-01-05 hello", "202601051530 hello": "2026-01-05 hello",
		"2026-01-hello": "", "2026/01/hello": "", "2026/hello": "", "2026/1-2-3-go": "", "2026/13-05-x": "", "2026/01/32-x": "", "2026/01/101-x": "", "01/05-x": "",
		"12345678-x": "", "20261305-x": "", "202601-x": "", "12026/01-05-x": "", "2026/01/05x": "", "20260105x": "", "x-20260105": "", "1066/01-05-x": "1066-01-05 x",
	} {
		dirs, name := path.Split(p)
		date, rest, ok := pathDate(strings.TrimSuffix(dirs, "/"), name)
		got := ""
		if ok {
			got = date.Format(time.DateOnly) + " " + rest
		} else if rest != name {
			t.Errorf("%q: the name becomes %q", p, rest)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", p, got, want)
		}
	}
}

func TestNameDate(t *testing.T) {
	for name, want := range map[string]string{
		"2026-01-05-hello": "2026-01-05 hello", "2026-1-5-hello": "2026-01-05 hello", "2026-01-05_hello": "2026-01-05 hello", "2026-01-05": "2026-01-05 ",
		"2026-01-05 hello": "2026-01-05 hello", "2026-02-30-hello": "", "hello-2026-01-05": "", "2026-01-051": "", "2026": "", "": "", "12-in-a-row-2026": "",
	} {
		date, rest, ok := nameDate(name)
		got := ""
		if ok {
			got = date.Format(time.DateOnly) + " " + rest
		}
		if got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
