// Package tui is the reading room: what a reader sees and presses. It promises
// that every frame fits its window at every size, that the reader's place survives
// every resize and every new snapshot of the blog, that nothing of an earlier snapshot
// stays in memory, and that Update never waits: what takes time is a command, and the
// page that asked for it can be closed meanwhile.
//
// It knows keys, pages and layout. It never knows SSH, files, goroutines, or
// any clock it was not given.
//
// A visit is a stack of pages above the list of posts. Each page is a file or a few:
//
//	home.go      the list of posts; homeplan.go divides the window, homeview.go draws it
//	picker.go    one of several entries is chosen: a tag (tags.go), a page (pages.go), a
//	             heading or a block of code (contents.go); narrow.go makes the list shorter by typing
//	search.go    the search of all posts; query.go asks the index, searchview.go draws it
//	reader.go    one text, from its layout on; readerkeys.go has its keys, place.go the
//	             place in it, readerview.go draws it
//	find.go      the search in one text, whose hits are marked
//	pictures.go  its pictures, shown or named; images.go sends them to terminals that take images
//	stops.go     its links and footnotes, focused and followed
//	help.go      every key, from the one table in keys.go
//
// For screen readers linear.go appends lines in the place of frames; linearlist.go has what it
// says of lists, lineartext.go of texts.
//
// Pages are made of list.go (one entry is selected), field.go (text is typed into it),
// footer.go, message.go (what is said in the place of the footer) and screen.go. stack.go
// has the stack, preview.go is the room at home, snapshot.go replaces the snapshot, theme.go chooses
// the colours, mouse.go handles the mouse, shell.go has the words that open a visit and the command
// that leads back to it.
package tui

import (
	"unicode"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/cell"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/site"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// Options has what a visit begins with.
type Options struct {
	Columns, Rows int
	Profile       colorprofile.Profile
	ASCII         bool            // the terminal shows no other characters
	Theme         render.Theme    // until the terminal reports its background, or the reader chooses
	Cache         *render.Cache   // shared with other visits; nil caches nothing
	Open          string          // SLUG or SLUG#HEADING to begin at, as typed by the reader; empty for the list of posts
	Commands      []string        // names that Open is compared with when it is no post
	Host          string          // replaces that of the site in commands to type; empty replaces nothing
	Graphics      render.Graphics // the terminal is known to have
	Pictures      PictureMode     // how pictures may be shown
	Follow        bool            // an updated text shows at once, and not when the reader asks for it
}

// Room is one reader's visit. It is a bubbletea model; the [tea.View] it makes
// fills the alternate screen.
type Room struct {
	store        Snapshots
	snapshot     *site.Snapshot // what is read and shown; nil while the visit is suspended
	generation   int            // number of snapshots taken so far
	searcher     searcher       // in the place of the snapshot's index, for tests
	cache        *render.Cache
	pictureCache *render.Cache // the same, or one of this visit alone
	images       images        // that the terminal was sent
	mayTake      bool          // the terminal takes images if its name says so
	look         look
	host         string // see Options
	follow       bool   // see Options

	home  *home
	pages []page // above home, the one that shows last

	layoutRuns  bool             // a layout runs
	places      map[string]place // where the reader left each text
	message     message
	themeChosen bool   // the reader has chosen a theme
	mouse       bool   // the terminal reports its mouse
	clipboard   string // what was copied and not yet taken
	lastFind    sought

	tagCounts struct {
		had    string  // the tags
		offers []offer // beside them, counted last
	}

	view   tea.View // what View returned last
	drawn  bool     // the room looks like that
	linear linear
}

// look has what every page needs to be drawn.
type look struct {
	columns, rows int
	theme         render.Theme
	profile       colorprofile.Profile
	ascii         bool
	styles        render.Styles
	ink           render.Palette
	pictures      pictures
	linear        bool // lines are appended, and nothing is drawn
}

// tiny reports a window in which nothing can be read.
func (l look) tiny() bool { return l.columns < 20 || l.rows < 6 }

// ownPictures is how many bytes of pictures a visit keeps that shares no cache.
const ownPictures = 8 << 20

// Snapshots has what is read: a [site.Store], or what one shows authors.
type Snapshots interface{ Current() *site.Snapshot }

// New opens a room over the snapshots of a store.
func New(store Snapshots, o Options) *Room {
	r := &Room{
		store:    store,
		snapshot: store.Current(),
		cache:    o.Cache,
		host:     o.Host,
		follow:   o.Follow,
		look:     look{columns: o.Columns, rows: o.Rows, theme: o.Theme, profile: o.Profile, ascii: o.ASCII},
		places:   map[string]place{},
	}
	r.look.pictures.can = canShow(o)
	r.setGraphics(o.Graphics, o.Pictures)
	if r.pictureCache = o.Cache; o.Cache == nil {
		r.pictureCache = render.NewCache(ownPictures)
	}
	r.look.styles = r.snapshot.Styles
	r.look.ink = r.look.styles.Palette(o.Theme, o.Profile)
	r.home = newHome(r)
	r.home.fitWindow()
	open, linear := cutLinear(o.Open)
	r.look.linear = linear
	r.openAt(open, o.Commands)
	return r
}

// Init returns the command that loads what the first page shows.
func (r *Room) Init() tea.Cmd {
	cmd := tea.Batch(r.load(), r.loadPicture())
	r.narrate()
	return cmd
}

// Update takes the current snapshot and then the message.
func (r *Room) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if r.snapshot != r.store.Current() {
		return r, r.updateAdopting(msg)
	}
	return r, r.update(msg)
}

