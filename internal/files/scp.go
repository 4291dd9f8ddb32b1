package files

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"blog.example/pete/internal/site"
	"github.com/spf13/pflag"
)

// The protocol of scp before OpenSSH 9, and of scp -O since: the client starts "scp -t" or
// "scp -f" here, and both ends send lines such as "C0644 12 hello.md", bytes, and a zero
// byte for what went well. It has no description but OpenSSH's scp.c.

// IsSCP reports whether a command line starts the other end of an old scp.
func IsSCP(line string) bool {
	words := strings.Fields(line)
	starts := func(word string) bool {
		flags, ok := strings.CutPrefix(word, "-")
		return ok && !strings.HasPrefix(flags, "-") && strings.ContainsAny(flags, "tf")
	}
	return len(words) > 1 && path.Base(words[0]) == "scp" && slices.ContainsFunc(words[1:], starts)
}

// ServeSCP is the other end of an old scp of an author. It returns its exit status.
func ServeSCP(ctx context.Context, editor *site.Editor, author, line string, stdin io.Reader, stdout io.Writer) int {
	s := &scp{ctx: ctx, editor: editor, author: author, in: bufio.NewReaderSize(stdin, maxLine), out: stdout}
	f := pflag.NewFlagSet("scp", pflag.ContinueOnError)
	f.SetOutput(io.Discard)
	to, from := f.BoolP("to", "t", false, ""), f.BoolP("from", "f", false, "")
	f.BoolVarP(&s.recursive, "recursive", "r", false, "")
	f.BoolVarP(&s.times, "preserve", "p", false, "")
	f.BoolVarP(&s.intoFolder, "directory", "d", false, "")
	f.BoolP("verbose", "v", false, "")
	f.BoolP("quiet", "q", false, "")
	if err := f.Parse(strings.Fields(line)[1:]); err != nil || f.NArg() == 0 || *to == *from {
		s.warn(fmt.Errorf("%w: want -t PATH or -f PATH", fs.ErrInvalid))
		return 1
	}
	// The client quotes names for a shell.
	name := strings.Trim(strings.Join(f.Args(), " "), `'"`)
	var err error
	if *to {
		err = s.receive(name)
	} else {
		err = s.send(name)
	}
	if err != nil || s.failed {
		return 1
	}
	return 0
}

// scp is one copy.
type scp struct {
	ctx    context.Context
	editor *site.Editor
	author string
	in     *bufio.Reader
	out    io.Writer

	recursive, times, intoFolder bool
	failed                       bool // something was refused
}

// errProtocol ends a copy whose other end does not speak the protocol.
var errProtocol = errors.New("the other end is no scp")

// confirm sends that all went well.
func (s *scp) confirm() error {
	_, err := s.out.Write([]byte{0})
	return err
}

// warn sends what went wrong with one file, which the client prints. The copy goes on.
func (s *scp) warn(err error) {
	s.failed = true
	text := strings.ReplaceAll(err.Error(), "\n", "; ")
	_, _ = fmt.Fprintf(s.out, "\x01%s\n", text) // the next read fails too
}

// answer confirms, or warns of an error.
func (s *scp) answer(err error) error {
	if err != nil {
		s.warn(err)
		return nil
	}
	return s.confirm()
}

// receive writes what the client sends to a path: a folder that is there, or else the new
// name of the one file.
func (s *scp) receive(target string) error {
	folder := s.isFolder(target)
	if !folder && (s.intoFolder || strings.HasSuffix(target, "/")) {
		s.warn(fmt.Errorf("%s: %w", target, fs.ErrNotExist))
		return nil
	}
	if err := s.confirm(); err != nil {
		return err
	}
	var folders []string // those that the next line is in
	at := target
	for {
		read, err := s.in.ReadSlice('\n') // fails at maxLine
		if errors.Is(err, io.EOF) && len(read) == 0 {
			return nil
		}
		if err != nil {
			return errProtocol
		}
		kind, rest := read[0], strings.TrimSuffix(string(read[1:]), "\n")
		switch kind {
		case 'T', 1, 2: // times, which the host gives; or what went wrong there
			if kind == 2 {
				return errProtocol
			}
			if kind == 'T' {
				err = s.confirm()
			}
		case 'E':
			if len(folders) == 0 {
				return errProtocol
			}
			at = folders[len(folders)-1]
			folders = folders[:len(folders)-1]
			err = s.confirm()
		case 'C', 'D':
			name, size, ok := scpEntry(rest)
			if !ok || kind == 'D' && !s.recursive {
				return errProtocol
			}
			path := at
			if folder || len(folders) > 0 {
				path = pathJoin(at, name)
			}
			if kind == 'C' {
				err = s.receiveFile(path, size)
				break
			}
			if !s.isFolder(path) {
				err = s.editor.Mkdir(s.ctx, s.author, path)
			}
			if err == nil { // else the client does not enter it
				folders = append(folders, at)
				at = path
			}
			err = s.answer(err)
		default:
			return errProtocol
		}
		if err != nil {
			return err
		}
	}
}

