package picture

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/image/webp"
)

// secret is in all metadata of the test's pictures that must go, and profile in those that
// must stay.
const (
	secret  = "N52.31.07 E13.24.18"
	profile = "a profile of colours"
)

// gpsRationals is 52°31'7" as the rationals of a GPS field.
var gpsRationals = []byte{0, 0, 0, 52, 0, 0, 0, 1, 0, 0, 0, 31, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0, 0, 1}

// exifOf is EXIF with a camera's fields, coordinates and a thumbnail.
func exifOf(orientation uint16) []byte {
	e := binary.BigEndian
	var b []byte
	entry := func(tag, kind uint16, count, value uint32) {
		b = e.AppendUint16(b, tag)
		b = e.AppendUint16(b, kind)
		b = e.AppendUint32(b, count)
		b = e.AppendUint32(b, value)
	}
	b = append(b, "MM\x00*\x00\x00\x00\x08"...)
	b = e.AppendUint16(b, 3)
	const text = 8 + 2 + 3*12 + 4
	const gps = uint32(text + len(secret))
	entry(0x010E, 2, uint32(len(secret)), text)          // ImageDescription
	entry(orientationTag, 3, 1, uint32(orientation)<<16) // a short is at the left
	entry(0x8825, 4, 1, gps)                             // GPS
	b = append(e.AppendUint32(b, 0), secret...)          // no second directory
	b = e.AppendUint16(b, 1)                             // of GPS
	entry(2, 5, 3, gps+2+12+4)                           // GPSLatitude
	b = append(e.AppendUint32(b, 0), gpsRationals...)
	return append(b, "thumbnail "+secret...)
}

func testImage(w, h int) *image.Paletted {
	r := rand.New(rand.NewPCG(1, 2))
	img := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.Black, color.White, color.RGBA{R: 255, A: 255}, color.RGBA{B: 200, A: 255}})
	for i := range img.Pix {
		img.Pix[i] = byte(r.IntN(4))
	}
	return img
}

// jpegWith is a JPEG with segments behind its first marker, between its scan and its end,
// and bytes behind that.
func jpegWith(t testing.TB, orientation uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, testImage(60, 40), nil); err != nil {
		t.Fatal(err)
	}
	plain := b.Bytes()
	seg := func(mark byte, payload string) []byte {
		return append([]byte{0xFF, mark, byte((len(payload) + 2) >> 8), byte(len(payload) + 2)}, payload...)
	}
	end := len(plain) - 2
	return slices.Concat(plain[:2],
		seg(0xE0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x04\x04"+secret),
		seg(0xE0, "JFXX\x00\x13"+secret),
		seg(0xE1, exifMark+string(exifOf(orientation))),
		seg(0xE1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>"+secret),
		seg(0xE2, "ICC_PROFILE\x00\x01\x01"+profile),
		seg(0xE2, "MPF\x00"+secret),
		seg(0xED, "Photoshop 3.0\x008BIM"+secret),
		seg(0xEE, "Adobe\x00\x64\x00\x00\x00\x00\x01"+secret),
		seg(0xFE, secret), []byte("\xFF\xFF"), seg(0xEF, secret)[1:], // a fill byte
		plain[2:end], seg(0xFE, secret), seg(0xE1, exifMark+string(exifOf(3))),
		plain[end:], plain[:2], seg(0xE1, exifMark+string(exifOf(orientation))), plain[2:], []byte(secret))
}

func pngWith(t testing.TB, orientation uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, testImage(60, 40)); err != nil {
		t.Fatal(err)
	}
	plain := b.Bytes()
	const head = 8 + 12 + 13
	return slices.Concat(plain[:head],
		pngChunk("eXIf", exifOf(orientation)), pngChunk("tEXt", []byte("Comment\x00"+secret)), pngChunk("zTXt", []byte("x\x00\x00"+secret)),
		pngChunk("iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"+secret)), pngChunk("tIME", []byte(secret[:7])), pngChunk("prVt", []byte(secret)),
		pngChunk("pHYs", []byte("\x00\x00\x0B\x13\x00\x00\x0B\x13\x01")), pngChunk("sPLT", []byte(profile+"\x00\x08")),
		plain[head:len(plain)-12], pngChunk("caBX", []byte(secret)), plain[len(plain)-12:], []byte(secret))
}

