package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// patience bounds every wait for something that will happen at once on a machine
// that has nothing else to do.
const patience = 20 * time.Second

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pete": main, "pete-breaks": breaks})
}

// TestHost runs the scripts that need nothing but pete.
func TestHost(t *testing.T) { runScripts(t, "testdata/script") }

// TestSSH runs the scripts that drive a real server with the real OpenSSH
// client.
func TestSSH(t *testing.T) {
	if _, err := exec.LookPath("ssh"); err != nil {
		lacking(t, "ssh", "openssh-client")
	}
	runScripts(t, "testdata/ssh")
}

// lacking skips a test for want of a program, unless PETE_REQUIRE says that all
// of them are there.
func lacking(t *testing.T, program, debian string) {
	t.Helper()
	if os.Getenv("PETE_REQUIRE") != "" {
		t.Fatalf("no %s: apt-get install %s", program, debian)
	}
	t.Skipf("no %s: apt-get install %s", program, debian)
}

// runScripts runs a directory of scripts with these commands beside those of
// testscript:
//
//	status N COMMAND…       run COMMAND, which has to exit with that status
//	serve start [FLAG…]     start a server on a free port; $PORT is its port,
//	                        $SSH a command line that leads there, serve.log its log;
//	                        with $SERVER another one than pete: see breaks_test.go
//	serve logged PATTERN    wait for a line in its log
//	serve stop              send SIGTERM; it has to exit with status 0
//	ssh [ARG…]              run a command there, without a terminal
//	reader [-NAME] …        someone who reads there in a terminal: see reader_test.go
//
// Every wait is bounded, and what a script started ends with it.
func runScripts(t *testing.T, dir string) {
	testscript.Run(t, testscript.Params{
		Dir:                dir,
		RequireUniqueNames: true,
		UpdateScripts:      os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(env *testscript.Env) error {
			ctx, end := context.WithCancel(context.Background())
			env.Values[stageKey{}] = &stage{ctx: ctx, end: end, readers: map[string]*reader{}}
			env.Defer(end)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": cmdStatus,
			"serve":  cmdServe,
			"ssh":    cmdSSH,
			"reader": cmdReader,
		},
	})
}

// stage is what one script has set up.
type stage struct {
	ctx     context.Context // of everything it has started
	end     func()
	server  *server
	readers map[string]*reader
}

type stageKey struct{}

func stageOf(ts *testscript.TestScript) *stage { return ts.Value(stageKey{}).(*stage) }

// environ is the environment of a script, as far as pete and ssh look at it.
func environ(ts *testscript.TestScript) []string {
	var env []string
	for _, name := range []string{
		"PATH", "HOME", "TMPDIR", "TERM", "COLORTERM", "NO_COLOR", "GOCOVERDIR",
		"PETE_LISTEN", "PETE_HOST_KEY", "PETE_CONTENT", "PETE_ADMIN", "PETE_LOG_FORMAT", "PETE_DRAIN_TIMEOUT",
	} {
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
		command = append(sshLine(ts), command[1:]...)
	}
	if got := exitStatus(ts.Exec(command[0], command[1:]...)); got != want {
		ts.Fatalf("status %d, want %d", got, want)
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
