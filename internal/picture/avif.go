package picture

import (
	"cmp"
	"fmt"
	"slices"
)

// span is a range of a file.
type span struct{ from, to int64 }

// box is a box of ISO 14496-12, section 4.2.
type box struct {
	kind string
	span       // of all of it
	data int64 // where its content begins
}

// maxBoxes bounds the boxes and the items that are looked at in one file.
const maxBoxes = 2000

// boxes returns the boxes in a range of the file. ok is false if they do not fill it.
func (f *file) boxes(in span) (all []box, ok bool) {
	for at := in.from; at < in.to; {
		size, ok := f.big(at, 4)
		x := box{kind: string(f.bytes(at+4, 4)), span: span{at, at + size}, data: at + 8}
		switch size {
		case 0: // up to the end
			x.to = in.to
		case 1:
			size, ok = f.big(at+8, 8)
			x.data += 8
			x.to = at + min(size, f.size+1)
		}
		if !ok || len(x.kind) < 4 || x.data > x.to || x.to > in.to || len(all) >= maxBoxes {
			return all, false
		}
		all = append(all, x)
		at = x.to
	}
	return all, true
}

// stripAVIF writes zeros over all that is no image, so that offsets stay as they are. The
// orientation of AVIF is a property of the image.
func stripAVIF(b *builder) error {
	malformed := fmt.Errorf("%w: its boxes are not understood", ErrMalformed)
	top, ok := b.boxes(span{0, b.size})
	if !ok {
		return malformed
	}
	var kept []span
	var images []span
	for _, x := range top {
		kept = append(kept, span{x.from, x.data})
		switch x.kind {
		case "ftyp":
			kept = append(kept, x.span)
		case "moov", "moof":
			return fmt.Errorf("%w: it is a film", ErrMalformed)
		case "meta":
			children, ok := b.boxes(span{x.data + 4, x.to})
			if !ok {
				return malformed
			}
			kept = append(kept, span{x.from, x.data + 4})
			for _, c := range children {
				kept = append(kept, span{c.from, c.data})
				switch c.kind {
				case "hdlr", "pitm", "iloc", "iinf", "iref", "grpl":
					kept = append(kept, c.span)
				case "iprp":
					kept = append(kept, b.properties(c)...)
				}
			}
			if images, ok = b.imageItems(children); !ok {
				return malformed
			}
		}
	}
	if len(images) == 0 {
		return fmt.Errorf("%w: it has no image", ErrMalformed)
	}
	at := int64(0)
	kept = append(kept, images...)
	slices.SortFunc(kept, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	for _, k := range kept {
		k.to = min(k.to, b.size)
		b.zero(min(k.from, b.size) - at)
		b.addRange(max(k.from, at), k.to)
		at = max(at, k.to)
	}
	b.zero(b.size - at)
	return nil
}

// properties returns the ranges of a box of properties without those that are texts.
func (f *file) properties(iprp box) (kept []span) {
	outer, _ := f.boxes(span{iprp.data, iprp.to})
	for _, o := range outer {
		if o.kind != "ipco" {
			kept = append(kept, o.span)
			continue
		}
		kept = append(kept, span{o.from, o.data})
		all, _ := f.boxes(span{o.data, o.to})
		for _, p := range all {
			if slices.Contains([]string{"udes", "uuid", "free", "skip"}, p.kind) {
				kept = append(kept, span{p.from, p.data})
			} else {
				kept = append(kept, p.span)
			}
		}
	}
	return append(kept, span{iprp.from, iprp.data})
}

// imageItems returns where the data of the images are: ISO 14496-12, sections 8.11.3 and 8.11.6.
func (f *file) imageItems(meta []box) (data []span, ok bool) {
	isImage := map[int64]bool{}
	var idat box
	for _, x := range meta {
		switch x.kind {
		case "idat":
			idat = x
		case "iinf":
			if !f.itemTypes(x, isImage) {
				return nil, false
			}
		}
	}
	for _, x := range meta {
		if x.kind != "iloc" {
			continue
		}
		r := fields{f, x.data, x.to, true}
		version := r.next(1)
		r.next(3)
		sizes := r.next(2)
		offsetSize, lengthSize, baseSize, indexSize := int(sizes>>12&15), int(sizes>>8&15), int(sizes>>4&15), int(sizes&15)
		idSize := 2
		if version == 2 {
			idSize = 4
		}
		if version == 0 {
			indexSize = 0
		}
		items := r.next(idSize)
		for i := int64(0); i < items && r.ok && len(data) < maxBoxes; i++ {
			id, method := r.next(idSize), int64(0)
			if version > 0 {
				method = r.next(2) & 15
			}
			r.next(2)
			base := r.next(baseSize)
			if method == 1 {
				base += idat.data
			}
			for range r.next(2) {
				r.next(indexSize)
				from := base + r.next(offsetSize)
				to := from + r.next(lengthSize)
				if !r.ok || len(data) >= maxBoxes {
					return nil, false
				}
				if isImage[id] {
					if method > 1 || from < 0 || to <= from || to > f.size {
						return nil, false
					}
					data = append(data, span{from, to})
				}
			}
		}
		if !r.ok {
			return nil, false
		}
	}
	return data, true
}

// itemTypes finds out which items are images.
func (f *file) itemTypes(iinf box, isImage map[int64]bool) bool {
	r := fields{f, iinf.data, iinf.to, true}
	size := 2
	if r.next(4)>>24 > 0 {
		size = 4
	}
	r.next(size)
	entries, ok := f.boxes(span{r.at, iinf.to})
	for _, x := range entries {
		e := fields{f, x.data, x.to, true}
		idSize := 2
		if e.next(4)>>24 > 2 {
			idSize = 4
		}
		id := e.next(idSize)
		e.next(2)
		kind := string(f.bytes(e.at, 4))
		isImage[id] = slices.Contains([]string{"av01", "grid", "iden", "iovl", "tmap"}, kind)
	}
	return ok && r.ok
}

// fields reads numbers of a box, one behind the other.
type fields struct {
	f      *file
	at, to int64
	ok     bool
}

func (r *fields) next(size int) int64 {
	if size > 8 || r.at+int64(size) > r.to {
		r.ok = false
	}
	if size == 0 || !r.ok {
		return 0
	}
	v, ok := r.f.big(r.at, size)
	r.ok = ok && v < 1<<48 // sums of two do not overflow
	r.at += int64(size)
	return v
}

// avifSize returns the size of the largest image, turned if images are.
func (f *file) avifSize() (w, h int, ok bool) {
	turned := false
	top, _ := f.boxes(span{0, f.size})
	for _, x := range top {
		if x.kind != "meta" {
			continue
		}
		children, _ := f.boxes(span{x.data + 4, x.to})
		for _, c := range children {
			if c.kind != "iprp" {
				continue
			}
			outer, _ := f.boxes(span{c.data, c.to})
			for _, o := range outer {
				all, _ := f.boxes(span{o.data, o.to})
				for _, p := range all {
					switch p.kind {
					case "ispe":
						pw, _ := f.big(p.data+4, 4)
						ph, fine := f.big(p.data+8, 4)
						if fine && pw*ph > int64(w)*int64(h) {
							w, h, ok = int(pw), int(ph), true
						}
					case "irot":
						angle := f.bytes(p.data, 1)
						turned = len(angle) == 1 && angle[0]&1 == 1
					}
				}
			}
		}
	}
	if turned {
		w, h = h, w
	}
	return w, h, ok
}
