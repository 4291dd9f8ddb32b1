package command

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"blog.example/pete/internal/blog"
	"github.com/spf13/cobra"
)

// Opens reports whether a command line that came with a terminal opens the reading room of
// an archive, and at which place: SLUG or SLUG#HEADING, "" for home, and the line as it came if
// it has several words, which the room shows. Pete's own commands do not open it, whatever is
// wrong with them, and programs of shells do not. Any other line is a place, and the room says
// so if the place does not exist.
func Opens(a *blog.Archive, line string, author bool) (place string, ok bool) {
	words, err := split(line)
	if err != nil {
		words = strings.Fields(line)
	}
	if at := slices.Index(words, blog.LinearFlag); at >= 0 && err == nil {
		if place, ok = Opens(a, Join(slices.Delete(words, at, at+1)...), author); ok {
			place = strings.TrimSpace(blog.LinearFlag + " " + place)
		}
		return place, ok
	}
	if len(words) > 0 && words[0] == blog.LinearCommand && err == nil {
		return Opens(a, Join(append([]string{blog.LinearFlag}, words[1:]...)...), author)
	}
	switch {
	case len(words) == 0:
		return "", true
	case err == nil && len(words) == 2 && words[0] == "read" && !strings.HasPrefix(words[1], "-"):
		return words[1], true
	case slices.Contains(authorNames(), words[0]) && (author || !isPost(a, words[0])):
		return "", false // and the command says who has it
	case slices.Contains(names(), words[0]), slices.Contains(hostCommands, words[0]), strings.HasPrefix(words[0], "-"):
		return "", false // and the command says where a quote is open
	case foreign(a, blog.Site{}, line, author) != nil:
		return "", false // and the command says what to write
	}
	if len(words) > 1 {
		return strings.TrimSpace(line), true
	}
	return words[0], true
}

// Names are the names of the commands that readers have.
func Names() []string { return slices.Clone(names()) }

// authorNames are the names of the commands that authors have besides.
var authorNames = sync.OnceValue(func() (names []string) {
	for _, c := range authorCommands(&Env{}) {
		names = append(names, c.Name())
	}
	return names
})

// names makes the tree of commands once: Opens is asked for every session.
var names = sync.OnceValue(func() []string { return commandNames(remoteRoot(&Env{})) })

// find returns the post that SLUG or SLUG#HEADING leads to.
func find(a *blog.Archive, place string) (*blog.Post, bool) {
	slug, anchor, _ := strings.Cut(place, "#")
	post, ok := a.Post(slug)
	if !ok {
		return nil, false
	}
	if anchor != "" {
		_, ok = post.Outline().Anchor(anchor)
	}
	return post, ok
}

// locate is find with an error, which names the kind of the word and the nearest of
// the slugs and the other words.
func locate(cmd *cobra.Command, a *blog.Archive, place, kind string, others ...string) (*blog.Post, error) {
	if post, ok := find(a, place); ok {
		return post, nil
	}
	slug, anchor, _ := strings.Cut(place, "#")
	post, ok := a.Post(slug)
	switch {
	case len(a.Posts) == 0:
		return nil, noPosts(cmd)
	case !ok && len(a.Sharing(slug)) > 0:
		return nil, nothing(cmd, "%s is several: %s", quote(slug), shared(a.Sharing(slug)))
	case !ok:
		return nil, nothing(cmd, "no %s %s: %s", kind, quote(slug), didYouMean(slug, others, nearestPost(a, slug)))
	}
	return nil, nothing(cmd, "no heading %s in %s: %s", quote("#"+anchor), post.Slug,
		didYouMean(anchor, post.Outline().Anchors(), "try toc "+post.Slug))
}

// nearestPost is the end of a message about a slug that no post has.
func nearestPost(a *blog.Archive, slug string) string {
	if near, ok := a.Nearest(strings.TrimSpace(slug)); ok {
		return "did you mean " + near
	}
	return "try ls"
}

// shared lists the slugs of posts that share one, up to a dozen.
func shared(posts []*blog.Post) string {
	const most = 12
	var slugs []string
	for _, p := range posts[:min(len(posts), most)] {
		slugs = append(slugs, p.Slug)
	}
	list := strings.Join(slugs, ", ")
	if more := len(posts) - most; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list
}
