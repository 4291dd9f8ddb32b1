package command

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"blog.example/pete/internal/blog"
)

// example is something to type on this very blog, and what it does there.
type example struct {
	command string // whose it is
	does    string
	typed   string
}

// examples are made from what the archive has, so that each of them works.
func examples(a *blog.Archive) []example {
	if len(a.Posts) == 0 {
		return nil
	}
	site := a.Site
	list := []example{
		{"ls", "The titles of the newest posts:", site.SSH("ls", "|", "cut -f 4", "|", "head -n 5")},
		{"ls", "The same for programs:", site.SSH("ls", "--json", "|", "jq -r .title")},
	}
	if tag, ok := sampleTag(a); ok {
		list = append(
			list,
			example{"ls", "The slugs of one subject:", site.SSH("ls", "-1", "--tag", tag)},
			example{"feed", "The feed of one subject, into a file:", site.SSH("feed", "--tag", tag, ">", tag+".atom")},
		)
	}
	if word, ok := sampleWord(a); ok {
		list = append(list, example{"search", "What speaks of something:", site.SSH("search", word, "|", "head -n 3")})
	}
	if phrase, ok := samplePhrase(a); ok {
		list = append(list, example{"search", "A phrase, in quotes that your shell leaves on:", site.SSH("search", `'"`+phrase+`"'`)})
	}
	return append(list, postExamples(a)...)
}

// postExamples are about one post, or two.
func postExamples(a *blog.Archive) []example {
	site := a.Site
	one, _ := handy(a, func(*blog.Post) bool { return true })
	list := []example{{"cat", "A post, in a pager:", site.SSH("cat", one.Slug, "|", "less")}}
	if two, ok := handy(a, func(p *blog.Post) bool { return p != one }); ok {
		list = append(list, example{
			"cat", "Two posts, compared:",
			"diff <(" + site.SSH("cat", one.Slug) + ") <(" + site.SSH("cat", two.Slug) + ")",
		})
	}
	if p, ok := handy(a, func(p *blog.Post) bool { return len(p.Document().Links) > 0 }); ok {
		list = append(list, example{"links", "The addresses in a post:", site.SSH("links", p.Slug, "|", "cut -f 2")})
	}
	if p, ok := handy(a, func(p *blog.Post) bool { return len(p.Document().Headings) > 0 }); ok {
		list = append(
			list,
			example{"toc", "The headings of a post:", site.SSH("toc", p.Slug, "|", "cut -f 3")},
			example{"read", "The room, open at a heading:", site.SSHTerminal(p.Slug + "#" + p.Document().Headings[0].Anchor)},
		)
	}
	if p, ok := handy(a, func(p *blog.Post) bool { return program(p) > 0 }); ok {
		list = append(list, example{"code", "A program out of a post, run:", site.SSH("code", p.Slug, strconv.Itoa(program(p)), "|", "python3 -")})
	}
	return list
}

// mostHandy bounds how many posts are looked at for one to show something with:
// some of it only the text tells, and blog keeps the trees of some sixty.
const mostHandy = 32

// handy is the post to show something with: of the newest that have it, the one
// with the shortest slug, for a command should fit on its line.
func handy(a *blog.Archive, has func(*blog.Post) bool) (best *blog.Post, ok bool) {
	for _, p := range a.Posts[:min(len(a.Posts), mostHandy)] {
		if (best == nil || len(p.Slug) < len(best.Slug)) && has(p) {
			best = p
		}
	}
	return best, best != nil
}

// program is the number of a block that python runs, or 0. The blog's own tests
// have run it too.
func program(p *blog.Post) int {
	for _, c := range p.Document().Code {
		if c.Run && c.Language == "python" {
			return c.N
		}
	}
	return 0
}

// sampleTag is the most frequent tag that every shell takes as it is.
func sampleTag(a *blog.Archive) (tag string, ok bool) {
	plain := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	for _, t := range countTags(a) {
		if plain.MatchString(t.Tag) {
			return t.Tag, true
		}
	}
	return "", false
}

// sampleWord is something to search for: the longest word in the newest title
// that is spelled in letters.
func sampleWord(a *blog.Archive) (longest string, ok bool) {
	if len(a.Posts) == 0 {
		return "", false
	}
	for _, word := range strings.Fields(a.Posts[0].Title) {
		word = strings.ToLower(word)
		if spelled(word) && len(word) > len(longest) {
			longest = word
		}
	}
	return longest, longest != ""
}

// samplePhrase is the first two words of a title, where both are spelled in
// letters.
func samplePhrase(a *blog.Archive) (phrase string, ok bool) {
	for _, p := range a.Posts {
		if words := strings.Fields(p.Title); len(words) > 2 && spelled(words[0]) && spelled(words[1]) {
			return strings.ToLower(words[0] + " " + words[1]), true
		}
	}
	return "", false
}

func spelled(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
}
