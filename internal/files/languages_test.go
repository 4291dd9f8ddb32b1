package files

import (
	"slices"
	"strings"
	"testing"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
)

// A directory lists a text once, in the language that lists have. The README names the files
// of its translations, which open by their names.
func TestFilesInLanguages(t *testing.T) {
	a, report := blog.Read(blogtest.NewLanguages(), blog.Options{Now: time.Now()})
	if a == nil {
		t.Fatal(report.Err())
	}
	client := dial(t, newServer(a))
	var names []string
	for _, dir := range []string{"posts", "text"} {
		infos, err := client.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, info := range infos {
			names = append(names, info.Name())
		}
	}
	if want := strings.Fields("bees.md moss.md rain-fa.md snow-fa.md bees.txt moss.txt rain-fa.txt snow-fa.txt"); !slices.Equal(names, want) {
		t.Errorf("the files are %q, want %q", names, want)
	}
	readme := read(t, client, "README")
	if !strings.Contains(readme, "posts/moss.md\n            in fa: posts/moss-fa.md\n            in ja: posts/moss-ja.md\n") || strings.Contains(readme, "bees-fa") {
		t.Errorf("the README is\n%s", readme)
	}
	for path, want := range map[string]string{
		"posts/moss-fa.md": "خزه در سایه", "text/moss-ja.txt": "Also in en: ssh blog.example cat moss\n", "text/moss.txt": "Also in fa: ssh blog.example cat moss-fa\n", "posts/about-fa.md": "باغ",
	} {
		if got := read(t, client, path); !strings.Contains(got, want) {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	if _, err := client.Stat("posts/bees-fa.md"); err == nil {
		t.Error("the draft of a translation is a file")
	}
}
