// Package picture reads the containers of pictures: JPEG, PNG, GIF, WebP and AVIF. It takes
// the metadata out of them without decoding them ([Strip]), and says how large they are
// shown ([Size]). It promises that a stripped picture has nothing but the parts that a list
// names: image data, tables, colour profile, orientation. A new kind of metadata is not on
// the list. Memory is bounded whatever the file says, and each file is read once. [Decode]
// makes pixels of it, within bounds of bytes and time.
//
//	picture.go  which format a file has
//	strip.go    Strip, and the reader of what is left
//	jpeg.go, png.go, gif.go, webp.go, avif.go  the parts of each format
//	exif.go     orientation
//	size.go     Size; svg.go is that of SVG
//	decode.go   Decode: the pixels of a picture, within bounds; scale.go makes them fewer;
//	            vp8l.go is what the tables of a lossless WebP take
package picture

import (
	"bytes"
	"io"
)

// Format is a format of pictures that this package knows.
type Format int

// The formats. HEIF is a container with a picture that is no AVIF, such as HEIC.
const (
	Unknown Format = iota
	JPEG
	PNG
	GIF
	WebP
	AVIF
	HEIF
)

// ContentType returns the media type of a format, or "".
func (f Format) ContentType() string {
	return [...]string{"", "image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/heif"}[f]
}

// HeadBytes is how many bytes [Sniff] looks at.
const HeadBytes = 12

// Sniff returns the format of a file that begins with head.
func Sniff(head []byte) Format {
	at := func(i int, s string) bool { return len(head) >= i+len(s) && string(head[i:i+len(s)]) == s }
	switch {
	case bytes.HasPrefix(head, []byte("\xFF\xD8\xFF")):
		return JPEG
	case at(0, pngMark):
		return PNG
	case at(0, "GIF87a"), at(0, "GIF89a"):
		return GIF
	case at(0, "RIFF") && at(8, "WEBP"):
		return WebP
	case at(4, "ftypavif"), at(4, "ftypavis"):
		return AVIF
	case at(4, "ftyphei"), at(4, "ftyphev"), at(4, "ftypmif1"), at(4, "ftypmsf1"), at(4, "ftypjxl "):
		return HEIF
	}
	return Unknown
}

// sniff is Sniff for a file.
func sniff(r io.ReaderAt) Format {
	head := make([]byte, HeadBytes)
	n, _ := r.ReadAt(head, 0) // a short file is none of them
	return Sniff(head[:n])
}
