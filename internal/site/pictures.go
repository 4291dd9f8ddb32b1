package site

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"slices"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/picture"
	"blog.example/pete/internal/render"
)

// maxPictures is how many pictures of one text are known. Others are named alone.
const maxPictures = 200

// drawnEnds are the endings of pictures that [picture.Decode] does not read.
var drawnEnds = []string{".svg", ".avif", ".heic", ".heif"}

// knownPictures is what is known for a while.
type knownPictures struct {
	known render.Known
	at    time.Time
}

// Pictures returns what is known of the pictures of a page, and remembers it. It looks at each
// of their files: see [Snapshot.PictureSize].
func (s *Snapshot) Pictures(p *blog.Page) render.Known {
	if !HasFiles(p) {
		return ""
	}
	var links []blog.Link
	var files []string
	for _, l := range p.Outline().Links {
		if l.File != "" && isShownPicture(l.File) && len(links) < maxPictures {
			links, files = append(links, l), append(files, l.File)
		}
	}
	var all []render.KnownPicture
	for i, stat := range s.Archive.StatFiles(files) {
		w, h, ok := s.PictureSize(files[i])
		if !ok {
			continue
		}
		known := render.KnownPicture{N: links[i].N, Width: w, Height: h}
		if stat.Size <= picture.MaxEncoded && !slices.Contains(drawnEnds, path.Ext(foldEnd(files[i]))) {
			sum := sha256.Sum256(fmt.Appendf(nil, "%q %d", files[i], stat))
			known.Version = hex.EncodeToString(sum[:16])
		}
		all = append(all, known)
	}
	known := render.NewKnown(all)
	s.files.pictures.Add(p.Key, knownPictures{known, time.Now()})
	return known
}

// KnownPictures returns what [Snapshot.Pictures] has returned last. fresh is false if files
// may have changed since, ok is false if it is not remembered. It never waits.
func (s *Snapshot) KnownPictures(p *blog.Page) (known render.Known, fresh, ok bool) {
	if !HasFiles(p) {
		return "", true, true
	}
	k, ok := s.files.pictures.Get(p.Key)
	return k.known, time.Since(k.at).Abs() < keyFor, ok
}

// HasFiles reports whether a page links to files, among which may be pictures.
func HasFiles(p *blog.Page) bool {
	return slices.ContainsFunc(p.Outline().Links, func(l blog.Link) bool { return l.File != "" })
}

// isShownPicture reports whether a file has the ending of a picture.
func isShownPicture(file string) bool {
	return isPicture(file) || slices.Contains(drawnEnds, path.Ext(foldEnd(file)))
}

// OpenPicture returns what opens a picture for [render.Cache.Decode], as readers get it.
func (s *Snapshot) OpenPicture(file string) render.OpenPicture {
	return func() (io.ReaderAt, int64, io.Closer, error) {
		asset, err := s.OpenFile(file)
		if err != nil {
			return nil, 0, nil, err
		}
		return asset.ReadSeeker.(io.ReaderAt), asset.Size, asset, nil //nolint:forcetypeassert // it is an io.SectionReader
	}
}
