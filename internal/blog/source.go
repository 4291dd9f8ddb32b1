package blog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"unicode/utf8"

	"blog.example/pete/internal/frontmatter"
)

// maxFile is the size of the largest file that is read, in bytes. The longest novels have
// 4 MB of text. A file that never ends, or a video with the name of a post, must not fill
// the memory.
const maxFile = 16 << 20

// fault is what is wrong in a file, and the remedy.
type fault struct {
	line  int // within what was looked at, from 1; 0 for all of it
	wrong string
	mend  string
}

// readRegular reads a regular file of at most maxFile bytes, and returns what it was
// before it was read. It looks at the kind of the file before it opens it, because
// opening a named pipe waits for a writer, and once more afterwards, because fsys may
// not know the kinds of files that are not open.
func readRegular(fsys fs.FS, path string) ([]byte, fs.FileInfo, *fault) {
	check := func(info fs.FileInfo, err error) *fault {
		switch {
		case err != nil:
			return unreadable(fsys, path, err)
		case !info.Mode().IsRegular():
			return &fault{wrong: "is " + kind(info.Mode()), mend: "make it a regular file"}
		case info.Size() > maxFile:
			return tooLarge()
		}
		return nil
	}
	info, err := fs.Stat(fsys, path)
	if bad := check(info, err); bad != nil {
		return nil, nil, bad
	}
	f, err := fsys.Open(path)
	if err != nil {
		return nil, nil, unreadable(fsys, path, err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	info, err = f.Stat()
	if bad := check(info, err); bad != nil {
		return nil, nil, bad
	}
	src := make([]byte, info.Size()) // most files have neither more nor less
	n, err := io.ReadFull(f, src)
	var rest []byte
	if err == nil {
		rest, err = io.ReadAll(io.LimitReader(f, maxFile+1-info.Size()))
	}
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, nil, unreadable(fsys, path, err)
	}
	src = append(src[:n], rest...)
	if len(src) > maxFile {
		return nil, nil, tooLarge()
	}
	return src, info, nil
}

func tooLarge() *fault {
	return &fault{wrong: fmt.Sprintf("has more than %d MB", maxFile>>20), mend: "split it"}
}

// kind names a kind of file.
func kind(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a directory"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "not a regular file"
}

// unreadable returns the fault of a file that cannot be opened or read.
func unreadable(fsys fs.FS, path string, err error) *fault {
	info, lerr := fs.Lstat(fsys, path)
	switch link := lerr == nil && info.Mode()&fs.ModeSymlink != 0; {
	case link && errors.Is(err, fs.ErrNotExist):
		return &fault{wrong: "is a link to nothing", mend: "put the file itself there"}
	case link:
		return &fault{wrong: "is a link that cannot be followed (" + cause(err) + ")", mend: "put the file itself there"}
	case errors.Is(err, fs.ErrNotExist):
		return &fault{wrong: "cannot be read (" + cause(err) + ")", mend: "put the file there"}
	}
	return &fault{wrong: "cannot be read (" + cause(err) + ")", mend: "make it readable"}
}

// hasFrontMatter reports whether a regular file begins as front matter does. It reads the
// first bytes alone.
func hasFrontMatter(fsys fs.FS, path string) bool {
	info, err := fs.Stat(fsys, path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := fsys.Open(path)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }() // nothing was written
	first, _ := io.ReadAll(io.LimitReader(f, 512))
	begin, _, _ := bytes.Cut(bytes.TrimLeftFunc(first, frontmatter.Unseen), []byte("\n"))
	mark := string(bytes.TrimSpace(begin))
	return mark == "---" || mark == "+++" || mark == "{"
}

// notUTF8 returns a fault at the first byte that is not UTF-8, or nil.
func notUTF8(src []byte) *fault {
	if utf8.Valid(src) {
		return nil
	}
	at := 0
	for {
		r, size := utf8.DecodeRune(src[at:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		at += size
	}
	line := 1 + bytes.Count(src[:at], []byte("\n"))
	return &fault{line, fmt.Sprintf("byte 0x%02X is not UTF-8", src[at]), "save the file as UTF-8"}
}

// cause returns the text of an error without the path of the file.
func cause(err error) string {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		err = pe.Err
	}
	return err.Error()
}
