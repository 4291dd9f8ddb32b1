package picture

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// ErrMalformed is what [Strip] returns for a file in which it cannot tell picture and metadata
// apart. Such a file must not be served: it may say where it was taken.
var ErrMalformed = errors.New("the picture cannot be told from its metadata")

const (
	maxFile  = 256 << 20 // bytes of a file that is scanned; at 1 GB/s that takes a quarter of a second
	maxParts = 4096      // of which a stripped picture may consist: 100 KB
)

// Stripped is a picture without its metadata: parts of the file, and bytes in place of
// others. It is immutable.
type Stripped struct {
	Format      Format
	Orientation int // 1 to 8, as EXIF has it
	parts       []part
	size        int64
}

// part is a range of the file, or bytes that are not in it.
type part struct {
	at    int64 // where it begins in the stripped picture
	from  int64 // in the file
	size  int64
	bytes []byte // nil for a range of the file
	zeros bool   // in place of the range
}

// Strip returns a picture without EXIF, XMP, IPTC, comments, thumbnails, dates, and whatever
// lies behind its end. Its orientation stays, and so does its colour profile. A picture that
// ends too early is stripped as far as it goes. The error is [ErrMalformed], or that of r.
func Strip(r io.ReaderAt, size int64) (*Stripped, error) {
	format := sniff(r)
	strip := map[Format]func(*builder) error{JPEG: stripJPEG, PNG: stripPNG, GIF: stripGIF, WebP: stripWebP, AVIF: stripAVIF}[format]
	switch {
	case strip == nil:
		return nil, fmt.Errorf("%w: no format that is known", ErrMalformed)
	case size > maxFile:
		return nil, fmt.Errorf("%w: it has more than %d MB", ErrMalformed, maxFile>>20)
	}
	b := &builder{file: &file{r: r, size: size}, orientation: 1}
	if err := strip(b); err != nil {
		return nil, err
	}
	if len(b.parts) > maxParts {
		return nil, fmt.Errorf("%w: it is in too many parts", ErrMalformed)
	}
	s := &Stripped{Format: format, Orientation: b.orientation, parts: slices.Clip(b.parts)}
	for i := range s.parts {
		s.parts[i].at = s.size
		s.size += s.parts[i].size
	}
	return s, nil
}

// Size returns the number of bytes of the stripped picture.
func (s *Stripped) Size() int64 { return s.size }

// Memory returns about how many bytes s takes.
func (s *Stripped) Memory() int {
	total := 64
	for _, p := range s.parts {
		total += 64 + len(p.bytes)
	}
	return total
}

// ReadAt is [io.ReaderAt] for the stripped picture. r is the file.
func (s *Stripped) ReadAt(r io.ReaderAt, b []byte, at int64) (n int, err error) {
	if at < 0 {
		return 0, errors.New("picture: negative offset")
	}
	i, found := slices.BinarySearchFunc(s.parts, at, func(p part, at int64) int { return int(min(max(p.at-at, -1), 1)) })
	if !found {
		i--
	}
	for ; n < len(b) && i < len(s.parts) && i >= 0; i++ {
		p := s.parts[i]
		skip := at + int64(n) - p.at
		if skip >= p.size {
			continue
		}
		want := b[n : n+int(min(int64(len(b)-n), p.size-skip))]
		if p.bytes != nil {
			n += copy(want, p.bytes[skip:])
			continue
		}
		if p.zeros {
			clear(want)
			n += len(want)
			continue
		}
		got, err := r.ReadAt(want, p.from+skip)
		if n += got; got < len(want) {
			return n, fmt.Errorf("the picture has changed: %w", err)
		}
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// builder collects the parts of a stripped picture.
type builder struct {
	*file
	parts       []part
	orientation int
}

// addRange adds a range of the file.
func (b *builder) addRange(from, to int64) {
	if from >= to || len(b.parts) > maxParts {
		return
	}
	if n := len(b.parts); n > 0 && b.parts[n-1].bytes == nil && !b.parts[n-1].zeros && b.parts[n-1].from+b.parts[n-1].size == from {
		b.parts[n-1].size += to - from
		return
	}
	b.parts = append(b.parts, part{from: from, size: to - from})
}

// write adds bytes, which may still be changed.
func (b *builder) write(bytes []byte) {
	if len(bytes) > 0 && len(b.parts) <= maxParts {
		b.parts = append(b.parts, part{size: int64(len(bytes)), bytes: bytes})
	}
}

// zero adds n zeros.
func (b *builder) zero(n int64) {
	if n > 0 && len(b.parts) <= maxParts {
		b.parts = append(b.parts, part{size: n, zeros: true})
	}
}

// total returns the number of bytes of the parts from the i-th on.
func (b *builder) total(i int) (size int64) {
	for _, p := range b.parts[i:] {
		size += p.size
	}
	return size
}

// found remembers an orientation, and reports whether it is the first that turns the picture.
func (b *builder) found(orientation int) bool {
	if orientation <= 1 || orientation > 8 || b.orientation != 1 {
		return false
	}
	b.orientation = orientation
	return true
}

// file reads a file through a window, so that looking at one byte after the other is cheap.
type file struct {
	r    io.ReaderAt
	size int64

	window []byte
	start  int64 // of the window
}

const windowBytes = 32 << 10

// bytes returns up to n bytes at an offset, fewer at the end of the file or where it cannot
// be read. They are good until the next call. n is at most 64 KB.
func (f *file) bytes(at int64, n int) []byte {
	if n <= 0 || at < 0 || at >= f.size {
		return nil
	}
	n = int(min(int64(n), f.size-at))
	if at < f.start || at+int64(n) > f.start+int64(len(f.window)) {
		if f.window == nil {
			f.window = make([]byte, 0, windowBytes)
		}
		want := int(min(int64(max(n, windowBytes)), f.size-at))
		f.window = slices.Grow(f.window[:0], want)[:want]
		got, _ := f.r.ReadAt(f.window, at) // what is missing is as the end of the file
		f.window, f.start = f.window[:got], at
	}
	from := int(at - f.start)
	return f.window[min(from, len(f.window)):min(from+n, len(f.window))]
}

// rest returns what the window has from an offset on, at least one byte before the end of
// the file.
func (f *file) rest(at int64) []byte {
	if len(f.bytes(at, 1)) == 0 {
		return nil
	}
	return f.window[at-f.start:]
}

// big returns n bytes as a number, the most significant first; ok is false behind the end.
func (f *file) big(at int64, n int) (v int64, ok bool) {
	b := f.bytes(at, n)
	if len(b) < n {
		return 0, false
	}
	var all [8]byte
	copy(all[8-n:], b)
	u := binary.BigEndian.Uint64(all[:])
	return int64(u & (1<<63 - 1)), u < 1<<63 // the bit of the sign is off
}

// little returns four bytes as a number, the least significant first.
func (f *file) little(at int64) (v int64, ok bool) {
	b := f.bytes(at, 4)
	if len(b) < 4 {
		return 0, false
	}
	return int64(binary.LittleEndian.Uint32(b)), true
}
