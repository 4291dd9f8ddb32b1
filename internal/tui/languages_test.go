package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
	"github.com/rogpeppe/go-internal/txtar"
)

// inLanguages returns a visit to a blog in several languages.
func inLanguages(t *testing.T, o Options) *visit {
	t.Helper()
	a, report := blog.Read(blogtest.NewLanguages(), blog.Options{Now: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)})
	if a == nil {
		t.Fatal(report.Err())
	}
	return visitTo(t, a, cached(o))
}

// opening returns the options of a room that opens at a text.
func opening(slug string) Options {
	o := at(80, 24)
	o.Open = slug
	return o
}

// The frames of a blog in several languages: the list names a language that is not that of
// the blog, and a text those that it is there in too.
func TestFramesOfLanguages(t *testing.T) {
	visits := []struct {
		name string
		keys []string
	}{{"list", []string{"j"}}, {"reader", []string{"enter", "tab"}}, {"translation", []string{"enter", "tab", "enter"}}, {"pages", []string{"a", "j"}}, {"about", []string{"a", "enter"}}}
	var frames txtar.Archive
	for _, size := range [][2]int{{80, 24}, {40, 12}, {20, 6}, {20, 5}, {200, 60}} {
		for _, visit := range visits {
			for i, look := range looks() {
				if i > 0 && (size != [2]int{80, 24} || visit.name != "reader" && visit.name != "list") {
					continue
				}
				o := look.options
				o.Columns, o.Rows = size[0], size[1]
				v := inLanguages(t, o)
				v.press(visit.keys...)
				v.fits()
				frames.Files = append(frames.Files, txtar.File{
					Name: fmt.Sprintf("%s %dx%d %s", visit.name, size[0], size[1], look.name),
					Data: []byte(blog.Visible(v.room.View().Content) + "\n"),
				})
			}
		}
	}
	golden(t, "languages.txtar", &frames)
}

// A text names its translations below its title. They are followed like links, and back
// leads to the text again.
func TestFollowTranslations(t *testing.T) {
	for _, c := range []struct {
		open, keys string
		shows      string // without spaces
		copies     string
	}{
		{"moss", "", "Alsoinفارسی,日本語", ""},
		{"moss", "tab", "moss-faenterread", ""},
		{"moss", "tab enter", "خزهدرسایهمی\u200cروید.", ""},
		{"moss", "tab tab enter", "苔は日陰で育ちます。", ""},
		{"moss", "tab tab tab", "https://moss.example", ""},
		{"moss", "tab enter q", "Itlikesshade.", ""},
		{"moss", "tab y", "moss-fa", "ssh -t blog.example moss"},
		{"moss-fa", "", "AlsoinEnglish,日本語", ""},
		{"moss-fa", "tab enter", "Itlikesshade.", ""},
		{"moss-fa", "]", "بارانمی\u200cبارد.", ""},
		{"moss-fa", "[", "Thisisthenewestpost.", ""},
		{"snow-fa", "]", "Theyremember.", ""},
		{"snow-ja", "", "Alsoinفارسی", ""},
		{"spades", "]", "Thispageisinnolist.", ""},
		{"about-fa", "tab enter", "Agarden.", ""},
	} {
		v := inLanguages(t, opening(c.open))
		v.press(strings.Fields(c.keys)...)
		if text := strings.Join(strings.Fields(strings.Join(v.text(), "")), ""); !strings.Contains(text, c.shows) {
			t.Errorf("%s, %s: want %s in\n%s", c.open, c.keys, c.shows, strings.Join(v.text(), "\n"))
		}
		if got := v.room.Clipboard(); got != c.copies {
			t.Errorf("%s, %s: copied %q, want %q", c.open, c.keys, got, c.copies)
		}
	}
}

// A draft of a translation is named nowhere, and bees are there in English alone.
func TestDraftsOfTranslationsAreNotNamed(t *testing.T) {
	for _, keys := range []string{"", "j j j", "a", "a j j", "t", "j j j enter", "j j j enter tab", "/ b e e s enter"} {
		v := inLanguages(t, at(80, 24))
		v.press(strings.Fields(keys)...)
		if v.shows("draftword") || strings.HasPrefix(keys, "j j j enter") && v.shows("Also in") {
			t.Errorf("after %s one sees\n%s", keys, strings.Join(v.text(), "\n"))
		}
	}
}

// The contents of a text begin with its title, once.
func TestContentsRepeatNoTitle(t *testing.T) {
	v := inLanguages(t, opening("moss"))
	v.press("t")
	if text := strings.ToLower(strings.Join(v.text(), "\n")); strings.Count(text, "moss on the wall") != 1 || !strings.Contains(text, "shade") {
		t.Errorf("the contents are\n%s", text)
	}
	if v.press("j"); !strings.Contains(v.selection(), "Shade") {
		t.Errorf("the second entry is %q", v.selection())
	}
}
