package terminal

import (
	"bytes"
	"compress/flate"
	"io"
	"strings"
)

// packFrom is the length from which the last view of a suspended terminal is compressed, in
// bytes. A window of text has a few thousand; one with pictures has tens of thousands, which
// become a quarter.
const packFrom = 8 << 10

// packed is the content of a view, compressed if it is long. It is either of the two.
type packed struct {
	content string
	deflate []byte
}

// pack compresses a long content.
func pack(content string) packed {
	if len(content) < packFrom {
		return packed{content: content}
	}
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil { // of the level
		return packed{content: content}
	}
	_, _ = io.WriteString(w, content) // into memory
	_ = w.Close()
	return packed{deflate: bytes.Clone(b.Bytes())}
}

// unpack returns the content.
func (p packed) unpack() string {
	if p.deflate == nil {
		return p.content
	}
	var b strings.Builder
	_, _ = io.Copy(&b, flate.NewReader(bytes.NewReader(p.deflate))) // what pack has made
	return b.String()
}
