package quota

import (
	"testing"
	"testing/synctest"
	"time"
)

// session is swept until its time is over.
type session struct {
	sweeper *Sweeper
	until   time.Time
	swept   int
}

func (s *session) Sweep(now time.Time) {
	s.swept++
	if now.After(s.until) {
		s.sweeper.Remove(s)
	}
}

// Everything that is open is swept once a period, and nothing runs while nothing is open.
func TestSweeper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const period = time.Second
		sweeper := NewSweeper(period)
		for range 2 { // it starts again after a pause
			begun := time.Now()
			one := &session{sweeper: sweeper, until: begun.Add(3*period + period/2)}
			two := &session{sweeper: sweeper, until: begun.Add(5*period + period/2)}
			sweeper.Add(one)
			sweeper.Add(two)
			sweeper.Add(two)
			time.Sleep(6*period + period/2)
			synctest.Wait()
			if one.swept != 4 || two.swept != 6 {
				t.Errorf("swept %d and %d times, want 4 and 6", one.swept, two.swept)
			}
			sweeper.mu.Lock()
			if sweeper.running {
				t.Error("it runs while nothing is open")
			}
			sweeper.mu.Unlock()
			time.Sleep(time.Minute)
			synctest.Wait()
			if one.swept != 4 || two.swept != 6 {
				t.Error("swept after its end")
			}
		}
	})
}
