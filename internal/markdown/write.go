package markdown

import (
	"bytes"
	"regexp"
	"strings"
)

// writer writes the parts of a source as Markdown.
type writer struct {
	src    []byte
	parts  []part
	out    []byte
	begin  int   // of the last line of out
	quotes []int // for each quote that is open, the columns before its mark
	ends   []ending

	variables map[string]string // of Liquid, whose values are constant
	fields    map[string]string // of the page, see [ParsePage]
	expanded  int               // bytes that were written for variables

	notes    []note
	comments []Span
	copies   []copied // in order
}

// ending is what ends a tag that is open.
type ending struct {
	part  int // index of the tag that ends it
	text  string
	quote bool
}

// maxQuotes is how deep the quotes that tags make may be nested.
const maxQuotes = 5

// oneLine begins a block of HTML that ends with its line, as instructions for a processor
// do, so that Markdown may follow.
const oneLine = "<??>"

// write writes the parts from one to another.
func (w *writer) write(from, to int) {
	for i := from; i < to; i++ {
		p := w.parts[i]
		switch p.kind {
		case partText:
			w.copy(p.start, p.end)
		case partCode:
			w.copyCode(p.start, p.end)
		case partOther:
			if p.comment {
				w.comments = append(w.comments, Span{p.start, p.end})
			}
			w.instead(p, p.text)
		case partTag:
			i = w.tag(i)
		}
	}
}

// instead writes text for a part, and the newlines that the part has and the text lacks.
// In a block of HTML it is HTML, and leaves no blank line, which would end the block.
func (w *writer) instead(p part, text string) {
	newline := "\n"
	if p.html {
		newline = "\n<!-- -->"
		if p.kind == partTag && !strings.HasPrefix(text, "<") || strings.HasPrefix(text, "<small>") {
			text = asHTML(text)
		}
		if text == "" && w.startsLine(p) {
			text = "<!-- -->"
		}
	}
	w.put([]byte(text))
	if n := bytes.Count(w.src[p.start:p.end], []byte("\n")) - strings.Count(text, "\n"); n > 0 {
		w.put(bytes.Repeat([]byte(newline), n))
	}
}

var (
	pictureText = regexp.MustCompile(`!\[((?:\\.|[^\]\\])*)\]\(<?([^\s<>)]*)>?(?: "((?:\\.|[^"\\])*)")?\)`)
	linkText    = regexp.MustCompile(`\[((?:\\.|[^\]\\])*)\]\(<?([^\s<>)]*)>?\)`)
	escapedSign = regexp.MustCompile(`\\([[:punct:]])`)
)

// asHTML returns the links and the pictures that tags are written as in HTML.
func asHTML(text string) string {
	text = pictureText.ReplaceAllString(text, `<img alt="$1" src="$2" title="$3">`)
	text = linkText.ReplaceAllString(text, `<a href="$2">$1</a>`)
	return escapedSign.ReplaceAllStringFunc(text, func(sign string) string { return escapeHTML(sign[1:]) })
}

// column returns how many columns are before the end of what is written, and whether
// there is nothing else in its line.
func (w *writer) column() (columns int, first bool) {
	line := w.out[w.begin:]
	marks := bytes.TrimLeft(line, " >")
	return len(line), len(marks) == 0
}

// mayBegin reports whether a block of HTML may begin here: not behind an indent of code.
func (w *writer) mayBegin() bool {
	line := w.out[w.begin:]
	return len(line)-len(bytes.TrimRight(line, " \t")) < 4 && !bytes.HasSuffix(line, []byte("\t"))
}

// tag writes what the tag in a part means, and returns the index of the last part that
// it wrote.
func (w *writer) tag(i int) int {
	p := w.parts[i]
	t := p.tag
	if t.closes {
		w.end(i)
		return i
	}
	if value, ok := w.variable(t); ok {
		w.instead(p, value)
		return i
	}
	if tag := string(w.src[p.start:p.end]); t.match < 0 && t.form == formJSX && !strings.ContainsAny(tag, " \t\r\n/") {
		w.instead(p, escape(tag)) // nothing ends it, so it is words such as Vec<String>
		return i
	}
	if t.match < 0 {
		text := t.single(w.inAddress(), w.startsLine(p))
		if id := t.get("id", "name"); text == "" && t.form == formJSX && t.whole && id != "" {
			text = `<a id="` + escapeHTML(id) + `"></a>`
		}
		w.instead(p, text)
		return i
	}
	end := w.parts[t.match]
	content := w.src[p.end:end.start]
	indent, first := w.column()
	m := t.paired()
	if t.name == "capture" && !bytes.ContainsAny(content, "{}") {
		w.assign(strings.Trim(strings.TrimPrefix(t.raw, "capture"), ` '"`), string(content))
	}
	switch {
	case m.drop:
		w.dropped(i, t.match)
		w.instead(part{start: p.start, end: end.end}, m.open)
		return t.match
	case m.code:
		w.code(p, end, m.language, content)
		return t.match
	case m.verbatim != "" && bytes.HasPrefix(bytes.TrimSpace(content), []byte("$")):
		w.instead(p, "")
		w.copy(p.end, end.start)
		w.instead(end, "")
		return t.match
	case m.verbatim != "":
		w.instead(part{start: p.start, end: end.end}, m.verbatim+string(content)+m.end)
		return t.match
	case m.quote && first && len(w.quotes) < maxQuotes:
		text := "> " + m.open
		if lone(w.src, p.end) {
			w.instead(p, text)
		} else {
			w.instead(p, "> **"+alertTitle(m.open)+".** ")
		}
		w.quotes = append(w.quotes, max(indent-2*len(w.quotes), 0))
		w.ends = append(w.ends, ending{part: t.match, quote: true})
	case m.block && first && w.mayBegin():
		w.instead(p, oneLine+m.open)
		w.ends = append(w.ends, ending{part: t.match, text: m.end})
	case m.block || m.quote:
		w.instead(p, "")
		w.ends = append(w.ends, ending{part: t.match})
	default:
		w.instead(p, m.open+m.labelled(first && lone(w.src, p.end) && w.mayBegin()))
		w.ends = append(w.ends, ending{part: t.match, text: m.end})
	}
	return i
}

