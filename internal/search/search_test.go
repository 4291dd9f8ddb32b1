package search_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/blog/blogtest"
	"blog.example/pete/internal/search"
)

// post is a file of the test blog.
func post(front, body string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte("---\n" + front + "\n---\n" + body)}
}

// library is a small blog in which every word that is looked for stands where
// the tests say.
func library(t testing.TB) *blog.Archive {
	t.Helper()
	archive, report := blog.Open(fstest.MapFS{
		"site.yaml": {Data: []byte("title: Library\nhost: blog.example\n")},
		"posts/cancel.md": post("title: Cancel Is a Request\ndate: 2026-03-01\nsummary: On asking politely.\ntags: [go, concurrency]",
			"A cancelled context asks. Don't panic: the goroutine hears it later.\n\n## Deadlines\n\nEvery deadline is a promise that somebody else has to keep."),
		"posts/idempotent.md": post("title: Make It Safe to Run Twice\ndate: 2026-02-01\nsummary: Idempotent operations.\ntags: [go, systems-design]",
			"An idempotent request may be sent twice. Idempotency keys help; idempotence is not free.\n\n```c++\nint main() { return 0; }\n```\n"),
		"posts/cats.md": post("title: The Cat Was Fine\ndate: 2026-01-01\nsummary: A metric that is missing is no zero.\ntags: [metrics]",
			"The cat sat on the key. The browser of the cat was closed. The naïve café, 日本語の文章, 🧶. 空白のない言語では文字の並びがひとつの語になる。\n\nThe metric dropped \x1b[31mred and it was not the dog."),
		"posts/dog.md": post("title: Dogs\ndate: 2025-12-01\nsummary: No cats here.\ntags: [metrics, zoology]",
			"The dog barked. Antidisestablishmentarianism. "+strings.Repeat("Filler words stand here. ", 30)+"Then a cat and a dog met at a key-browser gap."),
		"posts/draft.md": post("title: Unfinished cat\ndate: 2026-01-01\nsummary: S.\ndraft: true", "unpublished cat"),
	})
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	return archive
}

