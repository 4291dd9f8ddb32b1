package tui

import (
	"fmt"
	"slices"

	"blog.example/pete/internal/blog"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// home is the list of posts.
type home struct {
	entries []entry
	digits  int // of the longest reading time
	sel     int // the selected entry
	top     int // the first one shown
	plan    plan
}

// entry is what the list shows of a post.
type entry struct {
	minutes int
	title   string
	summary string
	tags    []string
	year    string // stands above the entry, where a year begins
}

func newHome(a *blog.Archive) home {
	h := home{entries: make([]entry, len(a.Posts)), digits: 1}
	years := spansYears(a)
	last := ""
	for i, p := range a.Posts {
		h.entries[i] = entry{minutes: p.Minutes, title: p.Title, summary: p.Summary, tags: p.Tags}
		h.digits = max(h.digits, len(fmt.Sprint(p.Minutes)))
		if year := yearOf(p); years && year != last {
			h.entries[i].year, last = year, year
		}
	}
	return h
}

// spansYears reports an archive in which the year of a post is worth showing.
func spansYears(a *blog.Archive) bool {
	dated := slices.DeleteFunc(slices.Clone(a.Posts), func(p *blog.Post) bool { return p.Date.IsZero() })
	if len(dated) == 0 {
		return false
	}
	return dated[len(dated)-1].Date.AddDate(1, 0, 0).Before(dated[0].Date)
}

func yearOf(p *blog.Post) string {
	if p.Date.IsZero() {
		return "undated"
	}
	return fmt.Sprint(p.Date.Year())
}

func (h *home) selected(a *blog.Archive) *blog.Post {
	if len(a.Posts) == 0 {
		return nil
	}
	return a.Posts[h.sel]
}

// choose selects a post by its slug.
func (h *home) choose(a *blog.Archive, slug string, l look) {
	if i := slices.IndexFunc(a.Posts, func(p *blog.Post) bool { return p.Slug == slug }); i >= 0 {
		h.sel = i
		h.reveal(l)
	}
}

func (h *home) update(msg tea.KeyPressMsg, k keymap, l look) {
	page := max(h.shown(l)-1, 1)
	switch {
	case key.Matches(msg, k.Down):
		h.sel++
	case key.Matches(msg, k.Up):
		h.sel--
	case key.Matches(msg, k.PageDown):
		h.sel += page
	case key.Matches(msg, k.PageUp):
		h.sel -= page
	case key.Matches(msg, k.HalfDown):
		h.sel += max(page/2, 1)
	case key.Matches(msg, k.HalfUp):
		h.sel -= max(page/2, 1)
	case key.Matches(msg, k.Top):
		h.sel = 0
	case key.Matches(msg, k.Bottom):
		h.sel = len(h.entries) - 1
	}
	h.reveal(l)
}

// reveal scrolls no further than it must to show the selected entry, and not
// so far that rows stay empty below the last one.
func (h *home) reveal(l look) {
	h.sel = max(min(h.sel, len(h.entries)-1), 0)
	h.top = max(min(h.top, h.sel, h.lastTop(l)), 0)
	rows := 0
	for i := h.sel; i >= h.top && i < len(h.entries); i-- {
		if rows += h.height(i, l); rows > h.plan.list && i < h.sel {
			h.top = i + 1
			return
		}
	}
}

// lastTop is the first entry of a window that shows the end of the list.
func (h *home) lastTop(l look) int {
	rows := 0
	for i := len(h.entries) - 1; i >= 0; i-- {
		if rows += h.height(i, l); rows > h.plan.list {
			return min(i+1, len(h.entries)-1)
		}
	}
	return 0
}

// shown is the number of entries in the window, at least one.
func (h *home) shown(l look) int {
	rows, n := 0, 0
	for i := h.top; i < len(h.entries); i++ {
		if rows += h.height(i, l); rows > h.plan.list {
			break
		}
		n++
	}
	return max(n, 1)
}

// scrolls reports a list that is longer than the window.
func (h *home) scrolls(l look) bool { return h.top > 0 || h.shown(l) < len(h.entries) }
