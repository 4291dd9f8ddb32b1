package search

import (
	"cmp"
	"context"
	"slices"
)

// Beside returns an index that answers for the posts of x and of more, which share none.
// The two may be of different databases: the score of a hit depends on all rows of its
// database, so drafts beside the posts would show in the scores that readers get. x is
// returned if it or more is nil or if more has no posts.
func (x *Index) Beside(more *Index) *Index {
	if x == nil || more == nil || len(more.posts) == 0 {
		return x
	}
	return &Index{both: []*Index{x, more}}
}

// searchBoth answers q from both indexes. The best hits of the two get equal scores, since
// those of two databases do not compare.
func (x *Index) searchBoth(ctx context.Context, q Query) ([]Hit, error) {
	var all []Hit
	for _, part := range x.both {
		hits, err := part.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		if len(hits) > 0 && len(all) > 0 {
			scale := all[0].Score / hits[0].Score
			for i := range hits {
				hits[i].Score *= scale
			}
		}
		all = append(hits, all...)
	}
	slices.SortStableFunc(all, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
	return all[:min(len(all), limit(q.Max))], nil
}

// suggestBoth is Suggest of the first index that suggests anything.
func (x *Index) suggestBoth(ctx context.Context, text string) (better string, ok bool) {
	for _, part := range x.both {
		if better, ok = part.Suggest(ctx, text); ok {
			return better, true
		}
	}
	return "", false
}
