package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// Attack: a signal that ends most programs at once, while a reader's terminal is on the
// alternate screen.
func TestOtherSignalsEndNothing(t *testing.T) {
	d := startDaemon(t, nil)
	client := dialAt(t, d.address)
	term := &typist{}
	term.open(t, client)
	for signal, sentence := range map[syscall.Signal]string{
		syscall.SIGHUP:  "SIGHUP",
		syscall.SIGUSR1: "SIGUSR1 ignored",
		syscall.SIGUSR2: "SIGUSR2 ignored",
	} {
		d.signal(t, signal)
		d.logged(t, sentence)
	}
	for _, signal := range []syscall.Signal{syscall.SIGPIPE, syscall.SIGALRM, syscall.SIGVTALRM, syscall.SIGIO, syscall.SIGXCPU, syscall.SIGPWR} {
		d.signal(t, signal)
		if out, status := over(t, client, "ls -1"); status != 0 || out == "" {
			t.Fatalf("after %v: status %d, %q", signal, status, out)
		}
	}
	t.Logf("SIGTERM takes %v", d.stop(t))
	if sent := term.sent(t); !strings.Contains(sent, "\x1b[?1049h") || !strings.Contains(sent, "\x1b[?1049l") {
		t.Errorf("the terminal is not given back: …%q", sent[max(0, len(sent)-200):])
	}
}

// typist is a reader in a terminal that is not emulated.
type typist struct {
	keys io.Writer
	all  chan string // what the server sent, once it has ended
}

func (y *typist) open(t testing.TB, client *ssh.Client) {
	t.Helper()
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.RequestPty("xterm-256color", 24, 80, nil); err != nil {
		t.Fatal(err)
	}
	keys, err := session.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	screen, err := session.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Shell(); err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 4096)
	n, err := screen.Read(first)
	if err != nil {
		t.Fatal(err)
	}
	y.keys, y.all = keys, make(chan string, 1)
	go func() {
		rest, _ := io.ReadAll(screen)
		y.all <- string(first[:n]) + string(rest)
	}()
}

func (y *typist) sent(t testing.TB) string {
	t.Helper()
	select {
	case all := <-y.all:
		return all
	case <-time.After(patience):
		t.Fatal("the session does not end")
		return ""
	}
}

// systemd is told when the server is ready, that it is alive, and when it stops.
func TestNotify(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = socket.Close() }()
	heard := func() string {
		buf := make([]byte, 1024)
		_ = socket.SetReadDeadline(time.Now().Add(patience))
		n, err := socket.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		return string(buf[:n])
	}
	d := startDaemon(t, func(cmd *exec.Cmd) {
		cmd.Env = append(cmd.Env, "NOTIFY_SOCKET="+path, "WATCHDOG_USEC=200000")
	})
	for i, want := range []string{"READY=1", "WATCHDOG=1", "WATCHDOG=1"} {
		if got := heard(); got != want {
			t.Errorf("message %d is %q, want %q", i, got, want)
		}
	}
	d.stop(t)
	for got := heard(); got != "STOPPING=1"; got = heard() {
		if got != "WATCHDOG=1" {
			t.Fatalf("%q is sent before STOPPING=1", got)
		}
	}
}

// A service manager that is not there, or does not read, keeps nothing from working.
func TestNotifyFails(t *testing.T) {
	d := startDaemon(t, func(cmd *exec.Cmd) {
		cmd.Env = append(cmd.Env, "NOTIFY_SOCKET=/nonexistent/notify", "WATCHDOG_USEC=nonsense")
	})
	d.logged(t, `"msg":"service manager".*READY=1`)
	if _, status := over(t, dialAt(t, d.address), "ls"); status != 0 {
		t.Errorf("status %d", status)
	}
	d.stop(t)
}

// socketUnit is a listener that stays open while servers come and go.
func socketUnit(t *testing.T) (address string, pass func(*exec.Cmd)) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	file, err := l.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close() // file is the same socket
	t.Cleanup(func() { _ = file.Close() })
	return l.Addr().String(), func(cmd *exec.Cmd) {
		pete, err := exec.LookPath("pete")
		if err != nil {
			t.Fatal(err)
		}
		sh, err := exec.LookPath("sh")
		if err != nil {
			t.Fatal(err)
		}
		var flags []string // without the --listen of startDaemon
		flags = append(flags, cmd.Args[4:]...)
		cmd.Path = sh
		cmd.Args = append([]string{"sh", "-c", `LISTEN_PID=$$ exec "$0" "$@"`, pete, "serve"}, flags...)
		cmd.Env = append(cmd.Env, "LISTEN_FDS=1")
		cmd.ExtraFiles = []*os.File{file}
	}
}

