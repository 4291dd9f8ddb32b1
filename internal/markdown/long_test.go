package markdown

import (
	"strings"
	"testing"
	"time"
)

// longLines are signs that open something, repeated on one line.
var longLines = []string{"=", "~a ", "%% ", "]{", "]{.a ", "h"}

// A line of a megabyte takes time that grows with its length, not with its square, which
// would be minutes.
func TestLongLines(t *testing.T) {
	const patience = 30 * time.Second
	for _, signs := range longLines {
		done := make(chan struct{})
		go func() {
			rewrite([]byte(strings.Repeat(signs, 1<<20/len(signs))), nil)
			close(done)
		}()
		select {
		case <-done:
		case <-time.After(patience):
			t.Fatalf("%q is not read after %v", signs, patience)
		}
	}
}

func BenchmarkLongLines(b *testing.B) {
	for _, signs := range longLines {
		src := []byte(strings.Repeat(signs, 100<<10/len(signs)))
		b.Run(signs, func(b *testing.B) {
			for b.Loop() {
				rewrite(src, nil)
			}
		})
	}
}
