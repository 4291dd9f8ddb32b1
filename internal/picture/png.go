package picture

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
)

const pngMark = "\x89PNG\r\n\x1a\n"

// pngChunks are the chunks that say how a picture looks, those of animations and of HDR
// with them: PNG, third edition, section 5.6.
var pngChunks = []string{
	"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "mDCv", "cLLI", "cLLi",
	"bKGD", "hIST", "pHYs", "sPLT", "acTL", "fcTL", "fdAT",
}

// maxExif is how much EXIF is looked at, in bytes.
const maxExif = 64 << 10

// stripPNG keeps the chunks of the list. What lies behind IEND goes.
func stripPNG(b *builder) error {
	at := int64(len(pngMark))
	b.addRange(0, at)
	for first, images := true, 0; ; first = false {
		size, ok := b.big(at, 4)
		name := string(b.bytes(at+4, 4))
		end := at + 8 + size + 4
		switch {
		case first && (name != "IHDR" || end > b.size):
			return fmt.Errorf("%w: it does not begin with IHDR", ErrMalformed)
		case ok && end > b.size && name == "IDAT": // cut off
			b.addRange(at, b.size)
			return nil
		case (!ok || len(name) < 4 || end > b.size) && images == 0:
			return fmt.Errorf("%w: it has no image", ErrMalformed)
		case !ok || len(name) < 4 || end > b.size:
			return nil
		case slices.Contains(pngChunks, name):
			b.addRange(at, end)
		case name == "eXIf" && images == 0: // decoders look for it there alone
			if o := orientationOf(b.bytes(at+8, int(min(size, maxExif)))); b.found(o) {
				b.write(pngChunk("eXIf", orientationAlone(o)))
			}
		}
		if name == "IDAT" {
			images++
		}
		if name == "IEND" {
			return nil
		}
		at = end
	}
}

// pngChunk returns a chunk.
func pngChunk(name string, data []byte) []byte {
	c := binary.BigEndian.AppendUint32(nil, uint32(len(data))) //nolint:gosec // G115: it is short
	c = append(append(c, name...), data...)
	return binary.BigEndian.AppendUint32(c, crc32.ChecksumIEEE(c[4:]))
}
