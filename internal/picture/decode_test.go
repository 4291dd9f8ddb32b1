package picture

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
)

var (
	red   = color.NRGBA{255, 0, 0, 255}
	green = color.NRGBA{0, 128, 0, 255}
	blue  = color.NRGBA{0, 0, 255, 255}
	none  = color.NRGBA{}
)

// quarters is a picture of 40 by 20 pixels: red and green above blue and nothing.
func quarters() *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, 40, 20))
	for y := range 20 {
		for x := range 40 {
			img.SetNRGBA(x, y, [][]color.NRGBA{{red, green}, {blue, none}}[y/10][x/20])
		}
	}
	return img
}

func encoded(t testing.TB, encode func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, img image.Image) []byte {
	return encoded(t, func(w io.Writer) error { return png.Encode(w, img) })
}

// turned is a PNG with an orientation.
func turned(t testing.TB, orientation int) []byte {
	plain := pngOf(t, quarters())
	return slices.Concat(plain[:33], pngChunk("eXIf", orientationAlone(orientation)), plain[33:]) // behind IHDR
}

func decodeBytes(t testing.TB, file []byte, w, h int) (*image.NRGBA, error) {
	return Decode(t.Context(), bytes.NewReader(file), int64(len(file)), w, h)
}

// Pixels are the means of what they stand for, and a picture is turned as it says. The colours
// are those of the corners: above on the left and the right, then below.
func TestDecode(t *testing.T) {
	for orientation, want := range map[int][4]color.NRGBA{
		1: {red, green, blue, none}, 2: {green, red, none, blue}, 3: {none, blue, green, red}, 4: {blue, none, red, green},
		5: {red, blue, green, none}, 6: {blue, red, none, green}, 7: {none, green, blue, red}, 8: {green, none, red, blue},
	} {
		w, h := 4, 2
		if orientation >= 5 {
			w, h = h, w
		}
		img, err := decodeBytes(t, turned(t, orientation), w, h)
		if err != nil || img.Rect != image.Rect(0, 0, w, h) {
			t.Fatalf("orientation %d: %v, %v", orientation, img, err)
		}
		if got := [4]color.NRGBA{img.NRGBAAt(0, 0), img.NRGBAAt(w-1, 0), img.NRGBAAt(0, h-1), img.NRGBAAt(w-1, h-1)}; got != want {
			t.Errorf("orientation %d: %v, want %v", orientation, got, want)
		}
	}
	half := image.NewNRGBA(image.Rect(0, 0, 2, 1))
	half.SetNRGBA(0, 0, color.NRGBA{200, 100, 0, 255})
	if img, err := decodeBytes(t, pngOf(t, half), 1, 1); err != nil || img.NRGBAAt(0, 0) != (color.NRGBA{200, 100, 0, 127}) {
		t.Errorf("a pixel beside a transparent one: %v, %v", img, err)
	}
}

// Each format is decoded; of an animation the first image, where it stands.
func TestDecodeFormats(t *testing.T) {
	grey := image.NewGray(image.Rect(0, 0, 8, 8))
	for i := range grey.Pix {
		grey.Pix[i] = 200
	}
	frame := image.NewPaletted(image.Rect(4, 0, 8, 8), color.Palette{red})
	animation := encoded(t, func(w io.Writer) error {
		return gif.EncodeAll(w, &gif.GIF{Image: []*image.Paletted{frame, image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{blue})}, Delay: []int{1, 1}, Config: image.Config{Width: 8, Height: 8}})
	})
	webp, _ := base64.StdEncoding.DecodeString(onePixel)
	for name, c := range map[string]struct {
		file []byte
		want [2]color.NRGBA
	}{
		"jpeg": {encoded(t, func(w io.Writer) error { return jpeg.Encode(w, grey, nil) }), [2]color.NRGBA{{200, 200, 200, 255}, {200, 200, 200, 255}}},
		"gif":  {animation, [2]color.NRGBA{none, red}},
	} {
		img, err := decodeBytes(t, c.file, 2, 1)
		if err != nil || img.NRGBAAt(0, 0) != c.want[0] || img.NRGBAAt(1, 0) != c.want[1] {
			t.Errorf("%s: %v, %v", name, img, err)
		}
	}
	if img, err := decodeBytes(t, webp, 3, 2); err != nil || img.Rect.Dx() != 3 {
		t.Errorf("webp: %v, %v", img, err)
	}
}

// bomb is a PNG that says it has w by h pixels of 16 bits a channel, and has one row.
func bomb(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	var data bytes.Buffer
	z := zlib.NewWriter(&data)
	_, _ = z.Write(make([]byte, 1+min(8*int(w), 1<<20)))
	_ = z.Close()
	return slices.Concat([]byte(pngMark), pngChunk("IHDR", append(head, 16, 6, 0, 0, 0)), pngChunk("IDAT", data.Bytes()), pngChunk("IEND", nil))
}

