package command

import (
	"strings"

	"blog.example/pete/internal/render"
	"github.com/charmbracelet/x/ansi"
)

// sheet is a manual page while it is set, the way man(1) sets one: bold heads at
// the margin, and everything else indented.
type sheet struct {
	b      strings.Builder
	width  int
	indent int
	ink    render.Palette
	open   bool // the head of a section stands, and nothing below it yet
}

// The measures of a manual page, in columns.
const (
	widestSheet  = 80
	deepIndent   = 7 // as man has it
	narrowIndent = 2
)

func newSheet(env *Env) *sheet {
	s := &sheet{width: render.TextWidth, indent: deepIndent, ink: env.palette()}
	if env.TTY {
		s.width = min(env.columns(), widestSheet)
	}
	if s.width < narrow {
		s.indent = narrowIndent
	}
	return s
}

// edge is the first line of a page, or its last: three words, the middle one
// left out where there is no room for it.
func (s *sheet) edge(left, middle, right string) {
	left = ansi.Truncate(left, max(s.width-ansi.StringWidth(right)-2, 0), "…")
	before := ansi.StringWidth(left)
	after := ansi.StringWidth(right)
	at := (s.width - ansi.StringWidth(middle)) / 2
	line := left
	if end := at + ansi.StringWidth(middle); at >= before+2 && end+2 <= s.width-after {
		line += strings.Repeat(" ", at-before) + middle
		before = end
	}
	s.b.WriteString(line + strings.Repeat(" ", max(s.width-after-before, 1)) + right + "\n")
}

// section begins a section.
func (s *sheet) section(title string) {
	s.b.WriteString("\n" + s.ink.Bold.Render(title) + "\n")
	s.open = true
}

// begin leaves a blank line above a paragraph, except below a head.
func (s *sheet) begin() {
	if !s.open {
		s.b.WriteByte('\n')
	}
	s.open = false
}

// text adds a paragraph.
func (s *sheet) text(sentences ...string) {
	s.begin()
	s.lines(s.indent, strings.Join(sentences, " "))
}

// typed adds commands, further in than the words they belong to.
func (s *sheet) typed(commands ...string) {
	s.open = false
	indent := s.indent + narrowIndent
	for _, c := range commands {
		s.inked(indent, indent, render.FoldCommand(c, s.width-indent))
	}
}

// line adds a line of a file, which stays one however narrow the page is.
func (s *sheet) line(text string) {
	s.open = false
	indent := s.indent + narrowIndent
	s.inked(indent, indent, []string{text})
}

// usage adds what can be typed, as words of which each stays in one piece. What
// does not fit goes on below, further in.
func (s *sheet) usage(words ...string) {
	s.open = false
	s.inked(s.indent, s.indent+2*narrowIndent, render.Fold(words, " ", s.width-s.indent-2*narrowIndent))
}

// below adds what the usage above it does.
func (s *sheet) below(text string) { s.lines(2*s.indent, text) }

// table adds pairs.
func (s *sheet) table(rows ...[2]string) {
	s.begin()
	s.b.WriteString(render.Pairs{Rows: rows, Indent: s.indent, Width: s.width, Ink: s.ink.Code}.String())
}

// inked adds lines that are typed.
func (s *sheet) inked(indent, hanging int, lines []string) {
	for _, line := range lines {
		s.b.WriteString(strings.Repeat(" ", indent) + s.ink.Code.Render(line) + "\n")
		indent = hanging
	}
}

func (s *sheet) lines(indent int, text string) {
	for _, line := range render.Fold(strings.Fields(text), " ", max(s.width-indent, 1)) {
		s.b.WriteString(strings.Repeat(" ", indent) + line + "\n")
	}
}
