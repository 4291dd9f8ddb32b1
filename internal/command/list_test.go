package command_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

const (
	bareHandsFile = "sftp://blog.example:2222/posts/bare-hands.md"
	workshopFile  = "sftp://blog.example:2222/posts/workshop.md"
	rfc4254       = "https://www.rfc-editor.org/rfc/rfc4254#section-6.5"
)

func TestTags(t *testing.T) {
	change := inWorkshop(t)
	for _, tt := range []asked{
		{"tags", "2\ttools\n1\tcraft\n1\tpaper\n", "", 0},
		{"tags --json", `{"tag":"tools","count":2}` + "\n" + `{"tag":"craft","count":1}` + "\n" + `{"tag":"paper","count":1}` + "\n", "", 0},
		{"tags all", "", `tags: "all" is one word too many: tags takes none`, 2},
		{"tags --tag x", "", `tags: no flag "--tag": want one of --json, -h`, 2},
	} {
		tt.check(t, change)
	}
}

func TestToc(t *testing.T) {
	change := inWorkshop(t)
	for _, tt := range []asked{
		{"toc workshop", columns("2", "sawing--filing", "Sawing & filing") + columns("3", "deeper-down", "Deeper down"), "", 0},
		{"toc workshop --json", `{"level":2,"anchor":"sawing--filing","heading":"Sawing & filing"}` + "\n" +
			`{"level":3,"anchor":"deeper-down","heading":"Deeper down"}` + "\n", "", 0},
		{"toc loose-leaf", "", "toc: loose-leaf has no headings: try read loose-leaf", 1},
		{"toc wrokshop", "", `toc: no post "wrokshop": did you mean workshop`, 1},
		{"toc", "", "toc: no post named: want toc SLUG, from ls", 2},
		{"toc workshop bare-hands", "", `toc: "bare-hands" is one word too many: want one SLUG`, 2},
	} {
		tt.check(t, change)
	}
}

func TestLinks(t *testing.T) {
	change := inWorkshop(t)
	const about = "ssh -p 2222 blog.example about"
	for _, tt := range []asked{
		{"links workshop", columns("1", rfc4254, "RFC 4254") + columns("2", bareHandsFile, "bare hands") +
			columns("3", bareHandsFile+"#the-grip", "a grip") + columns("4", about, "who") +
			columns("5", workshopFile+"#deeper-down", "below"), "", 0},
		{"links workshop --json", `{"n":1,"address":"` + rfc4254 + `","text":"RFC 4254","slug":null,"fragment":null}` + "\n" +
			`{"n":2,"address":"` + bareHandsFile + `","text":"bare hands","slug":"bare-hands","fragment":null}` + "\n" +
			`{"n":3,"address":"` + bareHandsFile + `#the-grip","text":"a grip","slug":"bare-hands","fragment":"the-grip"}` + "\n" +
			`{"n":4,"address":"` + about + `","text":"who","slug":"about","fragment":null}` + "\n" +
			`{"n":5,"address":"` + workshopFile + `#deeper-down","text":"below","slug":"workshop","fragment":"deeper-down"}` + "\n", "", 0},
		{"links bare-hands", "", "links: bare-hands has no links: try read bare-hands", 1},
		{"links nowhere", "", `links: no post "nowhere": try ls`, 1},
		{"links", "", "links: no post named: want links SLUG, from ls", 2},
	} {
		tt.check(t, change)
	}
}

