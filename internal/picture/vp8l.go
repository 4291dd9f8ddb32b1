package picture

import (
	"bufio"
	"context"
	"io"
)

// What a decoder of lossless WebP keeps of each prefix code, in bytes: a table, and two nodes
// for each symbol.
const (
	vp8lCode   = 536
	vp8lSymbol = 16
)

// webpTables returns how many bytes the decoder of a WebP of w by h pixels keeps besides these:
// prefix codes, of which a small file may have 5 × 65,536, and the images that say where they
// and the transforms are used. It stops counting above most, and returns 0 for what no decoder
// reads.
func (f *file) webpTables(ctx context.Context, w, h, most int) int {
	for at, n := int64(12), 0; n < maxBoxes; n++ {
		length, ok := f.little(at + 4)
		if !ok {
			break
		}
		body := func(skipped int64) *vp8lReader {
			chunk := io.NewSectionReader(f.r, at+8+skipped, max(length-skipped, 0))
			return &vp8lReader{r: bufio.NewReader(untilDone{ctx, chunk}), most: most}
		}
		switch name := string(f.bytes(at, 4)); {
		case name == "VP8L":
			r := body(0)
			r.read(8 + 14 + 14 + 1 + 3) // a mark, the size, a hint, the version
			return r.tables(w, h)
		case name == "VP8 ":
			return 0
		case name == "ALPH" && len(f.bytes(at+8, 1)) == 1 && f.bytes(at+8, 1)[0]&3 == 1:
			return body(1).tables(w, h)
		}
		at += 8 + length + length&1
	}
	return 0
}

// vp8lReader reads a lossless image (RFC 9649, section 3) as far as its prefix codes, without
// its pixels.
type vp8lReader struct {
	r      io.ByteReader
	bits   uint64
	n      int  // how many bits there are
	broken bool // the image is cut off or malformed; what is read after that is 0

	cost, most int // bytes
}

// tables returns what the tables of an image take.
func (r *vp8lReader) tables(w, h int) int {
	const predictor, crossColour, subtractGreen, colourIndexing = 0, 1, 2, 3
	var seen [4]bool
	for r.read(1) == 1 && r.goesOn() {
		kind := r.read(2)
		r.broken = r.broken || seen[kind]
		seen[kind] = true
		switch kind {
		case predictor, crossColour:
			bits := 2 + r.read(3)
			r.image(tiles(w, bits), tiles(h, bits))
		case colourIndexing:
			colours := 1 + r.read(8)
			r.image(colours, 1)
			switch {
			case colours <= 2:
				w = tiles(w, 3)
			case colours <= 4:
				w = tiles(w, 2)
			case colours <= 16:
				w = tiles(w, 1)
			}
		case subtractGreen:
		}
	}
	cache := r.cacheSize()
	groups := 1
	if r.read(1) == 1 {
		bits := 2 + r.read(3)
		groups = 1 + r.image(tiles(w, bits), tiles(h, bits))
	}
	r.cost += groups * len(vp8lAlphabets) * vp8lCode
	for range groups {
		if !r.goesOn() {
			break
		}
		r.group(cache)
	}
	if r.broken {
		return 0
	}
	return r.cost
}

func (r *vp8lReader) goesOn() bool { return !r.broken && r.cost <= r.most }

func tiles(size, bits int) int { return (size + 1<<bits - 1) >> bits }

// vp8lAlphabets are how many symbols the prefix codes of a group have: green, lengths and the
// cache of colours are one.
var vp8lAlphabets = [...]int{256 + 24, 256, 256, 256, 40}

func (r *vp8lReader) cacheSize() int {
	if r.read(1) == 0 {
		return 0
	}
	bits := r.read(4)
	r.broken = r.broken || bits < 1 || bits > 11
	return 1 << bits
}

// group reads the codes of a group.
func (r *vp8lReader) group(cache int) (codes [len(vp8lAlphabets)]prefixCode) {
	for i, size := range vp8lAlphabets {
		if i == 0 {
			size += cache
		}
		codes[i] = r.code(size)
		r.cost += vp8lSymbol * len(codes[i].symbols)
	}
	return codes
}

