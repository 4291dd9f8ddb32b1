package tui

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// tags is the page on which a tag is chosen, out of those that the posts have
// which are left so far.
type tags struct {
	list

	room   *Room
	had    []string // the tags that were chosen before
	offers []offer
	taken  func(tags []string) tea.Cmd
	widens bool // the first offer is all posts again
}

// offer is a tag, and how many posts there would be.
type offer struct {
	tag   string
	posts int
}

// openTags asks for a tag beside those that were chosen before.
func (r *Room) openTags(had []string, taken func([]string) tea.Cmd) tea.Cmd {
	t := &tags{room: r, had: had, taken: taken, offers: r.offers(had)}
	if len(had) > 0 {
		all := offer{"all posts", len(r.archive.Posts)}
		t.offers, t.widens = append([]offer{all}, t.offers...), true
	}
	if len(t.offers) == 0 {
		r.say("No post has a tag.")
		return nil
	}
	t.count = len(t.offers)
	t.height = func(int) int { return 1 }
	return r.push(t)
}

// tagged is the posts that have all of the tags.
func tagged(posts []*blog.Post, tags []string) []*blog.Post {
	if len(tags) == 0 {
		return posts
	}
	return slices.DeleteFunc(slices.Clone(posts), func(p *blog.Post) bool {
		return slices.ContainsFunc(tags, func(tag string) bool { return !slices.Contains(p.Tags, tag) })
	})
}

// offers returns the offers beside some tags, and counts them once: that reads all
// posts, and a key opens and closes the page.
func (r *Room) offers(had []string) []offer {
	if key := strings.Join(had, "\n"); r.offered.offers == nil || r.offered.had != key {
		r.offered.had, r.offered.offers = key, offers(r.archive.Posts, had)
	}
	return r.offered.offers
}

// offers is the tags that narrow the posts with the tags which were chosen
// before, those of most posts first.
func offers(posts []*blog.Post, had []string) []offer {
	counts := map[string]int{}
	for _, p := range tagged(posts, had) {
		for _, tag := range p.Tags {
			if !slices.Contains(had, tag) {
				counts[tag]++
			}
		}
	}
	all := make([]offer, 0, len(counts))
	for _, tag := range slices.Sorted(maps.Keys(counts)) {
		all = append(all, offer{tag, counts[tag]})
	}
	slices.SortStableFunc(all, func(a, b offer) int { return cmp.Compare(b.posts, a.posts) })
	return all
}

func (t *tags) title() string { return "Tags · " + t.room.archive.Site.Title }

func (t *tags) lay() { t.fit(t.room.look) }

func (t *tags) press(msg tea.KeyPressMsg) tea.Cmd {
	k := t.room.keys
	switch {
	case t.list.press(msg, k):
	case key.Matches(msg, k.Open):
		return t.take()
	case key.Matches(msg, k.Close), key.Matches(msg, k.Tags), key.Matches(msg, k.Narrow):
		return t.room.back()
	}
	return nil
}

// take closes the page with the selected tag chosen as well, or none any more.
func (t *tags) take() tea.Cmd {
	var chosen []string
	if !t.widens || t.sel > 0 {
		chosen = append(slices.Clone(t.had), t.offers[t.sel].tag)
	}
	return tea.Batch(t.room.back(), t.taken(chosen))
}

func (t *tags) draw(s *screen) {
	l := t.room.look
	s.add(l.heading("Posts with a tag", strings.Join(t.had, " "), &t.list)...)
	digits := 0
	for _, o := range t.offers {
		digits = max(digits, len(strconv.Itoa(o.posts)))
	}
	s.add(t.rows(func(i int) []string {
		count := fmt.Sprintf("%*d  ", digits, t.offers[i].posts)
		tag := shorten(t.offers[i].tag, l.width()-l.margin()-1-ansi.StringWidth(count))
		return []string{l.choice(i == t.sel, l.ink.Dim.Render(count), tag)}
	})...)
}

func (t *tags) foot() []string {
	l := t.room.look
	return l.footer(l.margin(), "", []hint{{"enter", "show these", 1}, {"?", "keys", 0}}, hint{key: "q", does: "back"})
}

func (t *tags) click(_, row int) tea.Cmd {
	if !t.hit(row) {
		return nil
	}
	return t.take()
}