func gifWith(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	img := testImage(60, 40)
	if err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{img, img}, Delay: []int{3, 4}, LoopCount: 2}); err != nil {
		t.Fatal(err)
	}
	plain := b.Bytes()
	head := 13 + int(colours(plain[10]))
	sub := func(s string) string { return string(rune(len(s))) + s }
	return slices.Concat(plain[:head],
		[]byte("\x21\xFE"+sub(secret)+"\x00"), []byte("\x21\xFF\x0BXMP DataXMP"+sub(secret)+"\x00"), []byte("\x21\x01\x0C............"+sub(secret)+"\x00"),
		[]byte("\x21\xFF\x0BICCRGBG1012"+sub(profile)+"\x00"), []byte("\x21\xFF\x0BNETSCAPE2.0\x03\x01\x02\x00"+sub(secret)+"\x00"),
		plain[head:len(plain)-1], []byte("\x21\xFE"+sub(secret)+"\x00;"), []byte(secret))
}

// onePixel is a WebP of one pixel, without an extended head.
const onePixel = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="

func webpChunk(name, data string) string {
	c := name + string(binary.LittleEndian.AppendUint32(nil, uint32(len(data)))) + data
	if len(data)%2 == 1 {
		c += "\x00"
	}
	return c
}

func webpWith(orientation uint16, animated bool) []byte {
	plain, _ := base64.StdEncoding.DecodeString(onePixel)
	img, flags := string(plain[12:]), "\x2C"
	if animated {
		img, flags = webpChunk("ANIM", "\x00\x00\x00\x00\x00\x00")+webpChunk("ANMF", strings.Repeat("\x00", 16)+img+webpChunk("XMP ", secret)), "\x2E"
	}
	body := "WEBP" + webpChunk("VP8X", flags+strings.Repeat("\x00", 9)) + webpChunk("ICCP", profile) + webpChunk("note", secret) + img +
		webpChunk("EXIF", string(exifOf(orientation))) + webpChunk("XMP ", secret+"!")
	return []byte(webpChunk("RIFF", body) + secret)
}

func avifBox(kind string, parts ...string) string {
	data := strings.Join(parts, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(data)+8))) + kind + data
}

// avifWith is the container of an AVIF: an image, EXIF and XMP.
func avifWith() []byte {
	u16 := func(n int) string { return string(binary.BigEndian.AppendUint16(nil, uint16(n))) }
	u32 := func(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }
	items := []string{profile, string(exifOf(6)), "<x:xmpmeta>" + secret}
	infe := func(id int, kind string) string {
		return avifBox("infe", "\x02\x00\x00\x00", u16(id), u16(0), kind, "\x00")
	}
	build := func(start int) (string, int) {
		iloc, at := "\x00\x00\x00\x00\x44\x00"+u16(len(items)), start
		for i, data := range items {
			iloc += u16(i+1) + u16(0) + u16(1) + u32(at) + u32(len(data))
			at += len(data)
		}
		head := avifBox("ftyp", "avif\x00\x00\x00\x00mif1") + avifBox("meta", "\x00\x00\x00\x00",
			avifBox("iinf", "\x00\x00\x00\x00", u16(3), infe(1, "av01"), infe(2, "Exif"), infe(3, "mime")), avifBox("iloc", iloc),
			avifBox("iprp", avifBox("ipco", avifBox("ispe", u32(0), u32(60), u32(40)), avifBox("irot", "\x01"), avifBox("udes", secret))), avifBox("uuid", secret)) +
			avifBox("free", secret)
		return head + avifBox("mdat", append(items, secret)...), len(head) + 8
	}
	_, start := build(0)
	all, _ := build(start)
	return []byte(all)
}

