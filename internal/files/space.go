package files

import "github.com/pkg/sftp"

// blockSize is what df counts in, in bytes.
const blockSize = 4096

// space is the room that the Markdown takes.
type space struct{ blocks, files uint64 }

func (s *space) add(bytes int) {
	s.blocks += uint64(bytes+blockSize-1) / blockSize //nolint:gosec // lengths are not negative
	s.files++
}

// Flags of a file system (OpenSSH's PROTOCOL, section 4.4).
const (
	flagReadOnly = 1
	flagNoSetuid = 2
)

// stat describes a full, read-only disk. It has at least one
// block, for clients that divide by their number.
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
