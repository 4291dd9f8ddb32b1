package command

import (
	"bufio"
	"encoding/json"
	"fmt"
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
		Long: "List posts, newest first. Without a terminal a line is date, minutes, slug, title and tags, " +
			"with a tab between two of them.",
		Args: noWords,
		RunE: l.run,
	}
	f := cmd.Flags()
	f.BoolVarP(&l.slugs, "slugs", "1", false, "print slugs only")
	f.Var(&l.tags, "tag", "only posts with this tag; more than one means all of them")
	f.Var(&l.since, "since", "only posts of this day, YYYY-MM-DD, or later")
	f.VarP(&l.max, "max", "n", "at most this many posts")
	f.BoolVar(&l.json, "json", false, "print one JSON object a line")
	return cmd
}

// ls is one run of the command.
type ls struct {
	env   *Env
	slugs bool
	tags  tagList
	since day
	max   count
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
	return l.print(posts)
}

// choose is the posts that were asked for: at least one.
func (l *ls) choose(cmd *cobra.Command) ([]*blog.Post, error) {
	a := l.env.Archive
	if len(a.Posts) == 0 {
		return nil, nothing(cmd, "this blog has no posts yet")
	}
	for _, tag := range l.tags {
		if !a.HasTag(tag) {
			return nil, nothing(cmd, "no post is tagged %s: %s", quote(tag), didYouMean(tag, tags(a), "leave it out"))
		}
	}
	var posts []*blog.Post
	for _, p := range a.Posts {
		if l.wants(p) {
			posts = append(posts, p)
		}
	}
	if len(posts) == 0 {
		return nil, nothing(cmd, "no post %s", l.wanted())
	}
	if l.max > 0 {
		posts = posts[:min(len(posts), int(l.max))]
	}
	return posts, nil
}

func (l *ls) wants(p *blog.Post) bool {
	if !l.since.IsZero() && (p.Date.IsZero() || l.since.after(p.Date)) {
		return false
	}
	return !slices.ContainsFunc(l.tags, func(tag string) bool { return !slices.Contains(p.Tags, tag) })
}

// wanted says what was asked for, when no post is it, and what to ask instead.
func (l *ls) wanted() string {
	tagged := "is tagged " + strings.Join(l.tags, " and ")
	if l.since.IsZero() {
		return tagged + ": leave one of them out"
	}
	recent := "is of " + l.since.Format(time.DateOnly) + " or later: want an earlier day"
	if len(l.tags) > 0 {
		recent = tagged + " and " + recent
	}
	return recent
}

func (l *ls) print(posts []*blog.Post) error {
	w := bufio.NewWriter(l.env.Stdout)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	shelf := newShelf(l.env, posts)
	for i, p := range posts {
		var err error
		switch {
		case l.json:
			err = enc.Encode(newRecord(p, l.env.Archive.Site))
		case l.slugs:
			_, err = fmt.Fprintln(w, p.Slug)
		case l.env.TTY:
			if i > 0 {
				_, _ = w.WriteString("\n") // an error lasts until the next write
			}
			_, err = w.WriteString(shelf.entry(p, p.Tags))
		default:
			_, err = w.WriteString(row(date(p), strconv.Itoa(p.Minutes), p.Slug, p.Title, strings.Join(p.Tags, " ")))
		}
		if err != nil {
			return err
		}
	}
	return w.Flush()
}

// tags are every tag of the archive, in the order of their letters.
func tags(a *blog.Archive) []string {
	var list []string
	for _, p := range a.Posts {
		list = append(list, p.Tags...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}
