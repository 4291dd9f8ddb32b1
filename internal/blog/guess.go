package blog

import (
	"io/fs"
	"path"
	"strings"

	"blog.example/pete/internal/frontmatter"
)

// Recognise returns what a directory would be read as, such as "a Hugo site (hugo.toml)", or
// "" if it is no blog. Then below says which of its folders are.
func Recognise(fsys fs.FS) (kind string, below []string) {
	if exists(fsys, sitePath) {
		return (&layout{generator: plainDirectory}).kind(siteFile{}), nil
	}
	r := &reading{fsys: fsys}
	if l := r.layout(siteFile{}); l != nil {
		return l.kind(siteFile{}), nil
	}
	return "", r.recogniseBelow()
}

// Guess returns what site.yaml may say of a directory that has none, where it has Markdown
// already: the title, from the first heading of its README or else from the name of the
// directory, and the one folder that has all Markdown if that is not posts; else "".
func Guess(fsys fs.FS, name string) (title, posts string) {
	for _, p := range []string{"README.md", "Readme.md", "readme.md", "index.md"} {
		src, _, bad := readRegular(fsys, p)
		if bad != nil || overLimit(src, 1) != nil || notUTF8(src) != nil {
			continue
		}
		parts, err := frontmatter.Parse(src)
		if err != nil {
			continue
		}
		f, _ := frontmatter.Find(parts.Fields, "title")
		if title = Line(f.Value.Text); title != "" {
			break
		}
		if d := parsePage(parts.Body, parts.BodyLine, nil); len(d.Headings) > 0 {
			title = Line(d.Headings[0].Text)
			break
		}
	}
	if title == "" {
		title = readable(name)
	}
	return title, postsFolder(fsys)
}

// postsFolder returns the folder at the top of a directory that has all of its posts, or ""
// if several have some, or if site.yaml need not name it.
func postsFolder(fsys fs.FS) (folder string) {
	several := false
	_ = fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch top, _, inFolder := strings.Cut(p, "/"); {
		case p == ".":
		case err != nil || Ignored(d.Name()):
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
		case d.IsDir():
			if name := path.Base(p); name == pagesDir || name == "node_modules" || name == "vendor" || name == "static" {
				return fs.SkipDir
			}
		case !isMarkdown(p) || isRepositoryFile(p):
		case !inFolder, folder != "" && folder != top:
			several = true
			return fs.SkipAll
		default:
			folder = top
		}
		return nil
	})
	if several || folder == postsDir {
		return ""
	}
	return folder
}

// HasMarkdown reports whether a directory has a file that could be a post.
func HasMarkdown(fsys fs.FS) bool { return (&reading{fsys: fsys}).hasMarkdown() }
