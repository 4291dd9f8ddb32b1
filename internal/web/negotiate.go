package web

import (
	"net/http"
	"strings"
)

// form is how a text is sent.
type form int

const (
	formHTML form = iota
	formMarkdown
	formText
)

// The media types of texts.
const (
	typeHTML     = "text/html; charset=utf-8"
	typeMarkdown = "text/markdown; charset=utf-8"
	typeText     = "text/plain; charset=utf-8"
)

// formFor returns the form that a client asks for. HTML is the default: a client gets another
// one if it names that and prefers it to HTML. private says that the form follows from the
// name of the client, so that no cache may keep it: curl, which takes anything, gets text.
func formFor(h http.Header) (f form, private bool) {
	accept := h["Accept"]
	html, markdown, text, other := -1., -1., -1., -1.
	for _, list := range accept {
		for item := range strings.SplitSeq(list, ",") {
			switch kind, q := weighed(item); kind {
			case "text/html", "application/xhtml+xml":
				html = max(html, q)
			case "text/markdown", "text/x-markdown":
				markdown = max(markdown, q)
			case "text/plain":
				text = max(text, q)
			case "*/*", "text/*":
				other = max(other, q)
			}
		}
	}
	named := html >= 0
	if !named {
		html = other
	}
	switch {
	case markdown > 0 && markdown >= text && markdown >= html:
		return formMarkdown, false
	case text > 0 && (text > html || text == html && !named): // lynx names both, and shows HTML
		return formText, false
	case len(accept) <= 1 && (len(accept) == 0 || accept[0] == "*/*") && strings.HasPrefix(strings.ToLower(h.Get("User-Agent")), "curl/"):
		return formText, true
	}
	return formHTML, false
}
