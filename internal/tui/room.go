// Package tui is the reading room: what a reader sees and presses. It promises
// a screen that is whole at every size, that keeps the reader's place through
// every resize, and that never waits: what takes time is a command, and the
// page that asked for it can be left meanwhile.
//
// It knows keys, pages and layout. It never knows SSH, files, goroutines, or
// any clock it was not given.
package tui

import (
	"fmt"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// Options is what a visit begins with.
type Options struct {
	Columns, Rows int
	Profile       colorprofile.Profile
	Theme         render.Theme // until the terminal answers what it has, or the reader chooses
	Open          string       // SLUG or SLUG#HEADING to begin at, or what else was typed; empty for home
	Commands      []string     // what else may have been meant by that
}

// Room is one reader's visit: a stack of pages with home below. It is a
// bubbletea model; the [tea.View] it makes fills the alternate screen.
type Room struct {
	archive *blog.Archive
	keys    keymap
	look    look

	home home
	open []*reader // the texts above it, the one that shows last
	help *help     // nil when closed

	laying bool             // lines are being laid out
	places map[string]place // where the reader left each post
	note   string           // one line in the footer's stead, until the next key
	chosen bool             // the reader has chosen a theme
}

// look is what every page needs to be drawn.
type look struct {
	columns, rows int
	theme         render.Theme
	profile       colorprofile.Profile
	ink           render.Palette
}

// tiny reports a window in which nothing can be read.
func (l look) tiny() bool { return l.columns < 20 || l.rows < 6 }

// New opens a room over an archive.
func New(a *blog.Archive, o Options) *Room {
	r := &Room{
		archive: a,
		keys:    newKeymap(),
		look:    look{columns: o.Columns, rows: o.Rows, theme: o.Theme, profile: o.Profile},
		places:  map[string]place{},
	}
	r.look.ink = render.NewPalette(o.Theme, o.Profile)
	r.home = newHome(a)
	r.home.lay(r.look)
	r.begin(o.Open, o.Commands)
	return r
}

// Init asks for what the first page shows.
func (r *Room) Init() tea.Cmd { return r.layOut() }

// Update takes one message.
func (r *Room) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return r, r.resize(msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		if r.chosen {
			return r, nil
		}
		return r, r.setTheme(themeFor(msg.IsDark()))
	case laidOut:
		return r, r.arrived(msg)
	case tea.KeyPressMsg:
		return r, r.press(msg)
	}
	return r, nil
}

func (r *Room) resize(columns, rows int) tea.Cmd {
	if columns == r.look.columns && rows == r.look.rows {
		return nil
	}
	r.look.columns, r.look.rows = columns, rows
	r.home.lay(r.look)
	if r.help != nil {
		r.help.clamp(r.look)
	}
	return r.layOut()
}

func (r *Room) setTheme(t render.Theme) tea.Cmd {
	if t == r.look.theme {
		return nil
	}
	r.look.theme = t
	r.look.ink = render.NewPalette(t, r.look.profile)
	return r.layOut()
}

func themeFor(dark bool) render.Theme {
	if dark {
		return render.Dark
	}
	return render.Light
}

// press handles the keys that mean the same on every page, and hands the
// others to the page on top.
func (r *Room) press(msg tea.KeyPressMsg) tea.Cmd {
	r.note = ""
	switch {
	case key.Matches(msg, r.keys.Leave):
		return tea.Quit
	case key.Matches(msg, r.keys.Theme):
		r.chosen = true
		return r.setTheme(1 - r.look.theme)
	case r.help != nil:
		if r.help.update(msg, r.look) {
			r.help = nil
		}
		return nil
	case key.Matches(msg, r.keys.Help):
		r.help = &help{site: r.archive.Site, keys: r.keys}
		return nil
	case r.reader() != nil:
		return r.readerKey(msg, r.reader())
	}
	return r.homeKey(msg)
}

func (r *Room) homeKey(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, r.keys.Close) && msg.String() == "q":
		return tea.Quit
	case key.Matches(msg, r.keys.About):
		return r.openAbout()
	case key.Matches(msg, r.keys.Open):
		if p := r.home.selected(); p != nil {
			return r.show(newPostReader(r.archive, p))
		}
		return nil
	}
	r.home.update(msg, r.keys, r.look)
	return nil
}

// View draws the page on top.
func (r *Room) View() tea.View {
	v := tea.NewView(r.content())
	v.AltScreen = true
	v.WindowTitle = r.archive.Site.Title
	if rd := r.reader(); rd != nil {
		v.WindowTitle = rd.title()
	}
	return v
}

func (r *Room) content() string {
	switch {
	case r.look.tiny():
		return shorten("needs 20x6", r.look.columns)
	case r.help != nil:
		return r.help.view(r.look)
	case r.reader() != nil:
		return r.reader().view(r.keys, r.look, r.note)
	}
	return r.home.view(r.keys, r.look, r.note)
}

// Farewell is what the room leaves on the ordinary screen: why it closed, if
// the reader did not do it, and the command that leads back to this place.
func (r *Room) Farewell(why string) string {
	var b strings.Builder
	if why != "" {
		b.WriteString(why + "\n")
	}
	site := r.archive.Site
	where, command := site.Title+". To come back:", site.SSH()
	short := "To come back:"
	if rd := r.reader(); rd != nil && rd.post != nil {
		where = fmt.Sprintf("%s, %d%%. To go on:", rd.title(), rd.percent(r.look))
		short, command = "To go on:", site.SSHTerminal(rd.address(r.look))
	}
	if ansi.StringWidth(where) > r.look.columns {
		where = short
	}
	fmt.Fprintf(&b, "%s\n  %s\n", where, command)
	return b.String()
}
