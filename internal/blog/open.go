package blog

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"path"
	"strings"
)

const (
	postsDir  = "posts"
	aboutPath = "pages/about.md"
)

// small is how much Markdown is checked before anybody is served, in bytes: some
// four hundred posts, which take a few tenths of a second on a small host.
const small = 4 << 20

// Open reads a content directory (site.yaml, posts/**/*.md, pages/about.md)
// and reports everything that is wrong in it at once. The archive is nil when
// the report has an error; it lacks the posts that the report leaves out. Names that begin with a
// dot are not looked at.
func Open(fsys fs.FS) (*Archive, Report) { return open(fsys, math.MaxInt) }

// Begin is Open for who has readers waiting: of more than 4 MB of Markdown the
// report has what is wrong with files, front matter and slugs, and what is wrong
// in the bodies is for [Archive.Check] to find.
func Begin(fsys fs.FS) (*Archive, Report) { return open(fsys, small) }

// open checks at once the bodies of archives that have no more Markdown than most.
func open(fsys fs.FS, most int) (*Archive, Report) {
	n := &notes{}
	a := &Archive{Site: readSite(fsys, n), bySlug: map[string]*Post{}}
	r := &reading{notes: n, web: &web{site: a.Site, taken: map[string]*Post{}, broken: map[string]bool{}}}
	files := r.posts(fsys)
	a.About = r.about(fsys)
	r.claimSlugs(files)
	all := make([]*Post, len(files))
	for i, f := range files {
		all[i] = f.post
	}
	a.publish(all)
	r.web.about, r.web.slugs = a.About, a.Slugs()

	bodies, size := bodiesOf(all, a.About)
	if size > most {
		a.unchecked = bodies
	} else {
		check(context.Background(), bodies, allCores(), n)
	}
	report := r.report(all)
	if report.Err() != nil {
		return nil, report
	}
	return a, report
}

// bodiesOf is the bodies of posts and of the about page, and how many bytes they
// have.
func bodiesOf(posts []*Post, about *Page) (bodies []*body, size int) {
	for _, p := range posts {
		bodies = append(bodies, p.body)
	}
	if about != nil {
		bodies = append(bodies, about.body)
	}
	for _, b := range bodies {
		size += len(b.source)
	}
	return bodies, size
}

// report counts what was read.
func (r *reading) report(all []*Post) Report {
	leftOut, needy := r.notes.named()
	drafts := 0
	for _, p := range all {
		if p.draft && !needy[p.Path] {
			drafts++
		}
	}
	return Report{Problems: r.notes.sorted(), Posts: r.found, LeftOut: len(leftOut), Needy: len(needy), Drafts: drafts}
}

// newestFirst orders by date; undated posts come last, equal dates by slug.
func newestFirst(a, b *Post) int {
	if c := b.Date.Compare(a.Date); c != 0 {
		return c
	}
	return strings.Compare(a.Slug, b.Slug)
}

// reading is one pass over a content directory.
type reading struct {
	notes *notes
	web   *web
	found int // files that should be posts
}

// posts reads every post, drafts included.
func (r *reading) posts(fsys fs.FS) []*file {
	paths := r.paths(fsys)
	if r.found == 0 {
		r.notes.warnf(postsDir, 0, "write posts/hello.md", "there are no posts")
	}
	files := make([]*file, len(paths))
	parallel(len(paths), allCores(), func(i int) { files[i] = readFile(fsys, paths[i], r.web) })
	var posts []*file
	for _, f := range files {
		r.notes.problems = append(r.notes.problems, f.notes.problems...)
		if f.post != nil {
			posts = append(posts, f)
			continue
		}
		r.web.broken[baseName(f.path)] = true
		r.web.leftOut = r.web.leftOut || f.out
	}
	return posts
}

// paths returns the files that should be posts and counts them in found. A link to a
// directory is not followed, so that no file is read twice and none for ever.
func (r *reading) paths(fsys fs.FS) []string {
	var paths []string
	_ = fs.WalkDir(fsys, postsDir, func(p string, d fs.DirEntry, err error) error {
		switch {
		case p == postsDir && errors.Is(err, fs.ErrNotExist) && !exists(fsys, p):
			return nil
		case err != nil:
			bad := unreadable(fsys, p, err)
			r.notes.errorf(p, 0, bad.mend, "%s", bad.wrong)
			return nil
		case strings.HasPrefix(d.Name(), ".") && d.IsDir():
			return fs.SkipDir
		case strings.HasPrefix(d.Name(), "."):
			return nil
		case p != Printable(p) && d.IsDir():
			r.misnamed(p)
			return fs.SkipDir
		case d.IsDir():
			return nil
		case !isPost(p):
			r.notes.warnf(p, 0, "only files that end in .md are posts", "is not read")
			return nil
		}
		r.found++
		if p != Printable(p) {
			r.misnamed(p)
			return nil
		}
		paths = append(paths, p)
		return nil
	})
	return paths
}

// misnamed leaves out a post, or all in a directory, for its name.
func (r *reading) misnamed(path string) {
	r.web.leftOut = true
	r.notes.leaveOut(path, &fault{wrong: "the name has a character that cannot be seen", mend: "rename it"})
}

// exists reports whether there is a file or a link of that name, even one that leads
// nowhere.
func exists(fsys fs.FS, path string) bool {
	_, err := fs.Lstat(fsys, path)
	return err == nil
}

func isPost(p string) bool { return strings.HasPrefix(p, postsDir+"/") && path.Ext(p) == ".md" }

// claimSlugs checks every slug and alias, and that no two posts share one.
func (r *reading) claimSlugs(files []*file) {
	for _, f := range files {
		r.claim(f.post, f.fields.line("slug"), "slug", f.post.Slug)
		for _, alias := range f.post.Aliases {
			r.claim(f.post, f.fields.line("aliases"), "alias", alias)
		}
	}
}

// claim takes a slug or an alias, which stands on that line, for a post.
func (r *reading) claim(p *Post, line int, kind, s string) {
	switch other := r.web.taken[s]; {
	case !slugForm.MatchString(s):
		r.notes.errorf(p.Path, line, wantSlug(s), "%s %q", kind, s)
	case Reserved(s):
		r.notes.errorf(p.Path, line, "write another", "%s %q is a command", kind, s)
	case other == p:
		r.notes.errorf(p.Path, line, "take it out", "%s %q leads here already", kind, s)
	case other != nil:
		r.notes.errorf(p.Path, line, "write another", "%s %q belongs to %s", kind, s, other.Path)
	default:
		r.web.taken[s] = p
	}
}
