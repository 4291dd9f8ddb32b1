package tui

import (
	"fmt"
	"strings"
	"testing"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/charmbracelet/colorprofile"
	"github.com/rogpeppe/go-internal/txtar"
)

// linear returns options for a visit in linear mode.
func linearAt(columns, rows int) Options {
	o := cached(at(columns, rows))
	o.Open = blog.LinearFlag
	return o
}

// appended is what was appended since the last call.
func (v *visit) appended() string {
	v.t.Helper()
	text, _ := v.room.Append()
	if i := strings.IndexFunc(text, func(r rune) bool { return r != '\b' && obeyed(r) }); i >= 0 {
		v.t.Errorf("a terminal would obey what stands in %q", text[i:])
	}
	return text
}

// transcript is what a visit in linear mode appends: after each key, "» KEY" and the lines.
// "…TEXT" is typed.
func (v *visit) transcript(keys string) string {
	v.t.Helper()
	var b strings.Builder
	b.WriteString(v.appended())
	for key := range strings.FieldsSeq(keys) {
		if b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
			b.WriteString("\n")
		}
		b.WriteString("» " + key + "\n")
		if typed, ok := strings.CutPrefix(key, "…"); ok {
			v.write(typed)
		} else if v.press(key) {
			b.WriteString(v.room.Farewell(""))
			break
		}
		b.WriteString(v.appended())
	}
	return b.String()
}

// TestLinear holds what visits in linear mode append.
func TestLinear(t *testing.T) {
	var visits txtar.Archive
	for _, visit := range []struct{ name, keys string }{
		{"read", "j k 4 enter space j k b g G space ] q q"},
		{"list", "space j space b G j q"},
		{"links", "4 enter tab tab tab enter enter tab enter esc q q"},
		{"contents", "4 enter t j enter c 2 enter i q q"},
		{"find", "4 enter / …reader enter n N space / …zebra enter n esc / …re esc q q"},
		{"search", "/ …reder backspace enter / …reader enter tab q enter q q / esc q"},
		{"tags", "t / …sys enter enter j esc ? space q T q"},
		{"toggled", "4 enter space L j L q q"},
		{"in a hurry", "/ …word enter ctrl+c"},
	} {
		for _, size := range [][2]int{{80, 24}, {40, 12}} {
			v := enter(t, linearAt(size[0], size[1]))
			visits.Files = append(visits.Files, txtar.File{
				Name: fmt.Sprintf("%s, %dx%d", visit.name, size[0], size[1]),
				Data: []byte(v.transcript(visit.keys)),
			})
		}
	}
	golden(t, "linear.txtar", &visits)
}

// The words of a text are appended once each, in their order, when one reads on with space,
// or line by line.
func TestLinearReadsAllOfATextOnce(t *testing.T) {
	ours, _ := shared()
	for _, a := range []struct {
		name  string
		visit func(o Options) *visit
	}{
		{"ours", func(o Options) *visit { return visitTo(t, ours, o) }},
		{"hostile", func(o Options) *visit { return visitTo(t, opened(t, hostile()), o) }},
	} {
		for _, post := range a.visit(linearAt(80, 24)).room.snapshot.Archive.Posts {
			for _, size := range sizes {
				for _, key := range []string{"space", "j", "d"} {
					o := linearAt(size[0], size[1])
					o.Open = blog.LinearFlag + " " + post.Slug
					v := a.visit(o)
					var got strings.Builder
					got.WriteString(v.appended())
					for !strings.Contains(got.String(), "The end.") {
						v.press(key)
						more := v.appended()
						if most := max(size[1], 3); key == "space" && size[1] > 6 && strings.Count(more, "\n") > most {
							t.Errorf("%s, %s at %v: %d lines at once", a.name, post.Slug, size, strings.Count(more, "\n"))
						}
						if more == "" {
							t.Fatalf("%s, %s at %v: %s appends nothing", a.name, post.Slug, size, key)
						}
						got.WriteString(more)
					}
					text, _, _ := strings.Cut(got.String(), "The end.")
					lines := render.Post(post, v.room.site(), render.Options{
						Width: max(min(render.TextWidth, size[0]-1), 1), Profile: colorprofile.NoTTY, Pictures: v.room.reader().opts.Pictures,
					})
					if got, want := words(text), words(lines.String()); got != want {
						t.Errorf("%s, %s at %v by %s:\n%s\nwant\n%s", a.name, post.Slug, size, key, got, want)
					}
				}
			}
		}
	}
}

