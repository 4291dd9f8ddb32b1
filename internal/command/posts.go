package command

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/spf13/cobra"
)

// narrow is the width, in columns, below which there is no room for dates beside
// titles.
const narrow = 60

// labels returns what is beside the titles of posts: date and minutes, or on a narrow
// terminal the minutes alone.
func labels(env *Env, posts []*blog.Post) func(*blog.Post) string {
	digits := 0
	for _, p := range posts {
		digits = max(digits, len(strconv.Itoa(p.Minutes)))
	}
	return func(p *blog.Post) string {
		if env.columns() < narrow {
			return strconv.Itoa(p.Minutes)
		}
		return fmt.Sprintf("%-10s  %*d min", date(p), digits, p.Minutes)
	}
}

// postEntry is a post with its title, for authors who sees it, what to type for it, and
// more.
func postEntry(ink render.Palette, p *blog.Post, site blog.Site, label string, more ...part) entry {
	parts := titleParts(ink, p, site)
	return entry{label: label, parts: append(parts, more...)}
}

// titleParts are the title, the language if that is not the language of the blog, for authors
// who sees the post, and what to type for it.
func titleParts(ink render.Palette, p *blog.Post, site blog.Site) []part {
	parts := []part{{words: strings.Fields(p.Title), ink: ink.Bold}}
	if lang := p.Foreign(site); lang != "" {
		parts = append(parts, part{words: []string{lang}, ink: ink.Dim, beside: true})
	}
	if p.StateLabel != "" {
		parts = append(parts, part{words: []string{"· " + p.StateLabel}, ink: ink.Dim, beside: true})
	}
	return append(parts, part{words: []string{p.Slug}, ink: ink.Code})
}

// stateOf is who sees a post, in a column for authors.
func stateOf(p *blog.Post) string { return cmp.Or(p.StateLabel, p.State.String()) }

// noPosts is the failure of an archive without posts.
func noPosts(cmd *cobra.Command) error { return nothing(cmd, "this blog has no posts yet") }

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
	Lang    *string  `json:"lang"`

	Translations []translation `json:"translations"`
	*ofAuthors
}

// translation is the same text in another language.
type translation struct {
	Lang string `json:"lang"`
	Slug string `json:"slug"`
	URL  string `json:"url"`
}

// translations are those of a post.
func (e *Env) translations(p *blog.Post) []translation {
	all := []translation{} // [] and not null
	for _, t := range p.Translations {
		all = append(all, translation{t.Lang, t.Slug, e.addressOf(t.Slug)})
	}
	return all
}

// ofAuthors is what authors are told of a post besides.
type ofAuthors struct {
	State  string `json:"state"`
	Path   string `json:"path"`   // of its file, below the content directory
	SHA256 string `json:"sha256"` // of its file, in hexadecimal
}

func (e *Env) newRecord(p *blog.Post) record {
	site := e.site()
	r := record{
		Slug:    p.Slug,
		Title:   p.Title,
		Date:    instant(p.Date),
		Updated: instant(p.Updated),
		Minutes: p.Minutes,
		Words:   p.Words,
		Tags:    append([]string{}, p.Tags...), // [] and not null
		Summary: orNull(p.Summary),
		URL:     site.PostURL(p),
		Lang:    orNull(cmp.Or(p.Lang, site.Language)),

		Translations: e.translations(p),
	}
	if e.Archive.Authors {
		r.ofAuthors = &ofAuthors{p.State.String(), p.Path, fmt.Sprintf("%x", sha256.Sum256(p.Source))}
	}
	return r
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
