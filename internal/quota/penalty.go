package quota

import "time"

// The penalties, in time for which a source is held back. They add up while they
// last, as OpenSSH's PerSourcePenalties do.
const (
	PenaltyNoAuth     = time.Second      // ended before it was authenticated, or without a session
	PenaltyAuthFailed = 5 * time.Second  // every key was refused
	PenaltyTimeout    = 10 * time.Second // not authenticated within the time for that
)

const (
	// penaltyMin is how much a source has to collect before it is refused: what an
	// unlucky client collects is less.
	penaltyMin = 15 * time.Second

	// networkMin is how much the sources of a network have to collect together before
	// each of them is refused from its first penalty on. One source cannot collect as
	// much by itself unless it lets handshakes time out, and a client without any
	// penalty is never refused for its neighbours.
	networkMin = 16 * penaltyMin
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

// penalized reports whether the source is refused now. The caller holds table.mu.
func (s *Source) penalized(now time.Time) bool {
	left := s.penalty.Sub(now)
	if s.network.penalty.Sub(now) >= networkMin {
		return left > 0
	}
	return left >= penaltyMin
}
