package quota

import (
	"context"
	"time"
)

// The penalties, in time for which a source is held back. They add up while they
// last, as OpenSSH's PerSourcePenalties do.
const (
	PenaltyNoAuth     = time.Second      // ended before it was authenticated, or without a session
	PenaltyAuthFailed = 5 * time.Second  // every key was refused
	PenaltyTimeout    = 10 * time.Second // not authenticated within the time for that
)

const (
	// penaltySlow is how much a source has to collect before it is slowed: what an
	// unlucky client collects is less. A source that is slowed makes slowRate
	// handshakes a second, so that those who share an address with an attacker can
	// still come in.
	penaltySlow = 15 * time.Second
	slowRate    = 1

	// penaltyRefuse is how much it has to collect before it is refused.
	penaltyRefuse = time.Minute

	// networkLimit is how much the sources of a network have to collect together before
	// each of them is slowed from its first penalty on. One source cannot collect as
	// much by itself: it is refused before. A client without any penalty is never
	// slowed for its neighbours.
	networkLimit = 4 * time.Minute
)

// penalize adds a penalty to those of the source and of its network. The caller
// holds table.mu.
func (s *Source) penalize(now time.Time, penalty time.Duration) {
	most := now.Add(s.table.limits.MaxPenalty)
	s.penalty = extend(s.penalty, now, penalty, most)
	s.network.penalty = extend(s.network.penalty, now, penalty, most)
}

// extend returns the new end of a penalty.
func extend(end, now time.Time, by time.Duration, most time.Time) time.Time {
	if end.Before(now) {
		end = now
	}
	if end = end.Add(by); end.After(most) {
		return most
	}
	return end
}

// refused reports whether the source is refused now. One from which an author has logged in
// is slowed alone: else whoever shares the address could shut the author out. The caller
// holds table.mu.
func (s *Source) refused(now time.Time) bool {
	return s.penalty.Sub(now) >= penaltyRefuse && s.reserve() == 0
}

// isSlowed reports whether the source is slowed now.
func (s *Source) isSlowed(now time.Time) bool {
	s.table.mu.Lock()
	defer s.table.mu.Unlock()
	left := s.penalty.Sub(now)
	if s.network.penalty.Sub(now) >= networkLimit {
		return left > 0
	}
	return left >= penaltySlow
}

// Handshake waits until the source may make another handshake. The error is that of
// ctx, or says that ctx would end before.
func (s *Source) Handshake(ctx context.Context) error {
	if s.isSlowed(time.Now()) {
		if err := s.slowed.Wait(ctx); err != nil {
			return err
		}
	}
	return s.handshakes.Wait(ctx)
}
