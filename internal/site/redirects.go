package site

import (
	"errors"
	"io/fs"
	"strings"

	"blog.example/pete/internal/blog"
)

// newSlugs returns the slugs that the posts of a file, or of the files in a folder, had for
// readers, and those that they get.
func newSlugs(before, after *blog.Archive, from, to string) map[string]string {
	slugs := map[string]string{}
	for p := range before.Readable() {
		rest, inside := strings.CutPrefix(p.Path, from)
		if !inside || rest != "" && !strings.HasPrefix(rest, "/") {
			continue
		}
		if post, _ := after.File(to + rest); post != nil && post.Slug != p.Slug {
			slugs[p.Slug] = post.Slug
		}
	}
	return slugs
}

// maxRedirects bounds the lines of the file of redirects. The oldest go first.
const maxRedirects = 10_000

// writeRedirects adds lines to the file of redirects. A line for a slug that a post had
// before takes the place of an older one.
func writeRedirects(t *tree, slugs map[string]string) error {
	src, err := t.root.ReadFile(blog.RedirectsPath)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		src = []byte("# Slugs that posts had, and those that they have now. Pete adds lines at the end.\n")
	case err != nil:
		return err
	}
	var lines []string
	for line := range strings.Lines(string(src)) {
		words := strings.Fields(line)
		if len(words) == 2 && slugs[words[0]] != "" {
			continue
		}
		lines = append(lines, strings.TrimSuffix(line, "\n"))
	}
	for from, to := range slugs {
		lines = append(lines, from+" "+to)
	}
	lines = lines[max(0, len(lines)-maxRedirects):]
	mode := fs.FileMode(0o664)
	if info, err := t.root.Lstat(blog.RedirectsPath); err == nil {
		mode = info.Mode().Perm()
	}
	return writeWhole(t, blog.RedirectsPath, newRedirects, []byte(strings.Join(lines, "\n")+"\n"), mode)
}
