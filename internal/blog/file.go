package blog

import (
	"cmp"
	"io/fs"
	"time"
)

// file is one file of a content directory, as one reading found it.
type file struct {
	path    string
	section [32]byte // id of its section
	size    int64
	modTime time.Time // zero if it could not be read, so that the next reading tries again
	current *version  // what the file says
	served  *version  // what the archive has of it: current, the last good one, or nil
	state   State     // of what is served
}

// kept reports whether the last good text is served instead of what the file says.
func (f *file) kept() bool { return f.served != nil && f.served != f.current }

// isPage reports whether the file is a page, as far as that is known.
func (f *file) isPage() bool {
	v := cmp.Or(f.served, f.current)
	return v.role == rolePage || v.role == roleAbout || v.post.IsPage
}

// same reports whether the file was read in this section when it had this size and time.
func (f *file) same(section [32]byte, info fs.FileInfo) bool {
	return f.section == section && f.size == info.Size() && f.modTime.Equal(info.ModTime())
}

// sameBytes returns the version that the file had with this sum at the previous reading,
// or nil.
func (f *file) sameBytes(sum [32]byte) *version {
	if f == nil {
		return nil
	}
	for _, v := range []*version{f.current, f.served} {
		if v != nil && v.post.Sum == sum {
			return v
		}
	}
	return nil
}

// findFile returns what a file says: what the previous reading knows of it, if that still
// holds, else what is read now.
func (r *reading) findFile(e entry) *file {
	path := e.path
	f, before := &file{path: path, section: e.id}, r.before[path]
	asked := r.options.Read != nil && r.options.Read(path)
	if before != nil && !asked {
		if info, err := e.info(r.fsys); err == nil && before.same(e.id, info) {
			f.size, f.modTime, f.current = before.size, before.modTime, before.current
			return f
		}
	}
	r.read.Add(1)
	src, info, bad := readRegular(r.fsys, path)
	if bad != nil {
		f.current = &version{surroundings: e.surroundings}
		f.current.problems.add(LeftOut, path, bad)
		f.current.secret = f.current.hiddenBySection()
		return f
	}
	f.size, f.modTime = info.Size(), info.ModTime()
	sum := sumOf(path, e.id, src)
	if f.current = before.sameBytes(sum); f.current == nil {
		f.current = r.version(e, src, sum)
	}
	return f
}

// findFiles returns the files of entries.
func (r *reading) findFiles(entries []entry) []*file {
	files := make([]*file, len(entries))
	parallel(len(files), func(i int) { files[i] = r.findFile(entries[i]) })
	return files
}
