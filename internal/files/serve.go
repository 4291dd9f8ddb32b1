package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"time"

	"blog.example/pete/internal/guard"
	"github.com/pkg/sftp"
)

// Serve speaks SFTP, version 3, with one client (draft-ietf-secsh-filexfer-02).
// It returns nil when the client ends the session, the cause of ctx when ctx ends, a
// [*guard.Panic] after a mistake in Pete, and otherwise the error of the stream. When
// ctx ends, Serve closes client, which has to end its reads and writes; otherwise the
// caller closes it.
//
// Serve passes its slow work, the layout of a text, to compute, which calls it when
// the client has a CPU slot, or not at all once ctx has ended.
func (s *Server) Serve(ctx context.Context, client io.ReadWriteCloser, compute func(work func())) error {
	c := newConnection(ctx, client, compute)
	r := &session{connection: c, server: s, files: map[string]*file{}}
	return c.serve(sftp.Handlers{FileGet: r, FilePut: r, FileCmd: r, FileList: r})
}

// connection is a session as far as readers and authors have the same: its requests and
// its limits.
type connection struct {
	ctx      context.Context
	compute  func(work func())
	requests *requestSerializer
	handles  int // how many files and directories are open
	opened   int // how many files have been opened so far
}

func newConnection(ctx context.Context, client io.ReadWriteCloser, compute func(work func())) *connection {
	return &connection{ctx: ctx, compute: compute, requests: newRequestSerializer(ctx, client)}
}

// serve answers requests until there are no more.
func (c *connection) serve(handlers sftp.Handlers) error {
	stop := context.AfterFunc(c.ctx, func() { _ = c.requests.Close() }) // its error changes nothing
	defer stop()
	err := sftp.NewRequestServer(c.requests, handlers).Serve()
	if reason := c.requests.reason(); reason != nil {
		err = reason // the library wraps it, and has its own words for the end
	}
	if err == io.EOF { //nolint:errorlint // one that is wrapped is not the end of the session
		return nil
	}
	return err
}

// session is one reader. pkg/sftp calls its methods, one at a time; the paths in
// requests are clean and begin with a slash.
type session struct {
	*connection
	server *Server
	files  map[string]*file // that are open, by the paths that Fileread gives them
}

// maxHandles is how many files and directories one session may have open. A client that
// copies a tree has one directory open for each level and one file, or a few if it
// copies in parallel; each handle may hold a text.
const maxHandles = 16

// guarded calls do. pkg/sftp calls its handlers from goroutines of its own, where a
// panic would end the server: here the request that panicked fails, and the session ends
// after it.
func guarded[T any](c *connection, do func() (T, error)) (result T, err error) {
	if caught := guard.Run(func() { result, err = do() }); caught != nil {
		c.requests.end(caught)
		return result, sftp.ErrSSHFxFailure
	}
	return result, err
}

// Errors that clients show.
var (
	errDirectory = errors.New("a directory: get -r copies it")
	errFile      = errors.New("not a directory")
	errHandles   = fmt.Errorf("too many open files: close one of the %d", maxHandles)
)

// Fileread implements sftp.FileReader: it opens a file for reading.
//
// pkg/sftp answers an fstat by the path of the request that opened the file, where there
// may be another file by now, or none. So Fileread gives the request a path that only
// this open file has. No file of the tree has a NUL in its path, and a client that sends
// such a path learns of no other file than those it has open.
func (s *session) Fileread(r *sftp.Request) (io.ReaderAt, error) {
	return guarded(s.connection, func() (io.ReaderAt, error) {
		n, ok := s.server.tree().find(r.Filepath)
		switch {
		case r.Pflags().Excl: // pkg/sftp takes the other flags of a write for a write
			return nil, sftp.ErrSSHFxPermissionDenied
		case !ok:
			return nil, sftp.ErrSSHFxNoSuchFile
		case n.directory():
			return nil, errDirectory
		case s.handles == maxHandles:
			return nil, errHandles
		}
		var opened openFile
		if err := s.work(func() (err error) { opened, err = n.content.open(s.ctx); return err }); err != nil {
			if opened != nil {
				_ = opened.Close() // nothing was written
			}
			return nil, err
		}
		r.Filepath = s.own(r.Filepath)
		f := &file{session: s, path: r.Filepath, name: n.name, changed: n.changed, bytes: opened}
		s.files[f.path] = f
		return f, nil
	})
}

// own counts a file that is opened and returns the path for its request: see Fileread.
func (c *connection) own(path string) string {
	c.handles++
	c.opened++
	return path + "\x00" + strconv.Itoa(c.opened)
}

// work does slow work while the client has a CPU slot.
func (c *connection) work(do func() error) error {
	err := c.ctx.Err()
	c.compute(func() { err = do() })
	if err == nil && c.ctx.Err() != nil {
		err = context.Cause(c.ctx) // do may not have been called
	}
	return err
}

