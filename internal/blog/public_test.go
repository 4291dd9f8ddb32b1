package blog

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"blog.example/pete/internal/frontmatter"
)

// publicOf is what readers take away of a post with that text.
func publicOf(t testing.TB, src string) string {
	t.Helper()
	p := &Page{Source: []byte(src), version: &version{}}
	p.version.post.Source = p.Source
	public := p.Public()
	if len(public) != p.PublicSize() {
		t.Errorf("%q has the size %d, want %d", src, p.PublicSize(), len(public))
	}
	return string(public)
}

func TestPublic(t *testing.T) {
	const head = "---\ntitle: 'A #1'\nDate: 2026-11-23\n\ntags: [a,  b]\n---\n"
	for _, same := range []string{
		"", "Text.\n", head + "Text.\r\n\r\n", "\uFEFF" + head + "a < b, x --> y", "+++\ntitle = 'A # 1'\n[taxonomies]\ntags = ['a']\n+++\n",
		"{\"title\": \"A\",\n \"lang\": \"de\"}\nText.", head + "`<!-- x -->` and\n\n    <!-- x -->\n\n```\n<!-- x -->\n```\n",
		head + "> ~~~html\n> <!-- x -->\n> ~~~\n\n\\<!-- x --> <!- x -->\n", head + "<!DOCTYPE html> <b title='-->'>",
		"{{< highlight html >}}\n<!-- x -->\n{{< /highlight >}}\n\n{% raw %}\n```\n<!-- x -->\n```\n{% endraw %}\n",
		"---\nlastmod: 2026-01-01\nlast_modified_at: 2026-01-01\nmodified: 2026-01-01\nupdated: 2026-01-01\nsummary: s\ndescription: s\nexcerpt: s\n" +
			"tag: a\ncategories: [b]\ncategory: c\nslug: x\naliases: [y]\nredirect_from: /z\nurl: /x/\npermalink: /x/\nlang: de\n---\n",
	} {
		if got := publicOf(t, same); got != same {
			t.Errorf("%q becomes\n%q", same, got)
		}
	}
	for src, want := range map[string]string{ //nolint:gosec // that is no password
		"---\ntitle: A\ndraft: false\npassword: x\nlayout: post # no\n# no\nparams:\n  x: y\nslug: b\n---\nText.\n": "---\ntitle: A\nslug: b\n---\nText.\n",
		"---\ntitle: A\ntaxonomies: {tags: [a], secret: b}\ntags: [{x: y}, b]\ndate: {x: y}\n---\n":                 "---\ntitle: A\ntaxonomies: {tags: [\"a\"]}\ntags: [\"b\"]\n---\n",
		"+++\n[taxonomies]\ntags = ['a']\nsecret = ['b']\n[taxonomies.x]\ntags = ['c']\n+++\n":                      "+++\n[taxonomies]\ntags = ['a']\n+++\n",
		"{\"taxonomies\": {\"tags\": \"a\", \"x\": 1}, \"build\": {\"list\": \"never\"}}\nText.":                    "{\n  \"taxonomies\": {\"tags\": \"a\"}\n}\nText.",
		"---\ntitle: A # no\n---\nText.\n":                              "---\ntitle: \"A\"\n---\nText.\n",
		"+++\ntitle = 'A'\n[params]\nx = 1\n+++\nText.\n":               "+++\ntitle = 'A'\n+++\nText.\n",
		"a\n\n<!-- x -->\n\nb\n":                                        "a\n\n\n\nb\n",
		"a\n<!-- x\n\ny\n-->\nb\n":                                      "a\n\nb\n",
		"a <!-- x --> b <!-- y\nz --> c\n":                              "a  b  c\n",
		"> a <!-- x\n> y --> b\n":                                       "> a  b\n",
		"> <!-- x\n> y -->\n> b\n":                                      "> \n> b\n",
		"- a\n  <!-- x -->\n- b\n":                                      "- a\n  \n- b\n",
		"<div>\n<!-- x --><b>a</b><!-- y\nz -->\n</div>\n":              "<div>\n<b>a</b>\n</div>\n",
		"a\n\n<!-- x\n\ny":                                              "a\n\n",
		"<div>\n<!-- x\n\ny\n":                                          "<div>\n\n\ny\n",
		"<div>\n<!-- x\n\ny -->\n</div>":                                "<div>\n\n</div>",
		"a <?php x > y ?> b":                                            "a  b",
		"{% comment %}x{% endcomment %}a {# x #}{/* x */}{{/* x */}} b": "a  b",
		"[//]: # (x)\na":                                                "\na",
		"> [//]: # (x)\n> a":                                            "> \n> a",
		"{% raw %}<!-- x -->{{/* y */}}{% endraw %}":                    "{% raw %}{{/* y */}}{% endraw %}",
		"<!--> a <!---> b":                                              " a  b",
		"|a|\n|-|\n|<!-- x --> b|\n":                                    "|a|\n|-|\n| b|\n",
		"a[^1]\n\n[^1]: b <!-- x --> c\r\n":                             "a[^1]\n\n[^1]: b  c\r\n",
		"{{< highlight html >}}\na\n{{< /highlight >}}\n\n<!-- x -->\n": "{{< highlight html >}}\na\n{{< /highlight >}}\n\n\n",
		"---\ncreatedAt: 2026-01-05\nauthor: x\n---\nText.\n":           "---\ncreatedAt: 2026-01-05\n---\nText.\n",
		"---\ntitle: x\ntitle: A\n---\nText.\n":                         "---\ntitle: A\n---\nText.\n",
		"---\ntitle: [\nsecret: x\n---\nText.\n":                        "Text.\n",
	} {
		if got := publicOf(t, src); got != want {
			t.Errorf("%q becomes\n%q, want\n%q", src, got, want)
		}
	}
}

