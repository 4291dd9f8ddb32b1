package markdown

import (
	"strings"
	"testing"
	"time"
)

// A line of a million signs takes time that grows with its length, not with its square: ten
// times as much text takes less than fifty times as long.
func TestLongLines(t *testing.T) {
	const short, factor = 20_000, 10
	for _, signs := range []string{"=", "~a ", "%% ", "]{", "]{.a ", "h"} {
		took := func(bytes int) time.Duration {
			src, least := []byte(strings.Repeat(signs, bytes/len(signs))), time.Hour
			for range 3 {
				began := time.Now()
				rewrite(src)
				least = min(least, time.Since(began))
			}
			return least
		}
		if one, ten := took(short), took(short*factor); ten > 5*factor*max(one, time.Millisecond) {
			t.Errorf("%q: %d bytes take %v, and %d times as many %v", signs, short, one, factor, ten)
		}
	}
}
