package command

import (
	"context"
	"errors"
	"slices"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/search"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
)

// How many hits are listed, and how many a reader may ask for: each needs a snippet, and
// a good hit is not the hundredth.
const (
	defaultHits = 20
	maxHits     = 100
)

func searchCommand(env *Env) *cobra.Command {
	s := &searching{env: env, max: defaultHits}
	cmd := &cobra.Command{
		Use:   "search QUERY…",
		Short: "Find the posts that speak of something, best first",
		Long: "Find the posts that speak of something, best first: slug, title, and the place with **hits** " +
			"marked. All words have to occur, in any form. A query has words, \"phrases in quotes\", prefix*, AND, OR and NOT. " +
			"Your shell has to leave quotes and stars on: '\"so\" OR thus*'. Right after its start a " +
			"server with very many posts may not be able to search yet: then search says so and exits with 1.",
		RunE: s.run, // it checks the arguments as well: the archive has the example, and is not there before
	}
	f := cmd.Flags()
	f.Var(tags(&s.tags), "tag", "only posts with this tag; more than one means all of them")
	f.VarP(number(&s.max, 1, maxHits), "max", "n", "at most this many posts, up to 100; 20 if nothing is said")
	jsonFlag(f, &s.json)
	return cmd
}

// searching is one call of the command.
type searching struct {
	env  *Env
	tags []string
	max  int
	json bool
}

func (s *searching) run(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return s.noQuery(StatusMisuse, cmd)
	}
	if len(s.env.Archive.Posts) == 0 {
		return noPosts(cmd)
	}
	query := queryText(args)
	if query == "" {
		return s.noQuery(StatusNothing, cmd)
	}
	if err := knownTags(cmd, s.env.Archive, s.tags); err != nil {
		return err
	}
	index, err := s.env.Index()
	if err != nil {
		return nothing(cmd, "there is no index: %s", blog.Line(err.Error()))
	}
	hits, err := index.Search(cmd.Context(), search.Query{Text: query, Tags: s.tags, Max: s.max})
	switch {
	case errors.Is(err, search.ErrNoWords):
		return s.noQuery(StatusNothing, cmd)
	case errors.Is(err, search.ErrNotReady):
		return nothing(cmd, "%s", search.ErrNotReady)
	case errors.Is(err, search.ErrTooLong):
		return misuse(cmd, "%s", search.ErrTooLong)
	case errors.Is(err, search.ErrBusy):
		return nothing(cmd, "too many are searching: try again in a moment")
	case errors.Is(err, search.ErrTooSlow):
		return nothing(cmd, "it took too long: leave out the most common words")
	case err != nil: // the reader has left, or the index has a fault, of which readers learn nothing
		return nothing(cmd, "there is no answer now: try again in a moment")
	case len(hits) == 0:
		return s.noHits(cmd, index, args)
	}
	return s.hitList(hits).print(s.env, s.json, hits)
}

// hitList is the list of hits.
func (s *searching) hitList(hits []search.Hit) list[search.Hit] {
	posts := make([]*blog.Post, len(hits))
	for i, h := range hits {
		posts[i] = h.Post
	}
	site, label, ink := s.env.site(), labels(s.env, posts), s.env.palette()
	mark := markHit
	if s.env.profile() <= colorprofile.NoTTY { // a dumb terminal
		mark = starred
	}
	return list[search.Hit]{
		columns: func(h search.Hit) []string {
			columns := []string{h.Post.Slug, h.Post.Title, h.Snippet.Marked(starred)}
			if s.env.Archive.Authors {
				columns = append(columns, stateOf(h.Post))
			}
			return columns
		},
		record: func(h search.Hit) any {
			return struct {
				record
				Score   float64 `json:"score"`
				Snippet string  `json:"snippet"`
			}{s.env.newRecord(h.Post), h.Score, h.Snippet.Marked(starred)}
		},
		entry: func(h search.Hit) entry {
			return postEntry(ink, h.Post, site, label(h.Post),
				part{words: strings.Fields(h.Snippet.Marked(mark)), ink: ink.Text})
		},
		loose: true,
	}
}

// starred marks a hit without colours.
func starred(s string) string { return "**" + s + "**" }

// noQuery is the failure of a query without words.
func (s *searching) noQuery(status int, cmd *cobra.Command) error {
	example := ""
	if word := (samples{s.env.Archive}).Word(); word != "" {
		example = ", such as search " + word
	}
	return fail(status, cmd, "nothing to look for: want search QUERY%s", example)
}

// noHits is the failure of a query that finds nothing. It says what to ask instead.
func (s *searching) noHits(cmd *cobra.Command, index *search.Index, args []string) error {
	whose := "no post"
	if len(s.tags) > 0 {
		whose += " tagged " + shorten(strings.Join(s.tags, " and "))
	}
	typed := quote(strings.Join(args, " "))
	if strings.HasPrefix(typed, `""`) && strings.HasSuffix(typed, `""`) {
		typed = typed[1 : len(typed)-1] // a phrase has quotes of its own
	}
	return nothing(cmd, "%s has %s: %s", whose, typed, s.advice(cmd.Context(), index, queryText(args)))
}

// advice is what to ask instead. It has been tried, so that it finds something.
func (s *searching) advice(ctx context.Context, index *search.Index, query string) string {
	finds := func(text string, tags []string) bool {
		hits, err := index.Search(ctx, search.Query{Text: text, Tags: tags, Max: 1})
		return err == nil && len(hits) > 0
	}
	if better, ok := index.Suggest(ctx, query); ok && finds(better, s.tags) {
		return "did you mean " + shorten(better)
	}
	if bare := strings.ReplaceAll(query, `"`, ""); bare != query && finds(bare, s.tags) {
		return "leave out the quotes"
	}
	if len(s.tags) > 0 && finds(query, nil) {
		return "leave out the tag"
	}
	return "try fewer words, or others"
}

// queryText joins the words of a query. An argument with white space in it was quoted in
// the reader's shell, so it is a phrase and gets quotes again, unless it has quotes,
// stars or operators itself.
func queryText(args []string) string {
	words := make([]string, 0, len(args))
	for _, arg := range args {
		if isPhrase(arg) {
			arg = `"` + arg + `"`
		}
		words = append(words, arg)
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

func isPhrase(arg string) bool {
	words := strings.Fields(arg)
	return len(words) > 1 && !strings.ContainsAny(arg, `"*`) && !slices.ContainsFunc(words, isOperator)
}

func isOperator(word string) bool { return slices.Contains([]string{"AND", "OR", "NOT"}, word) }
