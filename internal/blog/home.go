package blog

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"blog.example/pete/internal/frontmatter"
)

// writing says where authors may write, and where a new post goes. It is part of an archive,
// so it holds names alone: the functions of a layout lead to the archive before.
type writing struct {
	generator   generator
	roots       []string // the folders of content
	source      string   // of Jekyll and Hexo, else "."
	collections []string // of Jekyll, folders such as _recipes
	zone        *time.Location
	posts       string // see [Archive.PostsFolder]
	drafts      string // see [Archive.DraftsFolder]

	folder  string // of posts or below it: the one with most posts, with :year, :month and :day for names of folders that are those of a date
	bundles bool   // most posts there have folders of their own
	dates   bool   // the names of posts begin with a date
}

// writing returns where authors may write in a layout, of which choices are the files.
func (l *layout) writing(choices []*choice) writing {
	main := l.roots[0].dir
	w := writing{generator: l.generator, source: ".", zone: l.base.zone, collections: l.collections, dates: l.dateNames}
	for _, root := range l.roots {
		w.roots = append(w.roots, root.dir)
	}
	all, each, bundles := map[string]int{}, map[string]int{}, map[string]int{} // posts
	for _, c := range choices {
		dir, bundle := postFolder(c.file)
		posts, ok := l.postsFolder(c.file, dir)
		if !ok {
			continue
		}
		dir = dateForms(dir)
		all[posts]++
		each[dir]++
		if bundle {
			bundles[dir]++
		}
	}
	w.posts = most(all, l.firstFolder())
	maps.DeleteFunc(each, func(dir string, _ int) bool {
		return w.posts != "." && dir != w.posts && !strings.HasPrefix(dir, w.posts+"/")
	})
	w.folder = most(each, w.posts)
	w.bundles = 2*bundles[w.folder] > each[w.folder]
	switch l.generator {
	case plainDirectory:
		w.drafts = path.Join(w.posts, draftsDir)
	case jekyllSite, hexoSite:
		w.source = main
		w.drafts = path.Join(path.Dir(w.posts), "_drafts")
	}
	return w
}

// most returns the folder that most posts are in, or the other one without posts.
func most(counts map[string]int, otherwise string) string {
	best := otherwise
	for _, dir := range slices.Sorted(maps.Keys(counts)) {
		if counts[dir] > counts[best] {
			best = dir
		}
	}
	return best
}

// postFolder returns the folder of a post, and whether the post has another one in it to
// itself. The folder is "" for what does not count: pages, drafts, other languages.
func postFolder(f *file) (dir string, bundle bool) {
	v := cmp.Or(f.served, f.current)
	if v == nil || f.isPage() || v.lang != "" {
		return "", false
	}
	dir, name := path.Dir(f.path), baseName(f.path)
	if bundle = name == "index" || strings.HasPrefix(name, "index."); bundle {
		dir = path.Dir(dir)
	}
	if slices.ContainsFunc(strings.Split(dir, "/"), func(name string) bool { return strings.Trim(name, "_") == draftsDir }) {
		return "", false
	}
	return dir, bundle
}

// postsFolder returns the folder that "posts/" would stand for if all posts were in dir.
func (l *layout) postsFolder(f *file, dir string) (posts string, ok bool) {
	if dir == "" {
		return "", false
	}
	root := cmp.Or(f.served, f.current).root
	switch named := l.facts.PostFolders; {
	case l.generator == plainDirectory:
		return root, true
	case l.generator == jekyllSite, l.generator == hexoSite:
		above, _, found := strings.Cut("/"+dir+"/", "/_posts/")
		return strings.TrimPrefix(above+"/_posts", "/"), found
	case len(named) > 0:
		i := slices.IndexFunc(named, func(name string) bool { return dir == name || strings.HasPrefix(dir, name+"/") })
		if i < 0 {
			return "", false
		}
		return named[i], true
	}
	section := firstPart(below(dir, root))
	if strings.Trim(section, "0123456789") == "" { // a year, or none
		section = ""
	}
	return path.Join(root, section), true
}

