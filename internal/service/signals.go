// Package service is what a server needs to run under a service manager: signals,
// systemd's notifications and watchdog, and sockets that systemd has opened. A signal
// ends the server in order or not at all, and a service manager that does not answer
// holds nothing up. signals_*.go have what differs between systems, systemd.go the rest.
package service

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// UntilSignal returns a context that ends at the first SIGTERM or SIGINT. The second
// one ends the process at once, as it would without this. Signals that would otherwise
// end it abruptly, or that have no meaning here, are ignored: note is called with a
// sentence about each. SIGPIPE is ignored without one, so that a log whose reader has
// gone does not end the process. SIGQUIT still ends it with all stacks.
func UntilSignal(parent context.Context, note func(sentence string)) (ctx context.Context, hangups <-chan os.Signal, stop func()) {
	ctx, cancel := signal.NotifyContext(parent, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, cancel)
	ignored := make(chan os.Signal, 8) // more at once are one
	sentences := ignoredSignals()
	for s := range sentences {
		signal.Notify(ignored, s)
	}
	ignorePipe()
	hungUp := make(chan os.Signal, 1)
	signal.Notify(hungUp, syscall.SIGHUP)
	go func() {
		for s := range ignored {
			note(sentences[s])
		}
	}()
	return ctx, hungUp, func() {
		cancel()
		signal.Stop(hungUp)
		signal.Stop(ignored)
		close(ignored)
	}
}
