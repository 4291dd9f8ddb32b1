package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"blog.example/pete/internal/site"
	"github.com/pkg/sftp"
)

// ServeAuthor speaks SFTP as [Server.Serve] does, with an author. The tree is the content
// directory as the editor shows it, and can be written: a file that is closed after a write
// is checked and published, or refused and kept in the trash. What is refused goes to stderr
// as well, since many clients do not show the text of a status.
//
// A file that the client was writing when the connection broke is held for the author, who
// may go on with it: see [site.Upload.Hold].
func ServeAuthor(ctx context.Context, editor *site.Editor, author string, client io.ReadWriteCloser, stderr io.Writer, compute func(work func())) error {
	c := newConnection(ctx, client, compute)
	c.requests.writable = true
	s := &authorSession{connection: c, editor: editor, author: author, stderr: stderr, open: map[string]described{}}
	return c.serve(sftp.Handlers{FileGet: s, FilePut: s, FileCmd: s, FileList: s})
}

// authorSession is one author. pkg/sftp calls its methods, one at a time; the paths in
// requests are clean and begin with a slash.
type authorSession struct {
	*connection
	editor *site.Editor
	author string
	stderr io.Writer
	open   map[string]described // files, by the paths that own gives them
}

// described is an open file.
type described interface{ Stat() (fs.FileInfo, error) }

// Fileread implements sftp.FileReader: it opens a file for reading.
func (s *authorSession) Fileread(r *sftp.Request) (io.ReaderAt, error) {
	return guarded(s.connection, func() (io.ReaderAt, error) {
		if s.handles == maxHandles {
			return nil, errHandles
		}
		f, err := s.editor.Open(s.author, r.Filepath)
		if err != nil {
			return nil, status(err)
		}
		r.Filepath = s.own(r.Filepath)
		s.open[r.Filepath] = f
		return &authorFile{File: f, session: s, path: r.Filepath}, nil
	})
}

// authorFile is a file that is open for reading.
type authorFile struct {
	site.File
	session *authorSession
	path    string // in session.open
}

// ReadAt implements io.ReaderAt: see file.ReadAt.
func (f *authorFile) ReadAt(p []byte, offset int64) (int, error) {
	if offset < 0 {
		return 0, io.EOF
	}
	return f.File.ReadAt(p, offset)
}

// Close frees the handle.
func (f *authorFile) Close() error {
	delete(f.session.open, f.path)
	f.session.handles--
	return f.File.Close()
}

// Filewrite implements sftp.FileWriter: it begins an upload.
func (s *authorSession) Filewrite(r *sftp.Request) (io.WriterAt, error) { return s.OpenFile(r) }

// OpenFile implements sftp.OpenFileWriter: it begins an upload that can be read as well.
func (s *authorSession) OpenFile(r *sftp.Request) (sftp.WriterAtReaderAt, error) {
	return guarded(s.connection, func() (sftp.WriterAtReaderAt, error) {
		flags := r.Pflags()
		_, err := s.stat(r.Filepath)
		switch {
		case s.handles == maxHandles:
			return nil, errHandles
		case err != nil && !flags.Creat:
			return nil, status(err)
		case err == nil && flags.Excl:
			return nil, status(fmt.Errorf("%s: %w", r.Filepath, fs.ErrExist))
		}
		begun, err := s.editor.Begin(s.author, r.Filepath, site.PutOptions{Keep: !flags.Trunc})
		if err != nil {
			return nil, s.refuse(err)
		}
		u := &upload{Upload: begun, session: s, path: r.Filepath, appends: flags.Append}
		r.Filepath = s.own(r.Filepath)
		u.request = r.Filepath
		u.number = s.opened
		s.open[u.request] = u
		return u, nil
	})
}

// change makes a change while the client has a CPU slot.
func (s *authorSession) change(do func() error) error { return s.refuse(s.work(do)) }

