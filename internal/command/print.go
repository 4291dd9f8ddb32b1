package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/site"
)

// errGone: the client closed the connection, or ended the command.
var errGone = errors.New("the reader is gone")

// print writes a text that is laid out for the reader.
func (e *Env) print(text string) error {
	_, err := io.WriteString(e.Stdout, e.shown(text))
	return err
}

// shown is text in the characters that the terminal has.
func (e *Env) shown(text string) string {
	if e.TTY && e.ASCII {
		return render.ASCII(text)
	}
	return text
}

// printPage writes a page line by line: a long one in one piece would take the same
// memory again.
func (e *Env) printPage(p *render.Page) error {
	for _, l := range p.Lines {
		if e.TTY && e.Unlinked {
			l = l.Unlinked()
		}
		if err := e.print(l.ANSI() + "\n"); err != nil {
			return err
		}
	}
	return nil
}

// printPost lays out a post and writes it, unless ctx ends before.
func (e *Env) printPost(ctx context.Context, p *blog.Post, o render.Options) error {
	if site.HasFiles(&p.Page) {
		o.Pictures.Known = e.files().Pictures(&p.Page)
	}
	page, err := e.Cache.Post(ctx, p, e.site(), o)
	if err != nil {
		return errGone
	}
	return e.printPage(page)
}

// printRaw writes bytes as they are, except that a terminal is shown what it would
// obey.
func (e *Env) printRaw(raw []byte) error {
	if e.TTY {
		raw = []byte(e.shown(blog.VisibleCode(strings.ReplaceAll(string(raw), "\r\n", "\n"))))
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
