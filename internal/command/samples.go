package command

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"blog.example/pete/internal/blog"
)

// samples are words and posts of the archive that examples are made of, so that each
// example works. A sample that the archive lacks is empty.
type samples struct{ Archive *blog.Archive }

// Tag is the most frequent tag that a shell takes as it is.
func (s samples) Tag() string {
	plain := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	for _, t := range blog.CountTags(s.Archive.Posts) {
		if tag := blog.Tag(t.Tag); plain.MatchString(tag) {
			return tag
		}
	}
	return ""
}

// Word is the longest word of letters in the newest title.
func (s samples) Word() (longest string) {
	if len(s.Archive.Posts) == 0 {
		return ""
	}
	for _, word := range strings.Fields(s.Archive.Posts[0].Title) {
		if onlyLetters(word) && len(word) > len(longest) {
			longest = strings.ToLower(word)
		}
	}
	return longest
}

// Phrase is the first two words of a title, if both have letters only.
func (s samples) Phrase() string {
	for _, p := range s.Archive.Posts {
		if words := strings.Fields(p.Title); len(words) > 2 && onlyLetters(words[0]) && onlyLetters(words[1]) {
			return strings.ToLower(words[0] + " " + words[1])
		}
	}
	return ""
}

func onlyLetters(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
}

// Post is a post to print.
func (s samples) Post() *blog.Post {
	return s.shortest(func(*blog.Post) bool { return true })
}

// OtherPost is another one.
func (s samples) OtherPost() *blog.Post {
	first := s.Post()
	return s.shortest(func(p *blog.Post) bool { return p != first })
}

// PostWithLinks is a post with a link.
func (s samples) PostWithLinks() *blog.Post {
	return s.shortest(func(p *blog.Post) bool { return len(p.Outline().Links) > 0 })
}

// PostWithHeadings is a post with a heading.
func (s samples) PostWithHeadings() *blog.Post {
	return s.shortest(func(p *blog.Post) bool { return len(p.Contents()) > 0 })
}

// PostWithProgram is a post with a program in Python.
func (s samples) PostWithProgram() *blog.Post {
	return s.shortest(func(p *blog.Post) bool { return program(p) > 0 })
}

// PostWithPicture is a post with a picture.
func (s samples) PostWithPicture() *blog.Post {
	return s.shortest(func(p *blog.Post) bool { return pictureOf(p) > 0 })
}

// pictureOf returns the number of the first picture of a post, or 0.
func pictureOf(p *blog.Post) int {
	if !slices.ContainsFunc(p.Outline().Links, func(l blog.Link) bool { return l.File != "" }) {
		return 0 // and its tree is not needed
	}
	if all := p.Document().Pictures(); len(all) > 0 {
		return all[0].N
	}
	return 0
}

// program returns the number of the block in Python that the blog's own tests run, or 0.
func program(p *blog.Post) int {
	for _, c := range p.Document().Code {
		if c.Run && c.Language == "python" {
			return c.N
		}
	}
	return 0
}

// maxSampled is how many of the newest posts samples are looked for in: their texts may
// have to be parsed for it.
const maxSampled = 32

// shortest returns the post with the shortest slug of those that have something, since
// a command should fit on its line, or nil.
func (s samples) shortest(has func(*blog.Post) bool) (best *blog.Post) {
	posts := s.Archive.Posts
	for _, p := range posts[:min(len(posts), maxSampled)] {
		if (best == nil || len(p.Slug) < len(best.Slug)) && has(p) {
			best = p
		}
	}
	return best
}
