package render

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"charm.land/glamour/v2/styles"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// styled is the site of a blog whose site.yaml has a style.
func styled(t testing.TB, style string, files fstest.MapFS) (blog.Site, blog.Report) {
	t.Helper()
	fsys := fstest.MapFS{
		"site.yaml":  {Data: []byte("title: T\nhost: blog.example\n" + style)},
		"posts/p.md": {Data: []byte(body("Text."))},
	}
	for name, file := range files {
		fsys[name] = file
	}
	a, report := blog.Open(fsys)
	if a == nil {
		return blog.Site{}, report
	}
	return a.Site, report
}

// A style changes colours and attributes, and no letter or place.
func TestStylesKeepTheText(t *testing.T) {
	a := kitchen(t)
	for name := range styles.DefaultStyles {
		site, _ := styled(t, "style: "+name+"\n", nil)
		for _, theme := range []Theme{Dark, Light} {
			for _, profile := range []colorprofile.Profile{colorprofile.NoTTY, colorprofile.ASCII, colorprofile.ANSI, colorprofile.ANSI256, colorprofile.TrueColor} {
				o := Options{Width: 40, Theme: theme, Profile: profile}
				want := Post(a.Posts[0], a.Site, o)
				o.Styles = NewStyles(site)
				got := Post(a.Posts[0], a.Site, o)
				if len(got.Lines) != len(want.Lines) {
					t.Fatalf("%s: %d lines, want %d", name, len(got.Lines), len(want.Lines))
				}
				for i, l := range got.Lines {
					if l.Text != want.Lines[i].Text || l.Place != want.Lines[i].Place || ansi.Strip(l.ANSI()) != l.Text {
						t.Errorf("%s: %q, want %q", name, l.ANSI(), want.Lines[i].Text)
					}
					if profile < colorprofile.ANSI256 && l.ANSI() != want.Lines[i].ANSI() {
						t.Errorf("%s: %q where there are few colours", name, l.ANSI())
					}
				}
				if fmt.Sprint(got.Stops) != fmt.Sprint(want.Stops) {
					t.Errorf("%s: the stops are %v", name, got.Stops)
				}
			}
		}
	}
}

// A style colours each part of a text's rows.
func TestStyleOfEachPart(t *testing.T) {
	const file = `{
		"document": {"color": "252", "margin": 9, "block_prefix": "x"},
		"heading": {"color": "#010203", "bold": true, "prefix": "## "},
		"h2": {"underline": true, "upper": true},
		"emph": {"color": "1"}, "strong": {"color": "2", "faint": true}, "strikethrough": {"color": "3"},
		"block_quote": {"color": "4", "indent": 4}, "link": {"color": "5"}, "link_text": {"italic": true},
		"code": {"color": "6", "background_color": "7", "prefix": " "},
		"code_block": {"color": "8", "chroma": {"keyword": {"color": "9"}, "comment": {"color": "10"}, "literal_string": {"color": "11"}}}
	}`
	text := "## Head of two\n\na *b* **c** ~~d~~ `e f` [g](https://a.test)\n\n> q\n\n```go\nvar s = \"t\" // u\n```\n"
	site, report := styled(t, "style: {dark: themes/mine.json}\n", fstest.MapFS{"themes/mine.json": {Data: []byte(file)}})
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	a := archive(t, body(text))
	p := Post(a.Posts[0], site, Options{Width: 68, Profile: colorprofile.TrueColor, Styles: NewStyles(site)})
	all := strings.ReplaceAll(p.String(), "\x1b", "^")
	for part, want := range map[string]string{
		"title":   "^[38;2;1;2;3;1mT^[m",
		"heading": "^[38;2;1;2;3;1;4mHead of two^[m",
		"text":    "^[38;5;252ma ",
		"emph":    "38;5;1;3mb",
		"strong":  "^[38;5;2;23;1;2mc",
		"struck":  "38;5;3;22;9md",
		"code":    "38;5;6;48;5;7",
		"quote":   "38;5;4;3mq",
		"keyword": "38;5;9;1mvar",
		"plain":   "38;5;8;22ms =",
		"string":  "38;5;11m\"t\"",
		"comment": "38;5;10m// u",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("%s: no %q in\n%s", part, want, all)
		}
	}
}

