package command

import (
	"time"

	"blog.example/pete/internal/blog"
)

// record is a post as one line of JSON. The fields are a promise: none is ever renamed
// or left out. A field that a post lacks is null.
type record struct {
	Slug    string   `json:"slug"`
	Title   string   `json:"title"`
	Date    *string  `json:"date"` // RFC 3339
	Updated *string  `json:"updated"`
	Minutes int      `json:"minutes"`
	Words   int      `json:"words"`
	Tags    []string `json:"tags"`
	Summary *string  `json:"summary"`
	URL     string   `json:"url"`
}

func newRecord(p *blog.Post, site blog.Site) record {
	return record{
		Slug:    p.Slug,
		Title:   p.Title,
		Date:    instant(p.Date),
		Updated: instant(p.Updated),
		Minutes: p.Minutes,
		Words:   p.Words,
		Tags:    append([]string{}, p.Tags...), // [] and not null
		Summary: orNull(p.Summary),
		URL:     site.PostURL(p.Slug),
	}
}

func instant(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return orNull(t.Format(time.RFC3339))
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// date is the day of a post in a column, empty when it is undated.
func date(p *blog.Post) string {
	if p.Date.IsZero() {
		return ""
	}
	return p.Date.Format(time.DateOnly)
}
