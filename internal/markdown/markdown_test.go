package markdown

import (
	"bytes"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/yuin/goldmark/ast"
)

// parses fails the test where a text is parsed to something else than the tree that it is
// listed with.
func parses(t *testing.T, table [][2]string) {
	t.Helper()
	for _, row := range table {
		if got := Parse([]byte(row[0])).dump(); got != row[1] {
			t.Errorf("%q is\n%s, want\n%s", row[0], got, row[1])
		}
	}
}

func TestShortcodes(t *testing.T) {
	parses(t, [][2]string{
		{`{{< figure src="mug.png" alt="A mug" caption="From the fair" link="https://mug.example" >}}`, `p[link:https://mug.example[image:mug.png|From the fair[A mug]]]`},
		{`{{<img src="mug.png">}}`, `p[image:mug.png[mug.png]]`},
		{"{{< figure\n  src=\"a b.png\"\n  title=\"T\"\n>}}\nnext", `p[image:a b.png[T]] p[next]`},
		{`{{% image "jar.jpg" "A jar" %}}`, `p[image:jar.jpg[A jar]]`},
		{`{% include figure.html url="/i/jar.jpg" description="x" %}`, `p[image:/i/jar.jpg[jar.jpg]]`},
		{`{{ figure(src="a.png") }} {{ zoomable(path="x/b.JPG", alt="B", width=400) }}`, "p[image:a.png[a.png] image:x/b.JPG[B]]"},
		{`{{< lightbox img="a.webp?w=2" link="b.png" >}} {{< cover "c.svg" "C" >}} {{< wide small="x" file_l="d.avif" >}}`, "p[link:b.png[image:a.webp?w=2[a.webp?w=2]] image:c.svg[C] image:d.avif[d.avif]]"},
		{`{{< figure "A jar" src="a.png" >}} {% img /i/jar "A jar" %}`, "p[image:a.png[A jar] image:/i/jar[A jar]]"},
		{`{{< pair "a.png" "b.png" "Both" >}}`, "p[image:a.png[Both] image:b.png[b.png]]"},
		{`{{< weather icon="a.png" >}} {{< button href="a.png" text="x" >}} {{< youtube id="k" thumb="a.png" >}}`, "p[small[[weather]] link:a.png[x] link:https://www.youtube.com/watch?v=k[video on YouTube]]"},
		{"{% shot(src=\"a.png\") %}\nIn *June*\n{% end %}\n{{< figure src=\"b.png\" >}}B{{< /figure >}}", "p[image:a.png[a.png]⏎In *[June]] p[image:b.png[b.png] B]"},
		{"It:\n![a](a.png)\n[![b](b.png)](/b)\n*c*\n![d](d.png) e\nf", "p[It:⏎image:a.png[a]␤link:/b[image:b.png[b]]⏎*[c]␤image:d.png[d] e␤f]"},
		{"It:\n<img src=a.png>\nc", "p[It:⏎image:a.png[]⏎c]"},
		{`{% img left /i/jar.jpg 200 100 "A jar" %}`, `p[image:/i/jar.jpg[A jar]]`},
		{`{{< youtube abc_1 >}} and {{ vimeo(id="77") }}`, `p[link:https://www.youtube.com/watch?v=abc_1[video on YouTube] and link:https://vimeo.com/77[video on Vimeo]]`},
		{`{{< gist ann 5 >}} {% gist ann/6 %}`, `p[link:https://gist.github.com/ann/5[gist] link:https://gist.github.com/ann/6[gist]]`},
		{`{{< tweet user="ann" id="7" >}}`, `p[link:https://x.com/ann/status/7[post on X]]`},
		{`{{< x user="ann" id="7" >}}`, `p[link:https://x.com/ann/status/7[post on X]]`},
		{`{{< audio src="/s/a.mp3" title="Rain" >}}`, `p[link:/s/a.mp3[audio: Rain]]`},
		{"{{< highlight go \"linenos=table\" >}}\nx := `a`\n{{< /highlight >}}\n", "code:go{x := `a`␤}"},
		{"{% highlight ruby %}\nputs 1\n\nputs 2\n{% endhighlight %}", "code:ruby{puts 1␤␤puts 2␤}"},
		{"{{< highlight html >}}<b>x</b>\n<i>{{< /highlight >}}", "code:html{<b>x</b>␤<i>␤}"},
		{"Say {{< highlight go >}}a < b{{< /highlight >}} now", "p[Say codespan[a < b] now]"},
		{"{{< mermaid >}}\na --> b\n{{< /mermaid >}}", "code:mermaid{a --> b␤}"},
		{`[x]({{< ref "other.md#part" >}}) [y]({{% relref "/posts/y" %}})`, `p[link:other.md#part[x] link:/posts/y[y]]`},
		{`{% post_link tea %} {% post_link a/tea 'The *tea*' %} {% post_link tea#pot My pot true %} {% asset_link a.pdf The file %}`, `p[link:tea.md[tea] link:a/tea.md[The *tea*] link:tea.md#pot[My pot] link:a.pdf[The file]]`},
		{"[[Bug #1]] [[note]]\n\n[bug #1]: https://a.example", "p[[link:https://a.example[Bug #1]] link:note.md[note]] linkreferencedefinition[]"},
		{`[x]({% post_url 2020-01-02-tea %}) [y]({% link _posts/2020-01-02-tea.md %})`, `p[link:2020-01-02-tea.md[x] link:/_posts/2020-01-02-tea.md[y]]`},
		{"[x](@/blog/tea.md#a)", "p[link:/blog/tea.md#a[x]]"},
		{`![x]({{ site.baseurl }}/i/a.png) [y]({{ "/b/" | relative_url }}) <a href="{{ site.url }}/c">z</a>`, `p[image:/i/a.png[x] link:/b/[y] link:/c[z]]`},
		{"{{< notice warning \"Mind\" >}}\nHot *water*.\n\nReally.\n{{< /notice >}}\nafter", "blockquote[p[**[Warning: Mind]] p[Hot *[water].] p[Really.]] p[after]"},
		{"- a\n\n  {{% tip %}}\n  b\n  {{% /tip %}}\n", "list[listitem[p[a] blockquote[p[**[Tip]] p[b]]]]"},
		{"{{< note >}}short{{< /note >}}", "blockquote[p[**[Note.] short]]"},
		{"{% details More %}\n*x*\n{% enddetails %}", "details[summary[t[More]] p[*[x]]]"},
		{"{{< columns >}}\nleft\n{{< /columns >}}", "p[left]"},
		{"{% if page.x %}\nseen\n{% endif %}{% comment %} gone {% endcomment %}", "p[seen]"},
		{"{% quote(author=\"Ann\") %}\nwords\n{% end %}", "blockquote[p[words]]"},
		{"a {{< weather city=\"Rome\" >}} b {{ page.mood }} c", "p[a small[[weather]] b small[[page.mood]] c]"},
		{"{% raw %}{{ x }} {{< y >}}{% endraw %}", "p[{{ x }} {{< y >}}]"},
		{"Type {{</* ref \"x\" */>}}.", "p[Type {{< ref \"x\" >}}.]"},
		{"```\n{{</* ref \"x\" */>}} {{< y >}}\n```\n`{{%/* z */%}}`", "code{{{< ref \"x\" >}} {{< y >}}␤} p[codespan[{{% z %}}]]"},
		{"{{< toc >}}\n{% assign a = 1 %}\n\ntext", "p[text]"},
		{"{{ 1 + 2 }} {{", "p[{{1 + 2}} {{]"},
	})
}

