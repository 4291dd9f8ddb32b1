package markdown

import "testing"

func TestLabels(t *testing.T) {
	parses(t, [][2]string{
		{"{{< panel name=\"The *jar*\" >}}\nleft\n{{< /panel >}}", "p[**[The *jar*]] p[left]"},
		{"{{< glossary term=\"Jar\" id=\"jar\" >}}\nleft\n{{< /glossary >}}", "p[a[]#jar**[Jar]] p[left]"},
		{"{{% section id=\"s\" %}}\n*left*\n{{% /section %}}", "p[a[]#s] p[*[left]]"},
		{"an {{< em title=\"T\" id=\"i\" >}}inner{{< /em >}} one", "p[an a[]#iinner one]"},
		{"{{< tabs >}}\n{{% tab name=\"Go\" %}}\nleft\n{{% /tab %}}\n{{< /tabs >}}", "p[**[Go]] p[left]"},
		{"{% step summary=\"First\" %}\nleft\n{% endstep %}", "p[**[First]] p[left]"},
	})
}

func TestMDX(t *testing.T) {
	parses(t, [][2]string{
		{"import {\n  A,\n  B,\n} from './a'\nimport c from \"c\";\n\nexport const meta = {\n  a: 1,\n\n  b: [2], // }\n}\n\n# Head", "h1[Head]"},
		{"import 'a'\n\nWords\n\nimport A from './a'\n\nexport const f = () => {\n  return <p>don't</p>\n}\n\nexport default function F() {\n  return 1\n}\nmore", "p[Words] p[more]"},
		{"import is a word\n\nexport of goods\nimport 'x' is none", "p[import is a word] p[export of goods␤import 'x' is none]"},
		{"Words\n\nimport A from './a'\n\nexport const a = 1", "p[Words] p[import A from './a'] p[export const a = 1]"},
		{
			"<Tabs>\n  <TabItem value=\"go\" label=\"Go\">\n\n    ```go\n    x := 1\n      y\n    ```\n\n    - a\n\n      *b*\n\n  </TabItem>\n  <TabItem value=\"c\" label=\"C\">\n\n    *x*\n\n  </TabItem>\n</Tabs>\n\n    code",
			"p[**[Go]] code:go{x := 1␤  y␤} list[listitem[p[a] p[*[b]]]] p[**[C]] p[*[x]] codeblock{code␤}",
		},
		{"<Box style={{color: 'a > b', \"x\": `}`}} onClick={() => 1}>\n\n*x*\n\n</Box>\n<div style={{margin: 0}} id={'here'}>\n\ny\n\n</div>", "p[*[x]] p[a[]#here] p[y]"},
		{"<Callout type=\"warning\" title=\"Mind\">\n  Hot *water*.\n</Callout>", "blockquote[p[**[Warning: Mind]] p[Hot *[water].]]"},
		{"<Picture path=\"a/b\" />\n\na\n\n## b\n\nc", "p[image:a/b[b]] p[a] h2[b] p[c]"},
		{"<YouTube id=\"abc\" /> and <Chart data={[1, 2]} />", "p[link:https://www.youtube.com/watch?v=abc[video on YouTube] and small[[chart]]]"},
		{"import jar from '../i/jar.png'\n\n<Image src={jar} alt=\"A jar\" />", "p[image:../i/jar.png[A jar]]"},
		{"<figure>\n  <Zoom\n    a={1}\n  />\n    <figcaption>\n    *x*\n    </figcaption>\n</figure>", "figure[p[small[[zoom]]] figcaption[t[*x*]]]"},
		{"<table>\n<tr><td>a</td></tr>\n{# <tr>\n</tr> #}\n\t</table>", "p[a]"},
		{"<div>\n{{< youtube abc >}} {{< figure src=\"a.png\" alt=\"A [b]\" link=\"/c\" >}}\n</div>", "p[link:https://www.youtube.com/watch?v=abc[video on YouTube] link:/c[image:a.png[A [b]]]]"},
		{"a{' '}b {/* c */}\n\n{items.map(i => (\n  <li>{i}</li>\n))}\n\n{not} one", "p[a b] p[{not} one]"},
		{"Vec<String> and <Center>x</Center> and <b title=\"{a}\">b</b>", "p[Vec<String> and x  and **[b]]"},
		{"<a href=\"{{ site.url }}/c\">z</a>", "p[link:/c[z]]"},
	})
}