func TestCode(t *testing.T) {
	change := inWorkshop(t)
	const (
		block  = "\n\tprint(\"sawn\t\x1b[2J\")\n"
		python = `{"n":1,"language":"python","title":null,"lines":2,"first_line":"print(\"sawn\t\u001b[2J\")","run":true,"output":"sawn\n",` +
			`"text":"\n\tprint(\"sawn\t\u001b[2J\")\n"}` + "\n"
	)
	object := strings.ReplaceAll(python, "\t", `\t`)
	for _, tt := range []asked{
		{"code workshop", columns("1", "python", "2", `print("sawn ␛[2J")`) + columns("2", "", "1", "indented"), "", 0},
		{"code workshop --json", object +
			`{"n":2,"language":null,"title":null,"lines":1,"first_line":"indented","run":false,"output":null,"text":"indented\n"}` + "\n", "", 0},
		{"code workshop 1", block, "", 0},
		{"code workshop 2", "indented\n", "", 0},
		{"code workshop 1 --json", object, "", 0},
		{"code workshop 0", "", "code: no block 0 in workshop: it has 2", 1},
		{"code workshop 3", "", "code: no block 3 in workshop: it has 2", 1},
		{"code workshop 99999999999999999999", "", "code: no block 99999999999999999999 in workshop: it has 2", 1},
		{"code workshop -- -1", "", "code: no block -1 in workshop: it has 2", 1},
		{"code workshop one", "", `code: "one" is no number: want code SLUG N`, 2},
		{"code workshop 1 2", "", `code: "2" is one word too many: want code SLUG N`, 2},
		{"code bare-hands", "", "code: bare-hands has no code: try read bare-hands", 1},
		{"code bare-hands 1", "", "code: bare-hands has no code: try read bare-hands", 1},
		{"code nothing 1", "", `code: no post "nothing": try ls`, 1},
		{"code", "", "code: no post named: want code SLUG, from ls", 2},
	} {
		tt.check(t, change)
	}
	// A terminal gets the same text, and nothing to obey.
	asked{"code workshop 1", strings.ReplaceAll(block, "\x1b", "␛"), "", 0}.check(t, both(change, onTerminal(80)))
}

// A list on a terminal is set for its width.
func TestListsOnATerminal(t *testing.T) {
	for _, tt := range []struct {
		line  string
		width int
		want  string
	}{
		{"ls", 80, "2026-02-03  1 min  The Workshop Opens\n                   workshop\n                   tools  craft\n\n" +
			"2026-01-02  1 min  Bare Hands\n                   bare-hands\n                   tools\n\n" +
			"            1 min  Loose Leaf\n                   loose-leaf\n                   paper\n"},
		{"ls -n 1", 20, "1  The Workshop\n   Opens\n   workshop\n   tools  craft\n"},
		{"ls -1", 80, "workshop\nbare-hands\nloose-leaf\n"},
		{"tags", 80, "2  tools\n1  craft\n1  paper\n"},
		{"toc workshop", 80, "Sawing & filing  #sawing--filing\n  Deeper down  #deeper-down\n"},
		{"toc workshop", 20, "Sawing & filing\n#sawing--filing\n  Deeper down\n  #deeper-down\n"},
		{"links workshop", 80, "1  RFC 4254\n   " + rfc4254 + "\n2  bare hands\n   " + bareHandsFile +
			"\n3  a grip\n   " + bareHandsFile + "#the-grip\n4  who\n   ssh -p 2222 blog.example about\n5  below\n   " +
			workshopFile + "#deeper-down\n"},
		{"code workshop", 80, "1  print(\"sawn ␛[2J\")\n   python · 2 lines\n2  indented\n   1 line\n"},
		{"code workshop", 20, "1  print(\"sawn\n   ␛[2J\")\n   python · 2 lines\n2  indented\n   1 line\n"},
	} {
		stdout, _, _ := answer(t, tt.line, both(inWorkshop(t), onTerminal(tt.width)))
		if got := ansi.Strip(stdout); got != tt.want {
			t.Errorf("%s on %d columns:\n got\n%s\nwant\n%s", tt.line, tt.width, got, tt.want)
		}
		if coloured(stdout) == (tt.line == "ls -1") {
			t.Errorf("%s has colours on a terminal: %t", tt.line, coloured(stdout))
		}
	}
}

