package picture

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// maxHead is how much of a file is read for its size, in bytes: cameras write some megabytes
// of previews before the image.
const maxHead = 8 << 20

// maxSide is the longest side of a picture that has a size: that of JPEG, in pixels.
const maxSide = 65535

// Size returns the width and the height of a picture as it is shown, in pixels, with its
// orientation applied. It reads the head of the file. ok is false for what is no picture, and
// for an SVG that says no size.
func Size(r io.ReaderAt, size int64) (w, h int, ok bool) {
	f := &file{r: r, size: size}
	head := io.NewSectionReader(r, 0, min(size, maxHead))
	var c image.Config
	var err error
	turned := false
	switch sniff(r) {
	case JPEG:
		c, err = jpeg.DecodeConfig(head)
		turned = err == nil && f.jpegOrientation() >= 5
	case PNG:
		c, err = png.DecodeConfig(head)
		turned = err == nil && f.pngOrientation() >= 5
	case GIF:
		c, err = gif.DecodeConfig(head)
	case WebP:
		c, err = webp.DecodeConfig(head)
		turned = err == nil && f.webpOrientation() >= 5
	case AVIF:
		c.Width, c.Height, _ = f.avifSize()
	case Unknown:
		c.Width, c.Height = svgSize(head)
	}
	w, h = c.Width, c.Height
	if err != nil || w <= 0 || h <= 0 || w > maxSide || h > maxSide {
		return 0, 0, false
	}
	if turned {
		w, h = h, w
	}
	return w, h, true
}

// jpegOrientation returns the orientation of a JPEG, and 0 if it says none.
func (f *file) jpegOrientation() int {
	for at := int64(2); at < maxHead; {
		s, ok := f.nextSegment(at)
		if !ok || s.mark == markSOS || s.mark == markEOI {
			return 0
		}
		if payload := f.bytes(s.begin+4, int(s.end-s.begin-4)); s.mark == markAPP1 && bytes.HasPrefix(payload, []byte(exifMark)) {
			if o := orientationOf(payload); o > 1 {
				return o
			}
		}
		at = s.end
	}
	return 0
}

// pngOrientation returns the orientation of a PNG, and 0 if it says none before its image.
func (f *file) pngOrientation() int {
	for at := int64(len(pngMark)); at < maxHead; {
		size, ok := f.big(at, 4)
		name := string(f.bytes(at+4, 4))
		if !ok || name == "IDAT" || name == "IEND" {
			return 0
		}
		if name == "eXIf" {
			if o := orientationOf(f.bytes(at+8, int(min(size, maxExif)))); o > 1 {
				return o
			}
		}
		at += 12 + size
	}
	return 0
}

// webpOrientation returns the orientation of a WebP, and 0 if it says none.
func (f *file) webpOrientation() int {
	if string(f.bytes(12, 4)) != "VP8X" {
		return 0
	}
	for at, n := int64(12), 0; n < maxBoxes; n++ {
		length, ok := f.little(at + 4)
		if !ok {
			return 0
		}
		if string(f.bytes(at, 4)) == "EXIF" {
			if o := orientationOf(f.bytes(at+8, int(min(length, maxExif)))); o > 1 {
				return o
			}
		}
		at += 8 + length + length&1
	}
	return 0
}