// maxLine is the longest line of the protocol, in bytes.
const maxLine = 4096

// scpEntry reads "0644 12 hello.md". A name must be one of a file.
func scpEntry(line string) (name string, size int64, ok bool) {
	fields := strings.SplitN(line, " ", 3)
	if len(fields) != 3 {
		return "", 0, false
	}
	size, err := strconv.ParseInt(fields[1], 10, 64)
	name = fields[2]
	return name, size, err == nil && size >= 0 && name != "" && name != "." && name != ".." && !strings.Contains(name, "/")
}

// receiveFile writes one file. The client sends all of a file that was refused, since it
// does not listen meanwhile.
func (s *scp) receiveFile(path string, size int64) error {
	upload, err := s.editor.Begin(s.author, path, site.PutOptions{})
	if confirmed := s.confirm(); confirmed != nil {
		return confirmed
	}
	buf := make([]byte, 32<<10)
	for done := int64(0); done < size; {
		n, readErr := s.in.Read(buf[:min(int64(len(buf)), size-done)])
		if err == nil && n > 0 {
			_, err = upload.WriteAt(buf[:n], done)
		}
		done += int64(n)
		if readErr != nil {
			if upload != nil {
				upload.Abort()
			}
			return errProtocol
		}
	}
	if ended, readErr := s.in.ReadByte(); readErr != nil || ended != 0 {
		if upload != nil {
			upload.Abort()
		}
		return errProtocol
	}
	switch {
	case err == nil:
		_, err = upload.Commit(s.ctx)
	case upload != nil:
		upload.Abort()
	}
	return s.answer(err)
}

func (s *scp) isFolder(path string) bool {
	info, err := s.editor.Stat(s.author, path)
	return err == nil && info.IsDir()
}

// send sends the files at a path, whose last part may be a pattern.
func (s *scp) send(name string) error {
	if err := s.confirmed(); err != nil {
		return err
	}
	for _, one := range s.matching(name) {
		info, err := s.editor.Stat(s.author, one)
		if err == nil && info.IsDir() && !s.recursive {
			err = fmt.Errorf("%s: a folder: scp -r copies it", one)
		}
		if err != nil {
			s.warn(err)
			continue
		}
		if err := s.sendOne(one, info); err != nil {
			return err
		}
	}
	return nil
}

// matching returns the paths that a pattern stands for, and a path as it is.
func (s *scp) matching(name string) (paths []string) {
	dir, pattern := path.Split(name)
	if !strings.ContainsAny(pattern, "*?[") {
		return []string{name}
	}
	list, _ := s.editor.ReadDir(s.author, dir) // else nothing matches
	for _, f := range list {
		if ok, err := path.Match(pattern, f.Name()); ok && err == nil {
			paths = append(paths, dir+f.Name())
		}
	}
	if paths == nil {
		return []string{name} // which is not there
	}
	return paths
}

// sendOne sends a file, or a folder with all that is in it.
func (s *scp) sendOne(name string, info fs.FileInfo) error {
	if s.times {
		seconds := sftpTime(info.ModTime()).Unix()
		if err := s.line("T%d 0 %d 0\n", seconds, seconds); err != nil {
			return err
		}
	}
	if !info.IsDir() {
		return s.sendFile(name, info)
	}
	if err := s.line("D%04o 0 %s\n", info.Mode().Perm(), info.Name()); err != nil {
		return err
	}
	list, err := s.editor.ReadDir(s.author, name)
	if err != nil {
		s.warn(err)
	}
	for _, f := range list {
		if err := s.sendOne(pathJoin(name, f.Name()), f); err != nil {
			return err
		}
	}
	return s.line("E\n")
}

func (s *scp) sendFile(name string, info fs.FileInfo) error {
	f, err := s.editor.Open(s.author, name)
	if err != nil {
		s.warn(err)
		return nil
	}
	defer func() { _ = f.Close() }() // nothing was written
	if info, err = f.Stat(); err != nil {
		s.warn(err)
		return nil
	}
	if err := s.line("C%04o %d %s\n", info.Mode().Perm(), info.Size(), path.Base(name)); err != nil {
		return err
	}
	if _, err := io.CopyN(s.out, io.NewSectionReader(f, 0, info.Size()), info.Size()); err != nil {
		return err // the client waits for bytes that do not come
	}
	if err := s.confirm(); err != nil {
		return err
	}
	return s.confirmed()
}

// line sends a line, and waits for the client to confirm it.
func (s *scp) line(format string, args ...any) error {
	if _, err := fmt.Fprintf(s.out, format, args...); err != nil {
		return err
	}
	return s.confirmed()
}

// confirmed waits for the client to say that all went well.
func (s *scp) confirmed() error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	status, err := s.in.ReadByte()
	if err != nil || status != 0 {
		return errProtocol
	}
	return nil
}

// pathJoin joins paths without cleaning them, which the editor does.
func pathJoin(dir, name string) string { return strings.TrimSuffix(dir, "/") + "/" + name }
