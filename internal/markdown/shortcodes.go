package markdown

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// meaning is what a tag with content stands for.
type meaning struct {
	open, end string // around the content; open of a quote is its mark, [!NOTE]
	quote     bool   // the content is a quote
	block     bool   // open and end are lines of HTML
	code      bool   // the content is code
	drop      bool   // the content is left out
	language  string // of the code
	verbatim  string // begins content in which there are no tags
	label     string // of content whose kind is unknown
	id        string // that links to such content have
}

// alertNames are the names of tags that mark a part of the text as a note of some kind.
var alertNames = []string{
	"note", "tip", "info", "warning", "warn", "danger", "caution", "important", "success", "error",
	"hint", "attention", "example", "question", "notice", "alert", "admonition", "callout", "remark",
	"abstract", "bug", "todo", "update", "disclaimer", "infobox", "aside", "sidenote", "message", "banner",
}

// codeNames are the names of tags whose content is code.
var codeNames = []string{
	"highlight", "codeblock", "code", "code-block", "prism", "listing", "filecode", "shell", "terminal", "cmd", "command", "console", "snippet", "codecaption", "code-toggle",
}

// diagramNames are the names of tags whose content is the source of a drawing.
var diagramNames = []string{"mermaid", "plantuml", "graphviz", "dot", "chart", "echarts", "abc", "flowchart", "goat", "markmap"}

// mathNames are the names of tags whose content is a formula.
var mathNames = []string{"math", "katex", "latex", "mathjax", "tex"}

// verbatimNames are the names of tags whose content is no Markdown.
var verbatimNames = slices.Concat(codeNames, diagramNames, mathNames)

// paired returns what a tag with content stands for.
func (t *tag) paired() meaning {
	switch name := t.name; {
	case t.form == formLiquid && slices.Contains([]string{"for", "tablerow", "capture", "macro", "javascript", "stylesheet", "schema", "doc"}, name),
		name == "adsense", name == "style", name == "css", name == "javascript", name == "hidden":
		return meaning{drop: true}
	case t.form != formJSX && slices.Contains(codeNames, name):
		return meaning{code: true, language: t.codeLanguage()}
	case t.form != formJSX && slices.Contains(diagramNames, name):
		return meaning{code: true, language: name}
	case t.form != formJSX && slices.Contains(mathNames, name):
		return meaning{verbatim: "$$", end: "$$"}
	case slices.Contains([]string{"details", "expand", "collapse", "spoiler", "accordion", "collapsible", "accordion-item", "toggle", "fold"}, name):
		title := t.get("title", "summary", "label", "header", "0")
		if title == "" {
			title = "Details"
		}
		return meaning{block: true, open: "<details><summary>" + escapeHTML(title) + "</summary>", end: "</details>"}
	case slices.Contains(alertNames, name) || t.form == formDirective && slices.Contains([]string{"seealso", "primary", "secondary"}, name):
		return meaning{quote: true, open: t.alertMark()}
	case slices.Contains([]string{"quote", "blockquote", "pullquote", "epigraph"}, name):
		return meaning{quote: true}
	case slices.Contains([]string{"button", "btn", "link", "linkbutton", "card"}, name) && t.address() != "":
		return meaning{open: "[", end: "](" + destination(t.address()) + ")"}
	case slices.Contains([]string{"kbd", "mark", "sub", "sup", "center", "small", "del", "ins"}, name):
		return meaning{open: "<" + name + ">", end: "</" + name + ">"}
	case name == "tab" || name == "tabitem":
		return meaning{label: t.get("title", "name", "label", "header", "0"), id: t.get("id")}
	}
	if t.form != formJSX && t.showsPicture() {
		return meaning{open: t.picture() + " "}
	}
	return meaning{label: t.get("title", "name", "label", "header", "heading", "term", "summary", "caption"), id: t.get("id", "anchor")}
}

// codeLanguage returns the language that a tag around code names.
func (t *tag) codeLanguage() string {
	language := t.get("lang", "language", "type")
	if language == "" {
		language = t.get("0")
	}
	if language == "" && (t.name == "console" || t.name == "shell") {
		language = t.name
	}
	return Language(language)
}

// alertMark returns the first line of the alert that a tag begins.
func (t *tag) alertMark() string {
	word, title := t.name, t.get("title", "heading", "header")
	kind := t.get("type", "kind", "level", "style", "class", "0")
	if kind != "" && !strings.ContainsAny(kind, " .") && t.form != formDirective {
		if word == "notice" || word == "alert" || word == "admonition" || word == "callout" || word == "hint" || word == "message" || word == "aside" {
			word = kind
			if title == "" {
				title = t.get("1")
			}
		} else if title == "" {
			title = t.get("0")
		}
	} else if title == "" && t.form != formDirective {
		title = t.get("0")
	}
	if !alertWord.MatchString(word) {
		word = "note"
	}
	if title != "" {
		title = " " + oneLined(title)
	}
	return "[!" + strings.ToUpper(word) + "]" + title
}

var alertWord = regexp.MustCompile(`^[A-Za-z][A-Za-z_-]*$`)

// silent are the names of tags that show nothing of the text.
var silent = []string{
	"toc", "toc-inline", "table-of-contents", "tableofcontents", "contents", "more", "ads", "ad", "clear", "clearfix", "icon", "fa", "fas", "newline",
	"assign", "else", "elsif", "when", "if", "unless", "case", "for", "break", "continue", "cycle", "increment", "decrement", "set", "import", "block", "layout",
	"seo", "feed-meta", "end", "comment", "disqus", "comments", "socials", "rawhtml", "style", "script", "load-photoswipe", "mathjax", "katex", "math", "mermaid",
}