func TestKramdown(t *testing.T) {
	parses(t, [][2]string{
		{"[a] [b] [c]\n\n[a]: https://a.example/x)\n[b]: files/my talk.pdf \"T\"\n[c]: /c(d)", "p[link:https://a.example/x)[a] link:files/my talk.pdf|T[b] link:/c(d)[c]] linkreferencedefinition[] linkreferencedefinition[] linkreferencedefinition[]"},
		{"[a](files/my talk.pdf) ![b](my b.png \"B\") [c](see below)", "p[link:files/my talk.pdf[a] image:my b.png|B[b] [c](see below)]"},
		{"*a*{: #b} `c`{:.d} [e](f){: title=\"g (h)\" target='_blank'}", "p[*[a]a[]#b codespan[c] link:f[e]]"},
		{"* TOC\n{:toc .large-only}\n\n1. x\n{:toc}\n\ny", "p[y]"},
		{"a {::nomarkdown}*b*{:/nomarkdown} c", "p[a *[b] c]"},
	})
}

func TestPandocAttributes(t *testing.T) {
	parses(t, [][2]string{
		{"`a`{.go} [b c]{.smallcaps #d} ![e](f.png){width=50%} [g](h){target=\"_blank\"}", "p[codespan[a] b ca[]#d image:f.png[e] link:h[g]]"},
		{"words {.lead}\n\n`a`{b} [c]{d} {.e} f", "p[words] p[codespan[a]{b} [c]{d} {.e} f]"},
	})
}

func TestWideMarks(t *testing.T) {
	parses(t, [][2]string{
		{"**「一」**です。そして**「二」**です", "p[**[「一」]です。そして**[「二」]です]"},
		{"这是**“强调”**的，~~（旧）~~了", "p[这是**[“强调”]的，strikethrough[（旧）]了]"},
		{"2 * 3 * 4, a**\"b\"**c", "p[2 * 3 * 4, a**\"b\"**c]"},
		{"见：https://a.example/x。然后（https://b.example/y）吗", "p[见：<https://a.example/x>。然后（<https://b.example/y>）吗]"},
		{"[见https://a.example](https://a.example) `：https://b.example`", "p[link:https://a.example[见https://a.example] codespan[：https://b.example]]"},
	})
}

func TestVariables(t *testing.T) {
	parses(t, [][2]string{
		{"{% assign jar = \"the *jar*\" %}{% assign n = 3 %}\n\na {{ jar }} {{ n | plus: 1 }} {{ other }}", "p[a the *[jar] 3 small[[other]]]"},
		{"{% capture words %}\n  two words\n{% endcapture %}\na {{ words | strip }}", "p[a two words]"},
		{"{% set a = '/x' %}[b]({{ a }}/c)", "p[link:/x/c[b]]"},
		{"{% assign a = site.url | append: 'x' %}\nb {{ a }}", "p[b small[[a]]]"},
	})
}

func TestObsidian(t *testing.T) {
	parses(t, [][2]string{
		{"[[my note]], [[a#My part|the *part*]], [[#here]], [[doc.pdf]]", "p[link:my note.md[my note], link:a.md#My part[the *part*], link:#here[here], link:doc.pdf[doc.pdf]]"},
		{"![[jar.png]] ![[jar.png|300]] ![[jar.png|A jar]] ![[note#^b-1]]", "p[image:jar.png[jar.png] image:jar.png[jar.png] image:jar.png[A jar] link:note.md#b-1[note#^b-1]]"},
		{"`[[a]]` [[1]] [[/page]] [[ -f x ]] [[a]](b) \\[[a]]", "p[codespan[[[a]]] [[1]] [[/page]] [[ -f x ]] link:b[[a]] [[a]]]"},
		{"==m *n*== a==b==c a == b == c 字==标==字", "p[mark[m *[n]] a==b==c a == b == c 字mark[标]字]"},
		{"words ^b-1\n\nx ^2", "p[words a[]#b-1] p[x ^2]"},
		{"> [!note]- Some *title*\n> x", "blockquote[p[**[Note: Some *[title]]] p[x]]"},
	})
}

