package blog

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// FileAt returns which file of the content directory readers get at an address of the web
// door: a decoded path that begins with a slash. ok is false for what no reader may have and
// for what is not there, which are not told apart.
//
//	/SLUG/NAME     a file in the folder of a post
//	/PERMALINK/NAME the same, below an address that the post has on the site of its generator
//	/NAME          a file of static/ or of what else the generator copies
//	/posts/NAME    a file among posts to which one of them refers
//
// Addresses with the path of the old site in front, such as /blog, lead to the same files.
func (a *Archive) FileAt(address string) (file string, ok bool) {
	files := slices.DeleteFunc(a.filesAt(address), func(file string) bool { return !a.mayHave(file, a.refers[file]) })
	if len(files) == 0 {
		return "", false
	}
	fsys, end := a.begin()
	defer end()
	for _, file := range files {
		if a.isServable(fsys, file) {
			return file, true
		}
	}
	return "", false
}

// FileAddress returns the canonical address of a file at the web door, decoded and with a
// leading slash: [Archive.FileAt] returns the file for it. It is "" if readers may not have
// the file.
func (a *Archive) FileAddress(file string) string {
	for _, address := range append(a.addressesOf(file), "/"+file) {
		if at, ok := a.FileAt(address); ok && at == file {
			return address
		}
	}
	return ""
}

// addressesOf returns the addresses that a file has unless another has them, the canonical
// one first.
func (a *Archive) addressesOf(file string) (addresses []string) {
	for _, f := range a.owners(file) {
		if p := a.postOf(f); p != nil {
			addresses = append(addresses, "/"+p.Slug+strings.TrimPrefix(file, ownFolder(f.current, f.path)))
			break
		}
	}
	if _, address := a.places.place(file); address != "" {
		addresses = append(addresses, address)
	}
	return addresses
}

// HasFile reports whether those for whom the archive is may have a file of the content
// directory, and whether it is there as a regular file.
func (a *Archive) HasFile(file string) bool {
	fsys, end := a.begin()
	defer end()
	return a.has(fsys, file)
}

func (a *Archive) has(fsys fs.FS, file string) bool {
	return fs.ValidPath(file) && a.mayHave(file, a.refers[file]) && a.isServable(fsys, file)
}

// Opener is a file system that is opened anew for each request: see [Options.Files].
type Opener interface {
	// Begin returns the file system. end closes it; files that are open stay open.
	Begin() (fsys fs.FS, end func(), err error)
}

// begin returns the content directory for a request.
func (a *Archive) begin() (fsys fs.FS, end func()) {
	o, ok := a.fsys.(Opener)
	if !ok {
		return a.fsys, func() {}
	}
	fsys, end, err := o.Begin()
	if err != nil { // the directory is gone for now
		return noFiles{}, func() {}
	}
	return fsys, end
}

// noFiles has no files.
type noFiles struct{}

func (noFiles) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// OpenFile opens a file if [Archive.HasFile] reports it. Else the error is [fs.ErrNotExist].
func (a *Archive) OpenFile(file string) (fs.File, error) {
	fsys, end := a.begin()
	defer end()
	if !a.has(fsys, file) {
		return nil, &fs.PathError{Op: "open", Path: file, Err: fs.ErrNotExist}
	}
	f, err := fsys.Open(file)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() { // it was replaced meanwhile
		_ = f.Close() // nothing was written
		return nil, &fs.PathError{Op: "open", Path: file, Err: fs.ErrNotExist}
	}
	return f, nil
}

// StatFiles returns what tells whether files have changed, the zero Stat for one that is not
// there. It does not ask whether readers may have them, and is for those that a [Link] names.
func (a *Archive) StatFiles(files []string) []Stat {
	fsys, end := a.begin()
	defer end()
	stats := make([]Stat, len(files))
	for i, file := range files {
		if info, err := fs.Stat(fsys, file); err == nil {
			stats[i] = StatOf(info)
		}
	}
	return stats
}

// filesAt returns the files that an address may mean, the likeliest first.
func (a *Archive) filesAt(address string) (files []string) {
	p, ok := strings.CutPrefix(address, "/")
	if !ok || !fs.ValidPath(p) || p == "." || TooLong(p) || strings.ContainsAny(p, "\\\x00") {
		return nil
	}
	files = a.filesBelow(p, files)
	if base := strings.Trim(a.places.base, "/"); base != "" {
		if rest, ok := strings.CutPrefix(p, base+"/"); ok {
			files = a.filesBelow(rest, files)
		}
	}
	return files
}

// filesBelow is filesAt for a path without a leading slash.
func (a *Archive) filesBelow(p string, files []string) []string {
	add := func(file string) {
		if !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	addOwn := func(post *Post, rest string) {
		if post == nil || !a.sees(post.State) || rest == "" {
			return
		}
		if own := ownFolder(post.version, post.Path); own != "" {
			add(own + "/" + rest)
		}
	}
	slug, rest, _ := strings.Cut(p, "/")
	addOwn(a.bySlug[slug], rest)
	for _, m := range slices.Concat(a.places.statics, a.places.content, []mounted{{dir: a.places.source}}, a.asAssets()) {
		if inner, ok := cutFolder(p, m.under); ok && m.dir != "" {
			add(path.Join(m.dir, inner))
		}
	}
	for i := len(p) - 1; i > 0; i-- {
		if p[i] == '/' {
			addOwn(a.byPath[pathKey("/"+p[:i])], p[i+1:])
			if a.places.base != "" {
				addOwn(a.byPath[pathKey(a.places.base+"/"+p[:i])], p[i+1:])
			}
		}
	}
	add(p)
	return files
}

// asAssets returns the folders of assets as they are mounted here.
func (a *Archive) asAssets() (all []mounted) {
	for _, m := range a.places.assets {
		m.under = "assets"
		all = append(all, m)
	}
	return all
}

// cutFolder returns a path as it is below a folder, which is "" for the top.
func cutFolder(p, dir string) (rest string, ok bool) {
	if dir == "" {
		return p, true
	}
	return strings.CutPrefix(p, dir+"/")
}
