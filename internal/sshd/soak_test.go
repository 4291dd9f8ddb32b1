package sshd

import (
	"fmt"
	"os"
	"testing"
	"time"
)

// descriptors is how many files the process has open.
func descriptors(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	switch {
	case err != nil && os.Getenv("PETE_REQUIRE") != "":
		t.Fatal(err)
	case err != nil:
		t.Skip("this system has no /proc to count in")
	}
	return len(entries)
}

// TestThousandSessions ends in every way that there is, over and over: the reader
// quits, types ahead of quitting, is killed, or the room breaks, be it while the visit
// rests or not. Nothing is left: no goroutine, no descriptor, no memory.
func TestThousandSessions(t *testing.T) {
	h := serve(t, rooms(), tired)
	visit := func(t *testing.T, i int) {
		client, err := h.dialFrom(t, fmt.Sprintf("127.0.3.%d", 1+i%200))
		if err != nil {
			t.Fatal(err)
		}
		term := h.terminal(t, client)
		term.shows(t, "Pete")
		switch i % 4 {
		case 0:
			term.press(t, "q")
			term.ends(t)
		case 1:
			term.press(t, "jjq"+"kkkk\x1b[A")
			term.ends(t)
		case 2: // killed
		case 3:
			term.press(t, "U")
			term.ends(t)
		}
		_ = client.Close()
		_ = client.Wait()
		term.Close()
	}
	// In tests of their own, so that what the clients keep is let go.
	visits := func(n int) {
		t.Run("visits", func(t *testing.T) {
			for i := range n {
				visit(t, i)
			}
		})
		eventually(t, "no client is connected", h.empty)
	}
	visits(50) // what is made once is made
	goroutines, files, memory := h.baseline(t), descriptors(t), heap()
	h.log.forget()
	began := time.Now()
	rounds := 20
	if underRace {
		rounds = 2
	}
	for range rounds {
		visits(50)
	}
	quiet(t, goroutines)
	eventually(t, "no more files are open", func() bool { return descriptors(t) <= files })
	h.log.forget() // a thousand lines are the test's
	grown := heap() - memory
	t.Logf("%d sessions in %v; the heap has grown by %d KB", 50*rounds, time.Since(began), grown>>10)
	if grown > 2<<20 {
		t.Errorf("the heap has grown by %d bytes, want at most 2 MB", grown)
	}
}
