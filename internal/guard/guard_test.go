package guard_test

import (
	"strings"
	"testing"

	"blog.example/pete/internal/guard"
)

func TestRun(t *testing.T) {
	for name, run := range map[string]func(func()) *guard.Panic{"Run": guard.Run, "RunOnFreshStack": guard.RunOnFreshStack} {
		ran := false
		if caught := run(func() { ran = true }); caught != nil || !ran {
			t.Errorf("%s: %v, ran: %t", name, caught, ran)
		}
		caught := run(func() { panic("stumble") })
		if caught == nil || caught.Value != "stumble" || caught.Error() != "panic: stumble" {
			t.Fatalf("%s: %v", name, caught)
		}
		if first, _, _ := strings.Cut(caught.Stack, " < "); !strings.Contains(first, "guard_test.go:") {
			t.Errorf("%s: the stack begins with %q, want the line that panicked", name, first)
		}
	}
}
