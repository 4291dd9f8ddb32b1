package blog

import (
	"cmp"
	"io/fs"
	"net/url"
	"path"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	postsDir = "posts"
	pagesDir = "pages"
)

// Options say how [Read] reads.
type Options struct {
	// Previous is what the same directory had when it was read before, or nil. Files
	// whose size and modification time are those of then are not read again, and a file
	// whose bytes are those of then is not parsed again.
	Previous *Archive

	// Read is nil, or reports files that are read whatever their size and time are.
	Read func(path string) bool

	// Only is nil, or reports the files that may have changed: the others are taken as they
	// are in Previous without a look at them, and those that Previous does not have are left
	// out. A file of which the layout says something else than then is read all the same.
	Only func(path string) bool

	// Now is the instant at which states count: what is dated ahead is not published yet,
	// and what has expired no longer. At the zero instant neither dates ahead nor expiry
	// dates count.
	Now time.Time

	// Files is the content directory for [Archive.FileAt] and [Archive.OpenFile], which are
	// called after Read has returned; nil is fsys. It may be an [Opener].
	Files fs.FS

	// Host replaces the host of site.yaml unless it is empty.
	Host string

	Door *Door // the web door; nil if there is none

	// Name is that of the directory. It is the title of a site that has none.
	Name string

	// Advise adds warnings of what harms nothing yet, such as a site without an id.
	Advise bool

	// Parsed is nil, or is called for each post that is parsed in this reading and has no
	// error of its own, drafts excepted; not for those that are known from Previous. It
	// is called from several goroutines at once, before Read returns. The post has its
	// fields and its Sum, but no Key, Document and Outline yet. If its links are wrong, a
	// later reading may be the first that serves it.
	Parsed func(p *Post, t Texts)
}

// Texts is what search indexes of a post besides its title, tags and summary. An archive
// does not keep Plain.
type Texts struct {
	Headings []string
	Plain    string
}

// Open reads a content directory, that of a generator or one with a site.yaml, and reports
// everything that is wrong in it at once. The archive is nil when the report has an error,
// which concerns all of the blog; it lacks the posts that the report leaves out. [Ignored]
// names are skipped.
func Open(fsys fs.FS) (*Archive, Report) { return Read(fsys, Options{}) }

// Read is [Open] with options. With a previous archive, an error in a post keeps nothing
// else from being served:
//
//   - A post whose file has an error or is left out is served as it was in the previous
//     archive, and [Report.Kept] names it. If its new front matter has a word of secrecy,
//     such as draft, with another value than the one that means public, it is not served.
//   - If it is new, it is left out, as it is without a previous archive.
//   - Of two posts that ask for one slug, the one that had it in the previous archive
//     gets it.
//
// The report has these problems all the same. The archive is nil if site.yaml has an error or
// if a directory cannot be read.
func Read(fsys fs.FS, o Options) (*Archive, Report) {
	r := &reading{fsys: fsys, options: o, parse: parsePage}
	return r.archive()
}

// reading is one reading of a content directory.
type reading struct {
	fsys          fs.FS
	options       Options
	parse         func(body []byte, line int, fields map[string]string) *Document
	before        map[string]*file     // of the previous archive, by path
	owners        map[string]*Post     // of the previous archive, by slug and alias
	holders       map[string]*choice   // of the archive that is made, by slug and alias
	shared        map[string][]*choice // by the slug that each of them asks for
	kind          string               // see [Report.Kind]
	problems      problemList
	entries       []entry
	contentDirs   []string        // folders that have content
	folders       map[string]bool // by pageKey: these and those below them
	places        filePlaces      // of files that are no content
	listings      listings        // of folders
	found         int             // files that should be posts
	misnamedFiles bool            // some of them are left out for their names
	read          atomic.Int64    // files that were read
}