func TestDialects(t *testing.T) {
	parses(t, [][2]string{
		{"[[toc]]\n\n[TOC]\n\nx", "p[x]"},
		{"- TOC\n{:toc}\n\nx", "p[x]"},
		{"x\n{: .lead #top}\n\n`{: .a}` y {: .b}", "p[x␤a[]#top] p[codespan[{: .a}] y]"},
		{"## Head\n{: #name}", "h2[Head]#name"},
		{"## Head {#other .c}", "h2[Head]#other"},
		{"import A from './a'\nexport const b = 1\n\nimport is a word", "p[import is a word]"},
		{"<Tabs items={['a', 'b']}>\n\nx\n\n</Tabs>", "p[x]"},
		{"a {/* gone */} b", "p[a  b]"},
		{":::warning Mind the gap\nx\n:::\ny", "blockquote[p[**[Warning: Mind the gap]] p[x]] p[y]"},
		{"::: {.callout-tip}\nx\n:::", "blockquote[p[**[Tip]] p[x]]"},
		{"> [!note]\n> x\n\n> [!TIP] Two\n> y\n\n> [!x](y)", "blockquote[p[**[Note]] p[x]] blockquote[p[**[Tip: Two]] p[y]] blockquote[p[link:y[!x]]]"},
		{"Jar\n: Holds things\n: Has a lid", "definitionlist[definitionterm[Jar] definitiondescription[t[Holds things]] definitiondescription[t[Has a lid]]]"},
		{":tea: at 10:30:15, :nothing:", "p[🍵 at 10:30:15, :nothing:]"},
		{"*[TTY]: teletype\n\nTTY", "p[TTY]"},
		{"one^[a *note*] two[^x_w]\n\n[^x_w]: named", "p[one^1 two^2] footnotelist[footnote[p[a *[note]footnotebacklink[]]] footnote[p[namedfootnotebacklink[]]]]"},
		{"none[^missing]", "p[none[^missing]]"},
		{"<div markdown=\"1\">\n*x*\n</div>", "p[*[x]]"},
	})
}

