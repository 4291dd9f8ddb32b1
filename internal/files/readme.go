package files

import (
	"bytes"
	_ "embed"
	"sync"
	"text/template"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
)

//go:embed readme.md
var readmeText string

var readmeTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("README").Funcs(template.FuncMap{"text": render.EscapeMarkdown}).Parse(readmeText))
})

// readme makes the file that says what is where.
func readme(a *blog.Archive, feeds, tags, assets bool) ([]byte, error) {
	var markdown bytes.Buffer
	err := readmeTemplate().Execute(&markdown, struct {
		Site   blog.Site
		Feeds  bool
		Tags   bool
		Assets bool // posts have files
		Width  int
		Count  string
		Posts  []*blog.Post
	}{a.Site, feeds, tags, assets, render.TextWidth, blog.Count(len(a.Posts), "post"), a.Posts})
	if err != nil {
		return nil, err
	}
	return []byte(render.Manual{Width: render.TextWidth, Whole: true}.Render(markdown.Bytes())), nil
}
