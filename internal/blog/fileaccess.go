package blog

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

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
