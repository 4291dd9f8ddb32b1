package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"charm.land/wish/v2"
	wishtea "charm.land/wish/v2/bubbletea"
	gossh "golang.org/x/crypto/ssh"
)

// Programs that benchmarks compare pete to. Each serves on a free port of the loopback
// until SIGTERM, and says where as pete's log does.

// floor is what an SSH connection costs: x/crypto's server, without any feature. A shell
// echoes; a command is answered with answerSize bytes.
func floor() {
	listener := listenFor("floor")
	config := &gossh.ServerConfig{NoClientAuth: true}
	config.AddHostKey(yardKey())
	for {
		raw, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			conn, channels, requests, err := gossh.NewServerConn(raw, config)
			if err != nil {
				return
			}
			defer func() { _ = conn.Close() }()
			go gossh.DiscardRequests(requests)
			for offer := range channels {
				channel, requests, err := offer.Accept()
				if err != nil {
					return
				}
				go floorSession(channel, requests)
			}
		}()
	}
}

// answerSize is about what the Markdown of a post has, in bytes.
const answerSize = 12 << 10

func floorSession(channel gossh.Channel, requests <-chan *gossh.Request) {
	for request := range requests {
		_ = request.Reply(true, nil)
		switch request.Type {
		case "exec":
			_, _ = channel.Write(make([]byte, answerSize))
			_, _ = channel.SendRequest("exit-status", false, gossh.Marshal(struct{ Status uint32 }{}))
			_ = channel.Close()
		case "shell":
			_, _ = io.WriteString(channel, "Type something.\r\n")
			go func() {
				_, _ = io.Copy(channel, channel)
				_ = channel.Close()
			}()
		}
	}
}

// hello is the server that wish's README leads to: its bubbletea middleware, and a
// program of a few lines.
func hello() {
	listener := listenFor("hello")
	server, err := wish.NewServer(
		wish.WithMiddleware(wishtea.Middleware(func(ssh.Session) (tea.Model, []tea.ProgramOption) {
			return greeting{}, nil
		})),
		func(s *ssh.Server) error { s.AddHostKey(yardKey()); return nil },
	)
	if err != nil {
		panic(err)
	}
	_ = server.Serve(listener)
}

// greeting counts the keys that are pressed.
type greeting struct{ keys int }

func (g greeting) Init() tea.Cmd { return nil }

func (g greeting) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		if key.String() == "q" {
			return g, tea.Quit
		}
		g.keys++
	}
	return g, nil
}

func (g greeting) View() tea.View {
	view := tea.NewView(fmt.Sprintf("Hello. %d keys so far; q leaves.", g.keys))
	view.AltScreen = true
	return view
}

// listenFor listens, and says so. The program ends with SIGTERM.
func listenFor(name string) net.Listener {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	context.AfterFunc(ctx, func() { stop(); os.Exit(0) })
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	_, _ = fmt.Fprintf(os.Stderr, `{"time":%q,"msg":"ready","address":%q,"program":%q}`+"\n", time.Now().Format(time.RFC3339), listener.Addr(), name)
	return listener
}

// yardKey is a host key of the kind that pete has.
func yardKey() gossh.Signer {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	signer, err := gossh.NewSignerFromKey(private)
	if err != nil {
		panic(err)
	}
	return signer
}
