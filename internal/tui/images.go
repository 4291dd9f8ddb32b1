package tui

import (
	"fmt"
	"strings"

	"blog.example/pete/internal/render"
	tea "charm.land/bubbletea/v2"
)

// images are those that the terminal was sent in this visit, each once.
type images struct {
	numbers map[imageKey]int
	next    int // number, if it is not taken; above the last it begins anew
	unsent  []unsentImage
	sent    [render.LastImage + 1]bool
}

// imageKey is one picture in one size.
type imageKey struct {
	version       string
	columns, rows int
}

// unsentImage is an image with a number that the terminal does not have yet.
type unsentImage struct {
	number int
	place  *render.PlacedPicture
	image  []byte
}

// number returns the number of an image, which is sent after the view that it is in. When all
// numbers are taken, the oldest go to others.
func (i *images) number(p *render.PlacedPicture, image []byte) int {
	key := imageKey{p.Version, p.Columns, p.Rows}
	if n, ok := i.numbers[key]; ok {
		return n
	}
	if i.numbers == nil {
		i.numbers = map[imageKey]int{}
	}
	if i.next < render.FirstImage || i.next > render.LastImage {
		i.next = render.FirstImage
	}
	n := i.next
	i.next++
	for other, taken := range i.numbers {
		if taken == n {
			delete(i.numbers, other)
		}
	}
	i.numbers[key] = n
	i.unsent = append(i.unsent, unsentImage{n, p, image})
	return n
}

// Paint implements terminal.Painter: it sends images, and deletes them at the end.
func (r *Room) Paint() (now, atEnd string) {
	var b, end strings.Builder
	graphics := r.look.pictures.graphics
	for _, u := range r.images.unsent {
		if r.images.sent[u.number] {
			b.WriteString(graphics.Delete(u.number))
		}
		r.images.sent[u.number] = true
		b.WriteString(graphics.Send(u.number, u.place, u.image))
	}
	r.images.unsent = nil
	for n, sent := range r.images.sent {
		if sent {
			end.WriteString(graphics.Delete(n))
		}
	}
	return b.String(), end.String()
}

// setGraphics sets how the terminal takes images. One that does shows pictures unasked.
func (r *Room) setGraphics(g render.Graphics, mode PictureMode) {
	p := &r.look.pictures
	able := p.can && (mode == PicturesAuto || mode == "")
	r.mayTake = able && g == render.NoGraphics
	if able && g != render.NoGraphics {
		p.graphics = g
		p.show = p.show || !p.chosen
	}
}

// named takes the terminal's answer: what it is, and its version.
func (r *Room) named(answer string) tea.Cmd {
	if !r.mayTake || !hasPlaceholders(answer) {
		return nil
	}
	r.setGraphics(render.KittyGraphics, PicturesAuto)
	for _, p := range r.pages {
		if rd, ok := p.(*reader); ok {
			rd.drawnPictures = nil
		}
	}
	return r.fitWindow()
}

// hasPlaceholders reports whether a terminal shows images in placeholders, by its answer to
// XTVERSION: "kitty(0.35.2)", "ghostty 1.0.1". kitty does since 0.28, and Ghostty always did.
// Other terminals have the protocol without them.
func hasPlaceholders(answer string) bool {
	version, isKitty := strings.CutPrefix(answer, "kitty(")
	if !isKitty {
		return strings.HasPrefix(strings.ToLower(answer), "ghostty")
	}
	var major, minor int
	_, err := fmt.Sscanf(version, "%d.%d", &major, &minor)
	return err == nil && (major > 0 || minor >= 28)
}
