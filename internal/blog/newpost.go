package blog

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
)

// NewPost returns the path of the file of a new post with this title, below the content
// directory, and its text: front matter in the form that other posts have, which makes it a
// draft. The file belongs where most posts are; names of folders that are a year, a month
// or a day are those of today. The error says why there is no such file: no title, or another
// post has its name.
func (a *Archive) NewPost(title string, today time.Time) (file string, text []byte, err error) {
	title = Line(title)
	if !strings.ContainsFunc(title, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return "", nil, fmt.Errorf("title %q: want one with a letter or a digit", title)
	}
	today = today.In(a.Site.Zone)
	slug := foldSlug(title)
	switch {
	case len(slug) > maxNewSlug:
		return "", nil, errors.New("the title makes too long a name: want a shorter one, and write the whole in the file")
	case slug == "index" || isRepositoryFile(slug):
		return "", nil, fmt.Errorf("%s.md is no name for a post: want another title", slug)
	}
	for _, p := range append(slices.Clip(a.shared[slug]), a.bySlug[slug]) {
		if p != nil {
			return "", nil, fmt.Errorf("%s has the name %s: edit it, or want another title", p.Path, slug)
		}
	}
	if a.writing.generator == jekyllSite {
		slug = today.Format(time.DateOnly) + "-" + slug
	}
	dir, inFolders := a.newFolder(today)
	if inFolders {
		return path.Join(dir, slug, "index.md"), a.newText(title, today), nil
	}
	return path.Join(dir, slug+".md"), a.newText(title, today), nil
}

// maxNewSlug is how long the slug of a new post may be, in bytes. File systems take names
// of 255.
const maxNewSlug = 200

// newFolder returns the folder of a new post, and whether most posts there have folders of
// their own.
func (a *Archive) newFolder(today time.Time) (most string, inFolders bool) {
	posts, indexes := map[string]int{}, map[string]int{}
	for _, p := range a.all {
		if p == nil || p.IsPage || p.version.lang != "" || a.writing.generator == jekyllSite && !strings.Contains("/"+p.Path, "/_posts/") {
			continue
		}
		dir := path.Dir(p.Path)
		name := baseName(p.Path)
		isIndex := name == "index" || strings.HasPrefix(name, "index.")
		if isIndex {
			dir = path.Dir(dir)
		}
		if slices.ContainsFunc(strings.Split(dir, "/"), func(name string) bool { return strings.Trim(name, "_") == "drafts" }) {
			continue
		}
		dir = datedFolder(dir, today)
		if isIndex {
			indexes[dir]++
		}
		if posts[dir]++; most == "" || posts[dir] > posts[most] {
			most = dir
		}
	}
	switch {
	case most != "":
		return most, 2*indexes[most] > posts[most]
	case a.writing.generator == hugoSite:
		return path.Join(a.folders[0], postsDir), false
	case a.writing.generator == jekyllSite:
		return "_posts", false
	}
	return a.folders[0], false
}

// datedFolder returns a folder with the year, the month and the day in it replaced by those of
// today.
func datedFolder(dir string, today time.Time) string {
	names := strings.Split(dir, "/")
	forms := []string{"2006", "01", "02"}
	for i, name := range names {
		_, err := time.Parse(forms[0], name)
		if err != nil {
			forms = []string{"2006", "01", "02"}
			continue
		}
		names[i] = today.Format(forms[0])
		if forms = forms[1:]; len(forms) == 0 {
			break
		}
	}
	return strings.Join(names, "/")
}

// newText returns the front matter of a new post. Jekyll knows no draft: true.
func (a *Archive) newText(title string, today time.Time) []byte {
	fence, is := "---", ": "
	if a.writesTOML() {
		fence, is = "+++", " = "
	}
	quoted := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(title) + `"`
	lines := []string{fence, "title" + is + quoted, "date" + is + today.Format(time.DateOnly)}
	switch a.writing.generator {
	case plainDirectory:
		lines = append(lines, "summary:", "tags: []", "draft: true")
	case jekyllSite:
		lines = append(lines, "published: false")
	default:
		lines = append(lines, "draft"+is+"true")
	}
	return []byte(strings.Join(append(lines, fence, "", ""), "\n"))
}

// writesTOML reports whether most posts have TOML at their beginning, and of a site of Zola's
// without posts that they would.
func (a *Archive) writesTOML() bool {
	toml, others := 0, 0
	for _, p := range a.all {
		switch {
		case p == nil:
		case strings.HasPrefix(string(p.Source[:min(len(p.Source), 3)]), "+++"):
			toml++
		default:
			others++
		}
	}
	return toml > others || a.writing.generator == zolaSite && others == 0
}