// progressive is the head of a progressive JPEG of w by h pixels, with colours that are not
// subsampled.
func progressive(w, h uint16) []byte {
	frame := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16([]byte{0xFF, 0xD8, 0xFF, 0xC2, 0, 17, 8}, h), w)
	return append(frame, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0)
}

// A small file says that it has very many pixels: it is refused before they are in memory.
func TestDecodeBombs(t *testing.T) {
	huge := pngOf(t, image.NewGray(image.Rect(0, 0, 8000, 8000))) // of 64,000,000 bytes, and fine
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"png":         {bomb(40000, 40000), ErrTooLarge},
		"png row":     {bomb(4000, 4000), ErrTooLarge},
		"progressive": {progressive(4000, 4000), ErrTooLarge},
		"in parts":    {progressive(100, 100), ErrNotShown},
		"svg":         {[]byte(`<svg width="9" height="9"/>`), ErrNotShown},
		"avif":        {avifWith(), ErrNotShown},
		"text":        {[]byte("text"), ErrNotShown},
		"empty":       {nil, ErrNotShown},
		"cut off":     {huge[:len(huge)/2], ErrNotShown},
		"long":        {append(slices.Clone(huge), make([]byte, MaxEncoded)...), ErrTooLarge},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := decodeBytes(t, c.file, 10, 10)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if taken := after.TotalAlloc - before.TotalAlloc; errors.Is(err, ErrTooLarge) && taken > 1<<20 {
			t.Errorf("%s: %d bytes were taken before it was refused", name, taken)
		}
	}
	if _, err := decodeBytes(t, huge, 10, 10); err != nil {
		t.Errorf("a large picture: %v", err)
	}
	if _, err := decodeBytes(t, huge, 1<<20, 1<<20); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a large size: %v", err)
	}
}

// What a JPEG costs is seen from its head: samples, coefficients, and a copy.
func TestJPEGCost(t *testing.T) {
	for _, c := range []struct {
		file []byte
		want float64
	}{
		{progressive(8, 8), 3*5 + 4},
		{encoded(t, func(w io.Writer) error { return jpeg.Encode(w, quarters(), nil) }), 1.5},
		{encoded(t, func(w io.Writer) error { return jpeg.Encode(w, image.NewGray(image.Rect(0, 0, 8, 8)), nil) }), 1},
		{[]byte("\xFF\xD8\xFF"), 4},
	} {
		f := &file{r: bytes.NewReader(c.file), size: int64(len(c.file))}
		if got := f.jpegCost(); got != c.want {
			t.Errorf("%.20q: %v bytes a pixel, want %v", c.file, got, c.want)
		}
	}
}

// A reader that ends while a file is read ends the decoding.
func TestDecodeStops(t *testing.T) {
	ctx, leave := context.WithCancelCause(t.Context())
	cause := errors.New("left")
	file := pngOf(t, image.NewGray(image.Rect(0, 0, 2000, 2000)))
	reads := 0
	r := at(func(b []byte, off int64) (int, error) {
		if reads++; reads == 3 {
			leave(cause)
		}
		return bytes.NewReader(file).ReadAt(b[:min(len(b), 64)], off)
	})
	if _, err := Decode(ctx, r, int64(len(file)), 4, 2); !errors.Is(err, cause) || reads > 6 {
		t.Errorf("%d reads, %v", reads, err)
	}
}

// Strangers' bytes: nothing of them panics, and what is decoded has the size that was asked for.
func FuzzDecode(f *testing.F) {
	for _, file := range [][]byte{jpegWith(f, 6), pngWith(f, 6), gifWith(f), webpWith(6, false), webpWith(6, true), avifWith(), turned(f, 8), bomb(4000, 4000), progressive(16, 16), lossless(4, 4, 2, func(b *bitWriter) { b.many(256) })} {
		f.Add(file)
		f.Add(file[:len(file)/2])
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		img, err := Decode(t.Context(), strings.NewReader(string(file)), int64(len(file)), 5, 3)
		switch {
		case err == nil && img.Rect != image.Rect(0, 0, 5, 3):
			t.Fatalf("it has the size %v", img.Rect)
		case err != nil && !errors.Is(err, ErrNotShown) && !errors.Is(err, ErrTooLarge):
			t.Fatal(err)
		}
	})
}

// A photograph of 12 million pixels, scaled for 68 columns of half blocks.
func BenchmarkDecode(b *testing.B) {
	file := encoded(b, func(w io.Writer) error { return jpeg.Encode(w, image.NewRGBA(image.Rect(0, 0, 4000, 3000)), nil) })
	for b.Loop() {
		if _, err := decodeBytes(b, file, 68, 51); err != nil {
			b.Fatal(err)
		}
	}
}