func TestMath(t *testing.T) {
	parses(t, [][2]string{
		{"$x*y*z$ costs $5 and $6, $a_1$2", "p[span[$x*y*z$] costs $5 and $6, $a_1$2]"},
		{"$\\{a_1, b_1\\}$ and \\$5*", "p[span[$\\{a_1, b_1\\}$] and $5*]"},
		{"\\(e_1*2*3\\) and \\\\(a_1\\\\)", "p[span[\\(e_1*2*3\\)] and span[\\(a_1\\)]]"},
		{"$$\na &= b \\\\\n- c &< d\n$$\n\nx", "math{$$␤a &= b \\\\␤- c &< d␤$$␤} p[x]"},
		{"\\\\( h\\_t = \\\\{a\\_{1}\\\\} \\mathrm{a\\,b} \\\\) $(5, 4)\\_{\\mathbb N}$ $\\text{a\\_b}$", "p[span[\\( h_t = \\{a_{1}\\} \\mathrm{a\\,b} \\)] span[$(5, 4)_{\\mathbb N}$] span[$\\text{a\\_b}$]]"},
		{"> \\[ a_1 \\]\n\n\\begin{align}\n*a*\n\\end{align}", "blockquote[math{\\[ a_1 \\]␤}] math{\\begin{align}␤*a*␤\\end{align}}"},
		{"\\[not a *link*\\](x) \\[sic\\]", "p[[not a *[link]](x) [sic]]"},
		{"$$ f = \n  \\begin{cases} 0 & \\text{if } x<y \\land u<v\\\\ 1 & \\text{if } x<y \\land u>v \\end{cases} $$", "math{$$ f = ␤  \\begin{cases} 0 & \\text{if } x<y \\land u<v\\\\ 1 & \\text{if } x<y \\land u>v \\end{cases} $$}"},
		{"$x_{{i}} <y {a}> 1$, $a{{% weather %}}$, a {{ b }} and a<y {b} and c>d", "p[span[$x_{{i}} <y {a}> 1$], span[$a<small>\\[weather\\]</small>$], a small[[b]] and a<y {b} and c>d]"},
		{"$$ is money\n\n*x*", "p[$$ is money] p[*[x]]"},
	})
}

