package blog

import (
	"cmp"
	"io/fs"
)

// Stat is what tells a changed file from the one that was read, short of its bytes. The
// inode counts where a link to a directory is swapped: the files of both may have one
// size and one time.
type Stat struct {
	Size    int64
	ModTime int64  // nanoseconds since 1970
	Inode   uint64 // 0 where there is none
}

// StatOf returns the Stat of a file.
func StatOf(info fs.FileInfo) Stat {
	return Stat{Size: info.Size(), ModTime: info.ModTime().UnixNano(), Inode: inode(info)}
}

// file is one file of a content directory, as one reading found it.
type file struct {
	path    string
	section [32]byte // id of its section
	stat    Stat     // zero if it could not be read, so that the next reading tries again
	current *version // what the file says
	served  *version // what the archive has of it: current, the last good one, or nil
	state   State    // of what is served
	post    *Post    // what the archive has of it, or nil
}

// kept reports whether the last good text is served instead of what the file says.
func (f *file) kept() bool { return f.served != nil && f.served != f.current }

// isPage reports whether the file is a page, as far as that is known.
func (f *file) isPage() bool {
	v := cmp.Or(f.served, f.current)
	return v.role == rolePage || v.role == roleAbout || v.post.IsPage
}

// same reports whether the file was read in this section when it was what info says.
func (f *file) same(section [32]byte, info fs.FileInfo) bool {
	return f.section == section && f.stat == StatOf(info)
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
	if only := r.options.Only; only != nil && before != nil && before.section == e.id && !only(path) {
		f.stat, f.current = before.stat, before.current
		return f
	}
	if before != nil && !asked {
		if info, err := e.info(r.fsys); err == nil && before.same(e.id, info) {
			f.stat, f.current = before.stat, before.current
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
	f.stat = StatOf(info)
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