func open(t testing.TB, a *blog.Archive) *search.Index {
	t.Helper()
	x, err := newDatabase(t).Index(context.Background(), a.Posts)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// slugs is the answer to a query, as slugs.
func slugs(t *testing.T, x *search.Index, q search.Query) string {
	t.Helper()
	hits, err := x.Search(context.Background(), q)
	if err != nil {
		t.Fatalf("%q: %v", q.Text, err)
	}
	var s []string
	for _, h := range hits {
		s = append(s, h.Post.Slug)
	}
	return strings.Join(s, " ")
}

func TestSearch(t *testing.T) {
	x := open(t, library(t))
	for _, c := range []struct{ query, want string }{
		// Words, all of which match, by their stems.
		{"cat", "cats dog"},
		{"CATS", "cats dog"},
		{"cat dog", "dog cats"},
		{"promises", "cancel"},
		{"cancel", "cancel"},
		{"cafe naive", "cats"},
		{"café", "cats"},
		{"cafe\u0301", "cats"},
		{"unpublished", ""},
		{"nothing", ""},
		// The title counts most, then the tags.
		{"request", "cancel idempotent"},
		{"zoology", "dog"},
		{"systems-design", "idempotent"},
		// Phrases.
		{`"cat sat"`, "cats"},
		{`"sat cat"`, ""},
		{`"cat and a dog"`, "dog"},
		// Prefixes, stemmed or not.
		{"idempot*", "idempotent"},
		{"idempoten*", "idempotent"},
		{"idempotenc*", "idempotent"},
		{"deadl* keep", "cancel"},
		{`"browser of the c"*`, "cats"},
		{"日本*", "cats"},
		{"日本語の文章", "cats"},
		{"空白*", "cats"},
		{"語", "cats"},
		// Operators.
		{"cat AND dog", "dog cats"},
		{"cat NOT filler", "cats"},
		{"idempotent OR deadline", "idempotent cancel"},
		{"cat OR idempotent NOT filler", "idempotent cats dog"},
		{"cat dog NOT filler NOT barked", "cats"},
		{"cat dog OR idempotent AND request", "idempotent dog cats"},
		{"filler NOT cat* dog", ""},
		{"canc* OR idempoten* NOT twice", "cancel"},
		// Operators of FTS5 that are words here.
		{"(cat) (dog)", "dog cats"},
		{"dog (cat AND filler)", "dog"},
		{"NEAR(cat key)", ""},
		{"title:cat", ""},
		{"^cancel", "cancel"},
		// Queries that FTS5 would refuse.
		{"don't panic", "cancel"},
		{"don’t panic", "cancel"},
		{"C++", ""},
		{"int main()", "idempotent"},
		{"key-browser", "dog"},
		{`cat"`, "cats dog"},
		{`"cat sat on`, "cats"},
		{"AND", "cats dog"},
		{"cat AND", "cats dog"},
		{"cat OR OR dog", ""},
		{"NOT", "idempotent cats"},
		{"NOT cat", "cats"},
		{"NEAR(", ""},
		{"cat NEAR(dog", ""},
		{"c*t", ""},
		{"nosuchcolumn:cat", ""},
		{"title:", ""},
		{"{cat dog}", "dog cats"},
		{"-cat", "cats dog"},
		{"((((cat", "cats dog"},
		{"cat)", "cats dog"},
		{"cat 🔥 dog", "dog cats"},
		{"cat\x00dog", ""},
		{"\xffcat\xfe", "cats dog"},
	} {
		if got := slugs(t, x, search.Query{Text: c.query}); got != c.want {
			t.Errorf("%q: got %q, want %q", c.query, got, c.want)
		}
	}
}

func TestTyping(t *testing.T) {
	x := open(t, library(t))
	for _, c := range []struct{ typed, want string }{
		{"c", "cancel cats dog"},
		{"ca", "cancel cats dog"},
		{"can", "cancel"},
		{"cancelle", "cancel"},
		{"idempoten", "idempotent"},
		{"cat d", "cats dog"},
		{"cat ", "cats dog"},
		{"filler wor", "dog"},
		{"fille wor", ""},
		{"wor ", ""},
		{`"cat s`, "cats"},
		{`"cat sa" `, ""},
		{`"browser of t`, "cats"},
		{"cat AND", "cats dog"},
		{"cat NOT fill", "cats"},
		{"metric OR do", "cancel dog cats"},
		{"metric (do", "dog cats"},
		{"key-bro", "dog"},
		{"don't pan", "cancel"},
	} {
		if got := slugs(t, x, search.Query{Text: c.typed, Typing: true}); got != c.want {
			t.Errorf("%q: got %q, want %q", c.typed, got, c.want)
		}
	}
}

// After each letter there is an answer, or there are no words yet.
func TestTypingOnNeverFails(t *testing.T) {
	x := open(t, library(t))
	for _, text := range []string{
		`"cat sat" AND (dog OR title:(key* browser)) NOT NEAR("a b" c, 5) don't ^C++ {a} 語 🔥`,
		`((((NOT NOT ))))"""" AND OR * a*b*c*`,
	} {
		for at := range text {
			for _, typing := range []bool{true, false} {
				_, err := x.Search(t.Context(), search.Query{Text: text[:at], Typing: typing})
				if err != nil && !errors.Is(err, search.ErrNoWords) {
					t.Errorf("%q: %v", text[:at], err)
				}
			}
		}
	}
}

func TestBounds(t *testing.T) {
	x := open(t, library(t))
	for _, c := range []struct {
		name, query string
		want        error
	}{
		{"nothing", "", search.ErrNoWords},
		{"spaces", " \t\n", search.ErrNoWords},
		{"a star", "*", search.ErrNoWords},
		{"quotes", `"" "`, search.ErrNoWords},
		{"punctuation", "!?()-+{}:^ …", search.ErrNoWords},
		{"an emoji", "🔥", search.ErrNoWords},
		{"NUL", "\x00", search.ErrNoWords},
		{"no UTF-8", "\xff\xfe", search.ErrNoWords},
		{"16 words", "a b c d e f g h i j k l m n o p", nil},
		{"17 words", "a b c d e f g h i j k l m n o p q", search.ErrTooLong},
		{"17 times the same", strings.Repeat("cat ", 17), search.ErrTooLong},
		{"17 words in a phrase", `"` + strings.Repeat("cat ", 17) + `"`, search.ErrTooLong},
		{"4 KB of one word", strings.Repeat("a", 4<<10), nil},
		{"4 KB of parentheses", strings.Repeat("(", 4<<10), search.ErrNoWords},
		{"4 KB of closed parentheses", strings.Repeat("(", 2047) + "a" + strings.Repeat(")", 2047), nil},
		{"16 prefixes", "a* b* c* d* e* f* g* h* i* j* k* l* m* n* o* p*", nil},
		{"4 KB of operators", strings.Repeat("OR ", 1300), nil},
		{"16 words with operators", "a OR b AND c NOT d e f OR g OR h AND i j k NOT l m n o p", nil},
		{"64 KB of parentheses", strings.Repeat("(", 64<<10), search.ErrTooLong},
		{"64 KB of one word", strings.Repeat("a", 64<<10), search.ErrTooLong},
		{"10,000 words", strings.Repeat("cat ", 10_000), search.ErrTooLong},
		{"5,000 prefixes", strings.Repeat("a* ", 5_000), search.ErrTooLong},
	} {
		for _, typing := range []bool{true, false} {
			_, err := x.Search(t.Context(), search.Query{Text: c.query, Typing: typing})
			if !errors.Is(err, c.want) {
				t.Errorf("%s: got %v, want %v", c.name, err, c.want)
			}
		}
	}
	for _, want := range []string{"16 words", "4096 bytes"} {
		if !strings.Contains(search.ErrTooLong.Error(), want) {
			t.Errorf("%q does not tell its bound, %s", search.ErrTooLong, want)
		}
	}
}

func TestTagsAndMax(t *testing.T) {
	x := open(t, library(t))
	for _, c := range []struct {
		tags []string
		max  int
		want string
	}{
		{nil, 0, "dog cats cancel idempotent"},
		{[]string{"metrics"}, 0, "dog cats"},
		{[]string{"Metrics", "ZOOLOGY"}, 0, "dog"},
		{[]string{"go", "metrics"}, 0, ""},
		{[]string{"nosuchtag"}, 0, ""},
		{nil, 1, "dog"},
		{[]string{"go"}, 1, "cancel"},
		{nil, 1_000_000, "dog cats cancel idempotent"},
	} {
		q := search.Query{Text: "cat OR dog OR request", Tags: c.tags, Max: c.max}
		if got := slugs(t, x, q); got != c.want {
			t.Errorf("tags %q, at most %d: got %q, want %q", c.tags, c.max, got, c.want)
		}
	}
}

func TestSnippet(t *testing.T) {
	x := open(t, library(t))
	for _, c := range []struct{ query, slug, want string }{
		// The body, else the summary, the title, the tags.
		{"panic", "cancel", "…Don't **panic**: the goroutine hears it later. · Deadlines · Every deadline is a promise that…"},
		{"politely", "cancel", "On asking **politely**."},
		{"twice safe", "idempotent", "An idempotent request may be sent **twice**. Idempotency keys help; idempotence is not free.…"},
		{"fine", "cats", "The Cat Was **Fine**"},
		{"concurrency", "cancel", "go · **concurrency**"},
		// The snippet is where most of the words stand together.
		{"cat dog", "dog", "…words stand here. Then a **cat** and a **dog** met at a key-browser gap."},
		// A phrase, and all that a prefix or a stem stands for.
		{`"cat and a dog"`, "dog", "…words stand here. Then a **cat and a dog** met at a key-browser gap."},
		{"idempot*", "idempotent", "An **idempotent** request may be sent twice. **Idempotency** keys help; **idempotence** is not free.…"},
		{"cafe", "cats", "…The naïve **café**, 日本語の文章, 🧶. 空白のない言語では文字の並びがひとつの語になる。 · The metric dropped ␛[31mred and it was not…"},
	} {
		hits, err := x.Search(t.Context(), search.Query{Text: c.query})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(hits, func(h search.Hit) bool { return h.Post.Slug == c.slug })
		if i < 0 {
			t.Errorf("%q: %s is no hit", c.query, c.slug)
			continue
		}
		got := hits[i].Snippet.Marked(func(s string) string { return "**" + s + "**" })
		if got != c.want {
			t.Errorf("%q:\ngot  %s\nwant %s", c.query, got, c.want)
		}
	}
}

// A word may be as long as a page. What is shown of it is not.
func TestSnippetIsShort(t *testing.T) {
	for _, c := range []struct{ name, body, query string }{
		{"a long word", strings.Repeat("語", 5000), strings.Repeat("語", 32) + "*"},
		{"a long word beside", strings.Repeat("語", 5000) + " cat " + strings.Repeat("語", 5000), "cat"},
		{"a long phrase", strings.Repeat("cat ", 5000), `"` + strings.Repeat("cat ", 16) + `"`},
		{"many marks", strings.Repeat("cat ", 5000), "cat"},
	} {
		x := open(t, archiveOf(t, article{"a", c.body}))
		hits, err := x.Search(t.Context(), search.Query{Text: c.query})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hits {
			validSnippet(t, h.Snippet)
		}
		if got := len(hits); got != 1 {
			t.Errorf("%s: %d hits", c.name, got)
		}
	}
}

// article is a post of a title and words.
type article struct{ title, words string }

// archiveOf is an archive of texts, in their order. In its plain texts stand their
// words and nothing else: they are blocks of code.
func archiveOf(t testing.TB, texts ...article) *blog.Archive {
	t.Helper()
	files := fstest.MapFS{"site.yaml": {Data: []byte("title: Texts\nhost: blog.example\n")}}
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i, x := range texts {
		fence := "~~~"
		for strings.Contains(x.words, fence) {
			fence += "~"
		}
		front := fmt.Sprintf("title: %q\ndate: %s", x.title, day.AddDate(0, 0, -i).Format(time.DateOnly))
		path := fmt.Sprintf("posts/%s.md", strings.ReplaceAll(x.title, " ", "-"))
		files[path] = post(front, fence+"\n"+blog.Visible(x.words)+"\n"+fence+"\n")
	}
	archive, report := blog.Open(files)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	return archive
}

func validSnippet(t *testing.T, s search.Snippet) {
	t.Helper()
	if s.Text != blog.Line(s.Text) {
		t.Errorf("%q is not a line", s.Text)
	}
	if n := utf8.RuneCountInString(s.Text); n > 162 {
		t.Errorf("%q has %d letters", s.Text, n)
	}
	at := 0
	for _, m := range s.Marks {
		if m.From < at || m.To <= m.From || m.To > len(s.Text) || !utf8.ValidString(s.Text[m.From:m.To]) {
			t.Fatalf("marks %v of %q", s.Marks, s.Text)
		}
		at = m.To
	}
	if got := s.Marked(func(m string) string { return m }); got != s.Text {
		t.Errorf("marked %q, is %q", got, s.Text)
	}
}

// Equals stand as they do in the archive, and all is as it was before.
func TestStable(t *testing.T) {
	var texts []article
	for i := range 50 {
		texts = append(texts, article{fmt.Sprintf("post-%d", i), "the same words in every post"})
	}
	a := archiveOf(t, texts...)
	x, y := open(t, a), open(t, a)
	for _, text := range []string{"same words", "w*", "post"} {
		q := search.Query{Text: text, Max: 50}
		first, err := x.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		second, err := y.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if len(first) != 50 || len(second) != 50 {
			t.Fatalf("%q: %d and %d hits", text, len(first), len(second))
		}
		for i, h := range first {
			if h.Post != a.Posts[i] || second[i].Post != h.Post || second[i].Score != h.Score {
				t.Fatalf("%q: hit %d is %s and %s", text, i, h.Post.Slug, second[i].Post.Slug)
			}
			if math.IsInf(h.Score, 0) || math.IsNaN(h.Score) || h.Score <= 0 {
				t.Errorf("%q: score %v", text, h.Score)
			}
		}
	}
}

func TestSuggest(t *testing.T) {
	x := open(t, library(t))
	for _, c := range []struct{ text, want string }{
		{"idempotnet", "idempotent"},
		{"Gorutine", "goroutine"},
		{"xeadline", "deadline"},
		{"the gorotine  browzer\x1b", "the goroutine browser␛"},
		{`"cat stan" OR brovser*`, `"cat stand" OR browser*`},
		{"cafè brwoser", "cafè browser"},
		{"(brwoser)", "(browser)"},
		{"cancels deadlines", ""}, // a stem's spelling
		{"brows*", ""},
		{"cat", ""},
		{"cot 猫", ""},
		{"日本 brwoser", "日本 browser"},
		{"zzzzzzzz", ""},
		// Three of the unknown words get suggestions, none longer than 24 letters.
		{"gorotine the browzer xeadline idempotnet", "goroutine the browser deadline idempotnet"},
		{"antidisestablishmentarianims gorotine", "antidisestablishmentarianims goroutine"},
		{"", ""},
		{strings.Repeat("x", 64<<10), ""},
		{strings.Repeat("gorotine ", 100), ""},
	} {
		got, ok := x.Suggest(t.Context(), c.text)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%.40q: got %q, %v, want %q", c.text, got, ok, c.want)
		}
	}
}

