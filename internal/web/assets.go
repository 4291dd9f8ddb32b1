package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"sync"
	"time"

	"blog.example/pete/internal/render"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed style.css
var styleSheet []byte

//go:embed favicon.ico
var iconFile []byte

// templates returns the templates, which are parsed once.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"day":     render.Date,
		"instant": func(t time.Time) string { return t.Format(time.RFC3339) },
	}).ParseFS(templateFiles, "templates/*.html"))
})

// stylePath is the address of the style sheet. It has a hash of the bytes, so that browsers
// keep the sheet until there is another.
var stylePath = sync.OnceValue(func() string {
	sum := sha256.Sum256(styleSheet)
	return "/style." + hex.EncodeToString(sum[:6]) + ".css"
})

// style returns the style sheet.
func style() *body {
	b := newBody("text/css; charset=utf-8", styleSheet)
	b.cache = []string{cacheForever}
	return b
}

// favicon returns the bar that marks what is selected in the room, for a blog without an icon
// of its own.
func favicon() *body {
	b := newBody("image/vnd.microsoft.icon", iconFile)
	b.cache = []string{"public, max-age=86400"}
	return b
}