// single returns what stands for a tag without content. inAddress says that it is part of
// an address, alone that it has its line for itself.
func (t *tag) single(inAddress, alone bool) string {
	if t.form == formDirective || t.form == formJSX && !t.whole {
		return ""
	}
	if t.form == formOutput && !strings.Contains(t.raw, "(") {
		return t.output(inAddress)
	}
	switch {
	case slices.Contains([]string{"ref", "relref", "post-url", "link", "get-url", "asset-path", "asset", "url", "abslink", "absurl", "relurl", "static", "internal"}, t.name):
		if to := t.get("0", "path", "src", "href", "ref"); to != "" {
			return t.reference(to)
		}
		return ""
	case (t.name == "post-link" || t.name == "asset-link") && t.get("0") != "": // Hexo's
		return t.hexoLink()
	case slices.Contains(silent, t.name):
		return ""
	case t.name == "br" || t.name == "linebreak":
		return "<br>"
	case t.name == "badge":
		return escape(oneLined(t.get("text", "label", "content", "title", "0")))
	case t.name == "hr":
		return "<hr>"
	case inAddress:
		return url.PathEscape(t.get("0"))
	}
	if s := t.service(); s != "" {
		return s
	}
	if pictures.MatchString(t.name) || t.showsPicture() {
		if s := t.picture(); s != "" {
			return s
		}
	}
	for _, a := range t.args {
		if slices.Contains([]string{"src", "url", "href", "link", "file"}, a.key) && strings.ContainsAny(a.value, "/.") || strings.HasPrefix(a.value, "https://") {
			label := t.label(t.name)
			if strings.Contains(t.name, "link") || strings.Contains(t.name, "card") || strings.Contains(t.name, "button") {
				label = strings.TrimPrefix(label, t.name+": ")
			}
			return "[" + escape(label) + "](" + destination(a.value) + ")"
		}
	}
	if slices.Contains(alertNames, t.name) { // Hexo's and others' with the text as an argument
		if words := t.get("text", "content", "body", "message", "1", "0"); alone && strings.Contains(words, " ") {
			return "> **" + alertTitle(strings.TrimSpace("[!"+t.name+"] "+t.get("title"))) + ".** " + oneLined(words)
		}
	}
	return placeholder(t.name)
}

// placeholder returns what stands for a tag whose meaning is unknown.
func placeholder(name string) string {
	if name == "" {
		return ""
	}
	return "<small>" + escape("["+oneLined(name)+"]") + "</small>"
}

// reference returns the address in a tag that leads to a page of the site.
func (t *tag) reference(to string) string {
	to = strings.TrimPrefix(to, "@")
	if t.name == "post-url" && !strings.HasSuffix(to, ".md") {
		to += ".md"
	}
	if t.name == "link" {
		to = "/" + strings.TrimPrefix(to, "/")
	}
	return strings.NewReplacer(" ", "%20", "\n", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E").Replace(to)
}

// hexoLink returns the link to a post or a file, by its name, whose words follow.
func (t *tag) hexoLink() string {
	to, words := t.get("0"), []string{}
	for _, a := range t.args[1:] {
		if a.key == "" && a.value != "true" && a.value != "false" { // of whether HTML is escaped
			words = append(words, a.value)
		}
	}
	label := strings.Join(words, " ")
	if label == "" {
		label = to[strings.LastIndexByte(to, '/')+1:]
	}
	if to, part, _ := strings.Cut(to, "#"); t.name == "post-link" {
		if part != "" {
			part = "#" + part
		}
		return "[" + escape(oneLined(label)) + "](" + destination(strings.TrimSuffix(to, ".md")+".md"+part) + ")"
	}
	return "[" + escape(oneLined(label)) + "](" + destination(to) + ")"
}

// output returns what stands for the value of an expression of Liquid.
func (t *tag) output(inAddress bool) string {
	value, filters, _ := strings.Cut(t.raw, "|")
	value = strings.TrimSpace(value)
	lower := strings.ToLower(value)
	switch {
	case value == "" && filters == "":
		return "{{" + t.raw + "}}"
	case strings.HasPrefix(value, `"`) || strings.HasPrefix(value, "'"):
		if plain := unquote(value); plain != value {
			return strings.NewReplacer(" ", "%20", "\n", " ").Replace(plain)
		}
	case siteAddress.MatchString(lower):
		return ""
	case variable.MatchString(value):
		if inAddress {
			return ""
		}
		return placeholder(value)
	}
	return "{{" + strings.ReplaceAll(t.raw, "\n", " ") + "}}"
}

var (
	siteAddress = regexp.MustCompile(`^(?:\$?\.?site\.(?:url|baseurl|base_url|github\.url|production_url)|config\.base_url|root_url|base_url|baseurl|\.permalink|page\.url|base_path|base)$`)
	variable    = regexp.MustCompile(`^[$.]?[A-Za-z_][\w-]*(?:[.\[][\w.\]"'-]+)*$`)
)

// address returns where a tag leads.
func (t *tag) address() string { return t.get("href", "url", "link", "relref", "ref", "to", "0") }

// destination returns an address as Markdown has it in a link.
func destination(s string) string {
	s = strings.NewReplacer("\n", "", "<", "%3C", ">", "%3E").Replace(strings.TrimSpace(s))
	if strings.ContainsAny(s, " ()") || s == "" {
		return "<" + s + ">"
	}
	return s
}

// escape returns words as Markdown shows them.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_[]<>|~$&!:{}", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func oneLined(s string) string { return strings.Join(strings.Fields(s), " ") }