// A socket that systemd passes is used instead of the default, and beside --listen if
// that is given.
func TestSocketActivation(t *testing.T) {
	address, pass := socketUnit(t)
	d := startDaemon(t, pass)
	if d.address != address || d.count(`"msg":"sockets from systemd".*"addresses":"`+address+`".*"listen":"not used"`) != 1 {
		t.Errorf("it listens on %s, want %s only:\n%s", d.address, address, d.log)
	}
	if out, status := over(t, dialAt(t, address), "ls -1"); status != 0 || out == "" {
		t.Errorf("status %d, %q", status, out)
	}
	d.stop(t)

	d = startDaemon(t, pass, "--listen", "127.0.0.1:0")
	all := strings.Split(d.address, ",")
	if len(all) != 2 || all[1] != address || d.count(`"listen":"used as well"`) != 1 {
		t.Fatalf("it listens on %q, want an address and %s:\n%s", all, address, d.log)
	}
	for _, one := range all {
		if _, status := over(t, dialAt(t, one), "ls -1"); status != 0 {
			t.Errorf("%s: status %d", one, status)
		}
	}
	d.stop(t)
}

// A restart behind a socket that systemd keeps refuses no client: those that connect
// while there is no server wait for the next.
func TestRestartRefusesNoClient(t *testing.T) {
	address, pass := socketUnit(t)
	first := startDaemon(t, pass)
	if _, status := over(t, dialAt(t, address), "ls -1"); status != 0 {
		t.Fatalf("status %d", status)
	}
	first.stop(t)
	const clients = 20
	served := make(chan error, clients)
	for range clients { // the kernel accepts them, no process does
		raw, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Fatalf("between two servers: %v", err)
		}
		go func() { served <- list(raw) }()
	}
	second := startDaemon(t, pass, "--max-per-source", fmt.Sprint(clients))
	for range clients {
		if err := <-served; err != nil {
			t.Errorf("a client that came between two servers: %v", err)
		}
	}
	second.stop(t)
}

// list runs ls over a connection.
func list(raw net.Conn) error {
	defer func() { _ = raw.Close() }()
	_ = raw.SetDeadline(time.Now().Add(patience))
	conn, channels, requests, err := ssh.NewClientConn(raw, "", &ssh.ClientConfig{
		User:            "reader",
		HostKeyCallback: func(string, net.Addr, ssh.PublicKey) error { return nil },
	})
	if err != nil {
		return err
	}
	session, err := ssh.NewClient(conn, channels, requests).NewSession()
	if err != nil {
		return err
	}
	return session.Run("ls -1")
}

// All addresses of --listen are served and share the limits; one that is taken stops the
// start and is named.
func TestListenOnSeveral(t *testing.T) {
	d := startDaemon(t, nil, "--listen", "127.0.0.1:0,127.0.0.2:0", "--max-readers", "1")
	all := strings.Split(d.address, ",")
	if len(all) != 3 || !strings.HasPrefix(all[2], "127.0.0.2:") {
		t.Fatalf("it listens on %q", all)
	}
	(&typist{}).open(t, dialAt(t, all[0]))
	if _, status := over(t, dialAt(t, all[2]), "ls"); status != 1 {
		t.Errorf("a second reader at another address gets status %d, want a refusal", status)
	}
	out, err := exec.CommandContext(t.Context(), "pete", "serve", "--host-key", filepath.Join(t.TempDir(), "key"),
		"--listen", "127.0.0.1:0", "--listen", all[1]).CombinedOutput()
	if exitStatus(err) != 1 || !strings.Contains(string(out), all[1]+": bind: address already in use") {
		t.Errorf("with %s taken: %v\n%s", all[1], err, out)
	}
	d.stop(t)
}

// Attack: connections until the process has no descriptor left.
func TestDescriptorsExhausted(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	d := startDaemon(t, func(cmd *exec.Cmd) {
		args := append([]string{"sh", "-c", `ulimit -n 40; exec "$0" "$@"`}, cmd.Args...)
		cmd.Path, cmd.Args = sh, args
	}, "--admin", "127.0.0.1:0", "--max-per-source", "100")
	operator := d.logged(t, `"msg":"admin"`)["address"].(string)
	client := &http.Client{Timeout: patience}
	defer client.CloseIdleConnections()
	if n := metric(t, client, operator, "pete_accept_errors_total"); n != "0" { // this connection stays open
		t.Errorf("%s accept errors before the attack", n)
	}
	begun := time.Now()
	var held []net.Conn
	for range 60 {
		raw, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", d.address)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, raw)
	}
	d.logged(t, `"msg":"connections cannot be accepted".*too many open files`)
	n := metric(t, client, operator, "pete_accept_errors_total")
	for _, raw := range held {
		_ = raw.Close()
	}
	if _, status := over(t, dialAt(t, d.address), "ls -1"); status != 0 {
		t.Errorf("once descriptors are free: status %d", status)
	}
	lines := d.count("connections cannot be accepted")
	took := time.Since(begun)
	t.Logf("%s errors and %d lines in %v", n, lines, took)
	if n == "0" || lines > int(took.Seconds())+1 {
		t.Errorf("%s errors are counted, %d lines are logged in %v", n, lines, took)
	}
	d.stop(t)
}
