package picture

import (
	"context"
	"image"
	"image/color"
)

// samples is how many pixels of the source, in a row and in a column, at most make a pixel of
// the scaled picture: more of them do not show, and take time.
const samples = 8

// Scale returns a picture in w by h pixels, which are fewer than it has.
func Scale(img *image.NRGBA, w, h int) *image.NRGBA {
	return scale(context.Background(), img, img.Rect, w, h)
}

// scale returns what a rectangle of img shows, in w by h pixels. Each of these is the mean of
// the pixels that it stands for. What img does not cover is transparent. It stops early when
// ctx ends.
func scale(ctx context.Context, img image.Image, whole image.Rectangle, w, h int) *image.NRGBA {
	at := colourAt(img)
	bounds := img.Bounds()
	scaled := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		if ctx.Err() != nil {
			break
		}
		top, bottom, down := samplesOf(whole.Min.Y, whole.Dy(), y, h)
		for x := range w {
			left, right, across := samplesOf(whole.Min.X, whole.Dx(), x, w)
			var r, g, b, a, n uint64 // r, g and b are premultiplied
			for sy := top; sy < bottom; sy += down {
				for sx := left; sx < right; sx += across {
					n++
					if !(image.Point{X: sx, Y: sy}.In(bounds)) {
						continue
					}
					c := at(sx, sy)
					r, g, b, a = r+uint64(c.R), g+uint64(c.G), b+uint64(c.B), a+uint64(c.A)
				}
			}
			if a == 0 {
				continue
			}
			channel := func(sum uint64) uint8 { return uint8(min(sum*255/a, 255)) }
			scaled.SetNRGBA(x, y, color.NRGBA{channel(r), channel(g), channel(b), uint8(a / n >> 8)}) //nolint:gosec // a mean of 16 bits
		}
	}
	return scaled
}

// samplesOf returns the i-th of n parts of a side, at least one pixel, and the step between its
// samples.
func samplesOf(begin, side, i, n int) (from, to, step int) {
	from, to = i*side/n, (i+1)*side/n
	to = max(to, from+1)
	return begin + from, begin + to, max((to-from)/samples, 1)
}

// colourAt returns what reads the pixels of an image without making a value of each.
func colourAt(img image.Image) func(x, y int) color.RGBA64 {
	if fast, ok := img.(image.RGBA64Image); ok {
		return fast.RGBA64At
	}
	return func(x, y int) color.RGBA64 { return color.RGBA64Model.Convert(img.At(x, y)).(color.RGBA64) } //nolint:forcetypeassert // it is one
}

// oriented returns a picture as EXIF says that it is turned and mirrored: Exif 2.32, section
// 4.6.4.
func oriented(img *image.NRGBA, orientation int) *image.NRGBA {
	if orientation <= 1 || orientation > 8 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	from := func(x, y int) (int, int) { // the pixel that is shown at x, y
		switch orientation {
		case 2:
			return w - 1 - x, y
		case 3:
			return w - 1 - x, h - 1 - y
		case 4:
			return x, h - 1 - y
		case 5:
			return y, x
		case 6:
			return y, h - 1 - x
		case 7:
			return w - 1 - y, h - 1 - x
		}
		return w - 1 - y, x
	}
	shown := image.NewNRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 {
		shown = image.NewNRGBA(image.Rect(0, 0, h, w))
	}
	for y := range shown.Rect.Dy() {
		for x := range shown.Rect.Dx() {
			sx, sy := from(x, y)
			shown.SetNRGBA(x, y, img.NRGBAAt(sx, sy))
		}
	}
	return shown
}
