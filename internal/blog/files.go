package blog

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
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

// mayHave reports whether those for whom the archive is may have a file, if it is there.
// isReferred says that a post which they see refers to it. A file that belongs to posts of
// which they see none is not theirs, whatever refers to it.
func (a *Archive) mayHave(file string, isReferred bool) bool {
	place, _ := a.places.place(file)
	if place == nowhere || a.files[file] != nil || !a.Authors && a.places.inDrafts(file) || a.isNamedAsHidden(file) {
		return false
	}
	if owners := a.owners(file); len(owners) > 0 {
		seen := 0
		for _, f := range owners {
			if a.seesFile(f) {
				seen++
			}
		}
		return seen == len(owners) || seen > 0 && isReferred
	}
	return place == copied || isReferred && (place == referred || a.seesFolder(file))
}

// seesFile reports whether those for whom the archive is see what is served of a text.
func (a *Archive) seesFile(f *file) bool {
	return a.Authors || f.served != nil && a.sees(f.state)
}

// postOf returns the post or page that those for whom the archive is see of a file, or nil.
func (a *Archive) postOf(f *file) *Post {
	if f.served == nil || !a.sees(f.state) || f.post == nil {
		return nil
	}
	return a.bySlug[f.post.Slug]
}

// ownership says which texts the files of a content directory belong to. Its keys are
// folded as [FoldName] does: some file systems take several spellings for one name.
type ownership struct {
	owners  map[string][]*file // by [ownFolder]
	folders map[string][]*file // by the folder that a text is in
}

// newOwnership returns who owns what. Many archives are never asked.
func newOwnership(files map[string]*file) func() ownership {
	return sync.OnceValue(func() ownership {
		o := ownership{make(map[string][]*file, len(files)), map[string][]*file{}}
		folded := map[string]string{} // of folders
		for p, f := range files {
			if own := ownFolder(f.current, p); own != "" {
				key := FoldName(own)
				o.owners[key] = append(o.owners[key], f)
			}
			dir := path.Dir(p)
			key, ok := folded[dir]
			if !ok {
				key = FoldName(dir)
				folded[dir] = key
			}
			o.folders[key] = append(o.folders[key], f)
		}
		for _, list := range o.owners { // the language of the site first
			slices.SortFunc(list, func(a, b *file) int {
				if order := a.current.languageOrder() - b.current.languageOrder(); order != 0 {
					return order
				}
				return strings.Compare(a.path, b.path)
			})
		}
		return o
	})
}

// owners returns the texts that a file belongs to: those of the nearest folder above it that
// is the folder of a text.
func (a *Archive) owners(file string) []*file {
	o := a.ownership()
	for dir := path.Dir(FoldName(file)); dir != "." && dir != "/"; dir = path.Dir(dir) {
		if owners := o.owners[dir]; owners != nil {
			return owners
		}
	}
	return nil
}

// isNamedAsHidden reports whether a file has the name of a text in its folder that readers do not
// see, such as secret.pdf beside secret.md.
func (a *Archive) isNamedAsHidden(file string) bool {
	folded := FoldName(file)
	dir, name := path.Split(folded)
	stem, _, _ := strings.Cut(name, ".")
	owners := a.ownership().owners[dir+stem]
	return len(owners) > 0 && !slices.ContainsFunc(owners, a.seesFile)
}

// seesFolder reports whether there is a text that readers see in the nearest folder above a
// file that has texts, or no text at all.
func (a *Archive) seesFolder(file string) bool {
	o := a.ownership()
	for dir := path.Dir(FoldName(file)); ; dir = path.Dir(dir) {
		if texts := o.folders[dir]; texts != nil {
			return slices.ContainsFunc(texts, a.seesFile)
		}
		if dir == "." || dir == "/" {
			return true
		}
	}
}

// linkFree is a file system that knows where symbolic links lead.
type linkFree interface {
	// Real returns the path of a file below the top, without links. It is an error if that
	// leads out.
	Real(name string) (string, error)
}

// isServable reports whether a path leads to a regular file that is no page of the generator.
// A link may lead to no file that has a secret name or belongs to a post which readers do
// not see.
func (a *Archive) isServable(fsys fs.FS, file string) bool {
	info, err := fs.Stat(fsys, file)
	if err != nil || !info.Mode().IsRegular() || !a.isRealServable(fsys, file) {
		return false
	}
	return !isText(file) || !hasFrontMatter(fsys, file)
}

// isText reports whether a generator may take a file for a template. Front matter is looked
// for in these.
func isText(file string) bool { return !slices.Contains(binaryEnds, strings.ToLower(path.Ext(file))) }

var binaryEnds = []string{
	".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".pdf", ".mp3", ".ogg", ".opus", ".flac", ".wav", ".m4a", ".mp4", ".webm", ".mov",
	".zip", ".gz", ".woff", ".woff2", ".ttf", ".json", // JSON begins as front matter of Hugo does
}

// isRealServable looks at where the links in a path lead.
func (a *Archive) isRealServable(fsys fs.FS, file string) bool {
	at, err := file, error(nil)
	if f, ok := fsys.(linkFree); ok {
		at, err = f.Real(file)
	} else {
		for i := range len(file) + 1 {
			if i < len(file) && file[i] != '/' {
				continue
			}
			if info, err := fs.Lstat(fsys, file[:i]); err != nil || info.Mode()&fs.ModeSymlink != 0 {
				return false
			}
		}
	}
	switch {
	case err != nil:
		return false
	case at == file:
		return true
	}
	parts := strings.Split(at, "/")
	for i, name := range parts {
		if i < len(parts)-1 && strings.HasPrefix(name, "..") { // of Kubernetes, such as ..data
			parts[i] = strings.TrimLeft(name, ".")
		}
	}
	if secretName(strings.Join(parts, "/")) || a.files[at] != nil || a.isNamedAsHidden(at) || !strings.Contains(at, "/") && topFile(at) == nowhere {
		return false
	}
	owners := a.owners(at)
	return len(owners) == 0 || slices.ContainsFunc(owners, a.seesFile)
}
