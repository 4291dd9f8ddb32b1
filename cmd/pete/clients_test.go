package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// host is the server's name in scripts: the one that the embedded blog tells its
// readers to type.
const host = "blog.example"

// lendClients puts OpenSSH's programs before all others in the script's PATH, as
// ones that find the server by its name and know nothing but its key: no
// configuration, no agent, no keys but that in the file ann for authors, no questions.
// So a script can run what a reader types, and an author.
func lendClients(ts *testscript.TestScript, port, key string) {
	config := ts.MkAbs("ssh_config")
	ts.Check(os.WriteFile(config, fmt.Appendf(nil, `
Host %s
HostName 127.0.0.1
HostKeyAlias %[1]s
Port %s
User reader
BatchMode yes
UserKnownHostsFile %s
GlobalKnownHostsFile none
StrictHostKeyChecking yes
IdentityFile none
IdentityAgent none
ConnectTimeout 60
SendEnv NO_COLOR COLORTERM LANG
LogLevel ERROR

Match user author
IdentityFile %s
`, host, port, ts.MkAbs("known_hosts"), ts.MkAbs("ann")), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("known_hosts"), []byte(host+" "+key+"\n"), 0o600))

	clients := ts.MkAbs(".clients")
	ts.Check(os.MkdirAll(clients, 0o700))
	path := strings.TrimPrefix(ts.Getenv("PATH"), clients+string(os.PathListSeparator))
	for _, name := range []string{"ssh", "scp", "sftp"} {
		installed, err := exec.LookPath(name)
		ts.Check(err)
		script := fmt.Sprintf("#!/bin/sh\nexec '%s' -F '%s' \"$@\"\n", installed, config)
		ts.Check(os.WriteFile(filepath.Join(clients, name), []byte(script), 0o700)) //nolint:gosec // to be run
	}
	ts.Setenv("PATH", clients+string(os.PathListSeparator)+path)
}

// requireClients asks for the programs that lendClients lends.
func requireClients(t *testing.T) {
	t.Helper()
	for _, program := range []string{"ssh", "scp", "sftp"} {
		if _, err := exec.LookPath(program); err != nil {
			lacking(t, program, "openssh-client")
		}
	}
}

// lacking skips a test for want of a program, unless PETE_REQUIRE says that all
// of them are there.
func lacking(t *testing.T, program, debian string) {
	t.Helper()
	if os.Getenv(requireAll) != "" {
		t.Fatalf("no %s: apt-get install %s", program, debian)
	}
	t.Skipf("no %s: apt-get install %s", program, debian)
}

// takesLong skips a test that takes half a minute or more, unless PETE_LONG is set. how is
// the command that runs it.
func takesLong(t *testing.T, how string) {
	t.Helper()
	switch long := os.Getenv("PETE_LONG") != ""; {
	case !long && os.Getenv(requireAll) != "":
		t.Fatal("nothing may be left out: " + how)
	case !long:
		t.Skip("takes long: " + how)
	}
}

// requireAll is the variable that forbids to do without a program.
const requireAll = "PETE_REQUIRE"

// condition is what a script may depend on besides what testscript knows:
// [lacks:PROGRAM] and [lacks-python:MODULE], with which it skips itself, and which
// are an error where all programs are required; [fuse], where file systems of programs
// can be mounted; and [race], under the race detector.
func condition(condition string) (bool, error) {
	if condition == "race" {
		return underRace, nil
	}
	if condition == "fuse" {
		_, err := os.Stat("/dev/fuse")
		return err == nil, nil
	}
	kind, name, _ := strings.Cut(condition, ":")
	var err error
	switch kind {
	case "lacks":
		_, err = exec.LookPath(name)
	case "lacks-python": // of the Python that Debian's packages serve
		err = exec.CommandContext(context.Background(), "/usr/bin/python3", "-c", "import "+name).Run()
	default:
		return false, fmt.Errorf("condition %q: want race, fuse, lacks:PROGRAM or lacks-python:MODULE", condition)
	}
	if err != nil && os.Getenv(requireAll) != "" {
		return true, fmt.Errorf("no %s: %w", name, err)
	}
	return err != nil, nil
}

// cmdMounted unmounts what a script has mounted in a directory when the script ends,
// also after a failure: else the directory above could not be removed.
func cmdMounted(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: mounted DIR")
	}
	dir := ts.MkAbs(args[0])
	ts.Defer(func() {
		// It fails where nothing was mounted, which is right.
		_ = exec.CommandContext(context.Background(), "fusermount", "-u", "-z", dir).Run()
	})
}