func TestHTML(t *testing.T) {
	parses(t, [][2]string{
		{"10<sup>12</sup>, H<sub>2</sub>O", "p[10sup[12], Hsub[2]O]"},
		{"<p>one</p><p>two</p>", "p[one] p[two]"},
		{"<p>see<a href=/x> x </a>y <a href=/z><img src=a.png alt=b>\n</a><b>c</b></p>", "p[see link:/x[x ]y link:/z[image:a.png[b] ]**[c]]"},
		{"<div><a href=/x><div><img src=a.png alt=b></div><h3>One</h3><p>two</p></a>y</div>", "p[image:a.png[b]] h3[link:/x[One]] p[two] p[y]"},
		{"<a href=/x>\n\n![b](a.png)\n\n</a>", "p[link:/x[image:a.png[b]]]"},
		{"<div>a<br>b<br/>c</div>", "p[a⏎b⏎c]"},
		{"<ul><li>a<li>b <b>c</b></ul>", "list[listitem[t[a]] listitem[t[b **[c]]]]"},
		{"<ol start=4><li><p>a</p></li></ol>", "list[listitem[p[a]]]"},
		{"<table><tr><th>N<th>A</tr><tr><td>x<td>3</table>", "table[tableheader[tablecell[N] tablecell[A]] tablerow[tablecell[x] tablecell[3]]]"},
		{"<table><tr><td class=gutter>1</td><td><pre>a\n  b</pre></td></tr></table>", "code{a␤  b␤}"},
		{"<pre class=\"lang-py\">\na &lt; 1\n\n  *b*\n</pre>\n", "code:py{a < 1␤␤  *b*␤}"},
		{"<dl><dt>a<dd>b</dl>", "definitionlist[definitionterm[a] definitiondescription[t[b]]]"},
		{"<blockquote><p>a</blockquote><hr>", "blockquote[p[a]] thematicbreak[]"},
		{"<figure><img src=a.png alt=x><figcaption>y</figcaption></figure>", "figure[p[image:a.png[x]] figcaption[t[y]]]"},
		{"<details><summary>S</summary>\n\n*a*\n\n</details>\n\nb", "details[summary[t[S]] p[*[a]]] p[b]"},
		{"see <a href=\"/m?a=1&copy=2\" title=T>the <em>manual</em></a>.", "p[see link:/m?a=1&amp;copy=2|T[the *[manual]].]"},
		{"an <img src=i.png alt=\"a  jar\" title=Mine> here", "p[an image:i.png|Mine[a jar] here]"},
		{"<img data-src=l.png src=\"data:image/gif;base64,R0\" alt=z>", "p[image:l.png[z]]"},
		{"<iframe src=\"//www.youtube.com/embed/abc\" title=\"A talk\"></iframe>", "p[link:https://www.youtube.com/watch?v=abc[video: A talk]]"},
		{"<video controls><source src=/v/clip.mp4></video> <audio src=a.ogg></audio>", "p[link:/v/clip.mp4[video: clip.mp4] link:a.ogg[audio: a.ogg]]"},
		{"<video><source src=/v/a.mp4><p>Plots of a jar</p></video> <video src=/v/b.mp4>Your browser knows no video.</video>", "p[link:/v/a.mp4[video: Plots of a jar] link:/v/b.mp4[video: b.mp4]]"},
		{"<script src=\"https://gist.github.com/ann/5.js?file=a.py\"></script>\n\na <script src=//asciinema.org/a/7.js id=x async></script> <script src=/b.js></script>", "p[link:https://gist.github.com/ann/5[gist]] p[a link:https://asciinema.org/a/7[recording on asciinema] ]"},
		{"<span class=x>\n\na\n\n## b\n\n- c\n\n</span>\n\nd", "p[a] h2[b] list[listitem[t[c]]] p[d]"},
		{"<del>\n\na *b*\n\n- c\n\n</del>\n\nd", "p[strikethrough[a *[b]]] list[listitem[t[strikethrough[c]]]] p[d]"},
		{"<a name=x>\n\na\n\nb", "p[a[]#x] p[a] p[b]"},
		{"<kbd>Ctrl</kbd>, <mark>m</mark>, <del>d</del>, <code>a &lt; b</code>, <q>q</q>", "p[kbd[Ctrl], mark[m], strikethrough[d], codespan[a < b], q[q]]"},
		{"<script>\nx\n</script>\n<style>y</style>\n\n<!-- z\n\n-->\n\n<svg><text>w</text></svg>\n\nend", "p[end]"},
		{"a <script>b</script> c <!-- d --> e", "p[a  c  e]"},
		{"A <script> B\n\nC", "p[A  B] p[C]"},
		{"<a name=old></a>\n\n## Head\n\n<h3 id=own>Own</h3><div id=box>x</div>", "p[a[]#old] h2[Head] h3[Own]#own p[a[]#boxx]"},
		{"x <b>never ended\n\ny", "p[x **[never ended]] p[y]"},
		{"<center><font color=red>a</font> <Blink>b</Blink></center>", "p[a b]"},
		{"<h2>a<br>b</h2>", "h2[a⏎b]"},
		{"<ruby>字<rt>ji</rt></ruby>", "p[字(ji)]"},
		{"| a |\n| - |\n| x<br>y<sup>2</sup> |", "table[tableheader[tablecell[a]] tablerow[tablecell[x⏎ysup[2]]]]"},
		{"<p align=center>\n  <img src=b.svg>\n</p>", "p[image:b.svg[]]"},
		{"<h1>x\n\n## y\n\n</b>z</h1>\n\n<div>", "p[x] h2[y] p[z]"},
		{"A Vec<String>, an Option<T> and a Map<K, V>: <name>, <T extends U>.\n\n<user>\n\n<String>", "p[A Vec<String>, an Option<T> and a Map<K, V>: <name>, <T extends U>.] p[<user>] p[<String>]"},
		{"<x-a>b</x-a> <own>c\n\nd</own> <x-e f=g> <Foo />", "p[b c] p[d  small[[foo]]]"},
		{"*<b id=b>x</b>* <code id=c>y</code> [z <i id=d>z</i>](e) <img id=g src=f>", "p[*[a[]#b**[x]] a[]#ccodespan[y] link:e[z a[]#d*[z]] a[]#gimage:f[]]"},
		{"<table><tr id=r><td>a</td><td id=s>b</td></tr></table>", "table[tableheader[tablecell[a[]#ra] tablecell[a[]#sb]]]"},
		{"*a <b>b* c</b>", "p[*[a **[b]] c]"},
	})
}