// A style without colours has only attributes; its code is bold, and
// minutes and comments have no colour.
func TestStyleWithoutColours(t *testing.T) {
	site, _ := styled(t, "style: ascii\n", nil)
	pal := NewStyles(site).Palette(Light, colorprofile.ANSI256)
	for name, ink := range inks(pal) {
		if ink.style.Fg != nil || ink.style.Bg != nil {
			t.Errorf("%s has a colour: %q", name, ink.begin)
		}
	}
	if pal.Code != pal.Bold {
		t.Errorf("code is %q", pal.Code.begin)
	}
}

// What a style has no colour for has none of Pete's, which were not chosen for its other
// colours. Its accent fills what has the focus, under the more readable of black and white.
func TestStyleOfFewColours(t *testing.T) {
	for accent, want := range map[string]string{"#000080": "\x1b[1;4;38;5;231;48;5;18m", "#FFFF00": "\x1b[1;4;38;5;16;48;5;226m"} {
		site, _ := styled(t, "style: {light: mine.json}\n", fstest.MapFS{"mine.json": {Data: []byte(`{"heading": {"color": "` + accent + `"}}`)}})
		pal := NewStyles(site).Palette(Light, colorprofile.ANSI256)
		for name, ink := range map[string]Ink{"link": pal.Link, "code": pal.Code, "string": pal.String, "comment": pal.Comment} {
			if ink.style.Fg != nil {
				t.Errorf("%s has a colour: %q", name, ink.begin)
			}
		}
		if pal.Focus.begin != want {
			t.Errorf("the focus is %q, want %q", pal.Focus.begin, want)
		}
	}
}