// refuse tells the author on stderr why something failed, and returns the status.
func (s *authorSession) refuse(err error) error {
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrExist) { // which clients say themselves
		_, _ = fmt.Fprintln(s.stderr, err) // fails if the client is gone
	}
	return status(err)
}

// Filecmd implements sftp.FileCmder.
func (s *authorSession) Filecmd(r *sftp.Request) error {
	_, err := guarded(s.connection, func() (struct{}, error) { return struct{}{}, s.command(r) })
	return err
}

func (s *authorSession) command(r *sftp.Request) error {
	switch r.Method {
	case "Setstat":
		return s.setstat(r)
	case "Rename":
		return s.rename(r, false)
	case "Remove":
		return s.remove(r.Filepath)
	case "Mkdir":
		return s.change(func() error { return s.editor.Mkdir(s.ctx, s.author, r.Filepath) })
	case "Rmdir":
		return s.change(func() error { return s.editor.Rmdir(s.ctx, s.author, r.Filepath) })
	}
	return sftp.ErrSSHFxPermissionDenied // links
}

// remove removes a file. One that is still being written goes when it is closed: sshfs may
// send the two in this order.
func (s *authorSession) remove(name string) error {
	written := s.writing(name)
	for _, u := range written {
		u.removed = true
	}
	return s.change(func() error {
		_, err := s.editor.Remove(s.ctx, s.author, name)
		return unlessWritten(err, name, written)
	})
}

// PosixRename implements sftp.PosixRenameFileCmder: it replaces the file of the new name.
func (s *authorSession) PosixRename(r *sftp.Request) error {
	_, err := guarded(s.connection, func() (struct{}, error) { return struct{}{}, s.rename(r, true) })
	return err
}

// rename renames a file. One that is still being written gets its new name when it is closed:
// FUSE renames files that are removed while they are open.
func (s *authorSession) rename(r *sftp.Request, replace bool) error {
	written := s.writing(r.Filepath)
	for _, u := range written {
		if err := u.Move(r.Target); err != nil {
			return s.refuse(err)
		}
		u.path = r.Target
	}
	err := s.work(func() error {
		_, err := s.editor.Rename(s.ctx, s.author, r.Filepath, r.Target, site.MoveOptions{Replace: replace})
		return unlessWritten(err, r.Filepath, written)
	})
	if errors.Is(err, fs.ErrExist) {
		_, _ = fmt.Fprintln(s.stderr, err) // OpenSSH says "Failure" alone
	}
	return s.refuse(err)
}

// writing returns the files at a path that the client is writing, the latest last.
func (s *authorSession) writing(name string) (all []*upload) {
	for _, f := range s.open {
		if u, ok := f.(*upload); ok && u.path == name && !u.removed {
			all = append(all, u)
		}
	}
	slices.SortFunc(all, func(a, b *upload) int { return a.number - b.number })
	return all
}

// unlessWritten returns the error of a change to a file, but not that there is none if the
// client is writing it.
func unlessWritten(err error, name string, written []*upload) error {
	if len(written) > 0 && (errors.Is(err, fs.ErrNotExist) || site.Temporary(name)) {
		return nil
	}
	return err
}

// setstat sets the size of a file. Modes, owners and times are those that the host gives.
func (s *authorSession) setstat(r *sftp.Request) error {
	attributes := r.Attributes()
	if attributes == nil {
		return sftp.ErrSSHFxBadMessage // fewer bytes than the flags promise
	}
	size := int64(attributes.Size) //nolint:gosec // one that has become negative is refused
	u, _ := s.open[r.Filepath].(*upload)
	if written := s.writing(r.Filepath); len(written) > 0 {
		u = written[len(written)-1]
	}
	switch _, err := s.stat(r.Filepath); {
	case u != nil && r.AttrFlags().Size:
		return s.refuse(u.Truncate(size))
	case err != nil:
		return status(err)
	case !r.AttrFlags().Size:
		return nil
	}
	return s.change(func() error {
		begun, err := s.editor.Begin(s.author, r.Filepath, site.PutOptions{Keep: true})
		if err != nil {
			return err
		}
		if err := begun.Truncate(size); err != nil {
			begun.Abort()
			return err
		}
		_, err = begun.Commit(s.ctx)
		return err
	})
}