// firstFolder returns the folder of posts where there is no post yet.
func (l *layout) firstFolder() string {
	main := l.roots[0].dir
	switch named := l.facts.PostFolders; {
	case l.generator == jekyllSite, l.generator == hexoSite:
		return path.Join(main, l.collectionsDir, "_posts")
	case l.generator != plainDirectory && len(named) > 0:
		return named[0]
	case l.generator == hugoSite:
		return path.Join(main, postsDir)
	}
	return main
}

// dayForms stand for names of folders.
var dayForms = []struct{ name, form string }{{":year", "2006"}, {":month", "01"}, {":day", "02"}}

// dateForms returns a folder with names for the year, the month and the day in it.
func dateForms(dir string) string {
	names := strings.Split(dir, "/")
	next := 0
	for i, name := range names {
		if next == len(dayForms) {
			break
		}
		if _, err := time.Parse(dayForms[next].form, name); err != nil {
			next = 0
			continue
		}
		names[i] = dayForms[next].name
		next++
	}
	return strings.Join(names, "/")
}

// onDay returns the folder that a form of one stands for on a day.
func onDay(dir string, day time.Time) string {
	names := strings.Split(dir, "/")
	for i, name := range names {
		for _, f := range dayForms {
			if name == f.name {
				names[i] = day.Format(f.form)
			}
		}
	}
	return strings.Join(names, "/")
}

// file returns the path of a new post in a folder, or in that of its day: name is without a
// date, and end the end of the file's name.
func (w writing) file(dir, name, end string, day time.Time) string {
	dir = onDay(dir, day)
	if _, _, ok := nameDate(name); w.dates && !ok {
		name = day.Format(time.DateOnly) + "-" + name
	}
	if w.bundles {
		return path.Join(dir, name, "index"+end)
	}
	return path.Join(dir, name+end)
}

// days returns the names of folders between [Archive.PostsFolder] and a post that are those of
// its date: "" for none. A folder that is no date is one that authors name themselves.
func (w writing) days() string {
	days := below(w.folder, w.posts)
	if slices.ContainsFunc(strings.Split(days, "/"), func(name string) bool { return !strings.HasPrefix(name, ":") }) {
		return ""
	}
	return days
}

// newFile returns the path of a new post that an author names by a path below "posts/". Names
// with a meaning of their own stay as they are.
func (w writing) newFile(rest string, src []byte, now time.Time) string {
	name := baseName(rest)
	day := w.day(src, now)
	switch {
	case name == "index" && strings.Count(rest, "/") == 1: // it has its folder
		return path.Join(w.posts, onDay(w.days(), day), rest)
	case strings.HasPrefix(name, "_"), strings.Contains(name, "."), name == "index", isRepositoryFile(name + ".md"):
		return path.Join(w.posts, rest)
	case strings.Contains(rest, "/"):
		w.bundles = false
		return w.file(path.Join(w.posts, path.Dir(rest)), name, path.Ext(rest), day)
	}
	dir := path.Join(w.posts, w.days())
	w.bundles = w.bundles && dir == w.folder
	return w.file(dir, name, path.Ext(rest), day)
}

// withoutDay returns the path of a post below "posts/" without what its day has added.
func (w writing) withoutDay(rest string) string {
	if days := w.days(); days != "" && strings.HasPrefix(dateForms(rest), days+"/") {
		rest = strings.Join(strings.Split(rest, "/")[strings.Count(days, "/")+1:], "/")
	}
	first, more, nested := strings.Cut(rest, "/")
	if _, name, ok := nameDate(first); ok && name != "" && w.dates {
		first = name
	}
	if nested {
		return path.Join(first, more)
	}
	return first
}

// day returns the day of a post: that of its front matter, or today.
func (w writing) day(src []byte, now time.Time) time.Time {
	zone := cmp.Or(w.zone, time.UTC)
	if parts, err := frontmatter.Parse(src); err == nil {
		f, _ := frontmatter.Find(parts.Fields, dateNames[0])
		if t, _, err := frontmatter.ParseDate(f.Value.Text, zone); err == nil {
			return t.In(zone)
		}
	}
	return now.In(zone)
}
