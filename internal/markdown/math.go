package markdown

import (
	"bytes"
	"slices"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// mathSigns are the pairs between which a formula stands. Behind two backslashes Markdown
// leaves one to the script that draws the formula.
var mathSigns = []struct {
	open, end string
	block     bool
}{
	{`$$`, `$$`, true},
	{`\\[`, `\\]`, true},
	{`\[`, `\]`, true},
	{`\\(`, `\\)`, false},
	{`\(`, `\)`, false},
}

// mathBlocks parses formulas that begin and end a line, and keeps their lines.
type mathBlocks struct{}

func (mathBlocks) Trigger() []byte { return []byte{'$', '\\'} }

func (mathBlocks) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	at := pc.BlockOffset()
	if at < 0 {
		return nil, parser.NoChildren
	}
	end, lines := mathEnd(line[at:], reader.Source()[segment.Start+at:])
	if end == nil {
		return nil, parser.NoChildren
	}
	n := &Math{}
	n.SetPos(segment.Start)
	n.Lines().Append(text.NewSegment(segment.Start+at, segment.Stop))
	pc.Set(mathLeft, lines)
	reader.AdvanceToEOL()
	return n, parser.NoChildren
}

// mathLeft is the key for the number of lines that the open formula still has.
var mathLeft = parser.NewContextKey()

// mathEnd returns what ends the formula that begins with a line, and how many lines
// follow the first. text is the source from there on. A formula ends before a blank line.
func mathEnd(line, source []byte) (end []byte, lines int) {
	open := []byte(nil)
	for _, sign := range mathSigns {
		if sign.block && bytes.HasPrefix(line, []byte(sign.open)) {
			open, end = []byte(sign.open), []byte(sign.end)
			break
		}
	}
	if open == nil {
		rest, ok := bytes.CutPrefix(line, []byte(`\begin{`))
		name, _, closed := bytes.Cut(rest, []byte("}"))
		if !ok || !closed {
			return nil, 0
		}
		open, end = []byte(`\begin{`), []byte(`\end{`+string(name)+"}")
	}
	for rest := source[len(open):]; lines < maxMathLines; lines++ {
		line, after, more := bytes.Cut(rest, []byte("\n"))
		if at := bytes.Index(line, end); at >= 0 {
			if len(bytes.Trim(line[at+len(end):], " \t\r.,;")) > 0 {
				return nil, 0 // a sentence goes on
			}
			if bytes.Equal(open, []byte(`\[`)) && !isFormula(source[len(open):len(source)-len(rest)+at]) {
				return nil, 0
			}
			return end, lines
		}
		if lines > 0 && util.IsBlank(line) || !more {
			return nil, 0
		}
		rest = after
	}
	return nil, 0
}

// maxMathLines is how many lines a formula may have. So many are searched for its end.
const maxMathLines = 100

// isFormula reports whether what stands between escaped brackets is more likely a formula
// than words whose brackets are to be seen.
func isFormula(s []byte) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && (s[i+1] >= 'a' && s[i+1] <= 'z' || s[i+1] >= 'A' && s[i+1] <= 'Z'):
			return true
		case c == '\\':
			i++ // what is escaped is meant to be seen
		case bytes.IndexByte([]byte("^_="), c) >= 0:
			return true
		}
	}
	return false
}

func (mathBlocks) Continue(n ast.Node, reader text.Reader, pc parser.Context) parser.State {
	left, _ := pc.Get(mathLeft).(int)
	line, segment := reader.PeekLine()
	if left == 0 || util.IsBlank(line) {
		return parser.Close
	}
	pc.Set(mathLeft, left-1)
	n.Lines().Append(segment)
	reader.AdvanceToEOL()
	return parser.Continue | parser.NoChildren
}

func (mathBlocks) Close(ast.Node, text.Reader, parser.Context) {}

func (mathBlocks) CanInterruptParagraph() bool { return true }

func (mathBlocks) CanAcceptIndentedLine() bool { return false }

// mathInline leaves formulas in a line as they are written.
type mathInline struct{}

func (mathInline) Trigger() []byte { return []byte{'$', '\\'} }

func (mathInline) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	skip, n := 0, 0
	for _, sign := range mathSigns {
		rest, ok := bytes.CutPrefix(line, []byte(sign.open))
		if !ok {
			continue
		}
		if end := nextIn(pc, segment, sign.end, rest); end > 0 && (sign.open[0] == '$' || isFormula(rest[:end])) {
			n = len(sign.open) + end + len(sign.end)
		}
		if sign.open[0] == '\\' && sign.open[1] == '\\' {
			skip = 1
		}
		break
	}
	if n == 0 {
		skip, n = 0, dollars(pc, line, segment)
	}
	if n == 0 {
		return nil
	}
	block.Advance(n)
	// In a node of its own, because goldmark adds the text that follows to a text.
	formula := &Inline{Tag: "span"}
	from := skip
	for i := skip; i < n; i++ {
		if escaping(line[i:n], skip > 0) {
			formula.AppendChild(formula, ast.NewRawTextSegment(text.NewSegment(segment.Start+from, segment.Start+i)))
			from = i + 1
		}
		if line[i] == '\\' {
			i++
		}
	}
	formula.AppendChild(formula, ast.NewRawTextSegment(text.NewSegment(segment.Start+from, segment.Start+n)))
	return formula
}

// escaping reports whether the backslash that the rest of a formula begins with is there
// for Markdown: \\) is \). Between two backslashes \_ is an index and \\{ a brace; between
// dollars that holds for \_{ alone, since some generators leave these formulas as they are.
func escaping(rest []byte, twoBackslashes bool) bool {
	signs := []string{`\_{`}
	if twoBackslashes {
		signs = []string{`\_`, `\*`, `\\{`, `\\}`, `\\)`, `\\]`}
	}
	return slices.ContainsFunc(signs, func(sign string) bool { return bytes.HasPrefix(rest, []byte(sign)) })
}

// noEnd is the key for where the search for an end has failed: a map from what was looked
// for to the offset of the end of the line.
var noEnd = parser.NewContextKey()

// nextIn returns the index of end in the rest of a line, or -1. A line is searched in vain
// once for each end.
func nextIn(pc parser.Context, line text.Segment, end string, rest []byte) int {
	failed, _ := pc.ComputeIfAbsent(noEnd, func() any { return map[string]int{} }).(map[string]int)
	if failed[end] == line.Stop {
		return -1
	}
	at := bytes.Index(rest, []byte(end))
	if at < 0 {
		failed[end] = line.Stop
	}
	return at
}

// dollars returns the length of the formula between single dollars that a line begins
// with, or 0. As in pandoc there is no space inside the dollars and no digit after them.
func dollars(pc parser.Context, line []byte, segment text.Segment) int {
	if len(line) < 3 || line[0] != '$' || util.IsSpace(line[1]) || line[1] == '$' {
		return 0
	}
	failed, _ := pc.ComputeIfAbsent(noEnd, func() any { return map[string]int{} }).(map[string]int)
	if failed["$"] == segment.Stop {
		return 0
	}
	for i := 2; i < len(line); i++ {
		switch {
		case line[i-1] == '\\' && line[i] == '$':
		case line[i] == '$' && !util.IsSpace(line[i-1]) && (i+1 == len(line) || line[i+1] < '0' || line[i+1] > '9'):
			return i + 1
		}
	}
	failed["$"] = segment.Stop
	return 0
}
