package picture

import (
	"bytes"
	"fmt"
)

// Markers of JPEG: ITU-T T.81, table B.1.
const (
	markTEM  = 0x01
	markSOF0 = 0xC0
	markDHT  = 0xC4
	markJPG  = 0xC8
	markDAC  = 0xCC
	markSOFn = 0xCF
	markRST0 = 0xD0
	markRST7 = 0xD7
	markSOI  = 0xD8
	markEOI  = 0xD9
	markSOS  = 0xDA
	markEXP  = 0xDF
	markAPP0 = 0xE0
	markAPP1 = 0xE1
	markAPP2 = 0xE2
	markAPPE = 0xEE
)

// segment is a marker of JPEG with what belongs to it.
type segment struct {
	mark       byte
	begin, end int64 // with the marker, and without the data of a scan
}

// nextSegment returns the next segment from an offset on. Bytes that belong to none are
// skipped, as decoders do. ok is false at the end of the file.
func (f *file) nextSegment(at int64) (s segment, ok bool) {
	for {
		window := f.rest(at)
		i := bytes.IndexByte(window, 0xFF)
		if len(window) == 0 {
			return s, false
		}
		if i < 0 {
			at += int64(len(window))
			continue
		}
		at += int64(i)
		mark := f.bytes(at+1, 1)
		switch {
		case len(mark) == 0:
			return s, false
		case mark[0] == 0xFF:
			at++
			continue
		case mark[0] == 0:
			at += 2
			continue
		}
		s = segment{mark: mark[0], begin: at, end: at + 2}
		if s.mark == markTEM || s.mark >= markRST0 && s.mark <= markEOI {
			return s, true
		}
		size, ok := f.big(at+2, 2)
		s.end += size
		return s, ok && size >= 2 && s.end <= f.size
	}
}

// scanEnd returns where the data of a scan end that begin at an offset: at the next marker
// that does not belong to them, or at the end of the file.
func (f *file) scanEnd(at int64) int64 {
	for at < f.size {
		window := f.rest(at)
		if len(window) == 0 {
			break
		}
		i := bytes.IndexByte(window, 0xFF)
		if i < 0 {
			at += int64(len(window))
			continue
		}
		at += int64(i)
		if next := f.bytes(at+1, 1); len(next) == 1 && next[0] != 0 && next[0] != 0xFF && (next[0] < markRST0 || next[0] > markRST7) {
			return at
		}
		at++
	}
	return min(at, f.size)
}

// stripJPEG keeps what a decoder needs, the colour profile, and what JFIF and Adobe say of
// the colours. What lies behind the end, such as a second picture or a film, goes.
func stripJPEG(b *builder) error {
	b.addRange(0, 2)
	frames, scans := 0, 0
	for at := int64(2); ; {
		s, ok := b.nextSegment(at)
		if !ok {
			break
		}
		at = s.end
		switch {
		case s.mark == markEOI:
			b.addRange(s.begin, s.end)
		case s.mark == markJPG, s.mark == markSOI:
		case s.mark == markSOS:
			at = b.scanEnd(s.end)
			b.addRange(s.begin, at)
			scans++
		case s.mark >= markSOF0 && s.mark <= markEXP, s.mark == markTEM:
			b.addRange(s.begin, s.end)
			if s.mark <= markSOFn && s.mark != markDHT && s.mark != markDAC {
				frames++
			}
		case scans == 0: // decoders look for it there alone
			b.application(s)
		}
		if s.mark == markEOI {
			break
		}
	}
	if frames == 0 || scans == 0 {
		return fmt.Errorf("%w: it has no image", ErrMalformed)
	}
	return nil
}

// application keeps of an application's segment what says how the picture looks.
func (b *builder) application(s segment) {
	payload := b.bytes(s.begin+4, int(s.end-s.begin-4))
	starts := func(mark string) bool { return bytes.HasPrefix(payload, []byte(mark)) }
	const jfif, adobe = 14, 12 // bytes without a thumbnail, and all that is defined
	switch {
	case s.mark == markAPP0 && starts("JFIF\x00") && len(payload) >= jfif:
		head := append([]byte{0xFF, markAPP0, 0, jfif + 2}, payload[:jfif]...)
		head[len(head)-2], head[len(head)-1] = 0, 0 // of the thumbnail: width and height
		b.write(head)
	case s.mark == markAPP1 && starts(exifMark):
		if o := orientationOf(payload); b.found(o) {
			exif := append([]byte(exifMark), orientationAlone(o)...)
			b.write(append([]byte{0xFF, markAPP1, 0, byte(len(exif) + 2)}, exif...)) //nolint:gosec // 34
		}
	case s.mark == markAPP2 && starts("ICC_PROFILE\x00"):
		b.addRange(s.begin, s.end)
	case s.mark == markAPPE && starts("Adobe") && len(payload) >= adobe:
		b.write(append([]byte{0xFF, markAPPE, 0, adobe + 2}, payload[:adobe]...))
	}
}
