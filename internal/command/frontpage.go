package command

import (
	"fmt"
	"io"
	"strings"

	"blog.example/pete/internal/blog"
)

// maxFront is how many posts the front page shows; ls shows all of them.
const maxFront = 20

// frontPage prints what someone sees who came with neither a terminal nor a
// command: the blog's name, its newest posts, and how to go on. It has no
// escapes.
func frontPage(env *Env) error {
	a := env.Archive
	plain := *env
	plain.TTY = false

	var b strings.Builder
	b.WriteString(heading(a.Site) + "\n")
	posts := a.Posts[:min(len(a.Posts), maxFront)]
	shelf := newShelf(&plain, posts)
	for _, p := range posts {
		b.WriteString(shelf.entry(p, nil))
	}
	if more := len(a.Posts) - len(posts); more > 0 {
		fmt.Fprintf(&b, "and %s: %s\n", blog.Count(more, "more post"), a.Site.SSH("ls"))
	}
	b.WriteString("\n" + ways(a.Site))
	_, err := io.WriteString(env.Stdout, b.String())
	return err
}
