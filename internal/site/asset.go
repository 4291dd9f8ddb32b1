package site

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/lru"
	"blog.example/pete/internal/picture"
)

// Asset is an open file of the content directory, as readers get it. The caller closes it.
type Asset struct {
	io.ReadSeeker           // of all that is served; any number of them may be open
	ModTime       time.Time // zero for files inside the program
	Size          int64     // bytes that are served
	ContentType   string    // application/octet-stream if it is not known
	ETag          string    // strong, in quotation marks: RFC 9110, section 8.8.3
	Attachment    bool      // it is to be saved: Content-Disposition: attachment
	Sandbox       bool      // it may have scripts: Content-Security-Policy: sandbox

	file io.Closer
}

// Close closes the file.
func (a *Asset) Close() error { return a.file.Close() }

// OpenFile opens a file that readers may have, by its path below the content directory:
// [blog.Archive.FileAt] finds it by its address. Pictures are served without their metadata,
// as [picture.Strip] leaves them. The error is [fs.ErrNotExist] for what readers may not have,
// and [picture.ErrMalformed] for a picture that cannot be told from its metadata: it is not
// served, because it may say where the author lives. It holds up to 100 KB for a picture.
func (s *Snapshot) OpenFile(file string) (*Asset, error) {
	f, info, err := s.openFile(file)
	if err != nil {
		return nil, err
	}
	asset, err := s.files.asset(f, info, file)
	if err != nil {
		_ = f.Close() // nothing was written
		return nil, fmt.Errorf("%s: %w: export it again", blog.Printable(file), err)
	}
	return asset, nil
}

// readableFile is what files of directories, of embed.FS and of tests are.
type readableFile interface {
	fs.File
	io.ReaderAt
}

// openFile opens a file that readers may have.
func (s *Snapshot) openFile(file string) (readableFile, fs.FileInfo, error) {
	opened, err := s.Archive.OpenFile(file)
	if err != nil {
		return nil, nil, err
	}
	f, ok := opened.(readableFile)
	if !ok {
		_ = opened.Close() // nothing was written
		return nil, nil, &fs.PathError{Op: "open", Path: file, Err: errors.ErrUnsupported}
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

// assets remembers what was found out about files. All snapshots of a store share one.
type assets struct {
	stripped *lru.Cache[fileKey, *picture.Stripped] // nil for a malformed picture
	sizes    *lru.Cache[fileKey, pixels]
	hashes   *lru.Cache[fileKey, string] // of files without a time
	keys     *lru.Cache[[32]byte, pictureKey]
	pictures *lru.Cache[[32]byte, knownPictures]
}

// fileKey is one version of a file.
type fileKey struct {
	file string
	stat blog.Stat
}

// entryBytes is about what an entry takes besides its value, in bytes.
const entryBytes = 200

func newAssets() *assets {
	const mb = 1 << 20
	return &assets{
		stripped: lru.New(2*mb, func(k fileKey, s *picture.Stripped) int {
			if s == nil {
				return entryBytes + len(k.file)
			}
			return entryBytes + len(k.file) + s.Memory()
		}),
		sizes:    lru.New(mb, func(k fileKey, _ pixels) int { return entryBytes + len(k.file) }),
		hashes:   lru.New(mb, func(k fileKey, _ string) int { return entryBytes + len(k.file) }),
		keys:     lru.New(mb, func([32]byte, pictureKey) int { return entryBytes }),
		pictures: lru.New(mb, func(_ [32]byte, k knownPictures) int { return entryBytes + len(k.known) }),
	}
}

// unsettled is how long after its last change a file may change without another time: some
// systems count in seconds.
const unsettled = 2 * time.Second

// settled reports whether the time of a file tells its versions apart by now.
func settled(info fs.FileInfo) bool {
	return info.ModTime().IsZero() || time.Since(info.ModTime()).Abs() > unsettled
}

// asset makes an Asset of an open file.
func (a *assets) asset(f readableFile, info fs.FileInfo, file string) (*Asset, error) {
	head := make([]byte, headBytes)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	head = head[:n]
	served := &Asset{ModTime: info.ModTime(), Size: info.Size(), file: f}
	served.ContentType, served.Attachment, served.Sandbox = contentType(file, head)
	var bytes io.ReaderAt = f
	if picture.Sniff(head) != picture.Unknown || isPicture(file) {
		stripped, err := a.strip(f, info, file)
		if err != nil {
			return nil, err
		}
		served.Size = stripped.Size()
		bytes = strippedFile{stripped, f}
	}
	served.ReadSeeker = io.NewSectionReader(bytes, 0, served.Size)
	served.ETag, err = a.etag(bytes, served.Size, info, file)
	return served, err
}

// strip returns how a picture is served. That a picture is malformed is remembered too: to find
// it out may take a second of CPU time for each file of 60 MB.
func (a *assets) strip(f io.ReaderAt, info fs.FileInfo, file string) (*picture.Stripped, error) {
	key := fileKey{file, blog.StatOf(info)}
	s, known := a.stripped.Get(key)
	switch {
	case known && s == nil:
		return nil, picture.ErrMalformed
	case known:
		return s, nil
	}
	s, err := picture.Strip(f, info.Size())
	if settled(info) && (err == nil || errors.Is(err, picture.ErrMalformed)) {
		a.stripped.Add(key, s)
	}
	return s, err
}

// strippedFile is a picture without its metadata.
type strippedFile struct {
	*picture.Stripped
	f io.ReaderAt
}

func (s strippedFile) ReadAt(b []byte, at int64) (int, error) { return s.Stripped.ReadAt(s.f, b, at) }

// servedAs changes when the same file is served with other bytes by another version of Pete.
const servedAs = 1

// etag returns the entity tag of a file: by its size, time and inode, or by its bytes where
// files have no time.
func (a *assets) etag(served io.ReaderAt, size int64, info fs.FileInfo, file string) (string, error) {
	stat := blog.StatOf(info)
	if !info.ModTime().IsZero() {
		return quotedSum(sha256.Sum256(fmt.Appendf(nil, "%d %d %d", servedAs, size, stat))), nil
	}
	key := fileKey{file, stat}
	if tag, ok := a.hashes.Get(key); ok {
		return tag, nil
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(served, 0, size)); err != nil {
		return "", err
	}
	tag := quotedSum([sha256.Size]byte(sum.Sum(nil)))
	a.hashes.Add(key, tag)
	return tag, nil
}

func quotedSum(sum [sha256.Size]byte) string {
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

// isPicture reports whether a file has the ending of a picture that is stripped.
func isPicture(file string) bool { return stripEnds[path.Ext(foldEnd(file))] }
