package blog

import (
	"errors"
	"fmt"
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
	w := a.writing
	return w.file(w.folder, slug, ".md", today), a.newText(title, today), nil
}

// maxNewSlug is how long the slug of a new post may be, in bytes. File systems take names
// of 255.
const maxNewSlug = 200

// newText returns the front matter of a new post. Jekyll and Hexo know no draft: true.
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
	case jekyllSite, hexoSite:
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
