package frontmatter

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"
	"regexp"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
	"go.yaml.in/yaml/v3"
)

// remedy says what to write when a library gives a cause and the line looks like line.
type remedy struct{ cause, line, mend string }

const yamlMend = "want lines of the form name: value, with \"…\" around a value that has a colon"

var yamlRemedies = []remedy{
	{"", "^ *\t", "indent with spaces, not with tabs"},
	{"could not find expected ':'", `^[\w-]+:\S`, "put a space after the colon"},
	{"mapping values are not allowed", `^ +[\w-]+:`, "begin each name at the left edge, and put \"…\" around a value that has a colon"},
	{"mapping values are not allowed", "", "put \"…\" around a value that has a colon"},
	{"unexpected end of stream", "", "end the value with the quote that it begins with"},
	{"unknown escape character", "", `write \\ for a backslash, or '…' in place of "…"`},
	{"block sequence entries are not allowed", "", "begin the list on a line of its own, or write [a, b]"},
	{"control characters are not allowed", "", "take the control character out"},
	{"", `[:-]\s+"`, `put "…" around the whole value, and write \" for each " within it`},
	{"", `[:-]\s+'`, `put '…' around the whole value, and write '' for each ' within it`},
	{"", "[:-]\\s+[@`%*&!|>{\\[]", "put \"…\" around a value that begins with "},
	{"", "", yamlMend},
}

const tomlMend = `want lines of the form name = value, with "…" around a text`

var tomlRemedies = []remedy{
	{"^expected '=' after key", "", tomlMend},
	{"already (defined|exists)", "", "keep one"},
	{"escape", "", `write \\ for a backslash, or '…' in place of "…"`},
	{"unterminated|new lines", "", "end the text with the quote that it begins with"},
	{"^expected ',' or", "", "put commas between the values, and a bracket at the end"},
	{"", `=\s*\d{4}-\d`, "write a date as 2006-01-02 or 2006-01-02T15:04:05+02:00"},
	{"", `=\s*"`, `put "…" around the whole text, and write \" for each " within it`},
	{"", `=\s*'`, `put "…" around the whole text`},
	{"at start of value", "", `put "…" around a text`},
	{"", "", tomlMend},
}

var jsonRemedies = []remedy{
	{`'[}\]]' looking for`, "", "take the comma before it out"},
	{`^invalid character '"' after`, "", "put a comma before it"},
	{"^invalid character '/' ", "", "take the comment out"},
	{"in string literal", "", `write \n for a line break and \t for a tab`},
	{"", "", `want "name": value, with commas between them`},
}

// fault returns the error of a cause on a line of the text, where the first line is 0.
func (t text) fault(language string, line int, cause string, remedies []remedy) *Error {
	lines := bytes.Split(t.src, []byte("\n"))
	line = max(min(line, len(lines)-1), 0)
	text := lines[line][:min(len(lines[line]), 200)]
	e := &Error{Line: t.line + line, Wrong: "not " + language + " (" + cause + ")"}
	for _, r := range remedies {
		place := string(regexp.MustCompile(r.line).Find(text))
		if (place == "" && r.line != "") || !regexp.MustCompile(r.cause).MatchString(cause) {
			continue
		}
		e.Mend = r.mend
		if strings.HasSuffix(e.Mend, " ") {
			e.Mend += place[len(place)-1:]
		}
		break
	}
	return e
}

// tomlFault returns an error of the parser or of the decoder.
func (r *tomlReader) tomlFault(err error) *Error {
	line := 0
	if e, ok := errors.AsType[*toml.DecodeError](err); ok {
		row, _ := e.Position()
		line = row - 1
	} else if e, ok := errors.AsType[*unstable.ParserError](err); ok {
		line = r.starts.at(cap(r.src) - cap(e.Highlight)) // a part of src
	}
	return r.fault("TOML", line, strings.TrimPrefix(err.Error(), "toml: "), tomlRemedies)
}

// jsonFault returns an error of the decoder.
func (t text) jsonFault(err error) *Error {
	line := bytes.Count(t.src, []byte("\n"))
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		line = startsOf(t.src).at(int(e.Offset) - 1)
	}
	return t.fault("JSON", line, err.Error(), jsonRemedies)
}

var (
	yamlPlace = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)
	// The parser's lines, unlike those of the scanner below it, count from 0.
	fromZero = regexp.MustCompile(`^did not find expected (key|node content|'-'|',')`)
)

// yamlCause returns what a YAML error says, and the line that it names, where the first is
// 0.
func yamlCause(err error) (cause string, line int) {
	m := yamlPlace.FindStringSubmatch(err.Error())
	if m == nil {
		return err.Error(), 0
	}
	cause = err.Error()[len(m[0]):]
	if line, err = strconv.Atoi(m[1]); err != nil {
		return cause, 0
	}
	if !fromZero.MatchString(cause) {
		line--
	}
	return cause, line
}

// yamlFault returns an error of YAML with its line. The library names the line on which
// it gave up, or none, so each field is parsed by itself: the first that cannot be has the
// fault.
func (t text) yamlFault(whole error) *Error {
	cause, line := yamlCause(whole)
	for at, field := range fieldLines(t.src) {
		var doc yaml.Node
		err := yaml.Unmarshal(field, &doc)
		if err == nil && doc.Kind != 0 && doc.Content[0].Kind == yaml.ScalarNode {
			err = errors.New("could not find expected ':'")
		}
		if err == nil {
			continue
		}
		own, within := yamlCause(err)
		if !strings.HasPrefix(own, "unknown anchor") || own == cause {
			cause, line = own, at+min(within, bytes.Count(bytes.TrimRight(field, " \r\n"), []byte("\n")))
			break
		}
	}
	return t.fault("YAML", line, cause, yamlRemedies)
}

// fieldLines returns the lines of each field of a YAML text, with the number of its first
// line, where the first is 0. A field begins at the left edge, but a list and a comment
// may stand there too. Before the first field everything belongs to it.
func fieldLines(src []byte) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		start, at, line, first := 0, 0, 0, 0
		for l := range bytes.Lines(src) {
			if at > start && !bytes.ContainsAny(l[:1], " \t\r\n#]}") && (l[0] != '-' || len(bytes.TrimSpace(l[1:min(len(l), 2)])) > 0) {
				if !yield(first, src[start:at]) {
					return
				}
				start, first = at, line
			}
			at, line = at+len(l), line+1
		}
		if at > start {
			yield(first, src[start:at])
		}
	}
}
