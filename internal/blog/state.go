package blog

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"blog.example/pete/internal/frontmatter"
)

// State says who sees a post. It depends on the time: see [Options.Now].
type State int

// Everyone sees a Published post. An Unlisted one is for those who know its slug: it is in
// no list, feed or search. A Scheduled post waits for its time, and a Draft for its author:
// readers see neither.
const (
	Published State = iota
	Unlisted
	Scheduled
	Draft
)

func (s State) String() string {
	return [...]string{"published", "unlisted", "scheduled", "draft"}[s]
}

// phrase is the end of a sentence that begins with a post.
func (s State) phrase() string {
	if s == Draft {
		return "a draft"
	}
	return s.String()
}

// readable reports whether readers who know the slug may read the post.
func (s State) readable() bool { return s == Published || s == Unlisted }

// Listed reports whether lists and search have it, and feeds if it is published. They have
// one version of a text in several languages.
func (p *Post) Listed() bool {
	return (p.State == Published || p.authors) && !p.IsPage && !p.elsewhere
}

// visibility is what front matter says of who sees a post, and when.
type visibility struct {
	state   State     // Published, Unlisted or Draft
	publish time.Time // when the post becomes visible; zero: at once
	expire  time.Time // from when on it is a draft; zero: never
}

// at returns the state at an instant, and when it will be another; zero is never. At the
// zero instant all that is scheduled has come, and nothing has expired.
func (v visibility) at(now time.Time) (s State, until time.Time) {
	switch {
	case v.state == Draft || now.IsZero():
		return v.state, time.Time{}
	case !v.expire.IsZero() && !now.Before(v.expire):
		return Draft, time.Time{}
	case now.Before(v.publish) && (v.expire.IsZero() || v.publish.Before(v.expire)):
		return Scheduled, v.publish
	case now.Before(v.publish):
		return Draft, time.Time{} // it expires before it is published
	}
	return v.state, v.expire
}

// secrecy is a word of secrecy: a field that may hide a post. The list is closed.
type secrecy struct {
	names []string // those that mean the same
	// state returns what a value says. ok is false for a value that is not understood.
	state func(frontmatter.Value) (s State, ok bool)
	want  string // what to write instead of such a value
}

// words has the words of secrecy but expiryDate and publishDate, which are dates.
var words = []secrecy{
	{[]string{"draft"}, flag(Draft, true), wantFlag},
	{[]string{"private"}, flag(Draft, true), wantFlag},
	{[]string{"headless"}, flag(Draft, true), wantFlag},
	{[]string{"hidden"}, flag(Unlisted, true), wantFlag},
	{[]string{"unlisted"}, flag(Unlisted, true), wantFlag},
	{[]string{"published"}, flag(Draft, false), wantFlag},
	{[]string{"publish"}, flag(Draft, false), wantFlag},
	{[]string{"render"}, flag(Draft, false), wantFlag},
	{[]string{"status"}, named, wantState},
	{[]string{"state"}, named, wantState},
	{[]string{"visibility"}, named, wantState},
	{[]string{"password"}, locked, "leave it out to publish the post"},
	{[]string{"build"}, built, wantBuild},
	{[]string{"_build"}, built, wantBuild},
	{[]string{"public"}, only(flag(Draft, false)), wantFlag},
	{[]string{"unpublished"}, only(flag(Draft, true)), wantFlag},
	{[]string{"listed"}, only(flag(Unlisted, false)), wantFlag},
	{[]string{"hide", "hideFromList", "hide_from_list", "hideInList", "eleventyExcludeFromCollections", "excludeFromCollections"}, only(flag(Unlisted, true)), wantFlag},
	{[]string{"permalink"}, unwritten, "want the path of the post"},
}

// only returns state for values that are no lists and no maps: in MkDocs hide has the parts of
// a page that are not shown.
func only(state func(frontmatter.Value) (State, bool)) func(frontmatter.Value) (State, bool) {
	return func(v frontmatter.Value) (State, bool) {
		if !scalar(v) {
			return Published, true
		}
		return state(v)
	}
}

// unwritten hides a page to which Eleventy gives no address.
func unwritten(v frontmatter.Value) (State, bool) {
	if v.Kind == frontmatter.Bool && v.Text == "false" {
		return Draft, true
	}
	return Published, true
}

const (
	wantFlag  = "want true or false"
	wantState = "want published, unlisted, private or draft"
	wantBuild = "want list: never, or render: never, below it"
)

// The fields of dates that decide who sees a post.
var (
	publishNames = []string{
		"publishDate", "pubdate", "publish_date", "publish-date", "pub_date",
		"pubDatetime", "publishedAt", "published_at", "publishedDate", "published_date", "datePublished", "date_published", // of themes of Astro and Gatsby
	}
	expireNames = []string{"expiryDate", "unpublishdate", "expiry_date", "expiry-date"}
)

var (
	trueWords  = []string{"true", "yes", "on", "y", "1"}
	falseWords = []string{"false", "no", "off", "n", "0"}
	// states has the values of status, state and visibility.
	states = map[State][]string{
		Published: {"published", "publish", "public", "visible", "listed", "live", "active", "final", "finished", "done", "complete", "completed"},
		Unlisted:  {"unlisted", "hidden"},
		Draft:     {"draft", "drafts", "private", "pending", "unpublished", "trash", "wip"},
	}
)

// hints reports whether a value hides the post, or is one edit away from a word that does.
func (w secrecy) hints(v frontmatter.Value) bool {
	if s, ok := w.state(v); ok {
		return s != Published
	}
	for _, word := range slices.Concat(trueWords, falseWords, states[Unlisted], states[Draft]) {
		s, ok := w.state(frontmatter.Value{Kind: frontmatter.Text, Text: word})
		if ok && s != Published && len(word) >= 3 && near(bareWord(v.Text), []string{word}) == 0 {
			return true
		}
	}
	return false
}

