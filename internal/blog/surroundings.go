package blog

import (
	"crypto/sha256"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"blog.example/pete/internal/frontmatter"
)

// generator is the program that a content directory was written for.
type generator string

// The generators whose directories are read as they stand. A plain directory has
// site.yaml alone.
const (
	plainDirectory generator = "plain"
	hugoSite       generator = "Hugo"
	zolaSite       generator = "Zola"
	jekyllSite     generator = "Jekyll"
	hexoSite       generator = "Hexo"
)

// role says which files of a folder are posts.
type role int

// Files are posts, pages, or posts if they are dated and else pages. One page may be the
// about page.
const (
	rolePost role = iota
	rolePage
	roleByDate
	roleAbout
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
	base      string              // path of the old site's address, such as /blog; "" for none
	root      string              // the folder of content, below which addresses begin
	under     string              // what addresses below root begin with; "" for nothing
	sections  string              // of Hugo: the folders that are sections, for :sections
	lang      string              // of all files; "" for the language of the site, or for what their names say
	languages string              // that names of files may have as a suffix, each between spaces
	locked    string              // tags whose posts have a password, each between spaces
	dates     dateFields          // of Hugo
	undated   bool                // a date in the name is no part of the name in addresses
	naming                        // of addresses
	id        [32]byte            // SHA-256 of the above
}

// fieldNames are names that mean the same; nil for the usual ones.
type fieldNames []string

// dateFields has the names of the fields that have dates, if the configuration of Hugo says
// them. The first one that has a value counts.
type dateFields struct {
	date, updated, publish, expire fieldNames
	nameFirst                      bool // a date in the name of the file goes before the fields
}

// or returns the names of the configuration, or else the usual ones.
func (own fieldNames) or(usual []string) []string {
	if own == nil {
		return usual
	}
	return own
}

// seal computes the id of a section that is complete.
func (s section) seal() *section {
	values := s
	values.zone, values.id = nil, [32]byte{} // the zone has no name in a %+v
	s.id = sha256.Sum256(fmt.Appendf(nil, "%+v %v", values, s.zone))
	return &s
}

// surroundings is what the layout of a directory says of one file: its section, and what
// its path means there.
type surroundings struct {
	*section
	slug string    // the name of the file, or of its folder if it is an index, as written, without a date
	name string    // the same with its date, if addresses have it
	dirs string    // the folders between root and the file, or the folder of which it is the index
	date time.Time // in the name of the file or its folder; zero if there is none
	lang string    // in the name of the file or of its section; "" for the language of the site
}

// surroundings returns what the section and the path say of a file.
func (s *section) surroundings(p string) surroundings {
	name, dir := baseName(p), path.Dir(p)
	at := surroundings{section: s, lang: s.lang}
	if stem, lang, ok := s.cutLanguage(name); ok {
		name, at.lang = stem, lang
	}
	if (name == "index" || s.generator == plainDirectory && strings.EqualFold(name, "readme")) && dir != s.root && dir != "." {
		name, dir = path.Base(dir), path.Dir(dir)
	}
	at.slug, at.name = name, name
	at.dirs = s.under
	if s.root != dir && dir != "." {
		at.dirs = path.Join(s.under, below(dir, s.root))
	}
	if date, rest, ok := pathDate(at.dirs, name); ok {
		at.date = date
		if rest != "" {
			at.slug = rest
		}
		if s.undated {
			at.name = at.slug
		}
	}
	return at
}

// addressOf returns the path of a file as addresses begin with it.
func (s *section) addressOf(p string) string { return path.Join(s.under, below(p, s.root)) }

// cutLanguage takes the suffix of a language off a name: x.fa is the Persian x. lang is empty
// for the language of the site.
func (s *section) cutLanguage(name string) (stem, lang string, ok bool) {
	i := strings.LastIndexByte(name, '.')
	if i <= 0 || s.languages == "" {
		return name, "", false
	}
	known := strings.Fields(s.languages)
	n := slices.IndexFunc(known, func(l string) bool { return strings.EqualFold(l, name[i+1:]) })
	switch {
	case n < 0:
		return name, "", false
	case n == 0:
		return name[:i], "", true
	}
	return name[:i], known[n], true
}

// slugFor returns the slug of a post whose front matter asks for own, or for none. It may
// be a path, as WordPress and Hugo's url have it.
func (s surroundings) slugFor(own string) string {
	slug := foldSlug(s.slug)
	if own != "" {
		slug = foldSlug(own[strings.LastIndexByte(strings.TrimRight(own, "/"), '/')+1:])
	}
	if s.lang != "" {
		slug += "-" + foldSlug(s.lang)
	}
	return slug
}

// origin returns what texts in several languages have in common: where the post lies, without
// the language.
func (s surroundings) origin() string { return path.Join(s.dirs, s.name) }
