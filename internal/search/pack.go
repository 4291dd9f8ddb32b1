package search

import (
	"bytes"
	"compress/flate"
	"io"
	"strings"

	"blog.example/pete/internal/blog"
)

// texts is what the columns of a row hold.
type texts [columns]string

// withTexts returns the texts of a post.
func withTexts(p *blog.Post, t blog.Texts) texts {
	return texts{p.Title, strings.Join(p.Tags, blockBreak), strings.Join(t.Headings, blockBreak), p.Summary, t.Plain}
}

// indexed returns what FTS5 gets of the texts.
func (t texts) indexed() texts {
	for i, text := range t {
		t[i] = indexed(text)
	}
	return t
}

// row returns the arguments of a statement about a row of these texts.
func (t texts) row(id int) []any {
	return []any{id, t[0], t[1], t[2], t[3], t[4]}
}

// The texts of a post are kept packed, which takes less than half: snippets are made of
// them, and SQLite wants them again to delete the row. To parse the Markdown instead
// takes up to a millisecond for 1,500 words, and a page of search shows thirty snippets.

// separator is between the texts. They have no control characters.
const separator = "\x00"

// packer compresses texts. What it allocates for that is larger than most texts.
type packer struct {
	w      *flate.Writer
	r      io.ReadCloser
	buffer bytes.Buffer
}

func newPacker() any {
	w, err := flate.NewWriter(io.Discard, flate.BestSpeed)
	if err != nil {
		panic(err) // there is such a level
	}
	return &packer{w: w, r: flate.NewReader(nil)}
}

// pack compresses texts.
func (d *Database) pack(t texts) []byte {
	p := d.packers.Get().(*packer)
	defer d.packers.Put(p)
	p.buffer.Reset()
	p.w.Reset(&p.buffer)
	_, _ = io.WriteString(p.w, strings.Join(t[:], separator)) // a buffer takes everything
	_ = p.w.Close()
	return bytes.Clone(p.buffer.Bytes())
}

// unpack returns the texts that pack was given.
func (d *Database) unpack(packed []byte) (t texts) {
	p := d.packers.Get().(*packer)
	defer d.packers.Put(p)
	p.buffer.Reset()
	err := p.r.(flate.Resetter).Reset(bytes.NewReader(packed), nil)
	if err == nil {
		_, err = p.buffer.ReadFrom(p.r)
	}
	if err != nil {
		panic(err) // pack has made it
	}
	copy(t[:], strings.SplitN(p.buffer.String(), separator, columns))
	return t
}
