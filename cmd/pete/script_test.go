package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// patience bounds every wait for something that happens at once on a machine that has
// nothing else to do. A machine that is busy takes many times as long.
const patience = time.Minute

func TestMain(m *testing.M) {
	testscript.Main(suite{m}, map[string]func(){"pete": main, "pete-breaks": breaks, "floor": floor, "hello": hello})
}

// suite is the tests. They serve the blog in testdata where they name no other, so that
// they do not depend on the posts inside pete.
type suite struct{ *testing.M }

func (s suite) Run() int {
	blog, err := filepath.Abs("testdata/blog")
	err = errors.Join(err, os.Setenv(contentVariable, blog), os.Setenv(raceVariable, "atexit_sleep_ms=0"))
	if err != nil {
		panic(err)
	}
	return s.M.Run()
}

// Variables of the environment that everything the tests start has.
const (
	contentVariable = "PETE_CONTENT" // the blog that is served; empty, it is the blog inside pete
	raceVariable    = "GORACE"       // without it, each program under the race detector sleeps for a second before it exits
)

// TestHost runs the scripts that need nothing but pete.
func TestHost(t *testing.T) {
	if underRace {
		t.Skip("commands on the host share nothing: they are tested without the race detector")
	}
	runScripts(t, "testdata/script")
}

// TestSSH runs the scripts that drive a real server with the real OpenSSH
// client.
func TestSSH(t *testing.T) {
	requireClients(t)
	runScripts(t, "testdata/ssh")
}

// runScripts runs a directory of scripts with these commands beside those of
// testscript:
//
//	status N COMMAND…       run COMMAND, which has to exit with that status
//	serve start [FLAG…]     start a server on a free port; $PORT is its port,
//	                        $FINGERPRINT its key's, serve.log its log; from then on
//	                        ssh, scp and sftp find it as blog.example;
//	                        with $SERVER another one than pete: see breaks_test.go
//	serve logged PATTERN    wait for a line in its log
//	serve stop              send SIGTERM; it has to exit with status 0
//	ssh [ARG…]              run a command there, without a terminal
//	both STATUS ARG…        run a command there and on the host, which have to
//	                        say the same and exit with that status
//	readme LINE             run a line of README.md as it stands there
//	readme all HEADING      the script has run every line of code below it
//	mounted DIR             unmount DIR when the script ends
//	reader [-NAME] …        a reader in a terminal there: see reader_test.go
//
// [lacks:PROGRAM] is true where there is no such program, [fuse] where sshfs can
// mount, [race] under the race detector.
//
// Every wait is bounded, and what a script started ends with it.
func runScripts(t *testing.T, dir string) {
	testscript.Run(t, testscript.Params{
		Dir:                dir,
		RequireUniqueNames: true,
		UpdateScripts:      os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(env *testscript.Env) error {
			ctx, end := context.WithCancel(context.Background())
			for _, name := range []string{contentVariable, raceVariable} {
				env.Setenv(name, os.Getenv(name))
			}
			env.Values[stageKey{}] = &stage{ctx: ctx, end: end, readers: map[string]*reader{}, shown: map[string]bool{}}
			env.Defer(end)
			return nil
		},
		Condition: condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":  cmdStatus,
			"serve":   cmdServe,
			"ssh":     cmdSSH,
			"both":    cmdBoth,
			"readme":  cmdReadme,
			"mounted": cmdMounted,
			"reader":  cmdReader,
		},
	})
}

// stage is what one script has set up.
type stage struct {
	ctx     context.Context // of everything it has started
	end     func()
	server  *server
	readers map[string]*reader
	shown   map[string]bool // lines of README.md that it has run
}

type stageKey struct{}

func stageOf(ts *testscript.TestScript) *stage { return ts.Value(stageKey{}).(*stage) }

// environ is the environment of a script, as far as pete and ssh look at it.
func environ(ts *testscript.TestScript) []string {
	names := []string{"PATH", "HOME", "TMPDIR", "TERM", "LANG", "COLORTERM", "NO_COLOR", "GOCOVERDIR", contentVariable, raceVariable}
	for _, o := range defaultSettings(nil).options() {
		names = append(names, envName(o.name))
	}
	var env []string
	for _, name := range names {
		if value := ts.Getenv(name); value != "" {
			env = append(env, name+"="+value)
		}
	}
	return env
}

func cmdStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	command := args[1:]
	if command[0] == "ssh" {
		command = append([]string{"ssh", host}, command[1:]...)
	}
	if got := exitStatus(ts.Exec(command[0], command[1:]...)); got != want {
		ts.Fatalf("status %d, want %d", got, want)
	}
}

func cmdBoth(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: both STATUS ARG…")
	}
	cmdStatus(ts, false, append([]string{args[0], "pete"}, args[1:]...))
	stdout, stderr := ts.ReadFile("stdout"), ts.ReadFile("stderr")
	line := []string{args[0], "ssh"}
	for _, arg := range args[1:] {
		line = append(line, "'"+strings.ReplaceAll(arg, "'", `'\''`)+"'")
	}
	cmdStatus(ts, false, line)
	if there := ts.ReadFile("stdout"); there != stdout {
		ts.Fatalf("over ssh it prints\n%s\nand on the host\n%s", there, stdout)
	}
	if there := ts.ReadFile("stderr"); there != stderr {
		ts.Fatalf("over ssh it complains\n%s\nand on the host\n%s", there, stderr)
	}
}

// exitStatus is the status a process ended with, -1 for one that was killed or
// never ran.
func exitStatus(err error) int {
	if err == nil {
		return 0
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	return -1
}
