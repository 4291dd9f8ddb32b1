package files

import "github.com/pkg/sftp"

// blockSize is what df counts in, in bytes.
const blockSize = 4096

// space is what the Markdown takes up.
type space struct{ blocks, files uint64 }

func (s *space) add(bytes int) {
	s.blocks += uint64(bytes+blockSize-1) / blockSize //nolint:gosec // no file has less than nothing
	s.files++
}

// Flags of a file system (OpenSSH's PROTOCOL, section 4.4).
const (
	flagReadOnly = 1
	flagNoSetuid = 2
)

// stat is a disk that is full and cannot be written to. It has at least one
// block, for those that divide by them.
func (s space) stat() *sftp.StatVFS {
	return &sftp.StatVFS{
		Bsize:   blockSize,
		Frsize:  blockSize,
		Blocks:  s.blocks + 1,
		Files:   s.files,
		Flag:    flagReadOnly | flagNoSetuid,
		Namemax: 255,
	}
}