// What ls, cat, search and the rest print without a terminal has no escapes; with
// one, no line is wider unless a single word is; without colours, none is used.
func TestEveryWidth(t *testing.T) {
	for _, line := range everyLine() {
		if stdout, _, status := answer(t, line, inWorkshop(t)); status != 0 || strings.Contains(stdout, "\x1b") && line != "cat workshop" && line != "code workshop 1" {
			t.Errorf("%q without a terminal: status %d, escapes in %q", line, status, stdout)
		}
		for _, width := range []int{20, 40, 59, 60, 80, 200, 400} {
			stdout, _, _ := answer(t, line, both(inWorkshop(t), onTerminal(width)))
			raw := strings.Contains(line, "--format") || strings.Contains(line, "--json") || strings.HasPrefix(line, "feed") ||
				strings.HasPrefix(line, "code workshop 1")
			for row := range strings.Lines(stdout) {
				row = ansi.Strip(strings.TrimSuffix(row, "\n"))
				if !raw && ansi.StringWidth(row) > width && len(strings.Fields(strings.TrimSuffix(row, `\`))) > 1 && !asTyped(row) {
					t.Errorf("%q on %d columns has %d: %q", line, width, ansi.StringWidth(row), row)
				}
			}
		}
		plain := func(env *command.Env) { env.TTY, env.Width, env.Profile = true, 80, colorprofile.ASCII }
		if stdout, _, _ := answer(t, line, both(inWorkshop(t), plain)); coloured(stdout) {
			t.Errorf("%q has colours where there are none: %q", line, stdout)
		}
		nothing := func(env *command.Env) { env.TTY, env.Width, env.Profile = true, 80, colorprofile.NoTTY }
		if stdout, _, _ := answer(t, line, both(inWorkshop(t), nothing)); strings.Contains(stdout, "\x1b") {
			t.Errorf("%q has escapes on a dumb terminal: %q", line, stdout)
		}
	}
}

// asTyped reports a line of code or of a command, which is never wrapped, and a
// quoted word of one.
func asTyped(row string) bool {
	return strings.Contains(row, "print(") || strings.Contains(row, "ssh ") || strings.HasPrefix(strings.TrimSpace(row), "'")
}

// coloured reports the colours of SGR (ECMA-48 8.3.117): 30 to 49, 90 to 107.
func coloured(s string) bool {
	for _, escape := range strings.Split(s, "\x1b[")[1:] {
		codes, _, _ := strings.Cut(escape, "m")
		for _, code := range strings.Split(codes, ";") {
			if len(code) > 1 && strings.ContainsAny(code[:1], "349") {
				return true
			}
		}
	}
	return false
}

// everyLine is every command, in every form that it has.
func everyLine() []string {
	return []string{
		"", "about", "version", "workshop", "read workshop",
		"ls", "ls -1", "ls --json", "tags", "tags --json", "toc workshop", "toc workshop --json",
		"links workshop", "links workshop --json", "code workshop", "code workshop --json", "code workshop 1", "code workshop 1 --json",
		"search saw", "search saw --json", "feed", "feed --format json",
		"cat workshop", "cat workshop --format text", "cat workshop --format html", "cat workshop --format json",
		"help", "help ls", "help cat", "help search", "help code", "help help", "toc --help",
	}
}

// The front page and the manual name the web door, if there is one.
func TestWebDoorIsNamed(t *testing.T) {
	on, report := blog.Read(fstest.MapFS{
		"site.yaml":  {Data: []byte("title: T\nhost: blog.example\n")},
		"posts/a.md": {Data: []byte("---\ntitle: A\ndate: 2026-01-05\n---\nText.\n")},
	}, blog.Options{Door: &blog.Door{Address: "https://web.example"}})
	if on == nil {
		t.Fatal(report.Err())
	}
	for line, want := range map[string]string{"": "https://web.example", "help": "https://web.example/feed.atom", "ls --json": `"url":"https://web.example/a"`} {
		out, _, _ := answer(t, line, func(env *command.Env) { env.Archive = on })
		if !strings.Contains(out, want) {
			t.Errorf("%q does not name %s:\n%s", line, want, out)
		}
		if out, _, _ := answer(t, line, nil); strings.Contains(out, "://web") || strings.Contains(out, "browser") {
			t.Errorf("%q names a door that is not there:\n%s", line, out)
		}
	}
}
