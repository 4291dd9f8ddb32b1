package blog

import (
	"io"
	"path"
	"strings"
	"testing"

	"blog.example/pete/internal/blog/blogtest"
)

// A stranger who knows or guesses slugs, aliases, old paths and names asks for the files of
// texts in every state: those that readers do not see give nothing away, and the files of the
// others are there.
func TestFilesOfSecrets(t *testing.T) {
	s := blogtest.NewSecrets()
	a, r := Read(s.Files, Options{Now: fileTime})
	if a == nil {
		t.Fatal(r.Err())
	}
	shared := map[string]int{} // texts by folder
	for _, text := range s.Texts {
		shared[path.Dir(text.Path)]++
	}
	open := 0
	for _, text := range s.Texts {
		dir := path.Dir(text.Path)
		var names []string
		for p := range s.Files {
			if path.Dir(p) == dir {
				names = append(names, path.Base(p))
			}
		}
		for _, name := range append(names, "index.md", "_index.md", "x/../"+names[0], strings.ToUpper(names[0])) {
			for _, in := range []string{
				text.Slug, text.Words["alias"], "old/" + text.Words["alias"], dir, strings.TrimPrefix(dir, "content/"), path.Base(dir), strings.ToUpper(text.Slug), "posts/" + text.Slug,
			} {
				address := "/" + in + "/" + name
				file, ok := a.FileAt(address)
				if !ok {
					continue
				}
				f, err := a.OpenFile(file)
				if err != nil {
					t.Fatal(err)
				}
				got, err := io.ReadAll(f)
				if leaks := s.Leaks(string(got), "", func(one *blogtest.Secret) bool { return one == text && text.Seen != blogtest.Hidden }); leaks != nil || err != nil {
					t.Errorf("%s (%s) gives away %q, %v", address, text.Kind, leaks, err)
				}
				open++
			}
		}
		attached := text.Words["attached"] + ".txt"
		if _, ok := a.FileAt("/" + text.Slug + "/" + attached); ok != (text.Seen != blogtest.Hidden && shared[dir] == 1) {
			t.Errorf("%s is served: %t (%s)", attached, ok, text.Kind)
		}
		for p := range a.Readable() { // no link says that there is such a file
			for _, l := range p.Outline().Links {
				if f, hidden := a.files[l.File]; hidden || l.File != "" && !a.HasFile(l.File) {
					t.Errorf("%s links to %s, of %v", p.Path, l.File, f)
				}
			}
		}
	}
	if open == 0 {
		t.Error("no file is served")
	}
}
