package render

// minWidth is the narrowest column that text is laid out in. Containers nested
// deeper than the window is wide stop narrowing it.
const minWidth = 8

// frame is where the lines of a container begin and how much room they have.
type frame struct {
	head  row  // prefix of the next line
	body  row  // prefix of the lines after it
	fresh bool // no line has been set yet
	width int  // columns of text
	mark  mark // of the text inside
}

// inside is a frame within f: head stands before its first line, body before
// the others.
func (f *frame) inside(head, body string, m mark) *frame {
	h, b := runCells(head, m), runCells(body, m)
	outer := f.take()
	if f.width-b.width() < minWidth {
		return &frame{head: outer, body: f.body, fresh: true, width: f.width, mark: f.mark}
	}
	return &frame{
		head:  outer.with(h),
		body:  f.body.with(b),
		fresh: true,
		width: f.width - b.width(),
		mark:  f.mark,
	}
}

// take is the prefix of the next line.
func (f *frame) take() row {
	p := f.head
	f.head, f.fresh = f.body, false
	return p
}
