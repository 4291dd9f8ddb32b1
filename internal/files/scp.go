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
	flags, name := scpWords(line)
	to, from := strings.Contains(flags, "t"), strings.Contains(flags, "f")
	s.recursive, s.times, s.intoFolder = strings.Contains(flags, "r"), strings.Contains(flags, "p"), strings.Contains(flags, "d")
	if name == "" || to == from || strings.Trim(flags, "tfrpdvq") != "" {
		s.warn(fmt.Errorf("%w: want -t PATH or -f PATH", fs.ErrInvalid))
		return 1
	}
	var err error
	if to {
		err = s.receive(name)
	} else {
		err = s.send(name)
	}
	if errors.Is(err, errProtocol) {
		_, _ = fmt.Fprintf(s.out, "\x02%v\n", err) // the client ends
	}
	if err != nil || s.failed {
		return 1
	}
	return 0
}

// scpWords returns the letters of the flags, and the path, of a command line. Clients quote
// the path for a shell, or their users do, or nobody does; no path has a quote or a backslash
// of its own.
func scpWords(line string) (flags, name string) {
	_, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	for rest = strings.TrimLeft(rest, " "); strings.HasPrefix(rest, "-"); rest = strings.TrimLeft(rest, " ") {
		var word string
		if word, rest, _ = strings.Cut(rest, " "); word == "--" {
			rest = strings.TrimLeft(rest, " ")
			break
		}
		flags += word[1:]
	}
	return flags, strings.NewReplacer(`'`, "", `"`, "", `\`, "").Replace(rest)
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
		line, err := s.in.ReadSlice('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil
		}
		if err != nil {
			return errProtocol
		}
		kind, rest := line[0], strings.TrimSuffix(string(line[1:]), "\n")
		switch kind {
		case 'T': // times, which the host gives
			err = s.confirm()
		case 1: // what went wrong there
			s.failed = true
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
			if err == nil { // else the client goes on beside it
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

// receiveFile writes one file. The client sends all of a file even if the beginning cannot be
// written, since it does not listen meanwhile.
func (s *scp) receiveFile(path string, size int64) error {
	upload, err := s.editor.Begin(s.author, path, site.PutOptions{})
	if err != nil {
		s.warn(err) // the client goes on with the next file
		return nil
	}
	defer upload.Abort() // it does nothing once the upload has ended
	if err := s.confirm(); err != nil {
		return err
	}
	buf := make([]byte, 32<<10)
	for done := int64(0); done < size; {
		n, readErr := s.in.Read(buf[:min(int64(len(buf)), size-done)])
		if err == nil && n > 0 {
			_, err = upload.WriteAt(buf[:n], done)
		}
		done += int64(n)
		if readErr != nil {
			return errProtocol
		}
	}
	switch ended, readErr := s.in.ReadByte(); {
	case readErr != nil || ended > 1:
		return errProtocol
	case ended == 1: // the client could not read all of it, and says why
		s.failed = true
		if _, err := s.in.ReadSlice('\n'); err != nil {
			return errProtocol
		}
		return s.confirm()
	}
	if err == nil {
		_, err = upload.Commit(s.ctx)
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
		return s.sendFile(name)
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

func (s *scp) sendFile(name string) error {
	f, err := s.editor.Open(s.author, name)
	if err != nil {
		s.warn(err)
		return nil
	}
	defer func() { _ = f.Close() }() // nothing was written
	info, err := f.Stat()
	if err != nil {
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