// stat describes the file at the path of a request, or the one that the request has opened.
func (s *authorSession) stat(name string) (fs.FileInfo, error) {
	if f := s.open[name]; f != nil {
		return f.Stat()
	}
	if written := s.writing(name); len(written) > 0 {
		return written[len(written)-1].Stat()
	}
	return s.editor.Stat(s.author, name)
}

// Filelist implements sftp.FileLister.
func (s *authorSession) Filelist(r *sftp.Request) (sftp.ListerAt, error) {
	return guarded(s.connection, func() (sftp.ListerAt, error) {
		switch r.Method {
		case "Stat":
			found, err := s.stat(r.Filepath)
			if err != nil {
				return nil, status(err)
			}
			return description{authorInfo(found)}, nil
		case "List":
			if s.handles == maxHandles {
				return nil, errHandles
			}
			found, err := s.editor.ReadDir(s.author, r.Filepath)
			if err != nil {
				return nil, status(err)
			}
			s.handles++
			return &authorListing{session: s, entries: found}, nil
		}
		return nil, sftp.ErrSSHFxOpUnsupported // there are no links to read
	})
}

// authorListing is an open directory.
type authorListing struct {
	session *authorSession
	entries []fs.FileInfo
}

// ListAt implements sftp.ListerAt.
func (l *authorListing) ListAt(batch []fs.FileInfo, offset int64) (int, error) {
	rest := l.entries[min(offset, int64(len(l.entries))):]
	if len(rest) == 0 {
		return 0, io.EOF
	}
	n := min(len(batch), len(rest))
	for i := range n {
		batch[i] = authorInfo(rest[i])
	}
	return n, nil
}

// Close frees the handle.
func (l *authorListing) Close() error {
	l.session.handles--
	return nil
}

// authorInfo describes a file without the users of the host.
func authorInfo(f fs.FileInfo) fs.FileInfo {
	return info{node: &node{name: f.Name(), changed: sftpTime(f.ModTime())}, mode: f.Mode(), size: f.Size()}
}

// RealPath implements sftp.RealPathFileLister. The path need not exist yet.
func (s *authorSession) RealPath(name string) (string, error) {
	return sftp.NewRequest("", name).Filepath, nil
}

// LookupUserName implements sftp.NameLookupFileLister: the owner in ls -l.
func (s *authorSession) LookupUserName(string) string { return "pete" }

// LookupGroupName implements sftp.NameLookupFileLister: the group in ls -l.
func (s *authorSession) LookupGroupName(string) string { return "pete" }

// StatVFS implements sftp.StatVFSFileCmder: the room that the blog has left, for df.
func (s *authorSession) StatVFS(*sftp.Request) (*sftp.StatVFS, error) {
	free, total := s.editor.Room()
	return &sftp.StatVFS{
		Bsize: blockSize, Frsize: blockSize, Flag: flagNoSetuid, Namemax: 255,
		Blocks: uint64(total) / blockSize, Bfree: uint64(free) / blockSize, Bavail: uint64(free) / blockSize, //nolint:gosec // neither is negative
	}, nil
}

// status gives an error the code by which clients know what is wrong. They show their own
// text for the code, or that of the error, or both.
func status(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return coded{err, sftp.ErrSSHFxNoSuchFile}
	case errors.Is(err, fs.ErrPermission):
		return coded{err, sftp.ErrSSHFxPermissionDenied}
	}
	return coded{err, sftp.ErrSSHFxFailure}
}

// coded is an error with a code of SFTP.
type coded struct {
	error
	code error
}

func (c coded) Unwrap() []error { return []error{c.code, c.error} }
