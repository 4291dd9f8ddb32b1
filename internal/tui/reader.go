package tui

import (
	"fmt"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// reader shows one text. Its lines come from a command; until they are there
// it shows none, and keeps the keys that need them.
type reader struct {
	post         *blog.Post // nil on the about page
	page         *blog.Page
	site         blog.Site
	newer, older *blog.Post

	opts   render.Options // of the lines
	lines  *render.Page   // nil until they are there
	top    int            // row of the text at the top of the window
	place  place          // what top stands for, through every rewrapping
	anchor string         // heading to begin at
	early  []tea.KeyPressMsg

	over     map[int]int // columns by which blocks are wider than the window
	shift    int         // columns by which these are scrolled to the left
	furthest int         // the most that makes sense
}

// place is where a reader is in a text. Its zero value is the start.
type place struct {
	at      render.Place
	begun   bool // the start has been left
	row     int  // of the text, where it is laid out
	measure int  // this wide
}

// laidOut brings the lines that a reader asked for.
type laidOut struct {
	page  *blog.Page
	opts  render.Options
	lines *render.Page
}

// maxEarly bounds the keys that are kept while a text is laid out.
const maxEarly = 64

func newPostReader(a *blog.Archive, p *blog.Post) *reader {
	return &reader{post: p, page: &p.Page, site: a.Site, newer: a.Newer(p), older: a.Older(p)}
}

func newAboutReader(a *blog.Archive) *reader { return &reader{page: a.About, site: a.Site} }

// name tells the texts of an archive apart.
func (r *reader) name() string { return r.page.Path }

func (r *reader) title() string { return r.page.Title }

// options are those of the lines that the window needs.
func (l look) options() render.Options {
	return render.Options{Width: l.measure(), Theme: l.theme, Profile: l.profile}
}

// layOut is the command that brings lines.
func (r *reader) layOut(o render.Options) tea.Cmd {
	post, page, site := r.post, r.page, r.site
	return func() tea.Msg {
		if post == nil {
			return laidOut{page, o, render.About(page, site, o)}
		}
		return laidOut{page, o, render.Post(post, site, o)}
	}
}

// arrived takes lines, finds the reader's place in them, and presses the keys
// that came before them.
func (r *reader) arrived(msg laidOut, k keymap, l look) {
	if msg.page != r.page || msg.opts != l.options() {
		return
	}
	r.lines, r.opts = msg.lines, msg.opts
	r.settle(l)
	if row, found := r.lines.RowOf(r.anchor); found {
		r.anchor = ""
		r.scrollTo(row+l.topMargin(), l)
	}
	early := r.early
	r.early = nil
	for _, key := range early {
		r.update(key, k, l)
	}
}

func (r *reader) update(msg tea.KeyPressMsg, k keymap, l look) {
	if r.lines == nil {
		if len(r.early) < maxEarly {
			r.early = append(r.early, msg)
		}
		return
	}
	page := l.textRows()
	switch {
	case key.Matches(msg, k.Down):
		r.scrollTo(r.top+1, l)
	case key.Matches(msg, k.Up):
		r.scrollTo(r.top-1, l)
	case key.Matches(msg, k.PageDown):
		r.scrollTo(r.top+max(page-2, 1), l)
	case key.Matches(msg, k.PageUp):
		r.scrollTo(r.top-max(page-2, 1), l)
	case key.Matches(msg, k.HalfDown):
		r.scrollTo(r.top+max(page/2, 1), l)
	case key.Matches(msg, k.HalfUp):
		r.scrollTo(r.top-max(page/2, 1), l)
	case key.Matches(msg, k.Top):
		r.scrollTo(0, l)
	case key.Matches(msg, k.Bottom):
		r.scrollTo(r.rows(l), l)
	case key.Matches(msg, k.ScrollRight):
		r.shift = min(r.shift+shiftColumns, r.furthest)
	case key.Matches(msg, k.ScrollLeft):
		r.shift = max(r.shift-shiftColumns, 0)
	}
}

// scrollTo brings a row to the top, and remembers what stands there.
func (r *reader) scrollTo(top int, l look) {
	r.top = top
	r.clamp(l)
	r.place = place{begun: r.top > 0, row: r.top - l.topMargin(), measure: r.opts.Width}
	if i := r.place.row; i >= 0 && i < len(r.lines.Lines) {
		r.place.at = r.lines.Lines[i].Place
	}
}

// settle finds the reader's place in lines or in a window that are new. The
// place stays what it was, so that a window which comes back shows what it
// showed.
func (r *reader) settle(l look) {
	r.survey(l)
	switch {
	case !r.place.begun:
		r.top = 0
	case r.place.measure == r.opts.Width:
		r.top = r.place.row + l.topMargin()
	default:
		r.top = r.lines.Row(r.place.at) + l.topMargin()
	}
	r.clamp(l)
}

// clamp keeps the window within the text.
func (r *reader) clamp(l look) {
	r.top = max(min(r.top, r.rows(l)-l.textRows()), 0)
	r.shift = min(r.shift, r.furthest)
}

// survey finds the blocks that are wider than the window: after a change of
// either.
func (r *reader) survey(l look) {
	r.over, r.furthest = map[int]int{}, 0
	for _, line := range r.lines.Lines {
		if over := ansi.StringWidth(line.Text) - l.room(); line.Unwrapped && over > 0 {
			r.over[line.Place.Block] = max(r.over[line.Place.Block], over)
			r.furthest = max(r.furthest, over)
		}
	}
}

// rows is the height of the text with the blank row above it.
func (r *reader) rows(l look) int {
	if r.lines == nil {
		return 0
	}
	return len(r.lines.Lines) + l.topMargin()
}

// percent is how much of the text has been on the screen, the window's last
// row counted.
func (r *reader) percent(l look) int {
	rows := r.rows(l)
	if rows == 0 {
		return 0
	}
	return min((r.top+l.textRows())*100/rows, 100)
}

// status is the reader's place in words: "8% · 6 min left".
func (r *reader) status(l look) string {
	percent := r.percent(l)
	switch {
	case r.lines == nil:
		return ""
	case r.post == nil || percent == 100 || l.columns < 32:
		return fmt.Sprintf("%d%%", percent)
	}
	left := max((r.post.Minutes*(100-percent)+50)/100, 1)
	return fmt.Sprintf("%d%% · %s left", percent, duration(left))
}

// address is what opens this place: SLUG, or SLUG#HEADING. At the end of the
// text it is the last heading that leads here: none that follows can stand on
// top.
func (r *reader) address(l look) string {
	if r.lines == nil || r.top == 0 {
		return r.post.Slug
	}
	row := r.top - l.topMargin()
	if r.percent(l) == 100 {
		row = len(r.lines.Lines) - 1
	}
	if h, ok := r.lines.HeadingAt(row); ok {
		return r.post.Slug + "#" + h.Anchor
	}
	return r.post.Slug
}
