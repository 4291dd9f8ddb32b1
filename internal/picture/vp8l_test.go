package picture

import (
	"encoding/binary"
	"errors"
	"image/color"
	"math/bits"
	"runtime"
	"slices"
	"testing"
)

// bitWriter writes numbers of several bits, the lowest first.
type bitWriter struct {
	b []byte
	n int
}

func (w *bitWriter) write(v, bits int) {
	for i := range bits {
		if w.n%8 == 0 {
			w.b = append(w.b, 0)
		}
		w.b[w.n/8] |= byte(v>>i&1) << (w.n % 8)
		w.n++
	}
}

// one writes a prefix code of one symbol, which has no bits.
func (w *bitWriter) one(symbol int) {
	w.write(1, 1) // simple
	w.write(0, 1) // one symbol
	w.write(1, 1) // of eight bits
	w.write(symbol, 8)
}

// many writes a prefix code of size symbols, a power of two, which are all that there are.
func (w *bitWriter) many(size int) {
	length := bits.Len(uint(size)) - 1
	w.write(0, 1)
	w.write(15, 4) // of the 19 codes of lengths, two have one bit: that of 16, and of the length
	for _, symbol := range []int{17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15} {
		used := 0
		if symbol == 16 || symbol == length {
			used = 1
		}
		w.write(used, 3)
	}
	w.write(0, 1)
	for done := 0; done < size; {
		if repeat := min(size-done, 6); done > 0 && repeat >= 3 {
			w.write(1, 1)
			w.write(repeat-3, 2)
			done += repeat
			continue
		}
		w.write(0, 1)
		done++
	}
}

// lossless is a WebP of w by h pixels that is one colour, whose codes are said to be groups
// times five.
func lossless(w, h, groups int, more func(*bitWriter)) []byte {
	var b bitWriter
	b.write(0x2f, 8)
	b.write(w-1, 14)
	b.write(h-1, 14)
	b.write(0, 4)
	b.write(0b101, 3) // a transform, of green
	b.write(0b001, 3) // one that predicts
	b.write(0, 3)     // in tiles of 4 pixels
	b.write(0, 1)     // whose image has no cache
	for range 5 {
		b.one(0)
	}
	b.write(0, 1) // no more transforms
	b.write(0, 1) // no cache
	b.write(1, 1) // several groups
	b.write(7, 3) // in tiles of 512 pixels
	b.write(0, 1) // whose image has no cache
	b.one((groups - 1) & 255)
	b.one((groups - 1) >> 8)
	for range 3 {
		b.one(0)
	}
	more(&b)
	for len(b.b)%2 != 0 {
		b.b = append(b.b, 0)
	}
	return riff("VP8L", b.b)
}

// riff is a WebP of one chunk.
func riff(name string, chunk []byte) []byte {
	file := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(12+len(chunk)))
	file = binary.LittleEndian.AppendUint32(append(file, "WEBP"+name...), uint32(len(chunk)))
	return append(file, chunk...)
}

// A small file may say that it has 65,536 groups of codes, or codes of very many symbols: it is
// refused before they are in memory.
func TestDecodeTables(t *testing.T) {
	one := func(b *bitWriter) {
		for _, symbol := range []int{0, 0, 0, 0, 0} {
			b.one(symbol)
		}
	}
	large := func(b *bitWriter) {
		for range 6000 {
			b.one(0)
			for range 3 {
				b.many(256)
			}
			b.one(0)
		}
	}
	alpha := lossless(16, 16, 1<<16, one)[20+5:]
	extended := riff("VP8X", []byte{0x10, 0, 0, 0, 15, 0, 0, 15, 0, 0})
	extended = slices.Concat(extended, riff("ALPH", append([]byte{1}, alpha...))[12:])
	black := color.NRGBA{A: 255} // which the prediction begins with
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"many groups":          {lossless(4, 4, 1<<16, func(*bitWriter) {}), ErrTooLarge},
		"many symbols":         {lossless(4, 4, 6000, large), ErrTooLarge},
		"many groups of alpha": {extended, ErrTooLarge},
		"one group":            {lossless(4, 4, 1, one), nil},
		"few groups":           {lossless(4, 4, 3, func(b *bitWriter) { one(b); one(b); one(b) }), nil},
		"cut off":              {lossless(4, 4, 3, one), ErrNotShown},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		img, err := decodeBytes(t, c.file, 2, 2)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, c.want) {
			t.Errorf("%s, %d bytes: %v, want %v", name, len(c.file), err, c.want)
		}
		if err == nil && img.NRGBAAt(0, 0) != black {
			t.Errorf("%s: %v", name, img.NRGBAAt(1, 1))
		}
		if taken := after.TotalAlloc - before.TotalAlloc; taken > 24<<20 {
			t.Errorf("%s: a file of %d bytes took %d bytes", name, len(c.file), taken)
		}
	}
}
