package blog

import (
	"bytes"
	"fmt"
)

// What a body may have. For each of these goldmark or the layout takes more than linear
// time or memory, or much for each piece, and cannot be stopped. The limits are several
// times what the longest posts and manuals have.
const (
	// Each level of nesting is read again for every line within it.
	maxDepth = 100
	// goldmark remembers 24 bytes for each level of each line, and a paragraph of
	// the layout takes 0.1 ms, however short.
	maxLevels = 500_000
	maxBlocks = 20_000
	// A long post may have as many blocks as are on average so long, in bytes.
	leastBlock = 100
	// A link is a line below the post as well, and takes as long as a paragraph.
	maxLinks = 20_000
	// Each is a node of the tree, and a run of its own when text is wrapped, which
	// takes 20 µs. As deep as marks are nested the parser and the layout call themselves.
	maxPieces = 100_000
	// As for blocks.
	leastPiece = 20
	// The layout keeps every cell of a row, and glamour takes 20 µs for each.
	maxColumns = 200
	maxCells   = 50_000
	// All rows of a table are as wide as the widest: so many columns of a terminal
	// in all rows together.
	maxArea = 2_000_000
	// Each mark of a footnote is looked for in the list of all footnotes.
	maxFootnoteSearches = 10_000_000
	// Each escaped pipe in code is looked for in the list of all of them.
	maxEscapedPipes = 5_000
	// Each class of a heading is copied with all before it.
	maxAttributes = 4 << 10 // bytes
	// So much of a file is searched for words of secrecy if its front matter is broken.
	maxFrontMatter = 64 << 10 // bytes
)

// overLimit returns what exceeds a limit in a body that begins on that line of its file,
// or nil. It takes linear time and makes no tree. The limits bound the time and the memory
// in which other bodies are parsed and laid out.
func overLimit(body []byte, line int) *fault {
	s, whole := &limits{blank: true, maxBlocks: max(maxBlocks, len(body)/leastBlock)}, body
	s.marks.most = max(maxPieces, len(body)/leastPiece)
	for s.at = 1; len(body) > 0 && s.fault == nil; s.at++ {
		var text []byte
		text, body, _ = bytes.Cut(body, []byte("\n"))
		s.line(bytes.TrimRight(text, "\r"))
	}
	if s.fault == nil {
		s.between()
		s.referred(whole)
	}
	if s.fault != nil {
		s.fault.line += line - 1
	}
	return s.fault
}

// limits is what has been counted up to a line of a body.
type limits struct {
	at    int // number of the line, from 1
	fault *fault

	depth  int  // at most so many containers are open
	quotes int  // that the line before stood in
	blank  bool // the line before had no text
	html   bool // a block of HTML may be open, in which a fence is none
	raw    bool // of the kind that goes on over blank lines
	unsure bool // a line may have been a fence, or not: from here on code counts as text
	fence  fenced
	above  []byte // text of the line before

	levels, blocks, links, cells, area     int
	maxBlocks                              int
	footnotes, footnoteMarks, escapedPipes int
	table                                  table
	marks                                  marks
	refs                                   references
}

// exceeds records that the line has more than a limit allows.
func (s *limits) exceeds(mend, wrong string, args ...any) {
	if s.fault == nil {
		s.fault = &fault{s.at, fmt.Sprintf(wrong, args...), mend}
	}
}

// line counts one line.
func (s *limits) line(line []byte) {
	if s.fence.holds(line) {
		return
	}
	p := openers(line)
	s.container(p)
	if len(p.text) == 0 {
		s.between()
		return
	}
	s.block(p)
	s.breaks(line)
	s.inTable(p.text)
	s.footnotes += p.footnotes
	s.counted(p.text)
	s.refs.line(p.text)
	s.marks.line(p.text)
	s.inline()
	s.blank, s.quotes, s.above = false, p.quotes, p.text
}

// between counts a line without text, which ends paragraphs and tables.
func (s *limits) between() {
	s.end()
	s.refs.end()
	s.marks.reset()
	s.at-- // the last line of the paragraph
	s.inline()
	s.at++
	s.blank, s.quotes, s.above, s.html = true, 0, nil, s.raw
}

// inline bounds the lines and marks, and how far the parser looks back and ahead for
// them.
func (s *limits) inline() {
	if s.marks.pieces > s.marks.most {
		s.exceeds("split the post", "more than %d lines and marks of emphasis, code or links", s.marks.most)
	}
	if s.marks.work > maxWork {
		s.exceeds("end them, write \\ before them, or put the text in a block of code", "too many marks of emphasis, code or links that nothing ends")
	}
}

