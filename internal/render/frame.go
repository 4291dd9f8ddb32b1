package render

// minWidth is the least width that text is laid out in. Containers that are nested too
// deep for the window show their marks and do not narrow the text.
const minWidth = 8

// leastWidth is the least width beside a mark in such a container.
const leastWidth = 4

// frame is the prefix and the width of the lines of a container.
type frame struct {
	head  row  // prefix of the next line
	body  row  // prefix of the lines after it
	fresh bool // no line has been set yet
	room  int  // columns behind body
	width int  // columns of text; fewer where head is wider than body
	mark  mark // of the text inside
}

// inside returns a frame within f. head is the prefix of its first line, body of the
// others.
func (f *frame) inside(head, body string, m mark) *frame {
	h, b := markedRow(head, m), markedRow(body, m)
	outer := f.take()
	in := &frame{head: outer.with(h), body: f.body.with(b), fresh: true, room: f.room - textWidth(body), mark: f.mark}
	if in.room < minWidth {
		in.body, in.room = f.body, f.room
	}
	in.width = in.room - max(textWidth(in.head.text)-textWidth(in.body.text), 0)
	if in.width < leastWidth {
		in.head, in.width = outer, f.width
	}
	return in
}

// take returns the prefix of the next line.
func (f *frame) take() row {
	p := f.head
	f.head, f.fresh = f.body, false
	return p
}
