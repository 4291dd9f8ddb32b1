package files

import (
	"bytes"
	_ "embed"
	"sync"
	"text/template"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
)

//go:embed readme.md
var readmeText string

var readmeTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("README").Funcs(template.FuncMap{"text": render.EscapeMarkdown}).Parse(readmeText))
})

// readmePost is a post in the list of the README.
type readmePost struct{ *blog.Post }

// Day is the date of the post, or "".
func (p readmePost) Day() string {
	if p.Date.IsZero() {
		return ""
	}
	return p.Date.Format(time.DateOnly)
}

// readme makes the file that says what is where.
func readme(a *blog.Archive, feeds bool) ([]byte, error) {
	posts := make([]readmePost, len(a.Posts))
	for i, p := range a.Posts {
		posts[i] = readmePost{p}
	}
	var markdown bytes.Buffer
	err := readmeTemplate().Execute(&markdown, struct {
		Site  blog.Site
		Feeds bool
		Width int
		Count string
		Posts []readmePost
	}{a.Site, feeds, render.TextWidth, blog.Count(len(posts), "post"), posts})
	if err != nil {
		return nil, err
	}
	return []byte(render.Manual{Width: render.TextWidth, Whole: true}.Render(markdown.Bytes())), nil
}
