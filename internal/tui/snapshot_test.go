package tui

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"weak"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/search"
	"blog.example/pete/internal/site"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// A post of the test's blog, and its file.
const (
	essaySlug = "why-the-terminal-won"
	essayPath = "posts/" + essaySlug + ".md"
)

// publish replaces the blog by the test's own, changed.
func (v *visit) publish(change func(fsys fstest.MapFS)) {
	v.t.Helper()
	fsys := brief()
	change(fsys)
	v.store.Replace(site.NewSnapshot(opened(v.t, fsys), nil))
}

// edit replaces words in a file of the blog.
func edit(path, from, to string) func(fstest.MapFS) {
	return func(fsys fstest.MapFS) {
		text := string(fsys[path].Data)
		if !strings.Contains(text, from) {
			panic(path + " has no " + from)
		}
		fsys[path] = &fstest.MapFile{Data: []byte(strings.Replace(text, from, to, 1))}
	}
}

func post(title, date, body string) *fstest.MapFile {
	return &fstest.MapFile{Data: fmt.Appendf(nil, "---\ntitle: %q\ndate: %s\nsummary: s\ntags: [fresh]\n---\n%s", title, date, body)}
}

// addNewest adds a post above all others.
func addNewest(fsys fstest.MapFS) {
	fsys["posts/newest.md"] = post("The Newest", "2026-12-01", "New.\n")
}

func withdraw(path string) func(fstest.MapFS) {
	return func(fsys fstest.MapFS) { delete(fsys, path) }
}

// draft withdraws a post as an author would.
func draft(path string) func(fstest.MapFS) {
	return edit(path, "---\ntitle", "---\ndraft: true\ntitle")
}

const (
	updatedLine   = "This post was updated. r reads it again."
	withdrawnLine = "This post was withdrawn."
)

// visitOwn is a visit to a blog that the test may replace.
func visitOwn(t testing.TB, o Options) *visit { return visitTo(t, opened(t, brief()), o) }

// brief returns the files of the blog with fewer words, since these tests read them
// again and again.
func brief() fstest.MapFS {
	fsys := files()
	for _, file := range fsys {
		if at := bytes.Index(file.Data, []byte("word word")); at >= 0 {
			file.Data = append(file.Data[:at], strings.Repeat("word ", 300)+".\n"...)
		}
	}
	return fsys
}

