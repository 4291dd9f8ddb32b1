package tui

import (
	"context"
	"strings"
	"time"

	"blog.example/pete/internal/cell"
	"blog.example/pete/internal/render"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// pictureWait is how long a visit waits until others' pictures are decoded. Then it tries
// again when its reader presses a key.
const pictureWait = 10 * time.Second

// PictureMode is how pictures may be shown, as the operator has it.
type PictureMode string

// The modes.
const (
	PicturesAuto   PictureMode = "auto"   // as well as the terminal can
	PicturesBlocks PictureMode = "blocks" // as half blocks at most
	PicturesOff    PictureMode = "off"    // never; they are named
)

// pictures is what a visit has of pictures.
type pictures struct {
	can      bool // the terminal can show them
	show     bool // they are shown, until the reader says otherwise
	chosen   bool // the reader has said so
	asked    bool // one is on its way
	graphics render.Graphics
	aspect   cell.Aspect // of the cells that they are shown in
}

// form returns how pictures that stand alone are laid out.
func (l look) form() render.Form {
	switch {
	case !l.pictures.can, l.linear:
		return render.Named
	case l.pictures.show:
		return render.Blocks
	}
	return render.Offered
}

// laidOut returns how pictures are laid out in a text of whose pictures something is known.
func (l look) laidOut(known render.Known) render.Pictures {
	p := render.Pictures{Form: l.form(), Known: known}
	if p.Form == render.Blocks {
		p.Cell = l.pictures.aspect
	}
	return p
}

// measured lays out for the cells that the terminal has. Where marks are wide, half blocks are
// as wide as tall and no picture.
func (r *Room) measured(m cell.Measured) tea.Cmd {
	p := &r.look.pictures
	p.aspect = m.Aspect()
	if m.WideMarks && p.graphics == render.NoGraphics {
		p.can = false
	}
	return r.fitWindow()
}

// canShow reports whether a terminal has enough colours for half blocks. With sixteen a
// picture is noise.
func canShow(o Options) bool {
	return o.Pictures != PicturesOff && !o.ASCII && o.Profile >= colorprofile.ANSI256
}

// togglePictures shows the pictures, or their descriptions, for the rest of the visit.
func (r *reader) togglePictures() tea.Cmd {
	l := &r.room.look
	switch {
	case l.linear && r.hasPictures():
		r.room.message = message{"Here pictures are their descriptions. To save one:", r.command("picture", "N") + " > FILE"}
		return nil
	case !l.pictures.can && !l.linear:
		r.room.message = message{"This terminal shows no pictures. To save one:", r.command("picture", "N") + " > FILE"}
		return nil
	case !r.hasPictures():
		r.room.say("No pictures in this text.")
		return nil
	}
	l.pictures.show, l.pictures.chosen = !l.pictures.show, true
	return r.room.fitWindow()
}

// hasPictures reports whether the text has pictures that can be shown.
func (r *reader) hasPictures() bool { return r.lines != nil && r.showable }

// pictureDone is the message that one more of the pictures that show is there. Its rows are
// nil if it is not, because it had to wait for too long.
type pictureDone struct {
	slug  string
	at    int // index in the pictures of the page
	of    *render.Page
	shown *drawnPicture
}

// drawnPicture is a picture as it is drawn: rows of half blocks, or an image that is sent. It
// has neither if it cannot be shown.
type drawnPicture struct {
	rows  []string
	image []byte
}

// pictureNeeded is a message of a command that has found a picture that is not decoded. Wait
// decodes it, which takes no CPU slot: one picture is decoded at a time in all.
type pictureNeeded struct{ wait func() tea.Msg }

// Wait returns a pictureDone.
func (p pictureNeeded) Wait() tea.Msg { return p.wait() }

// loadPicture takes the pictures that show and are cached, and returns the command that
// makes the first of the others. One is made at a time.
func (r *Room) loadPicture() tea.Cmd {
	rd := r.reader()
	if rd == nil || rd.lines == nil || len(rd.lines.Pictures) == 0 || r.look.tiny() {
		return nil
	}
	first, end := rd.shown()
	for at := range rd.lines.Pictures {
		p := &rd.lines.Pictures[at]
		switch {
		case p.Row >= end || p.Row+p.Rows <= first:
			delete(rd.drawnPictures, at)
			continue
		case rd.drawnPictures[at] != nil:
			continue
		}
		if shown, ok := r.cachedPicture(p); ok {
			rd.setPicture(at, shown)
			continue
		}
		if !r.look.pictures.asked {
			r.look.pictures.asked = true
			return rd.pictureCmd(at)
		}
	}
	return nil
}

// cachedPicture returns a picture as this terminal shows it, if it is cached.
func (r *Room) cachedPicture(p *render.PlacedPicture) (*drawnPicture, bool) {
	if r.look.pictures.graphics != render.NoGraphics {
		d, ok := r.pictureCache.Decoded(p.KnownPicture, true)
		if !ok {
			return nil, false
		}
		return &drawnPicture{image: d.Image}, true
	}
	s, ok := r.pictureCache.Shown(p, r.look.profile)
	if !ok {
		return nil, false
	}
	return &drawnPicture{rows: s.Rows}, true
}

func (r *reader) setPicture(at int, shown *drawnPicture) {
	if r.drawnPictures == nil {
		r.drawnPictures = map[int]*drawnPicture{}
	}
	r.drawnPictures[at] = shown
}

// pictureCmd returns the command that makes one picture of the page.
func (r *reader) pictureCmd(at int) tea.Cmd {
	p, cache, profile := &r.lines.Pictures[at], r.room.pictureCache, r.room.look.profile
	open := r.room.snapshot.OpenPicture(p.File)
	done := pictureDone{slug: r.slug, at: at, of: r.lines}
	asImage := r.room.look.pictures.graphics != render.NoGraphics
	draw := func(d *render.Decoded) tea.Msg {
		done.shown = &drawnPicture{image: d.Image}
		if !asImage {
			done.shown.rows = cache.Show(p, d, profile).Rows
		}
		return done
	}
	return func() tea.Msg {
		if d, ok := cache.Decoded(p.KnownPicture, asImage); ok {
			return draw(d)
		}
		return pictureNeeded{func() tea.Msg {
			ctx, stop := context.WithTimeout(context.Background(), pictureWait)
			defer stop()
			d, err := cache.Decode(ctx, p.KnownPicture, asImage, open)
			switch {
			case err == nil:
				return draw(d)
			case ctx.Err() == nil:
				done.shown = &drawnPicture{} // the file has gone
			}
			return done
		}}
	}
}

// receivePicture takes a picture if the page still shows that it was made for.
func (r *Room) receivePicture(msg pictureDone) tea.Cmd {
	r.look.pictures.asked = false
	if rd := r.reader(); rd != nil && rd.slug == msg.slug && rd.lines == msg.of && msg.shown != nil {
		rd.setPicture(msg.at, msg.shown)
	}
	if msg.shown == nil {
		return nil // the next key asks again
	}
	return r.loadPicture()
}

// pictureRow returns one row of a picture behind its indent. Until the picture is there, and
// where it cannot be shown, its description stands on the first row.
func (r *reader) pictureRow(line render.Line, p *render.PlacedPicture, at, nth int) string {
	prefix := line.ANSI() + spaces(p.Indent-render.TextColumns(line.Text))
	switch shown := r.drawnPictures[at]; {
	case shown == nil:
	case nth < len(shown.rows):
		return prefix + shown.rows[nth]
	case shown.image != nil:
		return prefix + render.Placeholders(r.room.images.number(p, shown.image), nth, p.Columns)
	}
	if nth == 0 && p.Alt != "" {
		return prefix + r.room.look.ink.Dim.Render(shorten(p.Alt, p.Columns))
	}
	return strings.TrimRight(prefix, " ")
}

// picturesKnown is the message that more is known of the pictures of a text.
type picturesKnown struct {
	slug  string
	key   [32]byte
	known render.Known
}

// refreshPictures returns the command that looks at the files of the pictures again, because
// they may have changed since what is remembered of them was found.
func (r *reader) refreshPictures() tea.Cmd {
	slug, page, snapshot := r.slug, r.newestPage(), r.room.snapshot
	return func() tea.Msg { return picturesKnown{slug, page.Key, snapshot.Pictures(page)} }
}

// receiveKnown lays the text out again if its pictures have changed.
func (r *Room) receiveKnown(msg picturesKnown) tea.Cmd {
	if rd := r.reader(); rd != nil && rd.slug == msg.slug && rd.key == msg.key {
		rd.know(msg.known)
	}
	return r.load()
}

// know takes what is known of the pictures of the text.
func (r *reader) know(known render.Known) {
	if r.known != known {
		r.known, r.showable = known, known.CanShow()
	}
}
