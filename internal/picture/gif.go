package picture

import "fmt"

// stripGIF keeps images, what controls them, how often they are repeated, and a colour
// profile: GIF89a, sections 17 to 27.
func stripGIF(b *builder) error {
	head := b.bytes(0, 13)
	if len(head) < 13 {
		return fmt.Errorf("%w: it has no head", ErrMalformed)
	}
	at := 13 + colours(head[10])
	if at > b.size {
		return fmt.Errorf("%w: its colours are cut off", ErrMalformed)
	}
	b.addRange(0, at)
	images := 0
	for {
		block := b.bytes(at, 10)
		switch {
		case len(block) >= 1 && block[0] == 0x3B:
			b.addRange(at, at+1)
			return b.hasImages(images)
		case len(block) == 10 && block[0] == 0x2C:
			end, whole := b.subBlocks(at + 10 + colours(block[9]) + 1)
			b.addRange(at, end)
			images++
			if at = end; !whole {
				return nil
			}
		case len(block) >= 3 && block[0] == 0x21:
			label := block[1]
			end, whole := b.subBlocks(at + 2)
			if !whole {
				return b.hasImages(images)
			}
			switch name := string(b.bytes(at+3, 11)); {
			case label == 0xF9, label == 0xFF && name == "ICCRGBG1012":
				b.addRange(at, end)
			case label == 0xFF && (name == "NETSCAPE2.0" || name == "ANIMEXTS1.0"):
				if loop := b.bytes(at+14, 4); len(loop) == 4 && loop[0] == 3 && loop[1] == 1 {
					b.write(append(append([]byte("\x21\xFF\x0B"), name...), 3, 1, loop[2], loop[3], 0))
				}
			}
			at = end
		default: // the end of the file, or what no decoder reads
			return b.hasImages(images)
		}
	}
}

func (b *builder) hasImages(n int) error {
	if n == 0 {
		return fmt.Errorf("%w: it has no image", ErrMalformed)
	}
	return nil
}

// colours returns how many bytes a table of colours has, by the flags before it.
func colours(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// subBlocks returns the end of a chain of blocks. whole is false if the file ends before it.
func (b *builder) subBlocks(at int64) (end int64, whole bool) {
	for {
		size := b.bytes(at, 1)
		if len(size) == 0 {
			return b.size, false
		}
		at += 1 + int64(size[0])
		if size[0] == 0 {
			return at, true
		}
	}
}