// A background does not show on the space behind the words that have it.
func TestBackgroundEndsWithItsWords(t *testing.T) {
	site, _ := styled(t, "style: {dark: mine.json}\n", fstest.MapFS{"mine.json": {Data: []byte(`{"code": {"background_color": "7"}}`)}})
	got := page(t, "a `b c` d\n", Options{Width: 40, Profile: colorprofile.ANSI256, Styles: NewStyles(site)})[0].ANSI()
	if want := "a \x1b[48;5;7mb c\x1b[m d"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// The background of a whole document is the terminal's.
func TestBackgroundOfTheDocument(t *testing.T) {
	site, _ := styled(t, "style: {dark: mine.json}\n", fstest.MapFS{"mine.json": {Data: []byte(`{"document": {"color": "7", "background_color": "4"}}`)}})
	got := page(t, "a\n", Options{Width: 40, Profile: colorprofile.ANSI256, Styles: NewStyles(site)})[0].ANSI()
	if want := "\x1b[38;5;7ma\x1b[m"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Colours of code may be those of a style of chroma's.
func TestStyleOfChroma(t *testing.T) {
	site, _ := styled(t, "style: {dark: mine.json}\n", fstest.MapFS{"mine.json": {Data: []byte(`{"code_block": {"theme": "dracula"}}`)}})
	pal := NewStyles(site).Palette(Dark, colorprofile.TrueColor)
	for name, c := range map[string]struct{ got, want string }{
		"keyword": {pal.Keyword.begin, "\x1b[38;2;255;121;198m"},
		"comment": {pal.Comment.begin, "\x1b[38;2;98;114;164m"},
		"string":  {pal.String.begin, "\x1b[38;2;241;250;140m"},
	} {
		if c.got != c.want {
			t.Errorf("%s is %q, want %q", name, c.got, c.want)
		}
	}
}

// A single style is for the background that it suits. A pair is for both.
func TestStyleOfABackground(t *testing.T) {
	own := func(theme Theme) Palette { return NewPalette(theme, colorprofile.ANSI256) }
	for style, want := range map[string]string{
		"":                           "",
		"style: dark":                "dark",
		"style: dracula":             "dark",
		"style: light":               "light",
		"style: ascii":               "dark light",
		"style: {dark: tokyo-night}": "dark",
		"style: {dark: tokyo-night, light: light}":     "dark light",
		"style: {light: pink, dark: themes/mine.json}": "dark light",
		"style: themes/mine.json":                      "light",
		"style: nonsense":                              "",
	} {
		site, report := styled(t, style+"\n", fstest.MapFS{"themes/mine.json": {Data: []byte(`{"document": {"color": "#333"}}`)}})
		if err := report.Err(); err != nil {
			t.Errorf("%s: %v", style, err)
		}
		var got []string
		for theme, name := range map[Theme]string{Dark: "dark", Light: "light", Either: "either"} {
			if NewStyles(site).Palette(theme, colorprofile.ANSI256) != own(theme) {
				got = append(got, name)
			}
		}
		slices.Sort(got)
		if words := strings.Fields(want); !slices.Equal(got, slices.Sorted(slices.Values(words))) {
			t.Errorf("%q is for %q, want %q", style, got, want)
		}
	}
}

// A style without attributes still shows what Pete shows by attributes.
func TestStylesKeepAttributes(t *testing.T) {
	for name := range styles.DefaultStyles {
		site, _ := styled(t, "style: "+name+"\n", nil)
		for _, theme := range []Theme{Dark, Light} {
			pal := NewStyles(site).Palette(theme, colorprofile.ANSI256)
			for what, ink := range map[string]Ink{"accent": pal.Accent, "link": pal.Link, "hit": pal.Hit, "focus": pal.Focus, "bold": pal.Bold} {
				if ink.style.Attrs == 0 && ink.style.Underline == 0 {
					t.Errorf("%s: %s is told by colour alone", name, what)
				}
			}
		}
	}
}

func TestCheckStyle(t *testing.T) {
	for name, c := range map[string]struct {
		style, file string
		want        []string
	}{
		"none":  {"", "", nil},
		"fine":  {"style: mine.json", `{"document": {"color": "#EEE"}}`, nil},
		"ascii": {"style: ascii", "", nil},
		"name": {"style: foo", "", []string{
			`site.yaml:3: style "foo": want one of ascii, dark, dracula, light, notty, pink, tokyo-night, or a file of glamour's JSON format`,
		}},
		"contrast": {"style: mine.json", `{"document": {"color": "#EEE"}, "link": {"color": "#444444"}, "h2": {"color": "#444444"}}`, []string{
			`site.yaml:3: warning: style "mine.json": link_text has a contrast of 1.28 with #2E3440: want 4.5, with a lighter color`,
		}},
		"light": {"style: {light: mine.json}", `{"emph": {"color": "#AAA"}}`, []string{
			`site.yaml:3: warning: style "mine.json": emph has a contrast of 2.05 with #FBF1C7: want 4.5, with a darker color`,
		}},
		"faint": {"style: mine.json", `{"document": {"color": "#EEE", "faint": true}}`, []string{
			`site.yaml:3: warning: style "mine.json": document has a contrast of 3.44 with #2E3440: want 4.5, with a lighter color`,
		}},
		"background": {"style: mine.json", `{"document": {"color": "#EEE"}, "code": {"background_color": "#DDD"}}`, []string{
			`site.yaml:3: warning: style "mine.json": code has a contrast of 1.17 with #DDDDDD: want 4.5, with another color or background_color`,
		}},
		"colour": {"style: mine.json", `{"emph": {"color": "blu"}}`, []string{
			`site.yaml:3: warning: style "mine.json": emph has the color "blu": want #RRGGBB, or a number up to 255`,
		}},
		"broken": {"style: mine.json", "{\n\"emph\": {\n", []string{`mine.json:3: no style (unexpected end of JSON input): want glamour's JSON format`}},
		"kind": {"style: mine.json", "{\n\"emph\": {\"bold\": 7}}", []string{
			`mine.json:2: no style (json: cannot unmarshal number into Go struct field StylePrimitive.emph.bold of type bool): want glamour's JSON format`,
		}},
	} {
		site, report := styled(t, c.style+"\n", fstest.MapFS{"mine.json": {Data: []byte(c.file)}})
		if err := report.Err(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []string
		for _, p := range CheckStyle(site) {
			got = append(got, p.String())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}