// flag returns how true or false is read, where the value that hides a post means s.
func flag(s State, hides bool) func(frontmatter.Value) (State, bool) {
	return func(v frontmatter.Value) (State, bool) {
		is, ok := truth(v)
		if ok && is == hides {
			return s, true
		}
		return Published, ok
	}
}

// truth returns what a scalar says, however it is written.
func truth(v frontmatter.Value) (is, ok bool) {
	word := bareWord(v.Text)
	is = slices.Contains(trueWords, word)
	return is, is || slices.Contains(falseWords, word)
}

func named(v frontmatter.Value) (State, bool) {
	for s, words := range states {
		if slices.Contains(words, bareWord(v.Text)) {
			return s, true
		}
	}
	return Published, false
}

// hidingWords are words in a value of status or state, besides those in states, that may mean
// that not everyone may read the post. Some programs call a withdrawn text archived, so this
// is one of them, though other authors keep such texts public: to hide a post by mistake costs
// less than to show it.
var (
	hidingWords = []string{
		"future", "queued", "embargo", "embargoed", "archived", "deleted", "removed", "withdrawn", "offline", "inactive", "disabled",
		"secret", "confidential", "internal", "restricted", "protected", "invisible", "privat", "noindex",
		"unfinished", "unreleased", "unapproved", "retracted", "preview", "staging", "todo", "members", "subscribers", "friends", "family",
		"entwurf", "brouillon", "borrador", "bozza", "rascunho", "utkast", "szkic", "kladde", "luonnos", "taslak", "черновик", "чернетка",
		"草稿", "下書き", "非公開", "非公开", "私有", "隐藏", "下架", "초안", "비공개",
	}
	hidingPhrases = []string{"work in progress", "on hold"}
	publicEnds    = []string{"published", "public", "visible", "listed"} // unpublic, nonpublic
	negations     = []string{"no", "non", "not", "never", "nicht"}
	negated       = []string{"ready", "approved", "öffentlich"}        // besides the words for published
	otherWords    = []string{"reading", "trending", "moved", "review"} // that are near one of the hiding words
)

// free reports whether authors use a field for words of their own, such as seedling. A value
// that is not understood then keeps the post back only if it may mean that.
func (w secrecy) free() bool { return w.names[0] == "status" || w.names[0] == "state" }

// mayHide reports whether a value of status or state that is not in states has a word that
// hides a post, or one that may be meant for it: two edits away from those of states and
// scheduled, one edit away from the others.
func mayHide(v frontmatter.Value) bool {
	if is, ok := truth(v); ok {
		return !is
	}
	text := strings.ToLower(strings.Join(texts(v), " "))
	said := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	nested := slices.ContainsFunc(v.List, func(v frontmatter.Value) bool { return !scalar(v) })
	if v.Kind == frontmatter.Map || nested || text == "" {
		return true
	}
	phrase := strings.Join(said, " ")
	if slices.ContainsFunc(hidingPhrases, func(p string) bool { return strings.Contains(phrase, p) }) {
		return true
	}
	not := slices.ContainsFunc(said, func(word string) bool { return slices.Contains(negations, word) })
	return slices.ContainsFunc(said, func(word string) bool {
		switch {
		case slices.Contains(states[Published], word), slices.Contains(negated, word):
			return not
		case slices.Contains(otherWords, word):
			return false
		case slices.ContainsFunc(publicEnds, func(end string) bool { return strings.HasSuffix(word, end) }):
			return true
		}
		return mayMean(word, slices.Concat(states[Unlisted], states[Draft], []string{"scheduled"}), 2) || mayMean(word, hidingWords, 1)
	})
}

// mayMean reports whether a word begins with one of these words, or is at most that many edits
// away from it. For words of fewer than five bytes it is one edit, and none for words of two
// letters, as Chinese has them.
func mayMean(word string, words []string, most int) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		switch {
		case utf8.RuneCountInString(w) == 2:
			return strings.HasPrefix(word, w)
		case len(w) < len("draft"):
			return edits(word, w) <= 1
		}
		return strings.HasPrefix(word, w) || edits(word, w) <= most
	})
}

// locked hides a post that has any password.
func locked(v frontmatter.Value) (State, bool) {
	if is, ok := truth(v); ok && !is && v.Kind == frontmatter.Bool {
		return Published, true
	}
	return Draft, true
}

// built reads what Hugo builds of a page.
func built(v frontmatter.Value) (s State, ok bool) {
	if v.Kind != frontmatter.Map {
		return Published, false
	}
	for _, f := range v.Map {
		hides := Published
		switch strings.ToLower(f.Name) {
		case "list":
			hides = Unlisted
		case "render":
			hides = Draft
		case "publishresources":
			continue
		default:
			return Published, false
		}
		word := bareWord(f.Value.Text)
		switch is, ok := truth(f.Value); {
		case empty(f.Value), is, word == "always":
		case ok, word == "never", word == "local", word == "link":
			s = max(s, hides)
		default:
			return Published, false
		}
	}
	return s, true
}

// blank reports whether nothing is written. Of a word of secrecy, a list or a map without
// anything in it is a value that is not understood: more than nothing was meant.
func blank(v frontmatter.Value) bool { return scalar(v) && empty(v) }

// empty reports whether a value says nothing.
func empty(v frontmatter.Value) bool {
	switch v.Kind {
	case frontmatter.List:
		return len(v.List) == 0
	case frontmatter.Map: // {{ x }} of a template has names that are no texts
		return !slices.ContainsFunc(v.Map, func(f frontmatter.Field) bool { return f.Name != "" })
	default:
		return strings.TrimSpace(v.Text) == ""
	}
}