func stripped(t testing.TB, file []byte) []byte {
	t.Helper()
	s, err := Strip(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(reader(s, file))
	if err != nil || int64(len(got)) != s.Size() {
		t.Fatalf("%d bytes, want %d: %v", len(got), s.Size(), err)
	}
	return got
}

type at func(b []byte, at int64) (int, error)

func (f at) ReadAt(b []byte, at int64) (int, error) { return f(b, at) }

func reader(s *Stripped, file []byte) io.ReadSeeker {
	return io.NewSectionReader(at(func(b []byte, at int64) (int, error) { return s.ReadAt(bytes.NewReader(file), b, at) }), 0, s.Size())
}

// Pictures that say where they were taken, in every place that their format has for it: after
// stripping nothing of it is left, the pixels, the profile and the orientation are.
func TestStrip(t *testing.T) {
	for _, c := range []struct {
		name        string
		file        []byte
		orientation int
		decode      func(io.Reader) (image.Image, error)
	}{
		{"jpeg", jpegWith(t, 6), 6, jpeg.Decode},
		{"jpeg, upright", jpegWith(t, 1), 1, jpeg.Decode},
		{"png", pngWith(t, 8), 8, png.Decode},
		{"gif", gifWith(t), 1, gif.Decode},
		{"webp", webpWith(6, false), 6, webp.Decode},
		{"webp, animated", webpWith(3, true), 3, nil},
		{"avif", avifWith(), 1, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := stripped(t, c.file)
			for _, metadata := range []string{secret, string(gpsRationals), secret[:7], "xmpmeta"} {
				if !bytes.Contains(c.file, []byte(metadata)) && metadata == secret {
					t.Fatal("the test has no secret")
				}
				if bytes.Contains(got, []byte(metadata)) {
					t.Errorf("%q is left", metadata)
				}
			}
			if !bytes.Contains(got, []byte(profile)) {
				t.Error("the colour profile is gone")
			}
			again, err := Strip(bytes.NewReader(got), int64(len(got)))
			if err != nil || again.Orientation != c.orientation {
				t.Errorf("the orientation is %v, want %d: %v", again, c.orientation, err)
			}
			if twice := stripped(t, got); !bytes.Equal(got, twice) {
				t.Error("what is stripped is stripped otherwise")
			}
			if c.decode != nil {
				before, err := c.decode(bytes.NewReader(c.file))
				after, errAfter := c.decode(bytes.NewReader(got))
				if err != nil || errAfter != nil || !samePixels(before, after) {
					t.Errorf("the picture differs: %v, %v", err, errAfter)
				}
			}
			w, h, ok := Size(bytes.NewReader(c.file), int64(len(c.file)))
			w2, h2, ok2 := Size(bytes.NewReader(got), int64(len(got)))
			if !ok || !ok2 || w != w2 || h != h2 {
				t.Errorf("%d × %d %t became %d × %d %t", w, h, ok, w2, h2, ok2)
			}
		})
	}
}

func samePixels(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			r, g, bl, al := a.At(x, y).RGBA()
			r2, g2, b2, a2 := b.At(x, y).RGBA()
			if r != r2 || g != g2 || bl != b2 || al != a2 {
				return false
			}
		}
	}
	return true
}

// An animation goes on as often as before.
func TestStripAnimation(t *testing.T) {
	before, err := gif.DecodeAll(bytes.NewReader(gifWith(t)))
	after, errAfter := gif.DecodeAll(bytes.NewReader(stripped(t, gifWith(t))))
	if err != nil || errAfter != nil || len(after.Image) != 2 || after.LoopCount != before.LoopCount || !slices.Equal(after.Delay, before.Delay) {
		t.Errorf("%+v became %+v: %v, %v", before, after, err, errAfter)
	}
}

