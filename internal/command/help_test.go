package command_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"blog.example/pete/internal/command"
	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/pflag"
)

// The manual has the sections of one, in their order, between its two edges.
func TestManual(t *testing.T) {
	page, stderr, status := answer(t, "help", inWorkshop(t))
	if stderr != "" || status != 0 {
		t.Fatalf("status %d, stderr %q", status, stderr)
	}
	lines := strings.Split(strings.TrimSuffix(page, "\n"), "\n")
	const (
		header = "PETE(1)                         Workshop                         PETE(1)"
		footer = "pete 1.2.3                  3 February 2026                      PETE(1)"
	)
	if first, last := lines[0], lines[len(lines)-1]; first != header || last != footer {
		t.Errorf("the page stands between\n%q\n%q\nwant\n%q\n%q", first, last, header, footer)
	}
	var heads []string
	for _, line := range lines[1 : len(lines)-1] {
		if line != "" && line[0] != ' ' {
			heads = append(heads, line)
		}
	}
	want := []string{
		"NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "READING ROOM", "FILES", "FEED", "OUTPUT",
		"EXIT STATUS", "ENVIRONMENT", "EXAMPLES", "PRIVACY",
	}
	if !slices.Equal(heads, want) {
		t.Errorf("the sections are %q, want %q", heads, want)
	}
	for _, line := range []string{
		"sftp -P 2222 blog.example", "scp -P 2222 'blog.example:posts/*.md' .", "sshfs -p 2222 blog.example: DIR",
		"lftp -c 'mirror sftp://blog.example:2222/ DIR'", `"exec:ssh -p 2222 blog.example feed"`,
	} {
		if !strings.Contains(page, line+"\n") {
			t.Errorf("there is no line %q", line)
		}
	}
}

// Every command is in the manual, with every flag; and has a page that says what
// each does. The operator's are not there.
func TestManualHasEveryCommandAndFlag(t *testing.T) {
	page, _, _ := answer(t, "help", nil)
	list := section(page, "COMMANDS")
	for _, c := range command.Commands(&command.Env{}) {
		own, _, status := answer(t, "help "+c.Name(), nil)
		if status != 0 || !strings.Contains(own, "PETE-"+strings.ToUpper(c.Name())+"(1)") {
			t.Errorf("help %s: status %d, %q", c.Name(), status, own)
		}
		if help, _, _ := answer(t, c.Name()+" --help", nil); help != own {
			t.Errorf("%s --help is not help %s: %q", c.Name(), c.Name(), help)
		}
		usage := regexp.MustCompile(`(?m)^ {7}` + c.Name() + `( .*(\n {11}\S.*)*)?$`).FindString(list)
		if c.Name() == "pages" { // this blog has none
			if usage != "" {
				t.Error("the command pages is offered without pages")
			}
			continue
		}
		if usage == "" {
			t.Errorf("%s is not among the commands", c.Name())
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			name := "--" + f.Name
			if f.Shorthand != "" {
				name = "-" + f.Shorthand
			}
			if !strings.Contains(usage, "["+name) {
				t.Errorf("%s is not in %q", name, usage)
			}
			if options := section(own, "OPTIONS"); !strings.Contains(options, "       "+name) {
				t.Errorf("help %s: there is no %s in %q", c.Name(), name, options)
			}
		})
	}
	for _, word := range []string{"serve", "check", "completion"} {
		if regexp.MustCompile(`(?m)^ +` + word + `\b`).MatchString(list) {
			t.Errorf("%s is the operator's", word)
		}
	}
}

// The commands that the manual shows work.
func TestExamplesWork(t *testing.T) {
	page, _, _ := answer(t, "help", inWorkshop(t))
	var own []string
	for _, c := range command.Commands(&command.Env{}) {
		help, _, _ := answer(t, "help "+c.Name(), inWorkshop(t))
		own = append(own, remoteLines(section(help, "EXAMPLES"))...)
	}
	lines := slices.Concat(remoteLines(section(page, "EXAMPLES")), remoteLines(section(page, "FEED")))
	if len(lines) < 12 || len(own) < 12 {
		t.Fatalf("there are %d examples, and %d on the pages of commands", len(lines), len(own))
	}
	for _, line := range append(lines, own...) {
		if stdout, stderr, status := answer(t, line, inWorkshop(t)); status != 0 || stdout == "" {
			t.Errorf("%s: status %d, %s", line, status, stderr)
		}
	}
	for _, name := range []string{"ls", "cat", "search", "links", "toc", "code", "feed"} {
		if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, name) }) {
			t.Errorf("there is no example of %s in %q", name, lines)
		}
	}
}

// remoteLines are the command lines that arrive here when what stands in a text is
// typed into a shell.
func remoteLines(text string) []string {
	text = regexp.MustCompile(`\\\n +`).ReplaceAllString(text, "")
	var lines []string
	for _, m := range regexp.MustCompile(`ssh (?:-t )?-p 2222 blog\.example ([^|>)"\n]*("[^"]*")?)`).FindAllStringSubmatch(text, -1) {
		lines = append(lines, strings.TrimSpace(strings.ReplaceAll(m[1], "'", "")))
	}
	return lines
}

