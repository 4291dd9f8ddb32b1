package site

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/guard"
	"blog.example/pete/internal/picture"
)

// pixels is the size of a picture, zero for none.
type pixels struct{ width, height int }

// PictureSize returns the size of a picture that readers may have, as it is shown: see
// [picture.Size]. It opens the file, and reads its head at the first call for each version.
func (s *Snapshot) PictureSize(file string) (w, h int, ok bool) {
	f, info, err := s.openFile(file)
	if err != nil {
		return 0, 0, false
	}
	defer func() { _ = f.Close() }() // nothing was written
	key := fileKey{file, blog.StatOf(info)}
	size, known := s.files.sizes.Get(key)
	if !known {
		// The decoders of the standard library and of x/image read what strangers sent the author.
		_ = guard.Run(func() { size.width, size.height, _ = picture.Size(f, info.Size()) })
		if settled(info) {
			s.files.sizes.Add(key, size)
		}
	}
	return size.width, size.height, size.width > 0
}

// pictureKey is a key that holds for a while.
type pictureKey struct {
	key string
	at  time.Time
}

// keyFor is how long a changed picture may go unnoticed in a page that is cached.
const keyFor = time.Second

// PictureKey returns what tells whether a picture of a page, or another file that it links
// to, has changed: pages that were made with equal keys show the same sizes. A change of a
// picture alone makes no new snapshot, and shows in the key after at most one second. It is ""
// for a page without such files; else it costs a look at each of them once a second.
func (s *Snapshot) PictureKey(p *blog.Page) string {
	var files []string
	for _, l := range p.Outline().Links {
		if l.File != "" {
			files = append(files, l.File)
		}
	}
	if len(files) == 0 {
		return ""
	}
	now := time.Now()
	if k, ok := s.files.keys.Get(p.Key); ok && now.Sub(k.at).Abs() < keyFor {
		return k.key
	}
	sum := sha256.New()
	for i, stat := range s.Archive.StatFiles(files) {
		_, _ = fmt.Fprintf(sum, "%q %d\n", files[i], stat)
	}
	key := hex.EncodeToString(sum.Sum(nil)[:8])
	s.files.keys.Add(p.Key, pictureKey{key, now})
	return key
}
