package blog

import (
	"crypto/sha256"
	"fmt"
	"path"
	"strings"
	"time"

	"blog.example/pete/internal/frontmatter"
)

// generator is the program that a content directory was written for.
type generator string

// The generators whose directories are read as they stand. A plain directory has
// site.yaml alone.
const plainDirectory generator = "plain"

// role says which files of a folder are posts.
type role int

// Files are posts, pages, or posts if they are dated and else pages.
const (
	rolePost role = iota
	rolePage
	roleByDate
)

// section is what the layout of a directory says of all files of one folder. A version
// depends on it as on the bytes of its file: [Page.Sum] covers both.
type section struct {
	generator generator
	role      role
	inherited []frontmatter.Field // of sections, cascades and defaults, nearest first; the file's own win
	draft     bool                // the folder has drafts
	future    bool                // posts dated ahead do not wait
	permalink string              // pattern of the old addresses, as the generator writes it; "" for none
	zone      *time.Location      // of dates without one
	id        [32]byte            // SHA-256 of the above
}

// seal computes the id of a section that is complete.
func (s section) seal() *section {
	s.id = sha256.Sum256(fmt.Appendf(nil, "%s %d %+v %t %t %q %v", s.generator, s.role, s.inherited, s.draft, s.future, s.permalink, s.zone))
	return &s
}

// surroundings is what the layout of a directory says of one file: its section, and what
// its path means there.
type surroundings struct {
	*section
	slug string    // the name of the file, or of its folder if it is an index, as written
	date time.Time // in the name of the file or its folder; zero if there is none
	lang string    // in the name of the file; "" for the language of the site
}

// plainSurroundings is what a plain directory says of a file.
func plainSurroundings(s *section, p string) surroundings {
	slug := baseName(p)
	if dir := path.Dir(p); slug == "index" && strings.Contains(dir, "/") {
		slug = path.Base(dir)
	}
	date, _ := nameDate(p)
	return surroundings{section: s, slug: slug, date: date}
}
