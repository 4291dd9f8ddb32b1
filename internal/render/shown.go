package render

import (
	"context"
	"errors"
	"image"
	"io"

	"blog.example/pete/internal/cell"
	"blog.example/pete/internal/picture"
	"github.com/charmbracelet/colorprofile"
)

// decodedKey is the key of a picture that is decoded, for all widths.
type decodedKey struct {
	version string
	image   bool
}

// shownKey is the key of a picture in one width and one depth of colour.
type shownKey struct {
	version       string
	columns, rows int
	profile       colorprofile.Profile
}

// Decoded is a picture with as many pixels as half blocks of any width need, or an image to be
// sent, or neither if it cannot be decoded. It is immutable.
type Decoded struct {
	img   *image.NRGBA
	Image []byte // a PNG
}

func (d *Decoded) bytes() int {
	if d.img == nil {
		return len(d.Image)
	}
	return len(d.img.Pix)
}

// Shown is a picture as it is shown. It is immutable.
type Shown struct {
	Rows []string // with their escapes; none if it cannot be shown
}

func (s *Shown) bytes() int {
	n := sized(s.Rows)
	for _, row := range s.Rows {
		n += len(row)
	}
	return n
}

// OpenPicture opens the file of a picture: its bytes, and how many these are.
type OpenPicture func() (r io.ReaderAt, size int64, closer io.Closer, err error)

// Decoded returns a picture if it is decoded and cached, for half blocks or as an image. It
// never waits.
func (c *Cache) Decoded(k KnownPicture, asImage bool) (d *Decoded, ok bool) {
	return c.decoded.Get(decodedKey{k.Version, asImage})
}

// Decode decodes a picture, for half blocks or as an image, once for all who ask at the same time. It waits for others: one
// picture is decoded at a time. The error is the cause of ctx, or that of open.
func (c *Cache) Decode(ctx context.Context, k KnownPicture, asImage bool, open OpenPicture) (*Decoded, error) {
	select {
	case c.decoding <- struct{}{}:
		defer func() { <-c.decoding }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if d, ok := c.Decoded(k, asImage); ok {
		return d, nil
	}
	r, size, file, err := open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // nothing was written
	// Twice the pixels of the widest form, so that narrower ones are not blurred, and none in
	// cells of another shape.
	columns, rows := CellsFor(k.Width, k.Height, Measure, cell.UsualAspect)
	w, h := 2*columns, 4*rows
	if asImage {
		w, h = min(cellWidth*columns, k.Width), min(cellHeight*rows, k.Height)
	}
	img, err := picture.Decode(ctx, r, size, w, h)
	if err != nil && !errors.Is(err, picture.ErrTooLarge) && !errors.Is(err, picture.ErrNotShown) {
		return nil, err
	}
	d := &Decoded{img: img}
	if asImage && img != nil {
		d = &Decoded{Image: encodePNG(img)}
	}
	c.decoded.Add(decodedKey{k.Version, asImage}, d)
	return d, nil
}

// Shown returns a picture of a page if it is cached as it is to be shown. It never waits.
func (c *Cache) Shown(p *PlacedPicture, profile colorprofile.Profile) (s *Shown, ok bool) {
	return c.shown.Get(p.shownKey(profile))
}

// Show makes of a decoded picture what is shown of it.
func (c *Cache) Show(p *PlacedPicture, d *Decoded, profile colorprofile.Profile) *Shown {
	if s, ok := c.Shown(p, profile); ok {
		return s
	}
	s := &Shown{}
	if d.img != nil {
		s.Rows = HalfBlocks(picture.Scale(d.img, p.Columns, 2*p.Rows), profile)
	}
	c.shown.Add(p.shownKey(profile), s)
	return s
}

func (p *PlacedPicture) shownKey(profile colorprofile.Profile) shownKey {
	return shownKey{p.Version, p.Columns, p.Rows, profile}
}