func (r *Room) update(msg tea.Msg) tea.Cmd {
	msg = unmodified(msg)
	if r.ignores(msg) {
		return nil
	}
	r.drawn = false
	cmd := r.handle(msg)
	r.announce()
	r.narrate()
	return tea.Batch(cmd, r.loadPicture())
}

func (r *Room) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		r.look.columns, r.look.rows = msg.Width, msg.Height
		return r.fitWindow()
	case tea.BackgroundColorMsg:
		return r.fitBackground(msg)
	case layoutDone:
		return r.receive(msg)
	case searchDone:
		return r.receiveAnswer(msg)
	case tea.TerminalVersionMsg:
		return r.named(msg.Name)
	case cell.Measured:
		return r.measured(msg)
	case pictureDone:
		return r.receivePicture(msg)
	case picturesKnown:
		return r.receiveKnown(msg)
	case pictureNeeded: // where the terminal does not wait for it itself
		return msg.Wait
	case tea.KeyPressMsg:
		return r.press(msg)
	case tea.PasteMsg:
		return r.paste(msg.Content)
	case tea.MouseMsg:
		return r.handleMouse(msg)
	}
	return nil
}

// ignores reports whether a message changes nothing. Then the room is not drawn again,
// because a client can send as many messages as its connection carries.
func (r *Room) ignores(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return msg.Width == r.look.columns && msg.Height == r.look.rows
	case cell.Measured:
		p := r.look.pictures
		return msg.Aspect() == p.aspect && (!msg.WideMarks || !p.can)
	case tea.TerminalVersionMsg:
		return !r.mayTake
	case tea.KeyPressMsg:
		_, escaped := afterEscape(msg)
		return !escaped && r.message == message{} && r.typing() == nil && !bound[msg.String()]
	case tea.PasteMsg:
		return r.typing() == nil
	case tea.MouseMsg:
		return !r.mouse
	case tea.BackgroundColorMsg, layoutDone, searchDone, pictureDone, picturesKnown, pictureNeeded:
		return false
	}
	return true
}

// fitWindow fits every page to the window.
func (r *Room) fitWindow() tea.Cmd {
	r.home.fitWindow()
	for _, p := range r.pages {
		p.fitWindow()
	}
	return r.load()
}

// press handles the keys that mean the same on every page, and passes the others to
// the page that shows. A page that is typed into gets nearly all.
func (r *Room) press(msg tea.KeyPressMsg) tea.Cmd {
	if after, ok := afterEscape(msg); ok {
		return tea.Batch(r.press(tea.KeyPressMsg{Code: tea.KeyEscape}), r.press(after))
	}
	r.message, r.linear.said = message{}, message{}
	switch {
	case key.Matches(msg, keyLeave):
		return tea.Quit
	case key.Matches(msg, keyRedraw):
		return tea.ClearScreen
	case r.reader() != nil && r.reader().queuesKey(msg):
		return nil
	case r.typing() != nil:
		return r.page().press(msg)
	case key.Matches(msg, keyLinear) && r.follow: // bubbletea draws a preview: see terminal.RunHere
		r.say("Line by line: pete serve --drafts, and ssh -t -p 2222 localhost " + blog.LinearCommand)
		return nil
	case key.Matches(msg, keyLinear):
		return r.toggleLinear()
	case r.look.linear && key.Matches(msg, keyTheme, keyMouse):
		r.say("There are no colours and no mouse here. " + keyLinear.Help().Key + " draws the room again.")
		return nil
	case key.Matches(msg, keyTheme):
		return r.chooseTheme()
	case key.Matches(msg, keyMouse):
		r.toggleMouse()
		return nil
	case key.Matches(msg, keyHelp) && !r.showsHelp():
		return r.push(&help{room: r})
	}
	return r.page().press(msg)
}

// showsHelp reports whether the page that shows is the help.
func (r *Room) showsHelp() bool {
	_, ok := r.page().(*help)
	return ok
}

// afterEscape returns the letter that was pressed right after escape. A slow link
// delivers both at once, which looks like alt and the letter; no key here has alt.
func afterEscape(msg tea.KeyPressMsg) (after tea.KeyPressMsg, ok bool) {
	if msg.Mod&^tea.ModShift != tea.ModAlt || !unicode.IsGraphic(msg.Code) {
		return tea.KeyPressMsg{}, false
	}
	letter := msg.Code
	if msg.Mod&tea.ModShift != 0 {
		letter = unicode.ToUpper(letter)
	}
	return tea.KeyPressMsg{Code: letter, Text: string(letter)}, true
}

// View draws the page that shows. It returns the same view until something changes.
func (r *Room) View() tea.View {
	if r.drawn {
		return r.view
	}
	r.resume()
	drawn := r.draw()
	content, title := drawn.String(), r.page().title()
	if r.look.ascii {
		content, title = render.ASCII(content), render.ASCII(title)
	}
	v := tea.NewView(content)
	v.AltScreen = true
	v.Cursor = tea.NewCursor(drawn.column, drawn.row)
	v.WindowTitle = title
	if r.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	r.view, r.drawn = v, true
	return v
}

func (r *Room) draw() *screen {
	p, s := r.page(), &screen{look: r.look}
	if r.look.tiny() {
		s.add(shorten("needs 20x6", r.look.columns), shorten("^C leaves", r.look.columns))
		return s
	}
	p.draw(s)
	s.close(p.foot())
	if r.message != (message{}) {
		margin := r.look.margin()
		if r.reader() != nil {
			margin = r.look.textMargin()
		}
		rows := r.look.messageRows(margin, r.message)
		s.cover(rows)
		s.column, s.row = r.look.left()+margin, len(s.rows)-len(rows)
		if len(rows) > 1 && rows[0] == "" {
			s.row++
		}
	}
	return s
}
