package command_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
)

// picturePNG returns a picture of 4 by 2 pixels, without metadata and with the words of a
// camera.
func picturePNG(t testing.TB) (plain, written []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 2))); err != nil {
		t.Fatal(err)
	}
	plain = b.Bytes()
	return plain, slices.Concat(plain[:33], []byte("\x00\x00\x00\x0AtEXtWhere\x00HERE\x00\x00\x00\x00"), plain[33:]) // behind IHDR
}

// inGallery changes to a blog with a post of pictures.
func inGallery(t testing.TB) func(*command.Env) {
	_, written := picturePNG(t)
	archive, report := blog.Open(fstest.MapFS{
		"site.yaml": {Data: []byte("title: Gallery\nhost: blog.example\n")},
		"posts/show/index.md": {Data: []byte("---\ntitle: Show\ndate: 2026-01-05\nsummary: S\n---\n\n" +
			"![A cat](cat.png \"Asleep\") [elsewhere](https://a.example) ![Far](https://a.example/far.png) ![](drawn.svg)\n" +
			"[![A cat](cat.png)](cat.png) ![Noise](noise.png) ![Film](film.mp4) ![Secret](../draft/secret.png)\n")},
		"posts/show/cat.png":     {Data: written},
		"posts/show/drawn.svg":   {Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>`)},
		"posts/show/noise.png":   {Data: []byte("no picture at all")},
		"posts/show/film.mp4":    {Data: []byte("\x00\x00\x00\x18ftypmp42")},
		"posts/draft/index.md":   {Data: []byte("---\ntitle: Draft\ndate: 2026-01-05\ndraft: true\n---\n\n![Secret](secret.png)\n")},
		"posts/draft/secret.png": {Data: written},
		"posts/bare.md":          {Data: []byte("---\ntitle: Bare\ndate: 2026-01-05\nsummary: S\n---\n\nWords.\n")},
	})
	if archive == nil {
		t.Fatal(report.Err())
	}
	return func(env *command.Env) { env.Archive, env.Index = archive, indexOf(archive) }
}

// The pictures of a post have the numbers that they have in the text. What is on other sites,
// what is no picture, and what belongs to a draft are none.
func TestPictures(t *testing.T) {
	plain, _ := picturePNG(t)
	size := fmt.Sprint(len(plain))
	change := inGallery(t)
	object := func(n int, title string) string {
		return fmt.Sprintf(`{"n":%d,"type":"image/png","width":4,"height":2,"bytes":%s,"alt":"A cat","title":%s}`, n, size, title) + "\n"
	}
	for _, tt := range []asked{
		{"pictures show", columns("1", "image/png", "4x2", size, "A cat") + columns("4", "image/svg+xml", "30x20", "64", "") + columns("5", "image/png", "4x2", size, "A cat"), "", 0},
		{"pictures show --json", object(1, `"Asleep"`) + `{"n":4,"type":"image/svg+xml","width":30,"height":20,"bytes":64,"alt":null,"title":null}` + "\n" + object(5, "null"), "", 0},
		{"pictures bare", "", "pictures: bare has no pictures: try read bare", 1},
		{"pictures draft", "", `pictures: no post "draft": try ls`, 1},
		{"pictures", "", "pictures: no post named: want pictures SLUG, from ls", 2},
		{"picture show 1", string(plain), "", 0},
		{"picture show 5", string(plain), "", 0},
		{"picture show 2", "", "picture: no picture 2 in show: try pictures show", 1},
		{"picture show 6", "", "picture: this picture cannot be had: the file has gone, or holds no picture that is known", 1},
		{"picture show 7", "", "picture: this picture cannot be had: the file has gone, or holds no picture that is known", 1},
		{"picture show 99999999999999999999", "", "picture: no picture 99999999999999999999 in show: try pictures show", 1},
		{"picture show one", "", `picture: "one" is no number: want picture SLUG N`, 2},
		{"picture show", "", "picture: no picture named: want picture SLUG N, from pictures show", 2},
		{"picture show 1 2", "", `picture: "2" is one word too many: want picture SLUG N`, 2},
		{"picture bare 1", "", "picture: bare has no pictures: try read bare", 1},
	} {
		tt.check(t, change)
	}
	asked{"picture show 1", "", "picture: a terminal shows no bytes: want ssh blog.example picture show 1 > FILE", 2}.check(t, both(change, onTerminal(80)))
	out, _, _ := answer(t, "pictures show", both(change, onTerminal(80)))
	if !strings.Contains(out, "A cat") || !strings.Contains(out, "png · 4×2 · "+size+" B") {
		t.Errorf("laid out, the pictures are %q", out)
	}
	if help, _, _ := answer(t, "help pictures", change); !strings.Contains(help, "picture show 1 > picture") {
		t.Errorf("help has no example: %s", help)
	}
}
