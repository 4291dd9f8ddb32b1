package blog

import (
	"bytes"
	"strings"
)

const (
	// longAddress is from which size on the uses of a definition are counted, in bytes.
	longAddress = 1 << 10
	// maxRepeated bounds the bytes of long addresses that are copied for the links that
	// refer to them.
	maxRepeated = 8 << 20
)

// references counts the definitions of addresses in a body, [NAME]: ADDRESS, and the
// brackets that may refer to them.
type references struct {
	defined  int
	brackets int            // that close, without those before an address
	long     map[string]int // names of long definitions, and their bytes
	name     string         // of the definition that goes on, if one does
	bytes    int            // of it
}

// line counts a line of a paragraph.
func (r *references) line(text []byte) {
	r.brackets += bytes.Count(text, []byte("]")) - bytes.Count(text, []byte("]("))
	switch name, rest, ok := bytes.Cut(text, []byte("]:")); {
	case ok && text[0] == '[' && len(name) <= maxLabel && bytes.IndexByte(name[1:], '[') < 0:
		r.end()
		r.defined++
		r.brackets--
		r.name, r.bytes = label(name[1:]), len(rest)
	case r.name != "":
		r.bytes += len(text)
	}
}

// end ends a definition.
func (r *references) end() {
	if r.bytes > longAddress {
		if r.long == nil {
			r.long = map[string]int{}
		}
		r.long[r.name] = max(r.long[r.name], r.bytes)
	}
	r.name, r.bytes = "", 0
}

// label returns a name in the form in which names are compared.
func label(name []byte) string {
	return strings.ToLower(strings.Join(strings.Fields(string(name)), " "))
}

// referred bounds the links that refer to a definition, and what their addresses take.
func (s *limits) referred(body []byte) {
	r := &s.refs
	if r.defined > 0 && s.links+r.brackets > maxLinks {
		s.at = 1
		s.exceeds("split the post", "more than %d links", maxLinks)
	}
	if len(r.long) == 0 {
		return
	}
	repeated := 0
	for at := 0; ; {
		open := bytes.IndexByte(body[at:], '[')
		if open < 0 {
			return
		}
		at += open + 1
		end := bytes.IndexByte(body[at:min(len(body), at+maxLabel)], ']')
		if end < 0 {
			continue
		}
		if inner := bytes.LastIndexByte(body[at:at+end], '['); inner >= 0 {
			at += inner + 1
			end -= inner + 1
		}
		repeated += r.long[label(body[at:at+end])]
		if repeated > len(body)+maxRepeated {
			s.at = 1 + bytes.Count(body[:at], []byte("\n"))
			s.exceeds("write a shorter address", "links that repeat an address of more than %d bytes too often", longAddress)
			return
		}
	}
}