// What is in a comment or a private field goes nowhere, and what is in code stays, however
// a post is put together.
func TestPublicHasNoSecrets(t *testing.T) {
	pieces := []string{
		"Words SHOWN.\n\n", "<!-- SECRET -->\n\n", "a <!-- SECRET\nSECRET --> b\n\n", "```\n<!-- SHOWN -->\n```\n\n", "`<!-- SHOWN -->` x\n\n",
		"# A\n\n    <!-- SHOWN -->\n\n", "- a\n- <!-- SECRET --> b\n\n", "> a <!-- SECRET\n> SECRET --> b\n\n", "<div>\n<!-- SECRET\nSECRET -->\nSHOWN\n</div>\n\n",
		"| a |\n|---|\n| <!-- SECRET --> |\n\n", "# A <!-- SECRET -->\n\n", "*a <!-- SECRET --> b*\n\n", "<!-- SECRET\n\nSECRET\n-->\n\n", "[a](b.md \"c\") <!--SECRET-->\n\n",
		"a {% comment %}SECRET{% endcomment %}\n\n", "{{/* SECRET */}}\n\n", "{{!-- SECRET --}}\n\n", "a {# SECRET #} b\n\n", "[//]: # (SECRET)\n\n", "{/* SECRET\n\nSECRET */}\n\n",
		"<?php SECRET > 1 ?>\n\n", "`{% highlight %}` <!-- SECRET --> `{% endhighlight %}`\n\n", "{% raw %}<!-- SECRET -->SHOWN{% endraw %}\n\n", "[^unused]: a <!-- SECRET -->\n\n",
		"<div>\n<!-- SECRET\n\nSECRET -->\n</div>\n\n", "`{/* SHOWN */} {# SHOWN #}` {% raw %}{{/* SHOWN */}}{% endraw %}\n\n", "%%SECRET%% SHOWN\n\n",
	}
	marks := []string{"---\n", "-----\nlang: SHOWN\n", "---yaml\n", "--- # SECRET\n", "----- # SECRET\nurl: SHOWN\n", "title: SHOWN\n", "title: SECRET\ntitle: SHOWN\n"}
	fields := []string{"slug: SHOWN\n", "# SECRET\n", "note: {a: SECRET}\nnote: SECRET\n", "draft: SECRET\n", "note: |\n  SECRET\n", "tags: [SHOWN] # SECRET\n", "params: {a: SECRET, title: SECRET}\n", "summary: \"SHOWN\"\n"}
	r := rand.New(rand.NewPCG(16, 2))
	for range 2_000 {
		var b strings.Builder
		b.WriteString(marks[r.IntN(len(marks))]) // with a field, since a longer mark may be a rule
		for _, i := range r.Perm(len(fields))[:r.IntN(len(fields))] {
			b.WriteString(fields[i])
		}
		b.WriteString([]string{"---\n", "------\n"}[r.IntN(2)])
		for range r.IntN(8) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		src := b.String()
		got := publicOf(t, src)
		if strings.Contains(got, "SECRET") || strings.Count(got, "SHOWN") != strings.Count(src, "SHOWN") {
			t.Fatalf("%q becomes\n%q", src, got)
		}
		if d := ParseMarkdown([]byte(src[strings.LastIndex(src, "---\n")+4:])); strings.Contains(d.Plain+d.opening(""), "SECRET") {
			t.Fatalf("%q is\n%q", src, d.Plain)
		}
		if again := publicOf(t, got); again != got {
			t.Fatalf("%q becomes\n%q, and that\n%q", src, got, again)
		}
	}
}