// archive reads the directory.
func (r *reading) archive() (*Archive, Report) {
	own := r.readSiteFile()
	l := r.layout(own)
	if l == nil {
		r.kind = r.recognised()
		r.problems.sort()
		return nil, r.report(nil)
	}
	l.facts.PostFolders = own.posts
	site := r.site(own, l)
	r.kind = site.Kind
	l.base.zone = site.Zone
	if u, err := url.Parse(site.Base); err == nil {
		l.base.base = strings.TrimRight(u.Path, "/")
	}
	r.entries = r.walk(l)
	if previous := r.options.Previous; previous != nil {
		if r.problems.has(Error) {
			return nil, r.report(nil)
		}
		r.before, r.owners = previous.files, previous.bySlug
	}
	if len(r.entries) == 0 && l.generator != hexoSite { // it may be a theme, with an example of a site
		if below := r.recogniseBelow(); len(below) > 0 {
			r.problems.add(Error, cmp.Or(l.file, l.roots[0].dir), &fault{wrong: "there are no posts", mend: strings.Join(below, ", or ")})
			return nil, r.report(nil)
		}
	}
	if r.found == 0 {
		r.problems.warnf(l.roots[0].dir, 0, "write "+path.Join(l.roots[0].dir, "hello.md"), "there are no posts")
	}
	if only := r.options.Only; only != nil {
		r.entries = slices.DeleteFunc(r.entries, func(e entry) bool { return r.before[e.path] == nil && !only(e.path) })
	}
	r.places = l.files(l.base.base)
	choices := r.choose(r.findFiles(r.entries))
	a := r.assemble(site, choices)
	a.writing = l.writing(choices)
	report := r.report(choices)
	for p := range a.Readable() {
		if p.State == Published && !p.IsPage && !p.Listed() {
			report.Elsewhere++
		}
	}
	switch previous := r.options.Previous; {
	case previous != nil:
		report.Changed = r.changed(a, choices)
	case report.Err() != nil:
		return nil, report
	}
	return a, report
}

// changed returns the paths of what is served otherwise than in the previous archive.
func (r *reading) changed(a *Archive, choices []*choice) []string {
	var paths []string
	if !reflect.DeepEqual(a.Site, r.options.Previous.Site) {
		paths = append(paths, sitePath)
	}
	for _, c := range choices {
		before := r.before[c.file.path]
		if c.file.served != c.good || before != nil && c.file.state != before.state {
			paths = append(paths, c.file.path)
		}
	}
	for path, f := range r.before {
		if a.files[path] == nil && f.served != nil {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// report counts what was read.
func (r *reading) report(choices []*choice) Report {
	report := Report{Kind: r.kind, Read: int(r.read.Load())}
	for _, p := range r.problems {
		if p.Severity == LeftOut { // a file, or a folder, that cannot be looked at
			report.LeftOut++
		}
	}
	for _, c := range choices {
		r.problems = append(r.problems, c.file.current.problems...)
		r.problems = append(r.problems, c.problems...)
		if c.file.stat == (Stat{}) {
			report.Unread++
		}
		if c.file.kept() {
			report.Kept = append(report.Kept, c.file.path)
		}
		report.count(c.file)
	}
	report.Posts = report.Served + report.Scheduled + report.Drafts + report.LeftOut
	for _, p := range r.problems {
		if p.Severity == Warning {
			report.Remarks++
		}
	}
	r.problems.sort()
	report.Problems = r.problems
	return report
}

// entry is a file that should be a post, or the about page.
type entry struct {
	surroundings
	path string
	dir  fs.DirEntry // nil if it is not known
}

// info returns the size and the time of the file. For a regular file the entry of its
// directory knows them at less cost.
func (e entry) info(fsys fs.FS) (fs.FileInfo, error) {
	if e.dir != nil && e.dir.Type().IsRegular() {
		return e.dir.Info()
	}
	return fs.Stat(fsys, e.path)
}

// Ignored reports names of files that are no content: those that begin with a dot, such
// as .git and the temporary files of many tools, and the copies that editors keep, such
// as x.md~ and #x.md#.
func Ignored(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "#") || strings.HasSuffix(name, "~")
}

// misnamed leaves out a post, or all in a directory, for its name.
func (r *reading) misnamed(path string) {
	r.misnamedFiles = true
	r.problems.add(LeftOut, path, &fault{wrong: "the name has a character that cannot be seen", mend: "rename it"})
}

// parallel calls do for every number below n, on all cores, and waits for them.
func parallel(n int, do func(i int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	group.Wait()
}
