package blog

import (
	"cmp"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// filePlaces says in which folders of a content directory files lie that readers may have,
// and which addresses they have on the site of the generator.
type filePlaces struct {
	generator generator
	base      string    // path of the old site's address, such as /blog; "" for none
	statics   []mounted // folders whose files are copied as they are
	assets    []mounted // of Hugo: folders whose files are copied if a page uses them
	content   []mounted // folders of posts and pages
	source    string    // of Jekyll and Hexo: all below is copied; "" for other generators
	skip      func(p string, isDir bool) bool
}

// mounted is a folder, and the address below which its files have theirs.
type mounted struct {
	dir      string
	under    string                          // without slashes at its ends; "" for the top of the site
	excludes func(p string, isDir bool) bool // by paths below dir; nil for none
}

// rest returns the path below the folder of a file in it. ok is false for other files, and
// for those that the mount leaves out.
func (m mounted) rest(file string) (rest string, ok bool) {
	if m.dir == "." {
		rest = file
	} else if rest, ok = strings.CutPrefix(file, m.dir+"/"); !ok {
		return "", false
	}
	return rest, m.excludes == nil || !skipsAny(rest, m.excludes)
}

// skipsAny reports whether a file or a folder above it is left out.
func skipsAny(p string, skip func(p string, isDir bool) bool) bool {
	for i := range len(p) {
		if p[i] == '/' && skip(p[:i], true) {
			return true
		}
	}
	return skip(p, false)
}

// filePlace is what the place of a file says of who may have it.
type filePlace int

const (
	nowhere  filePlace = iota // no reader gets it
	copied                    // readers get it unless it belongs to a post that they do not see
	beside                    // readers get it with the post that it belongs to, or if a post refers to it
	referred                  // readers get it if a post refers to it
)

// files returns where the files of a layout lie. It holds nothing of the reading.
func (l *layout) files(base string) filePlaces {
	f := filePlaces{generator: l.generator, base: base, skip: l.skip}
	switch l.generator {
	case plainDirectory:
		f.statics, f.skip = []mounted{{dir: "static"}}, nil // which keeps programs from being posts
	case hugoSite:
		f.statics, f.assets = hugoMounts(l.config, "static", "staticDir"), hugoMounts(l.config, "assets", "assetDir")
	case jekyllSite, hexoSite:
		f.source = l.roots[0].dir
		if l.copySkip != nil {
			f.skip = l.copySkip
		}
	default:
		f.statics = []mounted{{dir: "static"}}
	}
	for _, r := range l.roots {
		m := mounted{dir: r.dir, under: r.under, excludes: r.excludes}
		if l.generator == plainDirectory && r.dir != "." {
			m.under = r.dir
		}
		if r.dir != f.source {
			f.content = append(f.content, m)
		}
	}
	return f
}

// hugoMounts returns the folders that are mounted as a component, or else those that the
// configuration names: https://gohugo.io/configuration/module/#mounts.
func hugoMounts(c fieldSet, component, name string) (all []mounted) {
	add := func(m mounted) {
		m.dir = path.Clean(m.dir)
		if fs.ValidPath(m.dir) && m.dir != "." && !slices.ContainsFunc(all, func(o mounted) bool { return o.dir == m.dir && o.under == m.under }) {
			all = append(all, m)
		}
	}
	for _, v := range c.value("module", "mounts").List {
		mount := fieldSet(v.Map)
		target := path.Clean(mount.text("target"))
		if firstPart(target) == component {
			add(mounted{dir: mount.text("source"), under: below(target, component), excludes: hugoExcludes(mount)})
		}
	}
	if len(all) > 0 {
		return all
	}
	for _, end := range []string{"", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"} {
		for _, dir := range texts(c.value(name + end)) {
			add(mounted{dir: dir})
		}
	}
	for _, f := range c.value("languages").Map {
		for _, dir := range texts(fieldSet(f.Value.Map).value(name)) {
			add(mounted{dir: dir})
		}
	}
	if len(all) == 0 {
		add(mounted{dir: component})
	}
	return all
}

// place returns what the place of a file and its name say of who may have it, and its
// address on the site of the generator, which is "" if it has none there.
func (f *filePlaces) place(file string) (place filePlace, address string) {
	for _, m := range f.statics {
		if rest, ok := m.rest(file); ok {
			if secretName(rest) {
				return nowhere, ""
			}
			return copied, "/" + path.Join(m.under, rest)
		}
	}
	for _, m := range f.assets {
		if rest, ok := m.rest(file); ok && !secretName(rest) {
			return referred, "/" + path.Join("assets", rest)
		}
	}
	for _, m := range f.content {
		rest, ok := m.rest(file)
		switch {
		case !ok:
		case secretName(rest), f.skip != nil && skipsAny(file, f.skip), !strings.Contains(file, "/") && topFile(file) == nowhere:
			return nowhere, ""
		default:
			return beside, "/" + path.Join(m.under, rest)
		}
	}
	first, _, nested := strings.Cut(file, "/")
	if f.generator == plainDirectory && nested && slices.Contains(staticFolders, first) && !secretName(file) {
		return referred, "/" + file
	}
	if f.source == "" {
		return nowhere, ""
	}
	return f.placeInSource(file)
}

// placeInSource is place for the source of Jekyll or Hexo.
func (f *filePlaces) placeInSource(file string) (place filePlace, address string) {
	rest, ok := mounted{dir: f.source}.rest(file)
	if !ok {
		return nowhere, ""
	}
	if own, ok := strings.CutPrefix(rest, "_posts/"); ok && f.generator == hexoSite {
		if secretName(own) {
			return nowhere, ""
		}
		return beside, ""
	}
	if secretName(rest) || f.skip != nil && skipsAny(file, f.skip) {
		return nowhere, ""
	}
	place, address = copied, "/"+rest
	switch first, _, nested := strings.Cut(rest, "/"); {
	case f.generator == hexoSite:
	case !nested:
		place = topFile(rest)
	case slices.Contains(themeFolders, strings.ToLower(first)):
		return nowhere, ""
	case slices.Contains(runFolders, strings.ToLower(first)) && first != "assets":
		place = referred
	}
	return place, address
}

// inDrafts reports whether a file is in a folder of drafts, and in none of static files.
func (f *filePlaces) inDrafts(p string) bool {
	for _, m := range f.statics {
		if _, ok := m.rest(p); ok {
			return false
		}
	}
	parts := strings.Split(strings.ToLower(p), "/")
	return slices.ContainsFunc(parts[:len(parts)-1], func(name string) bool { return name == "drafts" || name == "_drafts" })
}

// themeFolders are names of folders at the top of a directory that have no file for readers.
var themeFolders = []string{
	"layouts", "themes", "theme", "archetypes", "i18n", "config", "templates", "shortcodes", "macros", "modules", "plugins",
	"node_modules", "includes", "hooks", "ci",
}

// configNames are names of files at the top of a directory that generators, hosts and
// other tools read, without their last ending.
var configNames = []string{
	"site", "redirects", "hugo", "config", "zola", "netlify", "vercel", "package", "package-lock", "npm-shrinkwrap", "yarn", "pnpm-lock", "pnpm-workspace",
	"gemfile", "gemfile.lock", "rakefile", "makefile", "gnumakefile", "justfile", "taskfile", "dockerfile", "docker-compose", "compose", "procfile", "vagrantfile",
	"go", "composer", "requirements", "pipfile", "pyproject", "tsconfig", "jsconfig", "webpack.config", "gulpfile", "gruntfile", "bower", "renovate",
	"firebase", "wrangler", "render", "fly", "app", "travis", "appveyor", "deno", "cargo", "flake", "shell", "default", "theme", "id_rsa", "id_ed25519",
}

// openEnds are the endings of files at the top of Jekyll's source that need no link.
var openEnds = []string{
	".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".pdf", ".mp3", ".ogg", ".opus", ".flac", ".wav", ".m4a", ".mp4", ".webm",
	".txt", ".css", ".xml", ".html", ".htm", ".webmanifest", ".asc", ".woff", ".woff2",
}

// topFile returns who may have a file at the top of a directory, among the configuration and
// the programs of the site.
func topFile(name string) filePlace {
	name = strings.ToLower(name)
	end := path.Ext(name)
	switch {
	case slices.Contains(configNames, strings.TrimSuffix(name, end)), slices.Contains(configNames, name):
		return nowhere
	case slices.Contains(openEnds, end):
		return copied
	}
	return referred
}

// keyEnds are the endings of private keys, and of stores of them.
var keyEnds = []string{".pem", ".key", ".p12", ".pfx", ".kdbx", ".jks"}

// oldSource finds the names of copies of a post, such as x.md.bak and x.md.orig.
var oldSource = regexp.MustCompile(`(?i)\.(?:md|markdown|mdx|mkdn?|rmd|qmd|org|adoc|rst)[.,~_ -]`)

// secretName reports whether no reader may have a file for its name, or for that of a folder
// which it is in: names that begin with a dot or an underscore, temporary files, texts
// that are or may be posts, and keys. The path is one below a folder that is served.
func secretName(p string) bool {
	parts := strings.Split(p, "/")
	for i, name := range parts {
		wellKnown := i == 0 && name == ".well-known" && len(parts) > 1
		if Ignored(name) && !wellKnown || strings.HasPrefix(name, "_") || strings.EqualFold(name, "node_modules") || name != Printable(name) {
			return true
		}
	}
	name := parts[len(parts)-1]
	end := strings.ToLower(path.Ext(name))
	text := otherFormats[end] != "" && end != ".txt" && !isHTML(name)
	return isMarkdownName(name) || text || slices.Contains(keyEnds, end) || oldSource.MatchString(name)
}

// ownFolder returns the folder whose files belong to a text: that of an index, or the one
// beside a text that has its name. It is "" for an index at the top of the content.
func ownFolder(v *version, p string) string {
	name, dir := baseName(p), path.Dir(p)
	if stem, _, ok := v.cutLanguage(name); ok {
		name = stem
	}
	isIndex := name == "index" || v.generator == plainDirectory && strings.EqualFold(name, "readme")
	switch {
	case isIndex && (dir == v.root || dir == "."):
		return ""
	case isIndex:
		return dir
	}
	return path.Join(dir, cmp.Or(name, "index"))
}