// image reads an image that is a part of the tables, and returns its greatest number in red and
// green. Pixels that are copied, or come from the cache, have no greater one.
func (r *vp8lReader) image(w, h int) (greatest int) {
	cache := r.cacheSize()
	r.cost += 4*w*h + len(vp8lAlphabets)*vp8lCode
	codes := r.group(cache)
	for left := w * h; left > 0 && r.goesOn(); {
		switch green := r.symbol(codes[0]); {
		case green < 256:
			greatest = max(greatest, r.symbol(codes[1])<<8|green)
			r.symbol(codes[2])
			r.symbol(codes[3])
			left--
		case green < vp8lAlphabets[0]:
			left -= r.number(green - 256)
			r.number(r.symbol(codes[4]))
		default:
			left--
		}
	}
	return greatest
}

// number reads the bits behind the symbol of a length or a distance.
func (r *vp8lReader) number(symbol int) int {
	if symbol < 4 {
		return symbol + 1
	}
	bits := (symbol - 2) >> 1
	return (2+symbol&1)<<bits + r.read(bits) + 1
}

// prefixCode is a canonical prefix code.
type prefixCode struct {
	symbols []uint16 // in the order of their codes
	lengths [16]int  // how many codes have a length in bits
}

// newPrefixCode returns the code with codes of these lengths, 0 for symbols that it lacks.
func newPrefixCode(lengths []byte) (c prefixCode) {
	for _, length := range lengths {
		c.lengths[length]++
	}
	c.lengths[0] = 0
	var next [len(c.lengths)]int
	all := 0
	for length, n := range c.lengths {
		next[length] = all
		all += n
	}
	c.symbols = make([]uint16, all)
	for symbol, length := range lengths {
		if length > 0 {
			c.symbols[next[length]] = uint16(symbol)
			next[length]++
		}
	}
	return c
}

// code reads a prefix code.
func (r *vp8lReader) code(size int) prefixCode {
	lengths := make([]byte, size)
	set := func(symbol int) {
		if symbol < size {
			lengths[symbol] = 1
		}
	}
	if r.read(1) == 1 {
		two := r.read(1) == 1
		set(r.read(1 + 7*r.read(1)))
		if two {
			set(r.read(8))
		}
		return newPrefixCode(lengths)
	}
	order := [...]int{17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	var ofLengths [len(order)]byte
	n := 4 + r.read(4)
	r.broken = r.broken || n > len(order)
	for _, symbol := range order[:min(n, len(order))] {
		ofLengths[symbol] = byte(r.read(3)) //nolint:gosec // G115: three bits
	}
	code, most := newPrefixCode(ofLengths[:]), size
	if r.read(1) == 1 {
		most = 2 + r.read(2+2*r.read(3))
	}
	last := 8
	for at := 0; at < size && most > 0 && !r.broken; most-- {
		length, times := r.symbol(code), 1
		switch length {
		case 16:
			length, times = last, 3+r.read(2)
		case 17:
			length, times = 0, 3+r.read(3)
		case 18:
			length, times = 0, 11+r.read(7)
		}
		if length > 0 {
			last = length
		}
		r.broken = r.broken || at+times > size
		for range min(times, size-at) {
			lengths[at] = byte(length)
			at++
		}
	}
	return newPrefixCode(lengths)
}

// symbol reads a symbol. A code with one has no bits.
func (r *vp8lReader) symbol(c prefixCode) int {
	if len(c.symbols) == 1 {
		return int(c.symbols[0])
	}
	code, first, before := 0, 0, 0
	for length := 1; length < len(c.lengths) && !r.broken; length++ {
		code |= r.read(1)
		if n := code - first; n < c.lengths[length] {
			return int(c.symbols[before+n])
		}
		before += c.lengths[length]
		first = (first + c.lengths[length]) << 1
		code <<= 1
	}
	r.broken = true
	return 0
}

// read reads up to 40 bits.
func (r *vp8lReader) read(bits int) int {
	for r.n < bits {
		b, err := r.r.ReadByte()
		if err != nil {
			r.broken = true
			return 0
		}
		r.bits |= uint64(b) << r.n
		r.n += 8
	}
	v := r.bits & (1<<bits - 1)
	r.bits >>= bits
	r.n -= bits
	return int(v) //nolint:gosec // G115: it has at most 40 bits
}