// A client asks for ranges: each is that of the whole.
func TestStrippedRanges(t *testing.T) {
	file := jpegWith(t, 6)
	whole := stripped(t, file)
	s, err := Strip(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if err := iotest.TestReader(reader(s, file), whole); err != nil {
		t.Error(err)
	}
	for from := range whole {
		part := make([]byte, 7)
		n, _ := s.ReadAt(bytes.NewReader(file), part, int64(from))
		if !bytes.Equal(part[:n], whole[from:min(from+7, len(whole))]) {
			t.Fatalf("at %d: %q", from, part[:n])
		}
	}
}

// A camera's card was taken out too early: each beginning of a file is refused, or stripped
// as far as it goes.
func TestStripBeginnings(t *testing.T) {
	for _, file := range [][]byte{jpegWith(t, 6), pngWith(t, 6), gifWith(t), webpWith(6, false), webpWith(6, true), avifWith()} {
		for n := range file {
			s, err := Strip(bytes.NewReader(file[:n]), int64(n))
			switch {
			case err != nil && !errors.Is(err, ErrMalformed):
				t.Fatal(err)
			case err == nil:
				got, err := io.ReadAll(reader(s, file[:n]))
				if err != nil || bytes.Contains(got, []byte(secret)) {
					t.Fatalf("%s: %d bytes: %v %q", s.Format.ContentType(), n, err, got)
				}
			}
		}
	}
}

// Pictures of formats whose metadata are not known, and texts that say they are pictures.
func TestStripRefuses(t *testing.T) {
	for _, file := range []string{
		"", "GIF89a", "\xFF\xD8\xFF", "hello", "\x00\x00\x00\x18ftypheic....", "RIFF\x04\x00\x00\x00WEBP", pngMark + "\x00\x00\x00\x00IEND....",
		"\x00\x00\x00\x14ftypavif........" + secret, "\xFF\xD8\xFF\xE1\x00\x20Exif",
	} {
		if s, err := Strip(strings.NewReader(file), int64(len(file))); !errors.Is(err, ErrMalformed) {
			t.Errorf("%q: %+v, %v", file, s, err)
		}
	}
}

// Orientation is read in both orders of bytes, and values that EXIF does not have are none.
func TestOrientation(t *testing.T) {
	for _, c := range []struct {
		exif string
		want int
	}{
		{string(orientationAlone(7)), 7},
		{exifMark + string(exifOf(3)), 3},
		{"II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x05\x00\x00\x00", 5},
		{string(orientationAlone(9)), 0},
		{"MM\x00*\xFF\xFF\xFF\xFF", 0},
		{"MM\x00*\x00\x00\x00\x08\xFF\xFF", 0},
		{"", 0},
	} {
		if got := orientationOf([]byte(c.exif)); got != c.want {
			t.Errorf("%q: %d, want %d", c.exif, got, c.want)
		}
	}
}

func TestSize(t *testing.T) {
	for _, c := range []struct {
		file string
		w, h int
	}{
		{string(jpegWith(t, 1)), 60, 40},
		{string(jpegWith(t, 6)), 40, 60},
		{string(pngWith(t, 5)), 40, 60},
		{string(pngWith(t, 3)), 60, 40},
		{string(gifWith(t)), 60, 40},
		{string(avifWith()), 40, 60},
		{`<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg" width="30" height="20.2">`, 30, 21},
		{`<svg viewBox="0 0 12 34">`, 12, 34},
		{`<svg viewBox="0,0,10,20" width="50%" height="40px">`, 20, 40},
		{`<svg width="1in" height="2.54cm">`, 96, 96},
		{`<svg width="1e9" height="NaN">`, 0, 0},
		{`<svg>`, 0, 0},
		{`<html><svg width="3" height="3">`, 0, 0},
		{"text", 0, 0},
		{"", 0, 0},
	} {
		if w, h, ok := Size(strings.NewReader(c.file), int64(len(c.file))); w != c.w || h != c.h || ok != (c.w > 0) {
			t.Errorf("%.40q: %d × %d, want %d × %d", c.file, w, h, c.w, c.h)
		}
	}
}

func FuzzStrip(f *testing.F) {
	for _, file := range [][]byte{jpegWith(f, 6), pngWith(f, 6), gifWith(f), webpWith(6, false), webpWith(6, true), avifWith()} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		_, _, _ = Size(bytes.NewReader(file), int64(len(file)))
		s, err := Strip(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Fatal(err)
			}
			return
		}
		once := stripped(t, file)
		if len(once) > len(file)+64*len(s.parts) {
			t.Fatalf("%d bytes became %d", len(file), len(once))
		}
		if twice := stripped(t, once); !bytes.Equal(once, twice) {
			t.Fatalf("%q\nis stripped again to\n%q", once, twice)
		}
	})
}

// A chunk of PNG has the sum that decoders check.
func TestPNGChunk(t *testing.T) {
	c := pngChunk("eXIf", orientationAlone(6))
	if got := binary.BigEndian.Uint32(c[len(c)-4:]); got != crc32.ChecksumIEEE(c[4:len(c)-4]) {
		t.Errorf("%x", got)
	}
}

func BenchmarkStripJPEG(b *testing.B) {
	img := image.NewGray(image.Rect(0, 0, 3000, 2000))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = byte(r.IntN(256))
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, img, nil); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Strip(bytes.NewReader(file.Bytes()), int64(file.Len())); err != nil {
			b.Fatal(err)
		}
	}
}
