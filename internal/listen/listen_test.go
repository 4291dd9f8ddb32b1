package listen_test

import (
	"errors"
	"net"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"blog.example/pete/internal/listen"
)

// scripted is a listener whose Accept gives these errors, then a connection, then
// blocks until it is closed.
type scripted struct {
	net.Listener

	errs   []error
	closed chan struct{}
}

func (s *scripted) Accept() (net.Conn, error) {
	if len(s.errs) == 0 {
		<-s.closed
		return nil, net.ErrClosed
	}
	err := s.errs[0]
	s.errs = s.errs[1:]
	if err == nil {
		conn, _ := net.Pipe()
		return conn, nil
	}
	return nil, &net.OpError{Op: "accept", Net: "tcp", Err: err}
}

func (s *scripted) Close() error {
	close(s.closed)
	return nil
}

// Attack: clients open connections until the process has no descriptor left.
func TestAcceptingRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{errs: []error{syscall.EMFILE, syscall.ENOBUFS, syscall.ECONNABORTED, nil}, closed: make(chan struct{})}
		failures := 0
		l := listen.Retrying(s, func(error) { failures++ })
		begun := time.Now()
		conn, err := l.Accept()
		if err != nil || conn == nil || failures != 3 {
			t.Fatalf("Accept returns %v, %v after %d failures", conn, err, failures)
		}
		if waited := time.Since(begun); waited <= 0 || waited > time.Second {
			t.Errorf("three failures take %v: want a pause after each, and a short one", waited)
		}
		_ = l.Close()
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Accept of a closed listener: %v", err)
		}
	})
}

// A listener that is closed while Accept waits does not keep the server from ending.
func TestCloseEndsTheWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var errs []error
		for range 1000 {
			errs = append(errs, syscall.EMFILE)
		}
		l := listen.Retrying(&scripted{errs: errs, closed: make(chan struct{})}, func(error) {})
		done := make(chan error, 1)
		go func() {
			_, err := l.Accept()
			done <- err
		}()
		synctest.Wait()
		begun := time.Now()
		_ = l.Close()
		if err := <-done; !errors.Is(err, net.ErrClosed) || time.Since(begun) != 0 {
			t.Errorf("Accept returns %v after %v", err, time.Since(begun))
		}
	})
}

// A socket that is no listener is an error, not a reason to wait.
func TestLastingError(t *testing.T) {
	l := listen.Retrying(&scripted{errs: []error{syscall.EINVAL}}, func(error) { t.Error("it is tried again") })
	if _, err := l.Accept(); !errors.Is(err, syscall.EINVAL) {
		t.Errorf("Accept: %v", err)
	}
}

// All addresses are listened on, or none, and the error names the one that is taken.
func TestAll(t *testing.T) {
	open, err := listen.All(t.Context(), []string{"127.0.0.1:0", "127.0.0.1:0"})
	if err != nil || len(open) != 2 {
		t.Fatal(open, err)
	}
	taken := open[0].Addr().String()
	free := open[1].Addr().String()
	_ = open[1].Close()
	if _, err := listen.All(t.Context(), []string{free, taken}); err == nil || !strings.Contains(err.Error(), taken) {
		t.Errorf("%v does not name %s", err, taken)
	}
	again, err := listen.All(t.Context(), []string{free})
	if err != nil {
		t.Fatalf("an address is still taken after another could not be had: %v", err)
	}
	_, _ = again[0].Close(), open[0].Close()
}

// A process without descriptors fails to accept 200 times a second.
func TestFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		counted := 0
		var reported []int
		failed := listen.Failures(func() { counted++ }, func(count int, latest error) {
			if !errors.Is(latest, syscall.EMFILE) {
				t.Errorf("reported was %v", latest)
			}
			reported = append(reported, count)
		})
		for range 3 * 200 {
			failed(syscall.EMFILE)
			time.Sleep(5 * time.Millisecond)
		}
		if want := []int{1, 200, 200}; !slices.Equal(reported, want) || counted != 600 {
			t.Errorf("the reports were of %v errors, want %v; %d were counted, want 600", reported, want, counted)
		}
	})
}
