package feed

import (
	"strings"
	"testing"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
)

// A feed has what lists have, each entry with its language.
func TestFeedsInLanguages(t *testing.T) {
	a, report := blog.Read(blogtest.NewLanguages(), blog.Options{Now: time.Now()})
	if a == nil {
		t.Fatal(report.Err())
	}
	atom, err := Atom(a, "")
	if err != nil {
		t.Fatal(err)
	}
	json, err := JSON(a, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{string(atom), string(json)} {
		if strings.Contains(text, "draftword") || strings.Contains(text, "moss-fa") || !strings.Contains(text, "rain-fa") {
			t.Errorf("the feed is %s", text)
		}
	}
	var langs []any
	for _, item := range jsonOf(t, a, "")["items"].([]any) {
		langs = append(langs, item.(map[string]any)["language"])
	}
	if len(langs) != 4 || langs[0] != "en" || langs[1] != "fa" || langs[2] != "fa" || langs[3] != "en" {
		t.Errorf("the languages are %v", langs)
	}
	if n := strings.Count(string(atom), `<entry xml:lang="fa">`); n != 2 || strings.Count(string(atom), "xml:lang") != 3 {
		t.Errorf("%d entries are in Persian: %s", n, atom)
	}
}