func TestScript(t *testing.T) {
	for _, row := range [][3]string{
		{"sup", "12", "¹²"},
		{"sub", "2", "₂"},
		{"sup", "th", "^th"},
		{"sub", "a b", "_(a b)"},
		{"sup", "-1", "⁻¹"},
		{"sup", "", ""},
	} {
		if got := Script(row[0], row[1]); got != row[2] {
			t.Errorf("%s of %q is %q, want %q", row[0], row[1], got, row[2])
		}
	}
}

func TestLanguage(t *testing.T) {
	for info, want := range map[string]string{
		"go":                         "go",
		"rust,no_run":                "rust",
		"js{1,3-4}":                  "js",
		"{.python .numberLines}":     "python",
		"{r, echo=FALSE}":            "r",
		"go {linenos=table}":         "go",
		"C++":                        "C++",
		"c# run":                     "c#",
		"lang:ruby":                  "ruby",
		"language-sh":                "sh",
		"python:main.py":             "python",
		`title="main.go"`:            "",
		"":                           "",
		"  yaml title=\"conf.yaml\"": "yaml",
	} {
		if got := Language(info); got != want {
			t.Errorf("%q is %q, want %q", info, got, want)
		}
	}
}

// TestLines: what a text becomes stands on the lines on which it was written.
func TestLines(t *testing.T) {
	source := "{{< figure\n src=\"a.png\"\n>}}\n\n{{< note >}}\nfive\n{{< /note >}}\n{% comment %}\nx\n{% endcomment %}\n" +
		"\n<p>twelve</p>\n<pre>\nfourteen &amp; more\nfifteen\n</pre>\n\nlast^[note]\n"
	want := map[string]int{"a.png": 1, "five": 6, "twelve": 12, "last": 18, "note": 18}
	tree := Parse([]byte(source))
	_ = ast.Walk(tree.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			text := string(n.Segment.Value(tree.Source))
			if line, ok := want[text]; ok && entering {
				if got := tree.Line(n.Segment.Start); got != line {
					t.Errorf("%q is on line %d, want %d", text, got, line)
				}
				delete(want, text)
			}
		case *ast.FencedCodeBlock:
			if got := tree.Line(n.Lines().At(1).Start); entering && got != 15 {
				t.Errorf("the second line of code is on line %d, want 15", got)
			}
		}
		return ast.WalkContinue, nil
	})
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
}