// words are the words of a text, without what tells headings and code.
func words(text string) string {
	text = strings.NewReplacer("Heading: ", "", "Subheading: ", "", "Code ", "", " ·", "", "#", "").Replace(text)
	return strings.NewReplacer(",", "", ":", "").Replace(strings.Join(strings.Fields(text), " "))
}

// A window that changes appends nothing, and the next key goes on where the reader was.
func TestLinearResizes(t *testing.T) {
	o := linearAt(80, 24)
	o.Open += " why-the-terminal-won"
	v := enter(t, o)
	v.appended()
	for _, size := range [][2]int{{40, 12}, {120, 50}, {10, 3}, {80, 24}} {
		v.resize(size[0], size[1])
	}
	if more := v.appended(); more != "" {
		t.Errorf("the window appended %q", more)
	}
	v.press("space")
	if more := v.appended(); !strings.HasPrefix(more, " who ") {
		t.Errorf("space appended %q", more)
	}
}

// The page of keys goes on behind what was read, in whatever window.
func TestLinearKeysInAnotherWindow(t *testing.T) {
	v := enter(t, linearAt(20, 60))
	v.press("?")
	v.appended()
	v.resize(200, 60)
	v.press("space")
	if more := v.appended(); !strings.Contains(more, "Without the room:") || !strings.HasSuffix(more, "The end of the keys.\n") {
		t.Errorf("the page ends with %q", more)
	}
}

// A visit that was suspended goes on.
func TestLinearSuspends(t *testing.T) {
	v := enter(t, linearAt(80, 24))
	v.press("4", "enter")
	v.appended()
	v.room.Suspend()
	if more, ok := v.room.Append(); more != "" || !ok {
		t.Errorf("it appended %q, %v", more, ok)
	}
	v.press("space")
	if more := v.appended(); !strings.HasPrefix(more, " who ") {
		t.Errorf("space appended %q", more)
	}
}

// Words behind the flag are those that open a visit without it.
func TestLinearOpens(t *testing.T) {
	for open, want := range map[string]string{
		"--linear":                                      "Process Emerging from Transient Execution\n",
		"--linear why-the-terminal-won":                 "Why the Terminal Won\n",
		"why-the-terminal-won --linear":                 "Why the Terminal Won\n",
		"--linear why-the-terminal-won#what-text-costs": "Why the Terminal Won, from 12%:\nHeading: What text costs\n",
		"--linear why-the-terminal":                     "No post \"why-the-terminal\". Did you mean why-the-terminal-won? Enter opens it.\n",
	} {
		o := linearAt(80, 24)
		o.Open = open
		if got := enter(t, o).appended(); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q, want %q", open, got, want)
		}
	}
}

// Keys that are pressed before a text is laid out read on from its start, each by itself.
func TestLinearTypedAhead(t *testing.T) {
	o := at(80, 24)
	o.Open = blog.LinearFlag
	a, _ := shared()
	v := visitTo(t, a, o)
	v.press("4")
	v.appended()
	_, laysOut := v.room.Update(keyPress("enter"))
	v.room.Update(keyPress("space"))
	v.room.Update(keyPress("space"))
	if early := v.appended(); early != "" {
		t.Errorf("without lines it appended %q", early)
	}
	v.run(laysOut)
	got := v.appended()
	for _, part := range []string{"Why the Terminal Won\n", "Heading: What text costs\n", " who  ", "The last paragraph."} {
		if strings.Count(got, part) != 1 {
			t.Errorf("%q is %d times in\n%s", part, strings.Count(got, part), got)
		}
	}
}

// A terminal without other characters gets ASCII.
func TestLinearInASCII(t *testing.T) {
	o := linearAt(80, 24)
	o.ASCII, o.Profile = true, colorprofile.ASCII
	v := enter(t, o)
	v.press("4", "enter", "space", "tab", "tab", "tab", "enter", "space", "q", "/", "é", "backspace", "esc", "?", "space", "q", "y")
	text := v.appended()
	if i := strings.IndexFunc(text, func(r rune) bool { return r > 0x7e }); i >= 0 {
		t.Errorf("it shows %q", text[i:min(i+40, len(text))])
	}
}
