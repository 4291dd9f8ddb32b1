package files

import (
	"io/fs"
	"path"

	"blog.example/pete/internal/site"
)

// upload is a file that is being written.
type upload struct {
	*site.Upload
	session *authorSession
	path    string
	request string // its path in session.open
	number  int    // of the files that the session has opened
	appends bool   // writes go to the end, whatever their offset is
	broken  bool   // the connection ended before the client closed the file
	removed bool   // the client removed the file before it closed it
}

// WriteAt implements io.WriterAt.
func (u *upload) WriteAt(p []byte, offset int64) (int, error) {
	return guarded(u.session.connection, func() (int, error) {
		if u.appends {
			offset = u.Size()
		}
		n, err := u.Upload.WriteAt(p, offset)
		return n, status(err)
	})
}

// Stat describes what has been written so far.
func (u *upload) Stat() (fs.FileInfo, error) {
	return info{node: &node{name: path.Base(u.path), changed: sftpTime(u.LastWrite())}, mode: fileMode, size: u.Size()}, nil
}

// TransferError implements sftp.TransferError: pkg/sftp closes the file after it.
func (u *upload) TransferError(error) { u.broken = true }

// Close publishes the file, unless the connection is broken.
func (u *upload) Close() error {
	_, err := guarded(u.session.connection, func() (struct{}, error) {
		s := u.session
		delete(s.open, u.request)
		s.handles--
		switch {
		case u.removed:
			u.Abort()
			return struct{}{}, nil
		case u.broken && u.Size() > 0:
			_, err := u.Hold()
			return struct{}{}, err
		case u.broken:
			u.Abort()
			return struct{}{}, nil
		}
		return struct{}{}, s.change(func() error { _, err := u.Commit(s.ctx); return err })
	})
	return err
}
