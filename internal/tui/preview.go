package tui

import (
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	tea "charm.land/bubbletea/v2"
)

// Preview is a room for the author of what is read, at home: below it stands what is wrong
// in the blog. It is for a terminal of its own, and is never suspended.
type Preview struct {
	*Room
	file   string // to open as soon as it can be read; "" for none, or once it is open
	report func() blog.Report

	columns, rows int      // of the window; the room has the rows above below
	below         []string // what foot returned last
	first         tea.Cmd  // of Init
}

// NewPreview opens a room at a file of the content directory, or at the list of posts for
// "". report returns what the last reading has found.
func NewPreview(store Snapshots, o Options, file string, report func() blog.Report) *Preview {
	o.Follow = true
	p := &Preview{file: file, report: report, columns: o.Columns, rows: o.Rows}
	p.Room = New(store, o)
	p.first = tea.Batch(p.openFile(), p.fit())
	return p
}

// openFile opens the file that is waited for, if it can be read by now.
func (p *Preview) openFile() (cmd tea.Cmd) {
	archive := p.snapshot.Archive
	post, ok := archive.ByFile(p.file)
	switch {
	case p.file == "" || !ok:
		return nil
	case &post.Page == archive.About:
		cmd = p.openAbout("")
	default:
		cmd = p.open(newReader(p.Room, post.Slug))
	}
	p.file = ""
	return cmd
}

// Init implements tea.Model.
func (p *Preview) Init() tea.Cmd { return tea.Batch(p.first, p.Room.Init()) }

// Update implements tea.Model. Any message may come after another reading of the blog.
func (p *Preview) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmds []tea.Cmd
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		p.columns, p.rows = size.Width, size.Height
	} else {
		_, cmd := p.Room.Update(msg)
		cmds = append(cmds, cmd)
	}
	if p.file != "" {
		cmds = append(cmds, p.openFile())
	}
	return p, tea.Batch(append(cmds, p.fit())...)
}

// fit writes the foot anew, and gives the room the rows above it.
func (p *Preview) fit() tea.Cmd {
	p.below = p.foot()
	_, cmd := p.Room.Update(tea.WindowSizeMsg{Width: p.columns, Height: p.rows - len(p.below)})
	return cmd
}

// View implements tea.Model.
func (p *Preview) View() tea.View {
	v := p.Room.View()
	if len(p.below) > 0 {
		missing := p.rows - len(p.below) - 1 - strings.Count(v.Content, "\n")
		v.Content += strings.Repeat("\n", max(missing, 0)) + "\n" + strings.Join(p.below, "\n")
	}
	return v
}

// foot returns the rows below the room: the problem that matters most and how many there
// are, or else the counts of the blog. A small window has no room for it.
func (p *Preview) foot() []string {
	l := p.look
	l.columns, l.rows = p.columns, p.rows
	if l.rows < 8 || l.columns < 20 {
		return nil
	}
	report := p.report()
	says, ink, most := report.Summary(), l.ink.Dim, 1
	if problem, n := p.worst(report.Problems); n > 0 {
		says, ink = problem.String(), l.ink.Accent
		if n > 1 {
			says = blog.Count(n, "problem") + ", the first: " + says
		}
		if l.tall() {
			most = 2
		}
	}
	width := l.width() - 2*l.margin()
	rows := cutRows(wrap(blog.Line(says), width), most, width)
	for i, row := range rows {
		rows[i] = spaces(l.left()+l.margin()) + ink.Render(row)
		if l.ascii {
			rows[i] = render.ASCII(rows[i])
		}
	}
	return rows
}

// worst returns the first problem of the file that is read, else of those that keep texts
// from being served, else of all, and how many there are.
func (p *Preview) worst(problems []blog.Problem) (worst blog.Problem, n int) {
	file := p.file
	if rd := p.reading(); rd != nil && file == "" {
		file = rd.post().Path
	}
	best := -1
	for _, problem := range problems {
		rank := 0
		if problem.Severity != blog.Warning {
			rank = 1
		}
		if problem.Path == file {
			rank += 2
		}
		if rank > best {
			worst, best = problem, rank
		}
	}
	return worst, len(problems)
}