func TestPythonMarkdown(t *testing.T) {
	parses(t, [][2]string{
		{"H~2~O, 29^th^, ~gone~, 2^3 and 4^5", "p[Hsub[2]O, 29sup[th], strikethrough[gone], 2^3 and 4^5]"},
		{"!!! note \"A *title*\"\n    x\n\n    ```go\n    y\n    ```\n\nz", "blockquote[p[**[Note: A *[title]]] p[x] code:go{y␤}] p[z]"},
		{"??? tip inline\n\tx\ny", "blockquote[p[**[Tip]] p[x␤y]]"},
		{"    :::python\n    x\n      y\n\n:::note\nz\n:::", "code:python{x␤  y␤} blockquote[p[**[Note]] p[z]]"},
		{"[a]({static}/f/a.pdf) [b]({filename}b.md#c) [d](|filename|d.md) [e]({tag}f)", "p[link:/f/a.pdf[a] link:b.md#c[b] link:d.md[d] link:/tag/f[e]]"},
	})
}

func TestComponentsAndTags(t *testing.T) {
	parses(t, [][2]string{
		{"<Aside type=\"caution\">Careful *now*.</Aside>", "blockquote[p[**[Caution.] Careful *[now].]]"},
		{"{{< badge \"new\" >}} <Badge text=\"beta\" />", "p[new beta]"},
		{"{{< math >}}$x^2$ {{< /math >}} {{< katex >}}y*2*{{< /katex >}}", "p[span[$x^2$]  span[$$y*2*$$]]"},
		{"{% include video id=\"abc\" provider=\"youtube\" %}", "p[link:https://www.youtube.com/watch?v=abc[video on YouTube]]"},
		{"{{ note(body=\"Two words\", title=\"T\") }}", "blockquote[p[**[Note: T.] Two words]]"},
		{"- <Link id=\"a\" /> b\n\n  ```\n  c\n  ```", "list[listitem[p[a[]#a b] code{c␤}]]"},
		{"{{< tree >}}\n    {{< folder name=\"F\" >}}\n    {{< /folder >}}\n{{< /tree >}}\n\nx", "p[x]"},
		{"<LinkCard title=\"Next\" href=\"/next/\" />\n\n<<< @/code/a.js{2}", "p[link:/next/[Next]] p[small[[code/a.js]]]"},
		{"{{< tab \"Go\" >}}\nx\n{{< /tab >}}", "p[**[Go]] p[x]"},
	})
}

// TestSignsAreNotMath: what dialects add means nothing in a formula, or in what another tag
// is about.
func TestSignsAreNotMath(t *testing.T) {
	parses(t, [][2]string{
		{"$x^2+y^2$ and $a~b~c$", "p[span[$x^2+y^2$] and span[$a~b~c$]]"},
		{"$$\n\\xi^2\\eta^2 [[a]]\n$$", "math{$$␤\\xi^2\\eta^2 [[a]]␤$$}"},
		{"\\begin{align}\nx^2+y^2\n\\end{align} \\(a^b^c\\)", "p[\\begin{align}␤x^2+y^2␤\\end{align} span[\\(a^b^c\\)]]"},
		{"{{< code-toggle x=1 />}}\n\n*a*\n\n{{< code-toggle >}}\nb\n{{< /code-toggle >}}", "p[small[[code-toggle]]] p[*[a]] code{b␤}"},
		{"{{< code >}}\n\n*a*\n\n{{< code >}}\nb\n{{< /code >}}", "p[small[[code]]] p[*[a]] code{b␤}"},
		{"`{{/* x(a=1) */}} {%/* end */%} {{/* a comment */}}` {{/* y() */}} {{/* gone */}}", "p[codespan[{{ x(a=1) }} {% end %} {{/* a comment */}}] {{ y() }}]"},
	})
}

func TestFieldsOfThePage(t *testing.T) {
	fields := map[string]string{"page.title": "All *jars* & mugs", "page.image": "/a b.png"}
	for source, want := range map[string]string{
		"{{ page.title }}\n====\n\n`{{ page.title }}`": "h1[All *jars* & mugs] p[codespan[{{ page.title }}]]",
		"![x]({{ page.image | relative_url }})":        "p[image:/a%20b.png[x]]",
		"<p>{{ page.title }}</p>":                      "p[All *jars* & mugs]",
		"{{ page.mood }}":                              "p[small[[page.mood]]]",
	} {
		if got := ParsePage([]byte(source), fields).dump(); got != want {
			t.Errorf("%q is\n%s, want\n%s", source, got, want)
		}
	}
}
