package files

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/pkg/sftp"
)

// Serve speaks SFTP, version 3, with one client (draft-ietf-secsh-filexfer-02).
// It returns nil when the client ends the session, the cause of ctx when that
// ends, a *[guard.Panic] when there is a mistake in Pete, and otherwise what broke the
// stream. When ctx ends, Serve closes client, which has to end its reads and
// writes; else the stream is the caller's to close.
//
// What takes long, the layout of a text, is done within turn, which calls what it is
// given when it is this client's turn, or not at all once ctx has ended.
func (t *Tree) Serve(ctx context.Context, client io.ReadWriteCloser, turn func(do func())) error {
	stop := context.AfterFunc(ctx, func() { _ = client.Close() }) // it is given up
	defer stop()
	s := &session{ctx: ctx, tree: t, turn: turn, gate: newGate(ctx, client), handles: make(handles, maxHandles)}
	err := sftp.NewRequestServer(s.gate, sftp.Handlers{FileGet: s, FilePut: s, FileCmd: s, FileList: s}).Serve()
	if why := s.gate.reason(); why != nil {
		err = why // the library adds to it, and has its own words for the end
	}
	if err == io.EOF { //nolint:errorlint // one that is wrapped is not the end of the session
		return nil
	}
	return err
}

// session is one client. Its methods are called by pkg/sftp, one at a time; the
// paths in requests are clean and begin with a slash.
type session struct {
	ctx     context.Context
	tree    *Tree
	turn    func(do func())
	gate    *gate
	handles handles
}

// Errors that clients show.
var (
	errDirectory = errors.New("a directory: get -r copies it")
	errFile      = errors.New("not a directory")
)

// Fileread implements sftp.FileReader: it opens a file for reading.
func (s *session) Fileread(r *sftp.Request) (opened io.ReaderAt, err error) {
	defer s.contain(&err)
	n, ok := s.tree.find(r.Filepath)
	switch {
	case r.Pflags().Excl: // pkg/sftp takes the other flags of a write for one
		return nil, sftp.ErrSSHFxPermissionDenied
	case !ok:
		return nil, sftp.ErrSSHFxNoSuchFile
	case n.directory():
		return nil, errDirectory
	}
	if err := s.handles.take(); err != nil {
		return nil, err
	}
	var shared *blob
	if err := s.work(func() (err error) { shared, err = n.content.open(s.ctx); return err }); err != nil {
		s.handles.free()
		return nil, err
	}
	return &file{session: s, blob: shared, content: bytes.NewReader(shared.bytes)}, nil
}

// work does what may take long, when it is the client's turn.
func (s *session) work(do func() error) error {
	err := s.ctx.Err()
	s.turn(func() { err = do() })
	if err == nil && s.ctx.Err() != nil {
		err = context.Cause(s.ctx) // it may not have been done
	}
	return err
}

// info describes a node, which takes long only if it is a text whose size nobody has
// asked for.
func (s *session) info(n *node) (info fs.FileInfo, err error) {
	if t, ok := n.content.(*text); !ok || t.known.Load() > 0 {
		return n.info(s.ctx)
	}
	err = s.work(func() (err error) { info, err = n.info(s.ctx); return err })
	return info, err
}

// Filelist implements sftp.FileLister: it opens a directory, or describes what
// stands at a path.
func (s *session) Filelist(r *sftp.Request) (list sftp.ListerAt, err error) {
	defer s.contain(&err)
	n, ok := s.tree.find(r.Filepath)
	switch {
	case !ok:
		return nil, sftp.ErrSSHFxNoSuchFile
	case r.Method == "Stat":
		info, err := s.info(n)
		return described{info}, err
	case r.Method != "List": // there are no links to read
		return nil, sftp.ErrSSHFxOpUnsupported
	case !n.directory():
		return nil, errFile
	}
	if err := s.handles.take(); err != nil {
		return nil, err
	}
	return &listing{session: s, entries: n.entries()}, nil
}

// RealPath implements sftp.RealPathFileLister. What does not exist has no real
// path: pkg/sftp would send back whatever it was sent.
func (s *session) RealPath(path string) (clean string, err error) {
	defer s.contain(&err)
	clean = sftp.NewRequest("", path).Filepath
	if _, ok := s.tree.find(clean); !ok {
		return "", sftp.ErrSSHFxNoSuchFile
	}
	return clean, nil
}

// LookupUserName implements sftp.NameLookupFileLister: who owns what ls -l shows.
func (s *session) LookupUserName(string) string { return "pete" }

// LookupGroupName is the same for the group.
func (s *session) LookupGroupName(string) string { return "pete" }

// Filewrite implements sftp.FileWriter: it refuses to open a file in any way that
// is not reading alone.
func (s *session) Filewrite(*sftp.Request) (io.WriterAt, error) {
	return nil, sftp.ErrSSHFxPermissionDenied
}

// Filecmd implements sftp.FileCmder: it refuses to make, change, move or remove
// anything.
func (s *session) Filecmd(*sftp.Request) error { return sftp.ErrSSHFxPermissionDenied }

// StatVFS implements sftp.StatVFSFileCmder: how much space there is, for df.
func (s *session) StatVFS(r *sftp.Request) (stat *sftp.StatVFS, err error) {
	defer s.contain(&err)
	if _, ok := s.tree.find(r.Filepath); !ok {
		return nil, sftp.ErrSSHFxNoSuchFile
	}
	return s.tree.space.stat(), nil
}

// file is an open file.
type file struct {
	session *session
	blob    *blob // shared for as long as somebody has it
	content *bytes.Reader
}

// ReadAt implements io.ReaderAt. Offsets come as 64 bits without a sign: one that
// has become negative is beyond the end.
func (f *file) ReadAt(p []byte, offset int64) (n int, err error) {
	defer f.session.contain(&err)
	if offset < 0 {
		return 0, io.EOF
	}
	return f.content.ReadAt(p, offset)
}

// Close frees the handle.
func (f *file) Close() (err error) {
	defer f.session.contain(&err)
	f.session.handles.free()
	return nil
}

// listing is an open directory.
type listing struct {
	session *session
	entries []*node
}

// ListAt implements sftp.ListerAt.
func (l *listing) ListAt(batch []os.FileInfo, offset int64) (n int, err error) {
	defer l.session.contain(&err)
	rest := l.entries[min(offset, int64(len(l.entries))):]
	if len(rest) == 0 {
		return 0, io.EOF
	}
	for n < min(len(batch), len(rest)) {
		if batch[n], err = l.session.info(rest[n]); err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// Close frees the handle.
func (l *listing) Close() (err error) {
	defer l.session.contain(&err)
	l.session.handles.free()
	return nil
}

// described is the answer to a stat.
type described []os.FileInfo

// ListAt implements sftp.ListerAt.
func (d described) ListAt(batch []os.FileInfo, _ int64) (int, error) {
	return copy(batch, d), nil
}