// hard are patterns that make parsers slow.
var hard = []string{
	"{{< x >}}", "{{< ", "{{< x >}}{{< /x >}}", "{{< note >}}\n", "{% raw %}", "{% raw %} endraw ", "{{ x }}", "{{ x ",
	"$a ", "$$ a\n", "\\begin{a}\n", "\\(x ", "^[a", "^[a] ", "{:a}", "{: #a\n", ":::note\n", "`a ``b ```c ", "a\n: b\n\n",
	":a", "<sup>", "<div>", "<div>\n\nx\n\n", "<b>", "<p>x", "<table><tr><td>x", "<ul><li>", "<br>", "<!--", "<pre>x", "<video>",
	"<svg>\n\n", "> [!NOTE]\n", "<A b={", "<p><font color=a>", "<a href=x><p>", "<b><i><p>", "<details>\n\n", "<dl><dt>a<dd>b",
	"<!-- ", "<!-- \n\n", "<div>\n<!-- \n\n", "{# ", "{/* ", "%% a", "%%\n", "{% comment %}", "{::comment}", "[//]: # (", "<?php ", "<Tab a={", "<Tab>\n  a\n", "export const a = {\n",
	"[[a", "[[a]]", "==a ", "a~b ", "a^b ", " ^a\n", "!!! note\n", "!!! note\n    a\n\n", "    :::a\n", "<<< a\n", "{{< math >}}$", "import {\n", "[a]{.b} ", "[a](b c", "：https://a.b ", "「**", "{{< highlight >}}", "{{< code >}}a{{< /x >}}", "{a", "{.a ", "> <!--\n",
}

// 50 KB of any pattern take memory in proportion, and time that is printed. goldmark's own
// bounds are in package blog.
func TestTimeOfPatterns(t *testing.T) {
	const most = 200 // MB
	for _, pattern := range hard {
		source := []byte(strings.Repeat(pattern, 50_000/len(pattern)))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		begin := time.Now()
		rewrite(source, nil)
		Parse(source)
		took := time.Since(begin)
		runtime.ReadMemStats(&after)
		allocated := (after.TotalAlloc - before.TotalAlloc) >> 20
		t.Logf("%q: %v, %d MB", pattern, took, allocated)
		if allocated > most {
			t.Errorf("%q allocates %d MB, want at most %d", pattern, allocated, most)
		}
	}
}

// FuzzParse: nothing panics, no line is lost or added, and no HTML stays.
func FuzzParse(f *testing.F) {
	for _, pattern := range hard {
		f.Add(pattern)
		f.Add(pattern + "\n\n" + pattern)
	}
	f.Add("{{< highlight go >}}\na\n{{< /highlight >}}\n\n> {{< note >}}\n> x\n> {{< /note >}}")
	f.Add("<table><tr><td>\n\n*a*\n\n</td></tr></table>\n<x-markdown data-n=3>")
	f.Fuzz(func(t *testing.T, source string) {
		if len(source) > 4<<10 {
			t.Skip("long")
		}
		text := rewrite([]byte(source), nil).out
		if got, want := bytes.Count(text, []byte("\n")), strings.Count(source, "\n"); got != want {
			t.Errorf("%d newlines become %d:\n%q\n%q", want, got, source, text)
		}
		tree := Parse([]byte(source))
		_ = ast.Walk(tree.Root, func(n ast.Node, _ bool) (ast.WalkStatus, error) {
			if n.Kind() == ast.KindHTMLBlock || n.Kind() == ast.KindRawHTML {
				t.Error("HTML stays")
			}
			tree.line(n)
			return ast.WalkContinue, nil
		})
		tree.dump()
	})
}

func TestTitle(t *testing.T) {
	for info, want := range map[string]string{
		`js title="my app.js"`: "my app.js", `title="x"`: "x", `{title="x"}`: "x", "py file=main.py": "main.py", "go filename: main.go": "main.go",
		"js:app.js": "app.js", "js:src/app": "src/app", "ruby:Gemfile": "Gemfile", "js title=a.js {1,3}": "a.js", `{.python filename='x.py' .numbered}`: "x.py",
		"toml,filename=Cargo.toml": "Cargo.toml", `js {hl_lines=[1,2],name="a.js"}`: "a.js", "js app.js": "app.js",
		"js": "", "lang:js": "", "rust,no_run": "", "js{1,3-4}": "", "{r plot, echo=FALSE, fig.width=1.5}": "", "go run": "", "https://a.example/x.js": "", "python 3.12": "",
	} {
		if got := Title(info); got != want {
			t.Errorf("title of %q is %q, want %q", info, got, want)
		}
	}
}
