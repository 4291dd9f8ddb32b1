package service

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/coreos/go-systemd/v22/activation"
	"github.com/coreos/go-systemd/v22/daemon"
)

// Socket is a TCP listener that systemd has passed to this process.
type Socket struct {
	net.Listener

	Name string // FileDescriptorName= of its unit
}

// Sockets returns what systemd has passed (sd_listen_fds(3)), in the order of the socket
// units, or none.
func Sockets() ([]Socket, error) {
	var passed []Socket
	for _, file := range activation.Files(true) {
		l, err := net.FileListener(file) // a duplicate
		_ = file.Close()
		if tcp, ok := l.(*net.TCPListener); err == nil && ok {
			passed = append(passed, Socket{tcp, file.Name()})
			continue
		}
		return nil, fmt.Errorf("socket %s from systemd: not a TCP listener: use ListenStream=PORT and Accept=no", file.Name())
	}
	return passed, nil
}

// Ready tells the service manager that the server listens.
func Ready() error { return notify(daemon.SdNotifyReady) }

// Stopping tells the service manager that the server begins to stop.
func Stopping() error { return notify(daemon.SdNotifyStopping) }

// Watchdog tells the service manager that the server is alive, twice in the time after
// which it would be restarted (WatchdogSec=), until ctx ends. Before each it calls
// alive, which does not return if the server is stuck. A message that cannot be sent is
// reported to failed, and the next is tried all the same. Without a watchdog it returns
// at once.
func Watchdog(ctx context.Context, alive func(), failed func(error)) error {
	interval, err := daemon.SdWatchdogEnabled(false)
	if err != nil || interval == 0 {
		return err
	}
	ticker := time.NewTicker(interval / 2)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			alive()
			if err := notify(daemon.SdNotifyWatchdog); err != nil {
				failed(err)
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// notifyTimeout bounds how long a service manager may take to receive a message. It
// reads them at once unless it is stuck itself.
const notifyTimeout = 200 * time.Millisecond

// notify sends a state to the service manager, if there is one.
func notify(state string) error {
	sent := make(chan error, 1)
	go func() {
		_, err := daemon.SdNotify(false, state)
		sent <- err
	}()
	select {
	case err := <-sent:
		if err != nil {
			return fmt.Errorf("%s cannot be sent to the service manager: %w", state, err)
		}
		return nil
	case <-time.After(notifyTimeout):
		return errors.New(state + " is not received by the service manager")
	}
}