// In a post of HTML nothing is code for the sake of its indent or of backquotes, so comments
// are comments everywhere. Readers get none of them, laid out or as a file.
func TestCommentsOfPagesAreNotPublic(t *testing.T) {
	for src, want := range map[string]string{ //nolint:gosec // that is no password
		"<div>\n\n    <!-- SECRET -->\n\n\t<p>x</p> <!-- SECRET\n\nSECRET --> y\n</div>\n":  "<div>\n\n    \n\n\t<p>x</p>  y\n</div>\n",
		"<pre>\n\n    <!-- SECRET -->a\n</pre>\n":                                           "<pre>\n\n    a\n</pre>\n",
		"```\n<!-- SECRET -->\n```\n`<!-- SECRET -->` \\<!-- SECRET --!>\n":                 "```\n\n```\n`` \\\n",
		"<p>a</p>\n\n    {% comment %} SECRET {% endcomment %} b\n":                         "<p>a</p>\n\n b\n",
		"<p>a</p>\r\n\r\n\t{% comment %} <!-- SECRET -->\r\n\tSECRET {% endcomment %}\r\nb": "<p>a</p>\r\n\r\n\r\nb",
		"<p>a</p>\n\n    <!-- SECRET\n\nSECRET":                                             "<p>a</p>\n\n    ",
		"<pre>&lt;!-- x --&gt;</pre>\n":                                                     "<pre>&lt;!-- x --&gt;</pre>\n",
	} {
		a, r := Open(filesOf(map[string]string{"_config.yml": "title: T\n", "_posts/2020-01-05-a.html": "---\ntitle: A\n---\n" + src}))
		p, ok := a.Post("a")
		if !ok {
			t.Fatal(problems(r))
		}
		if got := string(p.PublicBody()); got != want {
			t.Errorf("%q becomes\n%q, want\n%q", src, got, want)
		}
		if strings.Contains(p.Document().Plain+p.Summary, "SECRET") {
			t.Errorf("%q is\n%q", src, p.Document().Plain)
		}
	}
}

// FuzzPublic holds arbitrary files to what is asked of what readers take away: the body is
// the author's, but for parts that begin as comments do.
func FuzzPublic(f *testing.F) {
	f.Add("---\ntitle: A\nx: y\n---\n<!-- a -->\n> b <!-- c\n> d -->\n")
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 4<<10 || overLimit([]byte(src), 1) != nil {
			t.Skip("long")
		}
		if _, bad := frontmatter.Parse([]byte(src)); bad != nil {
			t.Skip("no front matter")
		}
		got := publicOf(t, src)
		at, first := 0, false
		for _, o := range omissionsOf([]byte(src), false) {
			if o.start < at || o.end < o.start || o.end > len(src) {
				t.Fatalf("%q: %+v", src, o)
			}
			// What follows the first may be more of a comment that goes on behind code or in a quote.
			begins := first || strings.IndexByte("<{%[>", src[o.start]) >= 0
			first = first || o.start > 0 || src[0] == '<'
			if o.start > 0 && (!begins || o.instead != nil) {
				t.Fatalf("%q loses %q", src, src[o.start:o.end])
			}
			at = o.end
		}
		if !strings.ContainsAny(src, "<{%[") && !bytes.HasSuffix([]byte(got), []byte(lastLine(src))) {
			t.Fatalf("%q becomes %q", src, got)
		}
	})
}

func lastLine(src string) string { return src[strings.LastIndexByte(src, '\n')+1:] }

func BenchmarkPublic(b *testing.B) {
	text := "---\ntitle: A\ndate: 2026-11-23\nlayout: post\nauthor: me\nimage: a.png\ntags: [a, b]\n---\n" + strings.Repeat("Every word of this *paragraph*.\n\n", 500)
	for _, comment := range []string{"", "<!-- more -->\n"} {
		b.Run(fmt.Sprintf("comment=%t", comment != ""), func(b *testing.B) {
			src := []byte(text + comment)
			b.ReportAllocs()
			for b.Loop() {
				omissionsOf(src, false)
			}
		})
	}
}