// container bounds how deep the line is nested: in the containers that it has marks for,
// and in as many of the open items as its indent allows, two columns for each. A line
// without marks may continue those of the line before, unless a blank line is between
// them.
func (s *limits) container(p prefix) {
	if s.blank && len(p.text) > 0 || p.quotes+p.marks > 0 {
		s.depth = min(s.depth, p.indent/2) + p.quotes + p.marks
	}
	s.levels += s.depth
	switch {
	case s.depth > maxDepth:
		s.exceeds("take some levels out", "lists or quotes nested more than %d deep", maxDepth)
	case s.levels > maxLevels:
		s.exceeds("take some levels out, or split the post", "too many lines in nested lists or quotes")
	}
}

// block counts the blocks that begin with the line, and detects fences and HTML.
func (s *limits) block(p prefix) {
	starts := s.blank || p.marks > 0 || p.quotes > s.quotes || p.text[0] == '#' || isRule(p.text) || len(s.above) > 0 && s.above[0] == '#'
	s.blocks += p.marks + max(p.quotes-s.quotes, 0)
	if starts {
		s.blocks++
	}
	began := !s.raw // what ends on its own line is no other kind's end
	if p.text[0] == '<' {
		s.html = true
		s.raw = s.raw || opensRawHTML(p.text)
	}
	if s.raw && bytes.IndexByte(p.text, '>') >= 0 && endsRaw(p.text) {
		// It may be the end of another kind of block.
		s.raw, s.unsure = false, s.unsure || !began
	}
	if _, length := fence(p.text); length == 0 || s.unsure {
		return
	}
	if s.html || s.raw {
		s.unsure = true
	} else if p.marks == 0 && (p.indent == 0 || p.indent < 4 && s.depth == p.quotes) {
		s.fence.open(p)
	}
}

// breaks counts the line breaks in and behind a line, because each begins a row of the
// layout as a block does. It bounds blocks and breaks.
func (s *limits) breaks(line []byte) {
	if bytes.HasSuffix(line, []byte("  ")) || bytes.HasSuffix(line, []byte(`\`)) {
		s.blocks++
	}
	s.blocks += bytes.Count(line, []byte("<br")) + bytes.Count(line, []byte("<BR"))
	if s.blocks > s.maxBlocks {
		s.exceeds("split the post", "more than %d paragraphs, headings, items and line breaks", s.maxBlocks)
	}
}

// endsRaw reports whether a line may end a block of HTML that goes on over blank lines.
func endsRaw(text []byte) bool {
	lower := bytes.ToLower(text)
	for _, end := range []string{"-->", "?>", "]]>", "</pre>", "</script>", "</style>", "</textarea>"} {
		if bytes.Contains(lower, []byte(end)) {
			return true
		}
	}
	return bytes.HasPrefix(lower, []byte("<!")) && !bytes.HasPrefix(lower, []byte("<!-")) && !bytes.HasPrefix(lower, []byte("<!["))
}

// counted counts the pieces of the line that are expensive by themselves.
func (s *limits) counted(text []byte) {
	s.links += bytes.Count(text, []byte("](")) + bytes.Count(text, []byte("][")) + addresses(text)
	if s.links > maxLinks {
		s.exceeds("split the post", "more than %d links", maxLinks)
	}
	s.footnoteMarks += bytes.Count(text, []byte("[^"))
	if s.footnotes*s.footnoteMarks > maxFootnoteSearches {
		s.exceeds("split the post", "%d footnotes with %d marks", s.footnotes, s.footnoteMarks)
	}
	if bytes.IndexByte(text, '`') >= 0 {
		s.escapedPipes += bytes.Count(text, []byte(`\|`))
	}
	if s.escapedPipes > maxEscapedPipes {
		s.exceeds("split the post", `more than %d times \| beside code`, maxEscapedPipes)
	}
	heading := text
	if isRule(text) {
		heading = s.above // one that is underlined
	} else if text[0] != '#' {
		return
	}
	if n := len(heading); n > maxAttributes && heading[n-1] == '}' {
		s.exceeds("shorten it", "a heading of %d bytes that ends in attributes, of which %d may be", n, maxAttributes)
	}
}

// addresses counts what may be bare addresses. Those behind a bracket belong to links and
// definitions, which are counted elsewhere.
func addresses(text []byte) int {
	n := 0
	for _, scheme := range [...]string{"http", "ftp:", "www."} {
		if found := bytes.Count(text, []byte(scheme)); found > 0 {
			n += found - bytes.Count(text, []byte("]("+scheme)) - bytes.Count(text, []byte("]: "+scheme))
		}
	}
	for at := bytes.IndexByte(text, '@'); at >= 0; at = bytes.IndexByte(text, '@') {
		if at > 0 && at+1 < len(text) && text[at-1] > ' ' && text[at+1] > ' ' {
			n++
		}
		text = text[at+1:]
	}
	return n
}
