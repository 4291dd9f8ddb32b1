package search

import (
	"bytes"
	"compress/flate"
	"io"
	"strings"
)

// Snippets are made of what was indexed, for which a tree would have to be made of
// each hit's Markdown: up to a millisecond for 1,500 words, and a page of search has
// thirty. So what is looked at for them is kept, packed to less than half.

// parting stands between the headings and the body: neither has control characters.
const parting = "\x00"

// packer packs the texts of posts, one after the other.
type packer struct {
	buffer bytes.Buffer
	w      *flate.Writer
}

func newPacker() *packer {
	w, err := flate.NewWriter(io.Discard, flate.BestSpeed)
	if err != nil {
		panic(err) // there is such a level
	}
	return &packer{w: w}
}

// pack is the headings and the body, as far as snippets are made of them.
func (p *packer) pack(t texts) []byte {
	t = t.heads(maxMarked)
	p.buffer.Reset()
	p.w.Reset(&p.buffer)
	for _, part := range []string{t[columnHeadings], parting, t[columnBody]} {
		_, _ = io.WriteString(p.w, part) // into memory, which takes all
	}
	_ = p.w.Close()
	return bytes.Clone(p.buffer.Bytes())
}

// unpacker gives back what was packed, one after the other.
type unpacker struct {
	in     bytes.Reader
	r      io.ReadCloser
	buffer bytes.Buffer
}

func newUnpacker() *unpacker {
	u := &unpacker{}
	u.r = flate.NewReader(&u.in)
	return u
}

func (u *unpacker) unpack(packed []byte) (headings, body string, err error) {
	u.in.Reset(packed)
	if err := u.r.(flate.Resetter).Reset(&u.in, nil); err != nil {
		return "", "", err
	}
	u.buffer.Reset()
	if _, err := u.buffer.ReadFrom(u.r); err != nil {
		return "", "", err
	}
	headings, body, _ = strings.Cut(u.buffer.String(), parting)
	return headings, body, nil
}
