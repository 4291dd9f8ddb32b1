package picture

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"time"

	"blog.example/pete/internal/guard"
	"golang.org/x/image/webp"
)

// What [Decode] reads and makes of one picture.
const (
	MaxEncoded = 20 << 20 // bytes of the file
	MaxDecoded = 64 << 20 // bytes of its pixels, and of what their decoder keeps besides

	maxDecoding = 2 * time.Second // until the pixels are scaled
)

// ErrTooLarge is what [Decode] returns for a picture that would take more than
// [MaxEncoded], [MaxDecoded] or two seconds.
var ErrTooLarge = errors.New("the picture is too large to be shown")

// ErrNotShown is what [Decode] returns for what no decoder reads: a format without
// one, or a broken file.
var ErrNotShown = errors.New("the picture cannot be decoded")

// Decode returns a picture, as it is shown, scaled to w by h pixels: PNG, JPEG, WebP, and the
// first image of a GIF. The error is [ErrTooLarge], [ErrNotShown] or the cause of ctx. One
// picture is to be decoded at a time.
//
// The decoders of Go do not scale while they decode, so the whole picture is in memory for a
// while.
func Decode(ctx context.Context, r io.ReaderAt, size int64, w, h int) (scaled *image.NRGBA, err error) {
	ctx, stop := context.WithTimeoutCause(ctx, maxDecoding, ErrTooLarge)
	defer stop()
	// The decoders of the standard library and of x/image read what strangers sent the author.
	if guard.Run(func() { scaled, err = decode(ctx, r, size, w, h) }) != nil {
		return nil, ErrNotShown
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return scaled, err
}

func decode(ctx context.Context, r io.ReaderAt, size int64, w, h int) (*image.NRGBA, error) {
	if size > MaxEncoded || w < 1 || h < 1 || 4*int64(w)*int64(h) > MaxDecoded {
		return nil, ErrTooLarge
	}
	f := &file{r: r, size: size}
	open := func() io.Reader { return untilDone{ctx, io.NewSectionReader(r, 0, size)} }
	var config image.Config
	var img image.Image
	var err error
	var perPixel float64 // bytes
	orientation := 0
	format := sniff(r)
	decoder := map[Format]struct {
		config func(io.Reader) (image.Config, error)
		pixels func(io.Reader) (image.Image, error)
	}{JPEG: {jpeg.DecodeConfig, jpeg.Decode}, PNG: {png.DecodeConfig, png.Decode}, GIF: {gif.DecodeConfig, gif.Decode}, WebP: {webp.DecodeConfig, webp.Decode}}[format]
	if decoder.config == nil {
		return nil, ErrNotShown
	}
	if config, err = decoder.config(open()); err != nil || config.Width < 1 || config.Height < 1 {
		return nil, ErrNotShown
	}
	switch format {
	case JPEG:
		perPixel, orientation = f.jpegCost(), f.jpegOrientation()
	case PNG:
		perPixel, orientation = f.pngCost(config.ColorModel), f.pngOrientation()
	case GIF:
		perPixel = 1
	default: // VP8L has the pixels twice, VP8 less
		perPixel, orientation = 8, f.webpOrientation()
	}
	pixels := float64(config.Width) * float64(config.Height) * perPixel
	if format == WebP && pixels <= MaxDecoded {
		pixels += float64(f.webpTables(ctx, config.Width, config.Height, MaxDecoded-int(pixels)))
	}
	if pixels > MaxDecoded {
		return nil, ErrTooLarge
	}
	if img, err = decoder.pixels(open()); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotShown, err)
	}
	whole := image.Rect(0, 0, config.Width, config.Height) // a frame of a GIF may cover a part of it
	if orientation >= 5 {
		return oriented(scale(ctx, img, whole, h, w), orientation), nil
	}
	return oriented(scale(ctx, img, whole, w, h), orientation), nil
}

// jpegCost returns how many bytes a pixel takes while a JPEG is decoded: its samples, in a
// progressive one also their coefficients of four bytes, and a copy where the colours are
// converted.
func (f *file) jpegCost() float64 {
	for at := int64(2); at < f.size; {
		s, ok := f.nextSegment(at)
		if !ok {
			break
		}
		if s.mark >= markSOF0 && s.mark <= markSOFn && s.mark != markDHT && s.mark != markDAC && s.mark != markJPG {
			head := f.bytes(s.begin+9, 1+4*3)
			if len(head) == 0 {
				break
			}
			across, down, samples := 1, 1, 0
			for i := range min(int(head[0]), 4) {
				if c := f.bytes(s.begin+10+int64(3*i), 2); len(c) == 2 {
					h, v := int(c[1]>>4), int(c[1]&15)
					across, down, samples = max(across, h), max(down, v), samples+h*v
				}
			}
			cost := float64(samples) / float64(across*down)
			copied := 0.0
			if cost >= 3 || head[0] == 4 { // RGB and CMYK are copied
				copied = 4
			}
			if s.mark == markSOF0+2 {
				cost *= 5
			}
			return cost + copied
		}
		at = s.end
	}
	return 4
}

// pngCost returns how many bytes a pixel takes while a PNG is decoded.
func (f *file) pngCost(model color.Model) float64 {
	cost := 4.0
	switch model {
	case color.GrayModel:
		cost = 1
	case color.Gray16Model:
		cost = 2
	case color.RGBA64Model, color.NRGBA64Model:
		cost = 8
	default:
		if _, ok := model.(color.Palette); ok {
			cost = 1
		}
	}
	if interlace := f.bytes(int64(len(pngMark))+20, 1); len(interlace) == 1 && interlace[0] != 0 {
		cost *= 1.5 // the largest of the seven images that it is put together of
	}
	return cost
}

// untilDone reads until a context ends.
type untilDone struct {
	ctx context.Context
	io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if u.ctx.Err() != nil {
		return 0, context.Cause(u.ctx)
	}
	return u.Reader.Read(p)
}