// section is what stands in a section of a manual page.
func section(page, title string) string {
	_, rest, _ := strings.Cut(page, "\n"+title+"\n")
	if end := regexp.MustCompile(`(?m)^\S`).FindStringIndex(rest); end != nil {
		rest = rest[:end[0]]
	}
	return rest
}

// The fields that the manual promises are those that --json has.
func TestManualNamesTheFields(t *testing.T) {
	fields := func(line string) string {
		stdout, _, _ := answer(t, line, inWorkshop(t))
		first, _, _ := strings.Cut(stdout, "\n")
		var names []string
		for _, m := range regexp.MustCompile(`[{,]"(\w+)":`).FindAllStringSubmatch(first, -1) {
			names = append(names, m[1])
		}
		return strings.Join(names, " ")
	}
	page, _, _ := answer(t, "help", inWorkshop(t))
	words := strings.Join(strings.Fields(section(page, "OUTPUT")), " ") + " "
	post := fields("ls --json")
	for _, want := range []string{
		"ls, search, cat " + post + "; ",
		"for search also " + strings.TrimPrefix(fields("search leaf --json"), post+" ") + "; ",
		"for cat also " + strings.TrimPrefix(fields("cat workshop --format json"), post+" ") + " ",
		"tags " + fields("tags --json") + " ",
		"toc " + fields("toc workshop --json") + " ",
		"links " + fields("links workshop --json") + " ",
		"code " + fields("code workshop --json") + " ",
		"pictures n type width height bytes alt title ",
	} {
		if !strings.Contains(words, want) {
			t.Errorf("the manual does not have %q", want)
		}
	}
}

// Help fits the terminal, and a page where there is none, but for what would no
// longer work in two pieces: a word, what is quoted, a line of a crontab.
func TestHelpFits(t *testing.T) {
	whole := regexp.MustCompile(`^ *(\S+|'[^']*'|"exec:[^"]*"|@daily .*)( \\)?$`)
	for _, line := range []string{"help", "help ls", "help search", "help version"} {
		for _, tt := range []struct{ width, want int }{{0, 72}, {30, 30}, {60, 60}, {80, 80}, {200, 80}} {
			change := inWorkshop(t)
			if tt.width > 0 {
				change = both(change, onTerminal(tt.width))
			}
			page, _, _ := answer(t, line, change)
			for row := range strings.Lines(page) {
				row = strings.TrimSuffix(ansi.Strip(row), "\n")
				if n := ansi.StringWidth(row); n > tt.want && !whole.MatchString(row) {
					t.Errorf("%s on %d columns has %d: %q", line, tt.width, n, row)
				}
			}
			if bold := strings.Contains(page, "\x1b[1mNAME"); bold != (tt.width > 0) {
				t.Errorf("%s on %d columns has bold heads: %t", line, tt.width, bold)
			}
		}
	}
}

// A line for a file is not broken, however narrow the terminal is.
func TestHelpKeepsLinesOfFiles(t *testing.T) {
	for _, width := range []int{20, 30, 60, 200} {
		page, _, _ := answer(t, "help", both(inWorkshop(t), onTerminal(width)))
		for _, line := range []string{
			`"exec:ssh -p 2222 blog.example feed"`,
			"@daily ssh -p 2222 blog.example feed > new && mv new feed.atom",
		} {
			if !strings.Contains(ansi.Strip(page), " "+line+"\n") {
				t.Errorf("on %d columns there is no line %q in\n%s", width, line, section(ansi.Strip(page), "FEED"))
			}
		}
	}
}

// The front page says how to go on, within 80 columns.
func TestFrontPage(t *testing.T) {
	const want = "Workshop\n\n" +
		"2026-02-03  1 min  The Workshop Opens\n                   workshop\n" +
		"2026-01-02  1 min  Bare Hands\n                   bare-hands\n" +
		"            1 min  Loose Leaf\n                   loose-leaf\n\n" +
		"  ssh -p 2222 blog.example                  the reading room, in a terminal\n" +
		"  ssh -t -p 2222 blog.example SLUG          the room, open at a post\n" +
		"  ssh -t -p 2222 blog.example linear        the room, for screen readers\n" +
		"  ssh -p 2222 blog.example cat SLUG | less  a post, as Markdown\n" +
		"  ssh -t -p 2222 blog.example search QUERY  the posts that speak of it\n" +
		"  ssh -p 2222 blog.example feed             the feed, for newsboat or cron\n" +
		"  sftp -P 2222 blog.example                 all of it as files\n" +
		"  ssh -p 2222 blog.example about            who writes this\n" +
		"  ssh -p 2222 blog.example help | less      the manual\n"
	asked{"", want, "", 0}.check(t, inWorkshop(t))
}
