package html

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTypeset(t *testing.T) {
	for _, c := range []struct{ lang, words, want string }{
		{"en", `"So," she said, "it's 'fine'."`, `“So,” she said, “it’s ‘fine’.”`},
		{"en-GB", `'So' ("so") ["so"] "'so' it is"`, `‘So’ (“so”) [“so”] “‘so’ it is”`},
		{"en", `the dogs' bowl, rock 'n' roll, 'tis the '90s, '68 and the 1990s'`, `the dogs’ bowl, rock ’n’ roll, ’tis the ’90s, ’68 and the 1990s’`},
		{"en", `he said 'the '90s' and "'68"`, `he said ‘the ’90s’ and “’68”`},
		{"en", `6' 2", 5'10", 40°26'46"N, 1'000, a 6" pipe`, `6' 2", 5'10", 40°26'46"N, 1'000, a 6" pipe`},
		{"en", `"A first paragraph that goes on`, `“A first paragraph that goes on`},
		{"en", `so" it ends`, `so” it ends`},
		{"en", `a " b ' c`, `a " b ' c`},
		{"en", `a"b x="y"`, `a"b x=“y”`},
		{"en", `"so"—"so"; "so"/"so"`, `“so”—“so”; “so”/“so”`},
		{"en", `“Already” ‘so’ it’s – — …`, `“Already” ‘so’ it’s – — …`},
		{"en", `a -- b --- c---d, "e"---f, 10--12`, `a – b — c—d, “e”—f, 10–12`},
		{"en", `--flag, a--b, block--modifier, x--, --x, a ---- b, ---, --`, `--flag, a--b, block--modifier, x--, --x, a ---- b, ---, –`},
		{"en", `wait... (...) ...so ./... a/.../b .... ..`, `wait… (…) …so ./... a/.../b .... ..`},
		{"--", `"so" -- it's`, `"so" -- it's`},
		{"xx", `"so" -- it's`, `"so" -- it's`},
		{"de", `"So 'war' es", sagt' sie's`, `„So ‚war‘ es“, sagt’ sie’s`},
		{"de_CH", `"So 'war' es"`, `«So ‹war› es»`},
		{"de-AT", `"so"`, `„so“`},
		{"fr", `l'"été", c'est 'ça' -- "oui"`, "l’«\u00a0été\u00a0», c’est “ça” – «\u00a0oui\u00a0»"},
		{"es", `"así"`, `«así»`},
		{"es-MX", `"así"`, `“así”`},
		{"it", `l'"uovo"`, `l’«uovo»`},
		{"pt", `"sim"`, `“sim”`},
		{"pt-PT", `"sim"`, `«sim»`},
		{"nl", `'s avonds "zo" en 't is`, `’s avonds “zo” en ’t is`},
		{"sv", `"så"`, `”så”`},
		{"da", `"så"`, `”så”`},
		{"nb", `"så"`, `«så»`},
		{"no", `"så"`, `«så»`},
		{"fi", `"niin"`, `”niin”`},
		{"pl", `"tak"`, `„tak”`},
		{"cs", `"tak"`, `„tak“`},
		{"ru", `"так" -- "да"`, `«так» – «да»`},
		{"uk", `"так" об'єкт`, `«так» об’єкт`},
		{"ja", `漢字"引用"漢字、"引用"。`, `漢字「引用」漢字、「引用」。`},
		{"zh", `汉字"引用"汉字 it's`, `汉字“引用”汉字 it’s`},
		{"zh-TW", `漢字"引用"`, `漢字「引用」`},
		{"zh_Hant", `"引用"`, `「引用」`},
		{"en", "\xff\"so\xff\" \xff", "\xff“so\xff” \xff"},
		{"en", "", ""},
	} {
		if got := Typeset(c.words, c.lang); got != c.want {
			t.Errorf("%s: %s becomes %s, want %s", c.lang, c.words, got, c.want)
		}
	}
}

