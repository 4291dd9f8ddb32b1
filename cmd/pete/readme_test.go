package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"blog.example/pete/content"
	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/site"
	"blog.example/pete/internal/tui"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/rogpeppe/go-internal/testscript"
)

// TestREADMEShowsTheRoom holds the README's frames to what a reader of the
// embedded blog sees: home with the fourth post selected, and that post.
func TestREADMEShowsTheRoom(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	archive, report := blog.Open(content.FS)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	room := tui.New(site.NewStore(site.NewSnapshot(archive, nil)), tui.Options{Columns: 80, Rows: 24, Profile: colorprofile.ASCII})
	for range 3 {
		room.Update(tea.KeyPressMsg{Code: 'j', Text: "j"})
	}
	for _, page := range []string{"home", "post"} {
		if page == "post" {
			_, layOut := room.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
			room.Update(layOut())
		}
		var rows []string
		for row := range strings.SplitSeq(ansi.Strip(room.View().Content), "\n") {
			rows = append(rows, strings.TrimRight(row, " "))
		}
		frame := "\n```\n" + strings.Trim(strings.Join(rows, "\n"), "\n") + "\n```\n"
		if !strings.Contains(string(readme), frame) {
			t.Errorf("README.md does not show %s as it is:\n%s", page, frame)
		}
	}
}

// TestREADMEUnits holds the README's systemd units to options that exist and work
// together, and the service to an exposure below 2.0 of 10 as systemd computes it.
func TestREADMEUnits(t *testing.T) {
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		lacking(t, "systemd-analyze", "systemd")
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"pete.socket", "pete.service"} {
		_, rest, _ := strings.Cut(string(readme), "`/etc/systemd/system/"+name+"`")
		_, rest, _ = strings.Cut(rest, "```ini\n")
		unit, _, ok := strings.Cut(rest, "```")
		if !ok {
			t.Fatalf("README.md has no %s", name)
		}
		unit = strings.Replace(unit, "/usr/local/bin/pete", "/bin/true", 1)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(unit), 0o600); err != nil { //nolint:gosec // a file of the test's own
			t.Fatal(err)
		}
	}
	service := filepath.Join(dir, "pete.service")
	said, err := exec.CommandContext(t.Context(), "systemd-analyze", "security", "--offline=true", "--threshold=20", service).CombinedOutput()
	if err != nil || strings.Contains(string(said), "Unknown key") || !strings.Contains(string(said), "Overall exposure level") {
		t.Errorf("%v\n%s", err, said)
	}
	said, err = exec.CommandContext(t.Context(), "systemd-analyze", "verify", "--man=no", service, filepath.Join(dir, "pete.socket")).CombinedOutput()
	if err != nil || strings.Contains(string(said), dir) {
		t.Errorf("%v\n%s", err, said)
	}
}

// cmdReadme runs what README.md tells a reader to type: a line as it stands there,
// or of a crontab what follows the time.
func cmdReadme(ts *testscript.TestScript, neg bool, args []string) {
	shown := stageOf(ts).shown
	switch {
	case len(args) == 2 && args[0] == "all" && !neg:
		for _, line := range readmeLines(ts, args[1]) {
			if !shown[line] {
				ts.Fatalf("README.md has a line below %q that was not run:\n%s", args[1], line)
			}
		}
	case len(args) == 1:
		if !slices.Contains(readmeLines(ts, ""), args[0]) {
			ts.Fatalf("README.md has no such line")
		}
		shown[args[0]] = true
		line := regexp.MustCompile(`^\d+ \d+ \* \* \* `).ReplaceAllString(args[0], "")
		if err := ts.Exec("bash", "-c", line); (err != nil) != neg {
			ts.Fatalf("%v", err)
		}
	default:
		ts.Fatalf("usage: readme LINE | readme all HEADING")
	}
}

// readmeLines are the lines of code below a heading of README.md, or below all.
func readmeLines(ts *testscript.TestScript, heading string) []string {
	text, err := os.ReadFile("../../README.md")
	ts.Check(err)
	var lines []string
	below, code := "", false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		switch title, isHeading := strings.CutPrefix(line, "## "); {
		case strings.HasPrefix(line, "```"):
			code = !code
		case code && line != "" && (heading == "" || below == heading):
			lines = append(lines, line)
		case isHeading && !code:
			below = title
		}
	}
	return lines
}
