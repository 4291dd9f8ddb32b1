package render

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"strings"

	"blog.example/pete/internal/picture"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/kitty"
)

// This file writes the graphics protocol of kitty
// (https://sw.kovidgoyal.net/kitty/graphics-protocol/): an image is sent once, placed without
// being shown, and shows in cells of a placeholder character. These cells scroll as others do.

// Graphics is how a terminal takes the graphics protocol.
type Graphics int

// The ways. A tmux that allows passthrough passes images on to the terminal outside of it.
const (
	NoGraphics Graphics = iota
	KittyGraphics
	KittyInTmux
)

// The numbers that images may have: a placeholder has that of its image as its colour, one of
// 256. The first 16 are left out, because they may be written in another way.
const (
	FirstImage = 16
	LastImage  = 255
)

const (
	maxPNG     = 384 << 10 // bytes of an image that is sent
	chunkBytes = 4096      // of base64 in one command of the protocol

	cellWidth, cellHeight = 8, 16 // pixels that an image has for a cell
)

// encodePNG returns a picture as a PNG of at most maxPNG bytes, in fewer pixels if it has to be.
func encodePNG(img *image.NRGBA) []byte {
	for {
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil { // it has no pixels, or is too large for one
			return nil
		}
		if b.Len() <= maxPNG {
			return b.Bytes()
		}
		img = picture.Scale(img, max(img.Rect.Dx()*3/4, 1), max(img.Rect.Dy()*3/4, 1))
	}
}

// command returns one command of the protocol.
func (g Graphics) command(payload string, options ...string) string {
	s := ansi.KittyGraphics([]byte(payload), options...)
	if g == KittyInTmux {
		return ansi.TmuxPassthrough(s)
	}
	return s
}

// Send returns what gives the terminal an image, to be shown in so many cells. The terminal
// answers nothing.
func (g Graphics) Send(id int, p *PlacedPicture, image []byte) string {
	var b strings.Builder
	data := base64.StdEncoding.EncodeToString(image)
	options := []string{"a=T", "f=100", "t=d", "U=1", "q=2", fmt.Sprintf("i=%d", id), fmt.Sprintf("c=%d", p.Columns), fmt.Sprintf("r=%d", p.Rows)}
	for {
		chunk := data[:min(chunkBytes, len(data))]
		data = data[len(chunk):]
		more := "m=0"
		if data != "" {
			more = "m=1"
		}
		b.WriteString(g.command(chunk, append(options, more)...))
		if data == "" {
			return b.String()
		}
		options = []string{"q=2"}
	}
}

// Delete returns what removes an image from the terminal.
func (g Graphics) Delete(id int) string {
	return g.command("", "a=d", "d=I", "q=2", fmt.Sprintf("i=%d", id))
}

// Placeholders returns a row of the cells in which an image shows.
func Placeholders(id, row, columns int) string {
	var b strings.Builder
	_, _ = fmt.Fprintf(&b, "\x1b[38;5;%dm", id)
	for column := range columns {
		b.WriteRune(kitty.Placeholder)
		b.WriteRune(kitty.Diacritic(row))
		b.WriteRune(kitty.Diacritic(column))
	}
	b.WriteString(ansi.ResetStyle)
	return b.String()
}
