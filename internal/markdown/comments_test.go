package markdown

import (
	"bytes"
	"strings"
	"testing"
)

// commented are comments with SECRET in them, that stand in a line of any text.
var commented = []string{
	"<!-- SECRET -->", "<!--SECRET-->", "<?php if ($a > 1) SECRET ?>", "{% comment %} SECRET {% endcomment %}", "{%- comment -%}SECRET{%- endcomment -%}",
	"{% # SECRET %}", "{{/* SECRET */}}", "{{- /* SECRET */ -}}", "{{!-- SECRET }} --}}", "{{! SECRET }}", "{# SECRET #}", "{#- SECRET -#}",
	"{/* SECRET */}", "{::comment}SECRET{:/comment}", "%% SECRET %%", "%%SECRET%%", "<%# SECRET %>", "<%-- SECRET > --%>",
	"{{< comment >}}SECRET{{< /comment >}}",
}

// lineComments are comments that begin a line.
var lineComments = []string{"[//]: # (SECRET)", "[comment]: # 'SECRET'", "[//]: # SECRET"}

// commentedBlocks are comments of several lines, or such that have a line for themselves.
var commentedBlocks = []string{
	"<!-- SECRET\n\nSECRET\n-->", "<?php\nSECRET > 1\n\nSECRET ?>", "{% comment %}\nSECRET\n\n```\nSECRET\n{% endcomment %}", "{{/*\nSECRET\n\nSECRET */}}",
	"{#\nSECRET\n\n#}", "{{!--\n\nSECRET\n--}}", "{/*\nSECRET\n\nSECRET */}", "{::comment}\nSECRET\n\n* SECRET\n{:/comment}", "%%\nSECRET\n\nSECRET\n%%",
	"[//]: # (SECRET)", "[//]: # SECRET", "[comment]: <> (SECRET\nSECRET)", "[x]: # \"SECRET\"", "<!-- SECRET {{< note >}} `SECRET -->",
	"{{% comment %}}\nSECRET\n{{% /comment %}}", "{% for a in b %}\n<!-- SECRET -->\n{# SECRET #}\n{% endfor %}",
}

// places are where a comment in a line may stand, as @.
var places = []string{
	"@", "a @ b", "**a @ b**", "# A @", "> a @", "- a\n- @ b\n\n  c", "1. @", "| a |\n|---|\n| @ |", "a[^1]\n\n[^1]: b @", "a\n\n[^unused]: b @\n\n    c @",
	"<div>@</div>", "<p>\na @\n</p>", "{% raw %} a @@ {% endraw %}", "`{% highlight %}` @ `{% endhighlight %}`", "`{{< highlight >}}` @\n\n`{{< /highlight >}}`",
	"{{< note >}}\na @\n{{< /note >}}", "{{% tip %}} @ {{% /tip %}}", "Term @\n: a @", "[a](b.md) @", "![a](b.png)@", ":::note\n@\n:::", "<Tab>\n\n  a @\n\n</Tab>",
	"> ```\n> x\n\na @", "x^[a note] @", "<details><summary>a @</summary>\n\nb @\n\n</details>", "a\\\n@", "~~@~~",
}

// blockPlaces are where a comment of several lines may stand.
var blockPlaces = []string{"@", "a\n\n@\n\nb", "<div>\n@\n\n</div>", "<div>\na\n\n@\n</div>", "# A\n@\nb", "{% raw %}\n\n@@\n\n{% endraw %}", "{{< note >}}\n\n@\n\n{{< /note >}}", "- a\n\n@\n\n- b", "```\nx\n```\n@"}

// codes are where code shows what looks like a comment, as @.
var codes = []string{
	"`@`", "a ``@ ` `` b", "```\n@\n```", "~~~html\n@\n~~~", "> ```\n> @\n> ```", "    @", "- a\n\n      @", "- a\n  - b\n\n        @", "{{< highlight html >}}\n@\n{{< /highlight >}}",
	"{% highlight html %}\n@\n{% endhighlight %}", "- a\n\n  ```\n  @\n  ```", "{% raw %}\n```\n@\n```\n{% endraw %}", "[^1] a\n\n[^1]:\n\n        @", "<Tab>\n  ```\n  @\n  ```\n</Tab>",
}

// eachComment calls f with texts in which all comments have SECRET.
func eachComment(f func(source string)) {
	for _, place := range places {
		for _, c := range commented {
			if strings.Contains(place, "@@") { // where tags of Liquid are text
				c = "<!-- SECRET -->"
			}
			f(strings.NewReplacer("@@", c, "@", c).Replace(place))
		}
	}
	for _, c := range lineComments {
		for _, place := range []string{"@", "a\n@\nb", "> @\n> a", "- @\n- b", "- a\n  @"} {
			f(strings.ReplaceAll(place, "@", c))
		}
	}
	for _, place := range blockPlaces {
		for _, c := range commentedBlocks {
			if strings.Contains(place, "@@") {
				c = "<!--\nSECRET\n\nSECRET -->"
			}
			f(strings.NewReplacer("@@", c, "@", c).Replace(place))
		}
	}
}

// TestComments: what is in a comment goes nowhere, wherever it stands, and code stays.
func TestComments(t *testing.T) {
	without := func(source string) string {
		var b strings.Builder
		at := 0
		for _, c := range Comments([]byte(source)) {
			b.WriteString(source[at:c.Start])
			at = c.End
		}
		return b.String() + source[at:]
	}
	eachComment(func(source string) {
		if got := without(source); strings.Contains(got, "SECRET") {
			t.Errorf("%q is without its comments\n%q", source, got)
		}
		if got := Parse([]byte(source)).dump(); strings.Contains(got, "SECRET") {
			t.Errorf("%q is\n%s", source, got)
		}
	})
	for _, place := range codes {
		for _, c := range commented {
			source := strings.ReplaceAll(place, "@", c)
			if got := without(source); got != source {
				t.Errorf("%q loses code:\n%q", source, got)
			}
			if got := Parse([]byte(source)).dump(); !strings.Contains(got, "SECRET") {
				t.Errorf("%q loses code:\n%s", source, got)
			}
		}
	}
	for _, same := range []string{
		"50%% of %%i and echo %%i", "## A {#a}\n\n## B {#b}", "a <!-- b\n\nc -->", "{% if x %}a{% endif %}", "[a]: https://a.example \"T\"\n\n[a]", "[//]", "{{ x }} {{% y %}}", "a {#x} b",
		"[a]: #x (T)",
	} {
		if got := without(same); got != same {
			t.Errorf("%q becomes %q", same, got)
		}
	}
}

// FuzzComments: comments are in order, and what follows is found in what is written.
func FuzzComments(f *testing.F) {
	eachComment(func(source string) { f.Add(source) })
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) > 4<<10 {
			t.Skip("long")
		}
		at := 0
		for _, c := range Comments([]byte(source)) {
			if c.Start < at || c.End <= c.Start || c.End > len(source) {
				t.Fatalf("%q: %+v", source, c)
			}
			at = c.End
		}
		w := rewrite([]byte(source), nil)
		for _, p := range w.copies {
			if !bytes.Equal(w.out[p.at:p.at+p.length], w.src[p.from:p.from+p.length]) {
				t.Fatalf("%q: %+v is not copied", source, p)
			}
		}
	})
}
