package render

import (
	"slices"
	"strings"
	"testing"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
	"github.com/charmbracelet/colorprofile"
)

// Below its title a text names the languages in which it is there too: in their own words as
// links, and in plain text with commands.
func TestTranslations(t *testing.T) {
	a, report := blog.Read(blogtest.NewLanguages(), blog.Options{Now: time.Now()})
	if a == nil {
		t.Fatal(report.Err())
	}
	terminal := Options{Width: 68, Profile: colorprofile.ANSI256}
	ascii := terminal
	ascii.ASCII = true
	for _, c := range []struct {
		slug  string
		o     Options
		lines []string // those with a word of the name
	}{
		{"moss", terminal, []string{"Also in فارسی, 日本語", "[fa] ssh -t blog.example moss-fa", "[ja] ssh -t blog.example moss-ja"}},
		{"moss", Options{Width: 19, Profile: colorprofile.ANSI256}, []string{"Also in فارسی,", "[fa] ssh -t", "[ja] ssh -t"}},
		{"moss", ascii, []string{"Also in fa, ja", "[fa] ssh -t blog.example moss-fa", "[ja] ssh -t blog.example moss-ja"}},
		{"moss", Options{Width: 20, Profile: colorprofile.NoTTY}, []string{"Also in fa: ssh blog.example cat moss-fa", "Also in ja: ssh blog.example cat moss-ja"}},
		{"moss-fa", terminal, []string{"Also in English, 日本語", "[en] ssh -t blog.example moss", "[ja] ssh -t blog.example moss-ja"}},
		{"about-fa", Options{Width: 68, Profile: colorprofile.NoTTY}, []string{"Also in en: ssh blog.example about"}},
		{"bees", terminal, nil},
		{"bees", Options{Width: 68, Profile: colorprofile.NoTTY}, nil},
	} {
		p, ok := a.Post(c.slug)
		if !ok {
			t.Fatal(c.slug)
		}
		var got []string
		page := Post(p, a.Site, c.o)
		for _, l := range page.Lines {
			if strings.Contains(l.Text, "Also") || strings.Contains(l.Text, "ssh -t") {
				got = append(got, l.Text)
			}
		}
		if !slices.Equal(got, c.lines) {
			t.Errorf("%s: %q, want %q", c.slug, got, c.lines)
		}
		links := 0
		for _, stop := range page.Stops {
			if targets := p.Targets(); stop.N > len(targets) {
				t.Errorf("%s: stop %d leads nowhere", c.slug, stop.N)
			} else if n := len(p.Outline().Links); stop.N > n {
				links++
				if want := p.Translations[stop.N-n-1].Slug; targets[stop.N-1].Slug != want {
					t.Errorf("%s: stop %d leads to %s, want %s", c.slug, stop.N, targets[stop.N-1].Slug, want)
				}
			}
		}
		if c.o.Profile != colorprofile.NoTTY && links != len(p.Translations) {
			t.Errorf("%s: %d stops lead to %d translations", c.slug, links, len(p.Translations))
		}
	}
	about := About(a.About, a.Site, terminal)
	if text := texts(about.Lines); !strings.Contains(text, "Also in فارسی") || !strings.Contains(text, "[fa] ssh -t blog.example about-fa") {
		t.Errorf("the about page is %s", text)
	}
}

func TestLanguageNames(t *testing.T) {
	for names, want := range map[string]string{
		"fa ja pt-BR en":    "فارسی 日本語 português English",
		"zh-cn zh-tw zh_TW": "中文 繁體中文 zh_TW",
		"xx cn klingon":     "xx cn klingon",
	} {
		var all []blog.Translation
		for name := range strings.FieldsSeq(names) {
			all = append(all, blog.Translation{Lang: name})
		}
		if got := strings.Join(LanguageNames(all, false), " "); got != want {
			t.Errorf("%s is %s, want %s", names, got, want)
		}
	}
}

// A tag of several words is not broken where it fits on a line.
func TestTagsStayWhole(t *testing.T) {
	a := archive(t, "---\ntitle: T\ndate: 2026-11-23\ntags: [data science, natural language processing, music-and-more, one]\n---\nText.\n")
	p := Post(a.Posts[0], a.Site, Options{Width: 30, Profile: colorprofile.ASCII})
	want := "data science\nnatural language processing\nmusic-and-more  one\n\nText."
	if got := texts(p.Lines[2:]); got != want {
		t.Errorf("got\n%s", got)
	}
}
