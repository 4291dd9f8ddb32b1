package command

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
	"github.com/spf13/cobra"
)

func lsCommand(env *Env) *cobra.Command {
	l := &ls{env: env}
	cmd := &cobra.Command{
		Use:   "ls",
		Short: "List posts, newest first",
		Long: "List posts, newest first: date, minutes to read, slug, title and tags. With -1, slugs only; " +
			"with more than one --tag, the posts that have all of them.",
		Args: noWords,
		RunE: l.run,
	}
	f := cmd.Flags()
	f.BoolVarP(&l.slugs, "slugs", "1", false, "print slugs only")
	f.Var(tags(&l.tags), "tag", "only posts with this tag; more than one means all of them")
	f.Var(dateValue(&l.since), "since", "only posts of this day, YYYY-MM-DD, or later")
	f.VarP(number(&l.max, 1, 0), "max", "n", "at most this many posts")
	if env.Archive != nil && env.Archive.Authors {
		f.BoolVar(&l.all, "all", false, "drafts and what is scheduled or unlisted too; the last column says which they are")
	}
	jsonFlag(f, &l.json)
	return cmd
}

// ls is one call of the command.
type ls struct {
	env   *Env
	slugs bool
	tags  []string
	since string // a day or an instant; empty while it is not given
	max   int
	all   bool // those that are not published too
	json  bool
}

func (l *ls) run(cmd *cobra.Command, _ []string) error {
	if l.slugs && l.json {
		return misuse(cmd, "-1 and --json at once: want one of them")
	}
	posts, err := l.choose(cmd)
	if err != nil {
		return err
	}
	return l.postList(posts).print(l.env, l.json, posts)
}

// choose returns the posts that the flags ask for: at least one.
func (l *ls) choose(cmd *cobra.Command) ([]*blog.Post, error) {
	a := l.env.Archive
	if len(a.Posts) == 0 {
		return nil, noPosts(cmd)
	}
	if err := knownTags(cmd, a, l.tags); err != nil {
		return nil, err
	}
	var posts []*blog.Post
	for _, p := range a.Posts {
		if l.wants(p) {
			posts = append(posts, p)
		}
	}
	switch {
	case len(posts) == 0 && a.Authors && !l.all:
		return nil, nothing(cmd, "no such post is published: try ls --all")
	case len(posts) == 0:
		return nil, nothing(cmd, "no post %s", l.wanted())
	}
	if l.max > 0 {
		posts = posts[:min(len(posts), l.max)]
	}
	return posts, nil
}

func (l *ls) wants(p *blog.Post) bool {
	if l.since != "" && l.early(p) || p.State != blog.Published && !l.all {
		return false
	}
	return !slices.ContainsFunc(l.tags, func(tag string) bool { return !p.HasTag(tag) })
}

// early reports whether a post is undated or of a time before --since. A day is compared
// with the day that the list shows.
func (l *ls) early(p *blog.Post) bool {
	if len(l.since) == len(time.DateOnly) {
		return date(p) < l.since
	}
	since, _ := parseDate(l.since) // the flag takes nothing else
	return p.Date.Before(since)
}

// wanted says what no post is, and what to ask instead.
func (l *ls) wanted() string {
	tagged := "is tagged " + shorten(strings.Join(l.tags, " and "))
	if l.since == "" {
		return tagged + ": leave one of them out"
	}
	recent := "is of " + l.since[:len(time.DateOnly)] + " or later: want an earlier day"
	if len(l.tags) > 0 {
		recent = tagged + " and " + recent
	}
	return recent
}

// postList is the list of posts: each with its date, its minutes and its title, and below
// what to type for it.
func (l *ls) postList(posts []*blog.Post) list[*blog.Post] {
	if l.slugs {
		return list[*blog.Post]{columns: func(p *blog.Post) []string { return []string{p.Slug} }}
	}
	site, label, ink := l.env.site(), labels(l.env, posts), l.env.palette()
	return list[*blog.Post]{
		columns: func(p *blog.Post) []string {
			columns := []string{date(p), strconv.Itoa(p.Minutes), p.Slug, p.Title, oneWordEach(p.Tags)}
			if l.all {
				columns = append(columns, stateOf(p))
			}
			return columns
		},
		record: func(p *blog.Post) any { return l.env.newRecord(p) },
		entry: func(p *blog.Post) entry {
			return postEntry(ink, p, site, label(p), part{words: p.Tags, gap: "  ", ink: ink.Dim})
		},
		loose: true,
	}
}

// oneWordEach returns tags in a column, with a space between them and none within.
func oneWordEach(tags []string) string {
	words := make([]string, len(tags))
	for i, tag := range tags {
		words[i] = strings.Join(strings.Fields(tag), "-")
	}
	return strings.Join(words, " ")
}
