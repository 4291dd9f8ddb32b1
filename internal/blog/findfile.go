package blog

import (
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
)

// findLocal returns the file of the content directory that an address in from leads to, or
// "" if there is none that those who see from may have.
func (r *linkResolver) findLocal(from *Post, l *Link, address *url.URL) string {
	if r.reading == nil { // the archive for readers knows it
		return from.local[l.at]
	}
	p := address.Path
	if address.Scheme != "" && !r.isOwn(address) || p == "" || strings.HasSuffix(p, "/") {
		return ""
	}
	var files []string
	if !strings.HasPrefix(p, "/") {
		files = append(files, path.Join(path.Dir(from.Path), p))
		if own := ownFolder(from.version, from.Path); own != "" {
			files = append(files, path.Join(own, p))
		}
		for _, m := range r.archive.places.content { // as texts are linked to
			files = append(files, path.Join(m.dir, p))
		}
		old := r.oldPath(from)
		p = old[:strings.LastIndexByte(old, '/')+1] + p
	}
	p = path.Clean(p)
	files = append(files, r.archive.filesAt(p)...)
	for _, m := range r.archive.places.assets { // from whose top themes take them
		files = append(files, path.Join(m.dir, address.Path))
	}
	for _, file := range files {
		if r.isLocal(from, file) {
			if from.local == nil {
				from.local = map[int]string{}
			}
			from.local[l.at] = file
			return file
		}
	}
	return ""
}

// isLocal reports whether a file is there, and whether those who see from may have it. An
// author who writes a draft sees the files that it will have.
func (r *linkResolver) isLocal(from *Post, file string) bool {
	if !fs.ValidPath(file) || r.archive.files[file] != nil {
		return false
	}
	entry := r.reading.listings.find(r.reading.fsys, file)
	switch {
	case entry == nil || entry.IsDir():
		return false
	case from.State.readable() && !r.archive.mayHave(file, true):
		return false
	case !from.State.readable():
		if place, _ := r.archive.places.place(file); place == nowhere {
			return false
		}
	}
	// Names alone say enough of most files. The reading may go on while a folder that it has
	// listed changes.
	return entry.Type().IsRegular() && !isText(file) || r.archive.isServable(r.reading.fsys, file)
}

// listings has what is in folders, as far as a reading has looked there.
type listings struct {
	mu   sync.Mutex
	dirs map[string][]fs.DirEntry // by name; nil for a folder that is not there
}

// add remembers a list that [fs.ReadDir] has returned.
func (l *listings) add(dir string, list []fs.DirEntry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dirs == nil {
		l.dirs = map[string][]fs.DirEntry{}
	}
	l.dirs[dir] = list
}

// find returns the entry of a file in its folder, or nil. A folder is listed once: many
// posts have their pictures in one folder.
func (l *listings) find(fsys fs.FS, file string) fs.DirEntry {
	dir := path.Dir(file)
	l.mu.Lock()
	list, known := l.dirs[dir]
	l.mu.Unlock()
	if !known {
		if dir == "." || l.find(fsys, dir) != nil {
			list, _ = fs.ReadDir(fsys, dir) // it may be a file
		}
		l.add(dir, list)
	}
	at, ok := slices.BinarySearchFunc(list, path.Base(file), func(d fs.DirEntry, name string) int { return strings.Compare(d.Name(), name) })
	if !ok {
		return nil
	}
	return list[at]
}
