package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/spf13/cobra"
)

// TestREADMEListsFlags holds the README's table to the flags, their variables and their
// defaults.
func TestREADMEListsFlags(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	content := new(contentFlag)
	options := append(defaultSettings(content).options(), option{contentName, content, ""})
	for _, o := range options {
		row := regexp.MustCompile("(?m)^\\| `--" + o.name + "` \\| `" + envName(o.name) + "` \\| (.*?) \\| ").FindSubmatch(readme)
		if row == nil {
			t.Errorf("README.md has no row of --%s and %s", o.name, envName(o.name))
			continue
		}
		if value := o.value.String(); value != "" && o.value.Type() != "bool" && string(row[1]) != "`"+value+"`" {
			t.Errorf("README.md gives %s as the default of --%s, want %s", row[1], o.name, value)
		}
	}
	if rows := regexp.MustCompile("(?m)^\\| `--").FindAll(readme, -1); len(rows) != len(options) {
		t.Errorf("README.md has %d rows of flags, want %d", len(rows), len(options))
	}
}

// Every flag can be set by its variable, and the command line comes first.
func TestVariablesSetFlags(t *testing.T) {
	valid := map[string]string{
		"ADDRESS": "127.0.0.1:1", "ADDRESS,…": ":1,:2", "FILE": "key", "HOST": "other.example", "CIDR,…": "10.0.0.0/8",
		"NAME,…": "a.example", "bool": "true", "FORMAT": "json", "SIZE": "32MiB", "N": "7", "TIME": "7s",
		"URL": "https://a.example", "EMAIL": "ann@a.example", "DIR": "state", "auto|blocks|off": "blocks",
	}
	s := defaultSettings(new(contentFlag))
	options := s.options()
	for _, o := range options {
		t.Setenv(envName(o.name), valid[o.value.Type()])
	}
	cmd := &cobra.Command{Use: "serve"}
	addOptions(cmd.Flags(), options...)
	if err := cmd.ParseFlags([]string{"--max-readers", "9"}); err != nil {
		t.Fatal(err)
	}
	if err := fromEnvironment(cmd); err != nil {
		t.Fatal(err)
	}
	for _, o := range options {
		want := valid[o.value.Type()]
		if o.name == "max-readers" {
			want = "9"
		}
		if got := o.value.String(); got != want {
			t.Errorf("--%s is %q, want %q", o.name, got, want)
		}
	}
	t.Setenv("PETE_POLL", "often")
	if err := fromEnvironment(cmd); err == nil || !strings.Contains(err.Error(), `PETE_POLL "often": want a time`) {
		t.Errorf("PETE_POLL=often: %v", err)
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
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"pete.socket", "pete.service", "pete.service.d/publish.conf", "pete.service.d/web.conf", "ssh.socket.d/override.conf"} {
		_, rest, _ := strings.Cut(string(readme), "`/etc/systemd/system/"+name+"`")
		_, rest, _ = strings.Cut(rest, "```ini\n")
		unit, _, ok := strings.Cut(rest, "```")
		if !ok {
			t.Fatalf("README.md has no %s", name)
		}
		unit = strings.ReplaceAll(unit, "/usr/local/bin/pete", "/bin/true")
		if strings.HasPrefix(name, "pete.service.d/") { // what is said later wins
			service, err := os.ReadFile(filepath.Join(dir, "pete.service"))
			if err != nil {
				t.Fatal(err)
			}
			name, unit = strings.TrimSuffix(filepath.Base(name), ".conf")+".service", string(service)+unit
		}
		if strings.HasPrefix(name, "ssh.") { // it is the whole unit here
			name = "ssh.socket"
			write("ssh.service", "[Service]\nExecStart=/bin/true\n")
		}
		write(name, unit)
	}
	service := filepath.Join(dir, "pete.service")
	for _, unit := range []string{service, filepath.Join(dir, "publish.service"), filepath.Join(dir, "web.service")} {
		said, err := exec.CommandContext(t.Context(), "systemd-analyze", "security", "--offline=true", "--threshold=20", unit).CombinedOutput()
		if err != nil || strings.Contains(string(said), "Unknown key") || !strings.Contains(string(said), "Overall exposure level") {
			t.Errorf("%v\n%s", err, said)
		}
	}
	said, err := exec.CommandContext(t.Context(), "systemd-analyze", "verify", "--man=no", service, filepath.Join(dir, "pete.socket"), filepath.Join(dir, "ssh.socket")).CombinedOutput()
	if err != nil || strings.Contains(string(said), dir) {
		t.Errorf("%v\n%s", err, said)
	}
}

// TestREADMEShowsCheck holds what README.md shows of pete check to what a script gets.
func TestREADMEShowsCheck(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	script, err := txtar.ParseFile("testdata/script/bring.txtar")
	if err != nil {
		t.Fatal(err)
	}
	said := script.Files[len(script.Files)-1]
	if want := "$ pete check blog\n" + string(said.Data) + "```"; !strings.Contains(string(readme), want) {
		t.Errorf("README.md does not show\n%s", want)
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
