package command

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
)

// errGone ends a command whose reader hung up.
var errGone = errors.New("the reader is gone")

// piece is how much is written before a command asks again whether its reader is
// still there, in bytes: two packets of a session.
const piece = 32 << 10

// outlet is stdout until the reader is gone.
type outlet struct {
	ctx  context.Context
	w    io.Writer
	gone bool
}

// Write writes piece by piece. It fails from the first failure on, and once the
// context has ended.
func (o *outlet) Write(p []byte) (int, error) {
	done := 0
	for {
		if o.gone || o.ctx.Err() != nil {
			o.gone = true
			return done, errGone
		}
		n, err := o.w.Write(p[done:min(len(p), done+piece)])
		done += n
		if err != nil {
			o.gone = true
			return done, err
		}
		if done == len(p) {
			return done, nil
		}
	}
}

// print writes a text that has been set for whoever asks.
func (e *Env) print(text string) error {
	_, err := io.WriteString(e.Stdout, e.shown(text))
	return err
}

// shown is text as the terminal can show it.
func (e *Env) shown(text string) string {
	if e.TTY && e.ASCII {
		return render.ASCII(text)
	}
	return text
}

// printPage writes a page line by line: all of a long one at once would be the
// same memory again.
func (e *Env) printPage(p *render.Page) error {
	w := bufio.NewWriter(e.Stdout)
	for _, l := range p.Lines {
		_, _ = w.WriteString(e.shown(l.ANSI())) // an error lasts until the next write
		if err := w.WriteByte('\n'); err != nil {
			return err
		}
	}
	return w.Flush()
}

// printPost lays out a post and writes it. Who hangs up does not wait for it.
func (e *Env) printPost(ctx context.Context, p *blog.Post, o render.Options) error {
	page, err := e.Cache.Post(ctx, p, e.Archive.Site, o)
	if err != nil {
		return errGone
	}
	return e.printPage(page)
}

// printRaw writes bytes as they are, save that a terminal gets to see what it
// would obey.
func (e *Env) printRaw(raw []byte) error {
	if e.TTY {
		raw = []byte(e.shown(blog.Visible(strings.ReplaceAll(string(raw), "\r\n", "\n"))))
	}
	_, err := e.Stdout.Write(raw)
	return err
}

// printObject writes a value as one line of JSON.
func (e *Env) printObject(v any) error {
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	return e.printRaw(line.Bytes())
}
