package picture

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Flags of VP8X: RFC 9649, section 2.7.
const (
	webpXMP  = 0x04
	webpEXIF = 0x08
)

// stripWebP keeps image data, animations and the colour profile, and writes the head anew.
func stripWebP(b *builder) error {
	size, _ := b.little(4)
	end := min(8+size, b.size)
	head := []byte("RIFF....WEBP")
	b.write(head)
	var extended []byte
	images := 0
	for at := int64(12); at+8 <= end; {
		length, _ := b.little(at + 4)
		next := at + 8 + length + length&1
		if at+8+length > end { // cut off
			break
		}
		switch name := string(b.bytes(at, 4)); name {
		case "VP8X":
			if flags := b.bytes(at+8, 10); len(flags) == 10 && extended == nil {
				extended = append([]byte("VP8X\x0A\x00\x00\x00"), flags...)
				extended[8] &^= webpXMP | webpEXIF
				b.write(extended)
			}
		case "VP8 ", "VP8L":
			b.keepPadded(at, next)
			images++
		case "ALPH", "ICCP", "ANIM":
			b.keepPadded(at, next)
		case "ANMF":
			if b.keepFrame(at, at+8+length) {
				images++
			}
		case "EXIF":
			if o := orientationOf(b.bytes(at+8, int(min(length, maxExif)))); extended != nil && b.found(o) {
				exif := orientationAlone(o)
				b.write(append([]byte{'E', 'X', 'I', 'F', byte(len(exif)), 0, 0, 0}, exif...)) //nolint:gosec // 26
				extended[8] |= webpEXIF
			}
		}
		at = next
	}
	total := b.total(0) - 8
	if images == 0 || total > math.MaxUint32 {
		return fmt.Errorf("%w: it has no image", ErrMalformed)
	}
	binary.LittleEndian.PutUint32(head[4:], uint32(total)) //nolint:gosec // G115: see above
	return nil
}

// keepPadded keeps a chunk with the byte that makes its length even, which the file may lack.
func (b *builder) keepPadded(at, next int64) {
	b.addRange(at, min(next, b.size))
	if next > b.size {
		b.write([]byte{0})
	}
}

// keepFrame keeps the chunks of a frame of an animation that have its image.
func (b *builder) keepFrame(at, end int64) bool {
	const fields = 16
	head := append([]byte("ANMF...."), b.bytes(at+8, fields)...)
	if len(head) < 8+fields || at+8+fields > end {
		return false
	}
	b.write(head)
	first, images := len(b.parts), 0
	for sub := at + 8 + fields; sub+8 <= end; {
		length, _ := b.little(sub + 4)
		next := sub + 8 + length + length&1
		if sub+8+length > end {
			break
		}
		switch string(b.bytes(sub, 4)) {
		case "VP8 ", "VP8L":
			images++
			b.keepPadded(sub, next)
		case "ALPH":
			b.keepPadded(sub, next)
		}
		sub = next
	}
	binary.LittleEndian.PutUint32(head[4:], uint32(fields+b.total(first))) //nolint:gosec // G115: it is at most that of the frame
	return images > 0
}