// A prefix stands for the most frequent of the words that begin with it.
func TestPrefixBounds(t *testing.T) { synctest.Test(t, testPrefixBounds) } // without a clock

func testPrefixBounds(t *testing.T) {
	var few []article
	for i := range 40 {
		few = append(few, article{fmt.Sprint(i), fmt.Sprintf("a%02d b%02d", i, i)})
	}
	x := open(t, archiveOf(t, few...))
	for query, want := range map[string]int{"a*": 32, "a* b*": 16, "b* B*": 32, "a* OR b*": 16, `"a05 b"*`: 1} {
		hits, err := x.Search(t.Context(), search.Query{Text: query, Max: 100})
		if err != nil || len(hits) != want {
			t.Errorf("%s: %d hits, %v; want %d", query, len(hits), err, want)
		}
	}
	// 21 words in every post are 10,500 postings in 500 posts, too many for
	// the word that is in one; in 100 posts they are not.
	for posts, want := range map[int]string{100: "last", 500: ""} {
		var texts []article
		for i := range posts {
			texts = append(texts, article{fmt.Sprint(i), "wa wb wc wd we wf wg wh wi wj wk wl wm wn wo wp wq wr ws wt wu"})
		}
		texts = append(texts, article{"last", "wz"})
		if got := slugs(t, open(t, archiveOf(t, texts...)), search.Query{Text: "w* NOT wa"}); got != want {
			t.Errorf("%d posts: got %q, want %q", posts, got, want)
		}
	}
}

