package frontmatter

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
)

var objectStart = regexp.MustCompile(`^\{[ \t]*(\r?\n|\}|$|\s*"([^"\\]|\\.)*"\s*:)`)

// startsObject reports whether a file begins with what is meant to be a JSON object: a {
// alone on its line, or with a name and a colon after it. {{, {% and {: begin a shortcode,
// a tag of Liquid and an attribute list.
func startsObject(src []byte) bool { return objectStart.Match(src[:min(len(src), maxSize)]) }

// objectEnd returns the offset after the object with which src begins. ok is false if more
// text follows on the line of its }. line is that of its {.
func objectEnd(src []byte, line int) (end int, ok bool, err *Error) {
	decoder := json.NewDecoder(bytes.NewReader(src[:min(len(src), maxSize+1)]))
	var object json.RawMessage
	if bad := decoder.Decode(&object); bad != nil {
		t := text{"front matter", line, src}
		switch {
		case !errors.Is(bad, io.ErrUnexpectedEOF):
			return 0, false, t.jsonFault(bad)
		case len(src) > maxSize:
			_, _, err = t.fields(JSON) // says so
			return 0, false, err
		}
		return 0, false, &Error{line, "front matter that does not end", "write } on a line of its own below it"}
	}
	end = int(decoder.InputOffset())
	after, _, _ := bytes.Cut(src[end:], []byte("\n"))
	return end, len(bytes.TrimSpace(after)) == 0, nil
}

// jsonReader turns tokens into values.
type jsonReader struct {
	text
	decoder *json.Decoder
	starts  lineStarts
}

func (t text) json() ([]Field, []Repeat, *Error) {
	var object json.RawMessage
	if err := json.Unmarshal(t.src, &object); err != nil {
		return nil, nil, t.jsonFault(err)
	}
	r := &jsonReader{text: t, decoder: json.NewDecoder(bytes.NewReader(t.src)), starts: startsOf(t.src)}
	r.decoder.UseNumber()
	v, repeated, err := r.value(0)
	if err == nil && v.Kind != Map {
		err = &Error{v.Line, "no fields", `want { "name": value }`}
	}
	return v.Map, repeated, err
}

// value reads the next value, which is within depth others.
func (r *jsonReader) value(depth int) (v Value, repeated []Repeat, err *Error) {
	token, bad := r.decoder.Token()
	v.Line = r.line + r.starts.at(int(r.decoder.InputOffset())-1)
	switch token := token.(type) {
	case bool:
		v.Kind, v.Text = Bool, "false"
		if token {
			v.Text = "true"
		}
	case json.Number:
		v.Kind, v.Text = Number, token.String()
	case string:
		v.Kind, v.Text = Text, token
	case json.Delim:
		v.Kind = List
		if token == '{' {
			v.Kind = Map
		}
		if depth >= maxDepth {
			return v, nil, r.tooDeep(v.Line)
		}
		for r.decoder.More() && err == nil {
			var name, item Value
			var inItem []Repeat
			if v.Kind == Map {
				name, _, _ = r.value(depth + 1)
			}
			if item, inItem, err = r.value(depth + 1); v.Kind == Map {
				f := Field{name.Text, name.Line, item}
				v.Map, repeated = append(v.Map, f), append(repeated, f.within(inItem)...)
			} else {
				v.List, repeated = append(v.List, item), append(repeated, inItem...)
			}
		}
		if err == nil {
			_, bad = r.decoder.Token()
			var twins []Repeat
			v.Map, twins = lastOf(v.Map, asWritten)
			if repeated = append(repeated, twins...); len(repeated) > maxRepeated && err == nil {
				err = r.tooManyRepeated(repeated[0].Line)
			}
		}
	}
	if bad != nil && err == nil {
		err = r.jsonFault(bad) // Unmarshal has found it before
	}
	return v, repeated, err
}