// The list takes a new post in, and the selection stays on its post and on its row.
func TestNewPostInTheList(t *testing.T) {
	v := visitOwn(t, at(80, 24))
	v.press("j", "j")
	v.publish(addNewest)
	if v.shows("The Newest") {
		t.Error("the list has changed before a message came")
	}
	v.press("x")
	if !v.shows("The Newest") || !v.shows("11 posts") || !strings.Contains(v.selection(), titles[2].title) {
		t.Errorf("the list is\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("j")
	if !strings.Contains(v.selection(), titles[3].title) {
		t.Errorf("j went to %q", v.selection())
	}

	v = visitOwn(t, at(80, 12)) // which scrolls
	v.press("G", "k")
	before := v.row(titles[8].title)
	v.publish(addNewest)
	v.press("x")
	if after := v.row(titles[8].title); after != before || !strings.Contains(v.selection(), titles[8].title) {
		t.Errorf("the selected post relocated from row %d to %d:\n%s", before, after, strings.Join(v.text(), "\n"))
	}
}

// When the selected post goes, a neighbour is selected.
func TestSelectedPostGoes(t *testing.T) {
	v := visitOwn(t, at(80, 24))
	v.press("j", "j", "j")
	v.publish(func(fsys fstest.MapFS) { addNewest(fsys); withdraw(essayPath)(fsys) })
	v.press("x")
	if !strings.Contains(v.selection(), titles[4].title) {
		t.Errorf("%q is selected", v.selection())
	}
	v.press("G")
	v.publish(func(fsys fstest.MapFS) {
		withdraw(essayPath)(fsys)
		withdraw("posts/the-error-lives-one-layer-up.md")(fsys)
	})
	v.press("x")
	if !strings.Contains(v.selection(), titles[8].title) {
		t.Errorf("without the last one %q is selected", v.selection())
	}
	v.publish(func(fsys fstest.MapFS) {
		for path := range fsys {
			if strings.HasPrefix(path, "posts/") {
				delete(fsys, path)
			}
		}
		addNewest(fsys)
	})
	v.press("x")
	if !strings.Contains(v.selection(), "The Newest") {
		t.Errorf("of other posts %q is selected", v.selection())
	}
}

// An edit of the text that shows is told in one line, once, and changes nothing until
// r is pressed. Then the same words stand at the top of the window.
func TestTextIsUpdated(t *testing.T) {
	v := visitOwn(t, at(80, 24))
	v.press("j", "j", "j", "enter")
	for !strings.Contains(v.text()[0], "What text costs") {
		v.press("j")
	}
	before := v.text()
	change := edit(essayPath, "On a screen", "A paragraph that is new.\n\nAnother one.\n\nOn every screen")
	v.publish(change)
	v.press("x")
	after := v.text()
	if !strings.Contains(after[23], updatedLine) || !slices.Equal(after[:22], before[:22]) {
		t.Errorf("after the edit one sees\n%s", strings.Join(after, "\n"))
	}
	v.press("j", "k")
	if after := v.text(); v.shows(updatedLine) || !slices.Equal(after[:22], before[:22]) || !strings.Contains(v.foot(), "r read again") {
		t.Errorf("after two keys one sees\n%s", strings.Join(after, "\n"))
	}
	v.publish(func(fsys fstest.MapFS) { change(fsys); addNewest(fsys) })
	if v.press("x"); v.shows("was updated") {
		t.Error("another post is told as an update of this one")
	}
	v.press("r")
	if !strings.Contains(v.text()[0], "What text costs") || strings.Contains(v.foot(), "read again") {
		t.Errorf("r shows\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("g")
	if !v.shows("A paragraph that is new.") || !v.shows("On every screen") {
		t.Errorf("the text is\n%s", strings.Join(v.text(), "\n"))
	}
	if v.press("r"); v.shows("was updated") {
		t.Error("r says something about a text that is not updated")
	}
}

// A post that changes while it is laid out is shown as it was, with the line: otherwise
// one that changes all the time would never be shown.
func TestTextChangesWhileItIsLaidOut(t *testing.T) {
	v := visitOwn(t, at(80, 24))
	v.press("j", "j", "j")
	_, layout := v.room.Update(keyPress("enter"))
	done := layout()
	v.publish(edit(essayPath, "On a screen", "On every screen"))
	v.send(done)
	if !v.shows("On a screen") {
		t.Errorf("one sees\n%s", strings.Join(v.text(), "\n"))
	}
	if v.press("x"); !v.shows(updatedLine) && !strings.Contains(v.foot(), "r read again") {
		t.Errorf("the foot is %q", v.foot())
	}
	if v.press("r"); !v.shows("On every screen") {
		t.Errorf("r shows\n%s", strings.Join(v.text(), "\n"))
	}
}

// When the words at the top are gone, r shows what is around them.
func TestPlaceInAnEditedParagraph(t *testing.T) {
	v := visitOwn(t, at(80, 24))
	v.press("j", "j", "j", "enter")
	for !strings.Contains(v.text()[0], "What text costs") {
		v.press("j")
	}
	v.publish(func(fsys fstest.MapFS) {
		edit(essayPath, "## What text costs", "## What it costs")(fsys)
		edit(essayPath, "On a screen", "Before.\n\nOn a screen")(fsys)
	})
	v.press("x", "r")
	if !strings.Contains(v.text()[0], "What it costs") {
		t.Errorf("r shows\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("G")
	v.publish(edit(essayPath, essay, "Nothing is left.\n"))
	v.press("x", "r")
	v.fits()
	if !v.shows("100%") {
		t.Errorf("at the end of a text that is shorter now one sees\n%s", strings.Join(v.text(), "\n"))
	}
}

// A change of another text is not announced, and moves nothing.
func TestUnrelatedChange(t *testing.T) {
	for page, visit := range visits() {
		v := searchedBy(&scripted{}, visitOwn(t, cached(at(80, 24))))
		visit(v)
		before := v.text()
		v.publish(edit("posts/make-it-safe-to-run-twice.md", "word word", "word other"))
		v.send(tea.BackgroundColorMsg{Color: nil})
		v.send(tea.BackgroundColorMsg{Color: nil})
		if after := v.text(); v.room.message == (message{}) && page != "copied" && !slices.Equal(after, before) {
			t.Errorf("%s shows\n%s\nand showed\n%s", page, strings.Join(after, "\n"), strings.Join(before, "\n"))
		}
	}
}

// A post that is withdrawn is closed at the next key, which does nothing else.
func TestTextIsWithdrawn(t *testing.T) {
	for name, gone := range map[string]func(fstest.MapFS){"deleted": withdraw(essayPath), "draft": draft(essayPath)} {
		for _, keys := range []string{"", "?", "t", "c", "/", "tab"} {
			v := visitOwn(t, at(80, 24))
			v.press("j", "j", "j", "enter")
			v.press(strings.Fields(keys)...)
			v.publish(gone)
			if v.press("q") {
				t.Errorf("%s, after %q: the key left the room", name, keys)
			}
			if v.room.page() != page(v.room.home) || !v.shows(withdrawnLine) || v.shows("On a screen") || v.shows(titles[3].title) {
				t.Errorf("%s, after %q one sees\n%s", name, keys, strings.Join(v.text(), "\n"))
			}
			if got := v.selection(); !strings.Contains(got, titles[4].title) {
				t.Errorf("%s: %q is selected", name, got)
			}
		}
	}
	v := visitOwn(t, at(80, 24))
	v.press("j", "j", "j", "enter")
	v.publish(withdraw(essayPath))
	if !v.press("ctrl+c") {
		t.Error("ctrl+c does not leave when the text is withdrawn")
	}
	v = visitOwn(t, at(80, 24))
	v.press("a")
	v.publish(withdraw("pages/about.md"))
	if v.press("j"); !v.shows("This page was withdrawn.") || strings.Contains(v.foot(), "about") {
		t.Errorf("without the about page one sees\n%s", strings.Join(v.text(), "\n"))
	}
}

// A post that is withdrawn below the text that shows is not come back to.
func TestWithdrawnBelow(t *testing.T) {
	v := visitOwn(t, at(80, 24))
	v.press("j", "j", "j", "enter", "tab", "enter")
	v.publish(withdraw(essayPath))
	v.press("j")
	if rd := v.room.reader(); rd == nil || rd.slug != "make-it-safe-to-run-twice" || v.shows("withdrawn") {
		t.Fatalf("one sees\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("q")
	if v.room.page() != page(v.room.home) {
		t.Errorf("back is\n%s", strings.Join(v.text(), "\n"))
	}
}

// A text below others that was updated is told when it shows again.
func TestUpdatedBelow(t *testing.T) {
	v := visitOwn(t, at(80, 24))
	v.press("j", "j", "j", "enter", "tab", "enter")
	v.publish(edit(essayPath, "On a screen", "On every screen"))
	if v.press("j"); v.shows("was updated") {
		t.Errorf("the text that shows has not changed, and the foot is %q", v.foot())
	}
	v.press("q")
	if !v.shows(updatedLine) || !v.shows("On a screen") {
		t.Errorf("back one sees\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("c")
	if got := v.room.Clipboard(); got != "" || !v.shows(updatedLine) {
		t.Errorf("c in a text that is updated copied %q", got)
	}
	v.press("r")
	if !v.shows("On every screen") {
		t.Errorf("r shows\n%s", strings.Join(v.text(), "\n"))
	}
}

// A post that has another slug is followed by its alias, with its place.
func TestTextIsRenamed(t *testing.T) {
	rename := func(fsys fstest.MapFS) {
		edit(essayPath, "---\ntitle", "---\naliases: ["+essaySlug+"]\ntitle")(fsys)
		fsys["posts/renamed.md"] = fsys[essayPath]
		delete(fsys, essayPath)
		edit("posts/make-it-safe-to-run-twice.md", "word", "word")(fsys)
	}
	v := visitOwn(t, at(80, 24))
	v.press("j", "j", "j", "enter", "d")
	top := v.text()[0]
	v.publish(rename)
	v.press("r")
	if rd := v.room.reader(); rd == nil || rd.slug != "renamed" || v.text()[0] != top {
		t.Fatalf("one sees\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("y")
	if got := v.room.Clipboard(); got != "ssh -t blog.example renamed" {
		t.Errorf("y copied %q", got)
	}

	v = visitOwn(t, at(80, 24)) // with the text closed meanwhile
	v.press("j", "j", "j", "enter", "d", "q")
	v.publish(rename)
	v.press("x", "enter")
	if rd := v.room.reader(); rd == nil || rd.slug != "renamed" || rd.top == 0 {
		t.Errorf("the place in a renamed post is lost:\n%s", strings.Join(v.text(), "\n"))
	}
}

// A window of another width is laid out from the new text, with the same words at the top,
// also where a search in the text was begun before.
func TestResizeAndUpdateTogether(t *testing.T) {
	for _, finding := range []bool{false, true} {
		v := visitOwn(t, at(80, 24))
		v.press("j", "j", "j", "enter")
		for !strings.Contains(v.text()[0], "What text costs") {
			v.press("j")
		}
		if finding {
			v.press("/")
		}
		v.publish(edit(essayPath, "On a screen", "New.\n\nOn a screen"))
		v.resize(50, 20)
		if finding {
			v.write("nowhere in the text")
			v.press("esc")
		}
		if !strings.Contains(v.text()[0], "What text costs") || v.shows("was updated") {
			t.Errorf("finding %t: one sees\n%s", finding, strings.Join(v.text(), "\n"))
		}
		v.resize(80, 24)
		v.press("g")
		if !v.shows("New.") {
			t.Errorf("the text is\n%s", strings.Join(v.text(), "\n"))
		}
	}
}

// A block of a text is known again by its words, whatever the width is, and by its place
// among equal ones.
func TestBlocksAreKnownAgain(t *testing.T) {
	v := visitOwn(t, at(80, 24))
	v.press("j", "j", "j", "enter")
	wide := blocksOf(v.room.reader().lines)
	v.resize(30, 24)
	narrow := blocksOf(v.room.reader().lines)
	same := 0
	for i, words := range narrow {
		if len(words) > 0 && bytes.Equal(words, wide[i]) {
			same++
		}
	}
	if same < len(narrow)/2 {
		t.Errorf("%d of %d blocks have the same words at another width", same, len(narrow))
	}
	for n, want := range []int{0, 0, 2, 2, 4} {
		if got, ok := nearestBlock([][]byte{{1}, {2}, {1}, {2}, {1}}, []byte{1}, n); got != want || !ok {
			t.Errorf("nearest to %d is block %d, want %d", n, got, want)
		}
	}
}

// hitsOf answers every query with the posts of an archive that have these slugs.
func hitsOf(a *blog.Archive, slugs ...string) *scripted {
	var hits []search.Hit
	for _, slug := range slugs {
		p, ok := a.Post(slug)
		if !ok {
			panic("no post " + slug)
		}
		hits = append(hits, search.Hit{Post: p, Snippet: search.Snippet{Text: "found in " + slug}})
	}
	return &scripted{answers: map[string][]search.Hit{"a": hits}}
}

// The search keeps what is typed and the selected hit, and asks the new index.
func TestSearchGoesOn(t *testing.T) {
	const selected, gone, fresh = "restart-cannot-fix-overload", "comments-arent-compilers", "newest"
	v := visitOwn(t, at(80, 24))
	index := hitsOf(v.store.Current().Archive, gone, selected)
	searchedBy(index, v)
	v.press("/", "a", "down")
	v.publish(func(fsys fstest.MapFS) { addNewest(fsys); withdraw("posts/" + gone + ".md")(fsys) })
	v.room.searcher = hitsOf(v.store.Current().Archive, fresh, selected)
	_, answer := v.room.Update(keyPress("left"))
	if answer == nil || v.shows("Comments Aren't") || !strings.Contains(v.selection(), "Restart Cannot Fix Overload") {
		t.Errorf("before the answer one sees\n%s", strings.Join(v.text(), "\n"))
	}
	v.run(answer)
	if !v.shows("/ ▏a") || !v.shows("2 posts") || !strings.Contains(v.selection(), "Restart Cannot Fix Overload") {
		t.Errorf("one sees\n%s", strings.Join(v.text(), "\n"))
	}
	if v.press("up", "enter"); v.room.reader() == nil || v.room.reader().slug != fresh {
		t.Errorf("enter opened\n%s", strings.Join(v.text(), "\n"))
	}
	// It asks again when it shows again, and not while a text is above it.
	v.publish(addNewest)
	again := hitsOf(v.store.Current().Archive, selected)
	v.room.searcher = again
	v.press("y")
	v.publish(addNewest)
	if v.press("y"); len(again.asked) != 0 {
		t.Error("a search below a text asks")
	}
	if v.press("q"); len(again.asked) != 1 || !v.shows("1 post") {
		t.Errorf("back at the search one sees, after %q\n%s", again.asked, strings.Join(v.text(), "\n"))
	}
}

// An answer that comes from the index of before shows no post that is withdrawn, and
// the new index is asked.
func TestLateAnswer(t *testing.T) {
	v := visitOwn(t, at(80, 24))
	searchedBy(hitsOf(v.store.Current().Archive, essaySlug, "make-it-safe-to-run-twice"), v)
	v.press("/")
	_, late := v.room.Update(keyPress("a"))
	v.publish(withdraw(essayPath))
	after := hitsOf(v.store.Current().Archive, "make-it-safe-to-run-twice")
	v.room.searcher = after
	if _, cmd := v.room.Update(keyPress("left")); cmd != nil {
		t.Error("two queries run at once")
	}
	_, next := v.room.Update(late())
	if v.shows(titles[3].title) || next == nil {
		t.Errorf("one sees\n%s", strings.Join(v.text(), "\n"))
	}
	v.run(next)
	if len(after.asked) != 1 || !v.shows("1 post") {
		t.Errorf("after %q one sees\n%s", after.asked, strings.Join(v.text(), "\n"))
	}
}

// Before the first index is there the search says so, and answers at the next key
// after it has come.
func TestSearchBeforeTheFirstIndex(t *testing.T) {
	a, index := shared()
	v := visitTo(t, a, at(80, 24))
	v.press("/")
	v.write("scarcer")
	if !v.shows("still being") || !strings.Contains(v.foot(), "enter look once more") {
		t.Errorf("without an index it shows\n%s", strings.Join(v.text(), "\n"))
	}
	if v.press("enter"); !v.shows("still being") {
		t.Errorf("asked once more it shows\n%s", strings.Join(v.text(), "\n"))
	}
	v.store.Replace(site.NewSnapshot(a, index))
	for v.press("left"); !v.shows("1 post"); v.press("enter") { // while the index is busy with other tests
		if v.shows("still being") {
			t.Fatalf("with an index it shows\n%s", strings.Join(v.text(), "\n"))
		}
	}
}

// A tag stays chosen while a post has it, and is dropped with a line when none does.
func TestTagGoes(t *testing.T) {
	v := visitOwn(t, at(80, 24))
	v.publish(addNewest)
	v.press("t", "g")
	for !strings.Contains(v.selection(), "python") {
		v.press("j")
	}
	v.publish(func(fsys fstest.MapFS) { addNewest(fsys); withdraw(essayPath)(fsys) })
	if v.press("x"); !strings.Contains(v.selection(), "python") || v.shows("philosophy") {
		t.Errorf("the tags are\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("enter")
	v.publish(withdraw(essayPath))
	if v.press("x"); !v.shows("python · 1 of 9") {
		t.Errorf("narrowed to a tag that stays one sees\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("/")
	v.publish(withdraw("posts/cancel-is-a-request-not-a-command.md"))
	if v.press("left"); !v.shows("No post has that tag any more.") {
		t.Errorf("the tag went without a word:\n%s", strings.Join(v.text(), "\n"))
	}
	if v.press("esc"); !v.shows("9 posts") || v.shows("python ·") {
		t.Errorf("the list is\n%s", strings.Join(v.text(), "\n"))
	}
	v.press("t")
	v.publish(func(fsys fstest.MapFS) {
		for path, file := range fsys {
			file.Data = []byte(strings.ReplaceAll(string(file.Data), "\ntags: ", "\nother: "))
			fsys[path] = file
		}
	})
	if v.press("q"); v.room.page() != page(v.room.home) || strings.Contains(v.foot(), "tags") {
		t.Errorf("without tags one sees\n%s", strings.Join(v.text(), "\n"))
	}
}

// pinning leads to every kind of page that once held a post.
func pinning() map[string]func(v *visit) {
	all := visits()
	all["circle"] = func(v *visit) { v.press("j", "j", "j", "enter", "tab", "enter", "q", "]", "[", "a") }
	all["hit"] = func(v *visit) { v.press("/", "a", "enter") }
	return all
}

// weakly returns a function that names what of an archive is still in memory.
func weakly(a *blog.Archive) (left func() string) {
	archive, about, posts := weak.Make(a), weak.Make(a.About), map[string]weak.Pointer[blog.Post]{}
	for _, p := range a.Posts {
		posts[p.Slug] = weak.Make(p)
	}
	return func() string {
		switch {
		case archive.Value() != nil:
			return "the archive"
		case about.Value() != nil:
			return "the about page"
		}
		for slug, p := range posts {
			if p.Value() != nil {
				return slug
			}
		}
		return ""
	}
}

// Nothing in a room keeps the archive of before in memory: not once it has another,
// and not while it is suspended.
func TestArchiveIsNotPinned(t *testing.T) {
	for page, visit := range pinning() {
		for _, suspend := range []bool{false, true} {
			v := visitOwn(t, at(80, 24))
			searchedBy(hitsOf(v.store.Current().Archive, essaySlug), v)
			visit(v)
			old := weakly(v.store.Current().Archive)
			v.room.searcher = &scripted{}
			if suspend {
				v.room.Suspend()
			}
			v.publish(func(fstest.MapFS) {})
			if !suspend {
				v.send(tea.BackgroundColorMsg{Color: nil})
			}
			left := old()
			for tries := 0; left != "" && tries < 20; tries++ {
				runtime.GC()
				left = old()
			}
			if left != "" {
				t.Errorf("%s, suspended %v: %s of the archive of before is in memory", page, suspend, left)
			}
			v.room.drawn = false // a program that begins after a suspension may draw before it has a message
			if v.room.View().Content == "" {
				t.Errorf("%s: nothing is drawn", page)
			}
			if v.room.Farewell("") == "" {
				t.Errorf("%s: nothing is left on the screen", page)
			}
			v.press("j")
			v.fits()
		}
	}
}

// A visit that was suspended goes on where it was.
func TestSuspend(t *testing.T) {
	for page, visit := range visits() {
		v := enter(t, cached(at(80, 24)))
		visit(v)
		before := v.room.View().Content
		v.room.Suspend()
		if after := v.room.View().Content; after != before {
			t.Errorf("%s: suspended it shows\n%s", page, after)
		}
		v.send(tea.WindowSizeMsg{Width: 80, Height: 25})
		v.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		if after := v.room.View().Content; after != before && page != "copied" {
			t.Errorf("%s: resumed it shows\n%s\nand showed\n%s", page, after, before)
		}
	}
}

// A storm of snapshots comes while readers press keys: every frame fits, and no reader
// sees a post that was withdrawn before the key.
func TestStormOfSnapshots(t *testing.T) {
	var snapshots []*site.Snapshot
	for _, change := range []func(fstest.MapFS){
		func(fstest.MapFS) {}, addNewest, withdraw(essayPath), draft("posts/comments-arent-compilers.md"), withdraw("pages/about.md"),
		edit(essayPath, "On a screen", "New.\n\nOn every screen"),
	} {
		fsys := brief()
		change(fsys)
		a := opened(t, fsys)
		snapshots = append(snapshots, site.NewSnapshot(a, indexOf(a)), site.NewSnapshot(a, nil))
	}
	store := site.NewStore(snapshots[0])
	done := make(chan struct{})
	var publisher, readers sync.WaitGroup
	publisher.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-done:
				return
			default:
				store.Replace(snapshots[i*7%len(snapshots)])
				runtime.Gosched()
			}
		}
	})
	cache := render.NewCache(256 << 10)
	for seed := range uint64(4) {
		readers.Go(func() {
			rng := rand.New(rand.NewPCG(seed, 2))
			weather(t, New(store, Options{Columns: 80, Rows: 24, Profile: colorprofile.ANSI256, Cache: cache}), rng, 150)
		})
	}
	readers.Wait()
	close(done)
	publisher.Wait()
}
