package blog

import (
	"strings"
	"testing"
)

// Marks that have no effect on a terminal are left out of prose; what could deceive is
// shown, and code has every mark.
func TestInvisibleMarks(t *testing.T) {
	for _, c := range []struct{ in, prose, code string }{
		{"soft\u00ADhyphen", "softhyphen", "soft<U+00AD>hyphen"},
		{"\uFEFFa\u200Bb\u2060c", "abc", "<U+FEFF>a<U+200B>b<U+2060>c"},
		{"\u200Eab\u200F \u061C", "ab ", "<U+200E>ab<U+200F> <U+061C>"},
		{"a\u2028b\u2029c", "a b c", "a<U+2028>b<U+2029>c"},
		{"\u2067שלום\u2069 a", "שלום a", "<U+2067>שלום<U+2069> a"},
		{"\u202Ba \u2068b\u2069\u202C", "a b", "<U+202B>a <U+2068>b<U+2069><U+202C>"},
		{"\u202Ba \u2068b\u202C\u2069", "<U+202B>a <U+2068>b<U+202C><U+2069>", "<U+202B>a <U+2068>b<U+202C><U+2069>"},
		{"a\u2066b", "a<U+2066>b", "a<U+2066>b"},
		{"a\u202C", "a<U+202C>", "a<U+202C>"},
		{"a\u202Eb\u202C", "a<U+202E>b<U+202C>", "a<U+202E>b<U+202C>"},
		{"\u2066a\u2069\u202Db\u202C", "<U+2066>a<U+2069><U+202D>b<U+202C>", "<U+2066>a<U+2069><U+202D>b<U+202C>"},
		{"a\u2061b\uFFF9", "a<U+2061>b<U+FFF9>", "a<U+2061>b<U+FFF9>"},
		{"a\U000E0041b", "a<U+E0041>b", "a<U+E0041>b"},
		{"\U0001F3F4\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F", "\U0001F3F4\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F", "\U0001F3F4\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F"},
		{"\U0001F3F4\U000E0067", "\U0001F3F4<U+E0067>", "\U0001F3F4<U+E0067>"},
		{"م\u200Cن 👩\u200D🚀 葛\U000E0100", "م\u200Cن 👩\u200D🚀 葛\U000E0100", "م\u200Cن 👩\u200D🚀 葛\U000E0100"},
	} {
		if got := Visible(c.in); got != c.prose {
			t.Errorf("Visible(%q) is %q, want %q", c.in, got, c.prose)
		}
		if got := VisibleCode(c.in); got != c.code {
			t.Errorf("VisibleCode(%q) is %q, want %q", c.in, got, c.code)
		}
		want := strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(c.prose)
		if got := VisibleHTML(c.in); got != want {
			t.Errorf("VisibleHTML(%q) is %q, want %q", c.in, got, want)
		}
	}
}

func TestLineHasSingleSpaces(t *testing.T) {
	if got := Line(" a \u200B\r\nb\u2028\u2028c\u200F "); got != "a b c" {
		t.Errorf("it is %q", got)
	}
}

// A pair of marks may begin and end in different parts of a paragraph.
func TestMarksArePairedInABlock(t *testing.T) {
	for in, want := range map[string]string{
		"\u2067a *b*\nc\u2069 d":                   "a b c d",
		"\u2067a `b\u200B` c\u2069":                "a b<U+200B> c",
		"\u2067a *b* c\n\nd\u2069":                 "<U+2067>a b c\nd<U+2069>",
		"| \u2067a *b* c\u2069 | d |\n| - | - |\n": "a b c\nd",
		"`\u2067a\u2069`":                          "<U+2067>a<U+2069>",
	} {
		if got := ParseMarkdown([]byte(in)).Plain; got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// The end of a line between Chinese or Japanese is no space.
func TestSoftLineBreaks(t *testing.T) {
	for in, want := range map[string]string{
		"在这里\n断开，\n中间":                "在这里断开，中间",
		"日本語の\n文章ー\nテスト":              "日本語の文章ーテスト",
		"**重点**\n所以":                  "重点所以",
		"这是\n[链接](https://a.test)\n在": "这是链接在",
		"漢字\n`漢字`\n漢字":                "漢字 漢字 漢字",
		"漢字\nLatin\n漢字":               "漢字 Latin 漢字",
		"한국어는\n띄어쓰기":                  "한국어는 띄어쓰기",
		"漢字\n한국어":                     "漢字 한국어",
		"✅\n✅":                        "✅ ✅",
		"漢字  \n漢字":                    "漢字 漢字",
	} {
		if got := ParseMarkdown([]byte(in)).Plain; got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}
