package tui

import (
	"slices"
	"strconv"

	"blog.example/pete/internal/blog"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// home is the list of posts. It shares the archive with every other reader's
// and adds only where this one is.
type home struct {
	site  blog.Site
	posts []*blog.Post
	total int // minutes of all posts

	years  bool // the posts span more than one, so that years are shown
	digits int  // of the longest reading time
	sel    int  // the selected post
	top    int  // the first one shown
	plan   plan
}

func newHome(a *blog.Archive) home {
	h := home{site: a.Site, posts: a.Posts, total: a.Minutes(), years: spansYears(a.Posts), digits: 1}
	for _, p := range a.Posts {
		h.digits = max(h.digits, len(strconv.Itoa(p.Minutes)))
	}
	return h
}

// spansYears reports posts, newest first, of which the year is worth showing.
func spansYears(posts []*blog.Post) bool {
	for _, p := range slices.Backward(posts) {
		if !p.Date.IsZero() {
			return p.Date.AddDate(1, 0, 0).Before(posts[0].Date)
		}
	}
	return false
}

// year is what stands above a post with which a year begins, else empty.
func (h *home) year(i int) string {
	year := yearOf(h.posts[i])
	if !h.years || (i > 0 && yearOf(h.posts[i-1]) == year) {
		return ""
	}
	return year
}

func yearOf(p *blog.Post) string {
	if p.Date.IsZero() {
		return "undated"
	}
	return strconv.Itoa(p.Date.Year())
}

// selected is the post under the bar, or nil where there are no posts.
func (h *home) selected() *blog.Post {
	if len(h.posts) == 0 {
		return nil
	}
	return h.posts[h.sel]
}

// choose selects a post by its slug.
func (h *home) choose(slug string, l look) {
	if i := slices.IndexFunc(h.posts, func(p *blog.Post) bool { return p.Slug == slug }); i >= 0 {
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
		h.sel = len(h.posts) - 1
	}
	h.reveal(l)
}

// reveal scrolls no further than it must to show the selected entry, and not
// so far that rows stay empty below the last one.
func (h *home) reveal(l look) {
	h.sel = max(min(h.sel, len(h.posts)-1), 0)
	h.top = max(min(h.top, h.sel, h.lastTop(l)), 0)
	rows := 0
	for i := h.sel; i >= h.top && i < len(h.posts); i-- {
		if rows += h.height(i, l); rows > h.plan.list && i < h.sel {
			h.top = i + 1
			return
		}
	}
}

// lastTop is the first entry of a window that shows the end of the list.
func (h *home) lastTop(l look) int {
	rows := 0
	for i := len(h.posts) - 1; i >= 0; i-- {
		if rows += h.height(i, l); rows > h.plan.list {
			return min(i+1, len(h.posts)-1)
		}
	}
	return 0
}

// shown is the number of entries in the window, at least one.
func (h *home) shown(l look) int {
	rows, n := 0, 0
	for i := h.top; i < len(h.posts); i++ {
		if rows += h.height(i, l); rows > h.plan.list {
			break
		}
		n++
	}
	return max(n, 1)
}

// scrolls reports a list that is longer than the window.
func (h *home) scrolls(l look) bool { return h.top > 0 || h.shown(l) < len(h.posts) }