// Searches share one connection to the database. One that is cancelled, also in the middle
// of a query, does not disturb the others.
func TestManyReaders(t *testing.T) {
	shelf := generated(t, 20)
	x := open(t, shelf.archive)
	q := search.Query{Text: strings.Join(shelf.words[:6], " OR "), Max: 5}
	want := slugs(t, x, q)
	if strings.Count(want, "post-") != 5 {
		t.Fatalf("got %q", want)
	}
	var all sync.WaitGroup
	for reader := range 50 {
		all.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			leaves := reader%3 == 0
			if leaves {
				go cancel()
			}
			hits, err := x.Search(ctx, q)
			switch {
			case leaves && errors.Is(err, context.Canceled):
			case errors.Is(err, search.ErrBusy), errors.Is(err, search.ErrTooSlow): // on a slow machine
			case err != nil:
				t.Error(err)
			case len(hits) != 5:
				t.Errorf("%d hits", len(hits))
			}
		})
	}
	all.Wait()
	if got := slugs(t, x, q); got != want {
		t.Errorf("afterwards: got %q, want %q", got, want)
	}
}

func TestCancelledBefore(t *testing.T) {
	x := open(t, library(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.Search(ctx, search.Query{Text: "cat"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got, ok := x.Suggest(ctx, "idempotnet"); ok {
		t.Errorf("suggests %q", got)
	}
	if got := slugs(t, x, search.Query{Text: "cat"}); got != "cats dog" {
		t.Errorf("afterwards: got %q", got)
	}
}

func TestClose(t *testing.T) {
	d := newDatabase(t)
	x, err := d.Index(t.Context(), library(t).Posts)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
	if hits, err := x.Search(t.Context(), search.Query{Text: "cat"}); err == nil {
		t.Errorf("%d hits in a closed index", len(hits))
	}
	if got, ok := x.Suggest(t.Context(), "idempotnet"); ok {
		t.Errorf("a closed index suggests %q", got)
	}
}

// A nil Index is not ready, which Search alone says.
func TestNotReady(t *testing.T) {
	var x *search.Index
	hits, err := x.Search(t.Context(), search.Query{Text: "cat"})
	if !errors.Is(err, search.ErrNotReady) || hits != nil {
		t.Errorf("%d hits, %v", len(hits), err)
	}
	if got, ok := x.Suggest(t.Context(), "cta"); ok || got != "" {
		t.Errorf("suggests %q", got)
	}
}

func TestNoPosts(t *testing.T) {
	x := open(t, &blog.Archive{})
	if got := slugs(t, x, search.Query{Text: "cat*", Typing: true}); got != "" {
		t.Errorf("got %q", got)
	}
	if got, ok := x.Suggest(t.Context(), "cat"); ok {
		t.Errorf("suggests %q", got)
	}
}

func FuzzSearch(f *testing.F) {
	for _, text := range []string{
		"cat", `"cat sat`, "don't panic", "C++", "key-browser", `foo"`, "AND", "NOT", "NEAR(", "NEAR(a b, 5)", "*", "a*b",
		"title:cat", "^cat", "{a b}", "-cat", "x AND", "((((", "🔥🧵", "語", "a\x00b", "\xff", "(a OR b) c* NOT d",
		"a b OR c AND d NOT e NOT f*", `"a b"* OR a NOT "b`, "cafe\u0301 \u0301", "ß ǆ İ ı", "हिन्दी*", "\u202e\x1b]0;",
	} {
		f.Add(text, text)
	}
	x := open(f, library(f))
	f.Fuzz(func(t *testing.T, text, body string) {
		own := open(t, archiveOf(t, article{"title", body}))
		for _, q := range []search.Query{{Text: text}, {Text: text, Typing: true}} {
			for _, index := range []*search.Index{x, own} {
				hits, err := index.Search(t.Context(), q)
				if err != nil && !errors.Is(err, search.ErrNoWords) && !errors.Is(err, search.ErrTooLong) {
					t.Fatal(err)
				}
				for _, h := range hits {
					validSnippet(t, h.Snippet)
				}
			}
		}
		if better, ok := x.Suggest(t.Context(), text); ok && better != blog.Line(better) {
			t.Errorf("suggests %q", better)
		}
	})
}

// TestForms tells what a query found as the post spells it.
func TestForms(t *testing.T) {
	x := open(t, library(t))
	for query, want := range map[string][]string{
		"cancel":      {"cancelled", "cancel"},
		`"the cat"`:   {"the cat"},
		"idempotenc*": {"idempotent", "idempotency", "idempotence"},
		"zoology":     {"zoology"},
	} {
		hits, err := x.Search(t.Context(), search.Query{Text: query})
		if err != nil || len(hits) == 0 {
			t.Fatalf("%q: %v, %v", query, hits, err)
		}
		if !slices.Equal(hits[0].Forms, want) {
			t.Errorf("%q found %q, want %q", query, hits[0].Forms, want)
		}
	}
}

// An index of the texts that a reading hands over, from several goroutines, answers as one
// does that has parsed the posts itself.
func TestAddWhileReading(t *testing.T) {
	shelf := blogtest.Generate(40)
	d := newDatabase(t)
	archive, report := blog.Read(shelf.Files, blog.Options{Parsed: d.Add})
	if archive == nil {
		t.Fatal(report.Err())
	}
	x, err := d.Index(t.Context(), archive.Posts)
	if err != nil {
		t.Fatal(err)
	}
	y := open(t, archive)
	for _, text := range []string{shelf.Words[20], "hello", shelf.Words[30][:2] + "*", "zoology"} {
		q := search.Query{Text: text, Max: 5}
		got, err := x.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		want, err := y.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if len(want) == 0 || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}
