// Package listen opens TCP listeners, all or none of a list, keeps accepting when the
// process runs out of descriptors, and bounds how often errors of Accept are logged.
// It knows nothing of what is served.
//
//	listen.go    listeners, and errors of Accept
//	balancer.go  the address of a client behind a load balancer
//	queued_*.go  what a client has not taken yet
//	refuse.go    closes connections that were refused, without haste
package listen

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/time/rate"
)

// All listens on every address, HOST:PORT, or on none of them: the error names the
// address that cannot be had.
func All(ctx context.Context, addresses []string) ([]net.Listener, error) {
	var open []net.Listener
	for _, address := range addresses {
		// To keep a connection alive takes three system calls, for each that is accepted:
		// the server sees to it for those that it keeps.
		l, err := (&net.ListenConfig{KeepAlive: -1}).Listen(ctx, "tcp", address)
		if err != nil {
			for _, l := range open {
				_ = l.Close()
			}
			return nil, err
		}
		open = append(open, l)
	}
	return open, nil
}

// Addresses returns the addresses of listeners, with commas between.
func Addresses(listeners []net.Listener) string {
	var all []string
	for _, l := range listeners {
		all = append(all, l.Addr().String())
	}
	return strings.Join(all, ",")
}

// The pauses after an Accept that failed, the first and the longest. The longest
// bounds how long a client waits after a descriptor has become free.
const (
	firstPause   = 5 * time.Millisecond
	longestPause = 200 * time.Millisecond
)

// Retrying returns a listener whose Accept does not fail for a lack of descriptors,
// memory or the like, nor for a connection that was aborted before it was accepted:
// it waits and tries again until the listener is closed. It calls failed with every
// such error, at most 200 times a second.
func Retrying(l net.Listener, failed func(error)) net.Listener {
	return &retrying{Listener: l, failed: failed, closed: make(chan struct{})}
}

type retrying struct {
	net.Listener

	failed func(error)
	once   sync.Once
	closed chan struct{}
}

// Accept implements net.Listener.
func (r *retrying) Accept() (net.Conn, error) {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		conn, err := r.Listener.Accept()
		if err == nil || errors.Is(err, net.ErrClosed) {
			return conn, err
		}
		if lasting(err) {
			return nil, err
		}
		r.failed(err)
		select {
		case <-time.After(pause):
		case <-r.closed:
			return nil, net.ErrClosed
		}
	}
}

// lasting reports an error that says that the socket is no listener. All others pass:
// too few descriptors or too little memory, and what accept(2) passes on from the
// network.
func lasting(err error) bool {
	return errors.Is(err, syscall.EBADF) || errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSOCK)
}

// Close implements net.Listener.
func (r *retrying) Close() error {
	r.once.Do(func() { close(r.closed) })
	return r.Listener.Close()
}

// reportInterval is the least time between two reports of errors.
const reportInterval = time.Second

// Failures returns a function for [Retrying] that calls count for every error, and report
// with the latest error and the number of errors since the last report, at most once a
// second.
func Failures(count func(), report func(errors int, latest error)) func(error) {
	var mu sync.Mutex
	unreported := 0
	due := rate.Sometimes{Interval: reportInterval}
	return func(err error) {
		count()
		mu.Lock()
		defer mu.Unlock()
		unreported++
		due.Do(func() {
			report(unreported, err)
			unreported = 0
		})
	}
}