// TestTypesetPages: signs depend on what is beside them, whatever elements these are in, and
// what is no prose keeps them.
func TestTypesetPages(t *testing.T) {
	for markdown, want := range map[string]string{
		"\"*so*\" **\"so\"**, [\"so\"](other.md) *'s*o":     "<p>“<em>so</em>” <strong>“so”</strong>, <a href=\"/other\">“so”</a> <em>’s</em>o</p>\n",
		"\"so\n*so*\" she\n-- said":                         "<p>“so\n<em>so</em>” she\n– said</p>\n",
		"\"`so`\" `\"so\"`s 'x'":                            "<p>“<code>so</code>” <code>&#34;so&#34;</code>s ‘x’</p>\n",
		"\\\"so\\\" &quot;so&quot; \\'so\\' \\-- it&#39;s":  "<p>&#34;so&#34; &#34;so&#34; &#39;so&#39; -- it&#39;s</p>\n",
		"&eacute;\"so &amp; \"so\" &bogus; \"so\" &":        "<p>é&#34;so &amp; “so” &amp;bogus; “so” &amp;</p>\n",
		"<kbd>'x'</kbd> \"<kbd>'</kbd>\" <b>\"so\"</b>":     "<p><kbd>&#39;x&#39;</kbd> “<kbd>&#39;</kbd>” <strong>“so”</strong></p>\n",
		"\"So\"[^1]\n\n[^1]: \"So\".":                       "“So”<sup>",
		"https://a.test/it's--x [https://a--b/'](other.md)": "<p><a href=\"https://a.test/it&#39;s--x\">https://a.test/it&#39;s--x</a> <a href=\"/other\">https://a--b/&#39;</a></p>\n",
		"$\"x\"$ and \"$x$\"":                               "<p><span>$&#34;x&#34;$</span> and “<span>$x$</span>”</p>\n",
		"| \"a |\n|---|\n| b\" |":                           "<th>“a</th>",
		"# It's \"so\"":                                     "<h2 id=\"its-so\"><a href=\"#its-so\">It’s “so”</a></h2>\n",
		"- [x] \"so\"":                                      "☑</span> “so”",
		"> [!NOTE] It's\n> so":                              "<strong>It’s</strong>",
		"<p title=\"x\">\"so\" it's</p>":                    "<p>“so” it’s</p>\n",
		":smile:'s \"so\"":                                  "<p>😄’s “so”</p>\n",
		"![it's \"so\"](a.png)":                             `alt="it&#39;s &#34;so&#34;"`,
	} {
		got := pageOf(t, markdown)
		if !strings.Contains(got, want) {
			t.Errorf("%q becomes\n%q, want\n%q", markdown, got, want)
		}
		soundPage(t, got)
	}
}

// TestTypesetInTheLanguageOfThePost, and of the site if the post names none.
func TestTypesetInTheLanguageOfThePost(t *testing.T) {
	if got := pageOf(t, "\"so\"", "language: de"); got != "<p>„so“</p>\n" {
		t.Errorf("in German it is %q", got)
	}
	a := blogOf(t, map[string]string{"posts/p.md": strings.Replace(body("\"so\""), "title:", "lang: fi\ntitle:", 1)})
	if got := Page(a.Posts[0], pageOptions(a.Site)); got != "<p>”so”</p>\n" {
		t.Errorf("in Finnish it is %q", got)
	}
	if got := pageOf(t, "\"so\"", "language: xx"); got != "<p>&#34;so&#34;</p>\n" {
		t.Errorf("in an unknown language it is %q", got)
	}
}

// FuzzTypeset: whatever the signs are, no letter is lost, and what is typographic stays.
func FuzzTypeset(f *testing.F) {
	for _, words := range []string{`"a 'b' c" -- d...`, "'90s '", `\"&quot;"`, "---", "\xff'"} {
		f.Add(words, "fr")
	}
	letters := func(s string) string {
		return strings.Map(func(r rune) rune {
			if isWord(r) {
				return r
			}
			return -1
		}, s)
	}
	f.Fuzz(func(t *testing.T, words, lang string) {
		once := Typeset(words, lang)
		if letters(once) != letters(words) || utf8.ValidString(once) != utf8.ValidString(words) {
			t.Errorf("%q becomes %q", words, once)
		}
	})
}