// info describes a node. This is slow only for what has to be made for its size to be
// known.
func (s *session) info(n *node) (info fs.FileInfo, err error) {
	if slow, ok := n.content.(interface{ sizeKnown() bool }); !ok || slow.sizeKnown() {
		return n.info(s.ctx)
	}
	err = s.work(func() (err error) { info, err = n.info(s.ctx); return err })
	return info, err
}

// Filelist implements sftp.FileLister: it opens a directory, or describes the file at a
// path.
func (s *session) Filelist(r *sftp.Request) (sftp.ListerAt, error) {
	return guarded(s.connection, func() (sftp.ListerAt, error) {
		if f := s.files[r.Filepath]; f != nil && r.Method == "Stat" {
			return description{f.info()}, nil
		}
		n, ok := s.server.tree().find(r.Filepath)
		switch {
		case !ok:
			return nil, sftp.ErrSSHFxNoSuchFile
		case r.Method == "Stat":
			info, err := s.info(n)
			return description{info}, err
		case r.Method != "List": // there are no links to read
			return nil, sftp.ErrSSHFxOpUnsupported
		case !n.directory():
			return nil, errFile
		case s.handles == maxHandles:
			return nil, errHandles
		}
		s.handles++
		return &listing{session: s, entries: n.entries()}, nil
	})
}

// RealPath implements sftp.RealPathFileLister. A path that does not exist is refused:
// pkg/sftp would send it back as it came.
func (s *session) RealPath(path string) (string, error) {
	return guarded(s.connection, func() (string, error) {
		clean := sftp.NewRequest("", path).Filepath
		if _, ok := s.server.tree().find(clean); !ok {
			return "", sftp.ErrSSHFxNoSuchFile
		}
		return clean, nil
	})
}

// LookupUserName implements sftp.NameLookupFileLister: the owner in ls -l.
func (s *session) LookupUserName(string) string { return "pete" }

// LookupGroupName implements sftp.NameLookupFileLister: the group in ls -l.
func (s *session) LookupGroupName(string) string { return "pete" }

// Filewrite implements sftp.FileWriter: it refuses to open a file except for reading
// alone.
func (s *session) Filewrite(*sftp.Request) (io.WriterAt, error) {
	return nil, sftp.ErrSSHFxPermissionDenied
}

// Filecmd implements sftp.FileCmder: it refuses to make, change, move or remove
// anything.
func (s *session) Filecmd(*sftp.Request) error { return sftp.ErrSSHFxPermissionDenied }

// StatVFS implements sftp.StatVFSFileCmder: the space on the disk, for df.
func (s *session) StatVFS(r *sftp.Request) (*sftp.StatVFS, error) {
	return guarded(s.connection, func() (*sftp.StatVFS, error) {
		t := s.server.tree()
		if _, ok := t.find(r.Filepath); !ok {
			return nil, sftp.ErrSSHFxNoSuchFile
		}
		disk := t.disk // pkg/sftp writes the id of the request into it
		return &disk, nil
	})
}

// file is an open file. It keeps its bytes whatever becomes of the snapshot.
type file struct {
	session *session
	path    string // in session.files
	name    string
	changed time.Time
	bytes   openFile // shared, as long as a session holds them
}

// info describes the file by the bytes that it has. The file does not hold its node, which
// may hold a whole snapshot.
func (f *file) info() fs.FileInfo {
	return info{node: &node{name: f.name, changed: f.changed}, mode: fileMode, size: f.bytes.Size()}
}

// ReadAt implements io.ReaderAt. Offsets arrive as unsigned 64 bits: one that has become
// negative is beyond the end.
func (f *file) ReadAt(p []byte, offset int64) (int, error) {
	return guarded(f.session.connection, func() (int, error) {
		if offset < 0 {
			return 0, io.EOF
		}
		return f.bytes.ReadAt(p, offset)
	})
}

// Close frees the handle.
func (f *file) Close() error {
	delete(f.session.files, f.path)
	f.session.handles--
	return f.bytes.Close()
}

// listing is an open directory. It keeps its entries whatever becomes of the snapshot.
type listing struct {
	session *session
	entries []*node
}

// ListAt implements sftp.ListerAt.
func (l *listing) ListAt(batch []os.FileInfo, offset int64) (int, error) {
	return guarded(l.session.connection, func() (n int, err error) {
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
	})
}

// Close frees the handle.
func (l *listing) Close() error {
	l.session.handles--
	return nil
}

// description is the answer to a stat.
type description []os.FileInfo

// ListAt implements sftp.ListerAt.
func (d description) ListAt(batch []os.FileInfo, _ int64) (int, error) {
	return copy(batch, d), nil
}