// labelled returns the name and the id of content, the name if alone says that it has a
// line for itself.
func (m meaning) labelled(alone bool) string {
	id, label := "", ""
	if m.id != "" {
		id = `<a id="` + escapeHTML(m.id) + `"></a>`
	}
	if alone && m.label != "" {
		label = "<p>" + id + "<strong>" + escapeHTML(oneLined(m.label)) + "</strong></p>"
	}
	switch {
	case label != "":
		return oneLine + label
	case alone && id != "":
		return oneLine + id
	}
	return id
}

// end writes the end of a tag, and of those within it that were not ended.
func (w *writer) end(i int) {
	p := w.parts[i]
	for n := len(w.ends) - 1; n >= 0 && w.ends[n].part <= i; n-- {
		e := w.ends[n]
		w.ends = w.ends[:n]
		if e.part == i {
			text := e.text
			if _, first := w.column(); first && strings.HasPrefix(text, "</") && text != "</a>" {
				text = oneLine + text
			}
			if e.quote {
				w.quotes = w.quotes[:len(w.quotes)-1]
			}
			w.instead(p, text)
			return
		}
		if e.quote {
			w.quotes = w.quotes[:len(w.quotes)-1]
		}
	}
	w.instead(p, "")
}

// code writes a block of code that a tag spells. If its lines are not alone, it becomes a
// block of HTML or a span of code.
func (w *writer) code(p, end part, language string, content []byte) {
	whole := w.src[p.start:end.end]
	_, first := w.column()
	switch {
	case first && lone(w.src, p.end) && endsLine(content) && lone(w.src, end.end):
		fence := strings.Repeat("`", max(3, longestRun(content)+1))
		w.put([]byte(fence + language))
		w.put(bytes.Repeat([]byte("\n"), bytes.Count(w.src[p.start:p.end], []byte("\n"))))
		w.copy(p.end, p.end+len(bytes.TrimRight(content, " \t")))
		w.instead(end, fence)
	case first && bytes.IndexByte(whole, '\n') >= 0:
		class := ""
		if language != "" {
			class = ` data-lang="` + escapeHTML(language) + `"`
		}
		w.instead(part{start: p.start, end: end.end}, "<pre"+class+">"+escapeHTML(strings.TrimRight(string(content), " \t\n"))+"</pre>")
	default:
		ticks := strings.Repeat("`", longestRun(content)+1)
		w.instead(part{start: p.start, end: end.end}, ticks+strings.TrimSpace(string(content))+ticks)
	}
}

// startsLine reports whether a tag is alone in its line.
func (w *writer) startsLine(p part) bool {
	_, first := w.column()
	return first && lone(w.src, p.end)
}

// inAddress reports whether what comes next is part of an address: of a link or of an
// attribute.
func (w *writer) inAddress() bool {
	from := len(w.out)
	for from > 0 && len(w.out)-from < 300 && !strings.ContainsRune(" \t\n\"'()<>=", rune(w.out[from-1])) {
		from--
	}
	before := w.out[:from]
	for _, begin := range []string{"](", "](<", "=\"", "='", "]: "} {
		if bytes.HasSuffix(before, []byte(begin)) {
			return true
		}
	}
	return false
}

// lone reports whether nothing follows in a line.
func lone(src []byte, at int) bool {
	rest := bytes.TrimLeft(src[at:], " \t\r")
	return len(rest) == 0 || rest[0] == '\n'
}

// endsLine reports whether a text ends with a newline and spaces.
func endsLine(text []byte) bool {
	return bytes.HasSuffix(bytes.TrimRight(text, " \t"), []byte("\n"))
}

// longestRun returns the length of the longest run of backticks.
func longestRun(text []byte) int {
	longest, run := 0, 0
	for _, b := range text {
		run++
		if b != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

func escapeHTML(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}

// alertTitle returns the word of [!WORD] as a label.
func alertTitle(mark string) string {
	m := alertMark.FindStringSubmatch(mark)
	if m == nil {
		return ""
	}
	words := strings.ToUpper(m[1][:1]) + strings.ToLower(m[1][1:])
	if m[2] != "" {
		words += ": " + m[2]
	}
	return words
}

// dropped keeps the comments within a tag whose content is left out.
func (w *writer) dropped(from, to int) {
	for _, p := range w.parts[from+1 : to] {
		switch {
		case p.comment:
			w.comments = append(w.comments, Span{p.start, p.end})
		case p.kind == partText:
			for _, c := range htmlComment.FindAllIndex(w.src[p.start:p.end], -1) {
				w.comments = append(w.comments, Span{p.start + c[0], p.start + c[1]})
			}
		}
	}
}
