package tui

import (
	"slices"
	"strconv"

	"blog.example/pete/internal/blog"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// home is the list of posts, all of them or those with some tags.
type home struct {
	list

	room    *Room
	posts   []*blog.Post // those that are listed; nil while the visit is suspended
	nearest []string     // slugs of the selected post and its neighbours, while posts is nil
	tags    []string     // tags that all listed posts have
	hasTags bool         // some post of the blog has a tag
	years   bool         // the list shows years
	minutes int          // of all posts, listed or not
	digits  int          // width of the longest reading time
	plan    plan
}

func newHome(r *Room) *home {
	h := &home{room: r}
	h.height = func(i int) int { return h.entryHeight(i, h.plan.summaries) }
	h.read()
	return h
}

// read lists the posts of the snapshot.
func (h *home) read() {
	archive, longest := h.room.snapshot.Archive, 0
	h.hasTags = false
	for _, p := range archive.Posts {
		longest = max(longest, p.Minutes)
		h.hasTags = h.hasTags || len(p.Tags) > 0
	}
	h.minutes, h.digits = archive.Minutes(), len(strconv.Itoa(longest))
	h.fill(withTags(archive.Posts, h.tags))
}

// fill replaces the listed posts.
func (h *home) fill(posts []*blog.Post) {
	h.posts, h.count, h.years = posts, len(posts), spansYears(posts)
}

// around is how many posts on either side of the selected one may be selected when it
// is withdrawn.
const around = 8

// suspend drops the posts, and remembers the selected one by its slug.
func (h *home) suspend() {
	if h.posts == nil {
		return
	}
	h.nearest = nil
	for distance := range around + 1 {
		for _, i := range []int{h.sel + distance, h.sel - distance} {
			if i >= 0 && i < len(h.posts) {
				h.nearest = append(h.nearest, h.posts[i].Slug)
			}
		}
	}
	h.posts = nil
}

// adopt lists the posts of another snapshot. The selection stays on its post and on its
// row, or goes to the nearest post that is left.
func (h *home) adopt() (says string) {
	h.tags, says = h.room.tagsLeft(h.tags)
	row := h.sel - h.top
	h.read()
	if h.selectNearest() && h.top > 0 {
		h.top = h.sel - row
	}
	h.nearest = nil
	h.fitWindow()
	return says
}

// selectNearest selects the post that was selected, or the nearest one that is still
// listed, and reports whether there is one.
func (h *home) selectNearest() bool {
	for _, slug := range h.nearest {
		post, ok := h.room.snapshot.Archive.Post(slug)
		if i := slices.Index(h.posts, post); ok && i >= 0 {
			h.sel = i
			return true
		}
	}
	return false
}

// spansYears reports whether posts, newest first, span more than a year.
func spansYears(posts []*blog.Post) bool {
	isDated := func(p *blog.Post) bool { return !p.Date.IsZero() }
	newest := slices.IndexFunc(posts, isDated)
	for _, p := range slices.Backward(posts) {
		if isDated(p) {
			return p.Date.AddDate(1, 0, 0).Before(posts[newest].Date)
		}
	}
	return false
}

// yearOf returns the year of a post as the list shows it.
func yearOf(p *blog.Post) string {
	if p.Date.IsZero() {
		return "undated"
	}
	return strconv.Itoa(p.Date.Year())
}

func (h *home) title() string { return h.room.site().Title }

// selected returns the selected post, or nil if there are no posts.
func (h *home) selected() *blog.Post {
	if len(h.posts) == 0 {
		return nil
	}
	return h.posts[h.sel]
}

// choose selects a post by its slug, if it is listed.
func (h *home) choose(slug string) {
	if i := slices.IndexFunc(h.posts, func(p *blog.Post) bool { return p.Slug == slug }); i >= 0 {
		h.list.choose(i)
	}
}

// narrow lists the posts that have all of the tags, and keeps the selection.
func (h *home) narrow(tags []string) {
	was := h.selected()
	h.tags = tags
	h.fill(withTags(h.room.snapshot.Archive.Posts, tags))
	h.fitWindow()
	h.list.choose(0)
	if was != nil {
		h.choose(was.Slug)
	}
	h.tell(tellAll)
}

func (h *home) press(msg tea.KeyPressMsg) tea.Cmd {
	p := h.selected()
	switch {
	case h.pressLinear(h.room.look, msg), h.list.press(msg):
	case key.Matches(msg, keyOpen) && p != nil:
		return h.room.open(newReader(h.room, p.Slug))
	case key.Matches(msg, keySearch):
		return h.room.openSearch(h.tags)
	case key.Matches(msg, keyTags):
		return h.room.openTags(h.tags, func(tags []string) tea.Cmd {
			h.narrow(tags)
			return nil
		})
	case key.Matches(msg, keyAbout):
		return h.room.openPages()
	case key.Matches(msg, keyCopyLink) && p != nil:
		h.room.copyLink(p.Slug)
	case msg.String() == "q":
		return tea.Quit
	case key.Matches(msg, keyClose) && len(h.tags) > 0:
		h.narrow(nil)
	}
	return nil
}

func (h *home) click(_, row int) tea.Cmd {
	if !h.selectRow(row) {
		return nil
	}
	return h.room.open(newReader(h.room, h.selected().Slug))
}
