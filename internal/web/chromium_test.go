//go:build !race

package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestInChromium reads the blog in one headless Chromium.
func TestInChromium(t *testing.T) {
	browser := startChromium(t)
	base := serveVisited(t)
	for name, test := range map[string]func(*tab){
		"keyboard": keyboardAlone,
		"layout":   everyPageFits,
		"storage":  nothingIsStored,
		"print":    printedPage,
		"forced":   forcedColours,
	} {
		t.Run(name, func(t *testing.T) {
			b := newTab(browser, t, base)
			test(b)
			b.quiet()
		})
	}
}

// keyboardAlone reads with Tab, Enter and letters: the index, a post, a link in it, a note and
// back, a tag, and what a search finds. Each element that gets the focus shows it.
func keyboardAlone(b *tab) {
	b.look(look{width: 768})
	b.open("/")
	b.tabTo(`e.matches(".skip")`) // the first of all
	b.press(kb.Enter)
	b.at("/#~text")
	b.tabTo(`e.closest("main")`) // not the navigation, which the link skips
	b.tabTo(`e.getAttribute("href") === "/everything"`)
	b.follow("/everything")
	b.tabTo(`e.closest("article p") && e.getAttribute("href") === "/second#end"`)
	b.follow("/second#end")
	b.open("/everything")
	b.tabTo(`e.matches("article sup a")`)
	b.press(kb.Enter)
	b.inView("the note", `document.querySelector(":target")`)
	b.tabTo(`e.matches("[role=doc-backlink]")`)
	b.press(kb.Enter)
	b.inView("the place of the note", `document.querySelector(":target")`)
	b.open("/everything")
	b.tabTo(`e.getAttribute("href") === "/tags/go"`)
	b.follow("/tags/go")
	b.tabTo(`e.getAttribute("href") === "/search"`)
	b.follow("/search")
	b.tabTo(`e.matches("input")`)
	b.press("lighthouse")
	b.follow("/search?q=lighthouse")
	b.tabTo(`e.closest(".posts") && e.getAttribute("href").startsWith("/second")`)
	b.follow("/second")
}

// inView checks that there is an element, and that it is in the window.
func (b *tab) inView(what, element string) {
	b.Helper()
	if !eval[bool](b, `(() => { const e = `+element+`; if (!e) return false; const r = e.getBoundingClientRect(); return r.bottom > 0 && r.top < innerHeight })()`) {
		b.Fatalf("%s is not in the window", what)
	}
}

// sideways returns the elements that stick out of the window on a page that scrolls sideways.
const sideways = `document.scrollingElement.scrollWidth <= innerWidth ? "" :
	[...document.querySelectorAll("body *")].filter(e => { const r = e.getBoundingClientRect(); return r.right > innerWidth || r.left < 0 })
	.map(e => e.outerHTML.slice(0, 80)).slice(0, 5).join("\n") || "something"`

// spacing is what WCAG 2.2 says in 1.4.12 that a reader may do to a text.
const spacing = `(() => {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }");
	document.adoptedStyleSheets = [sheet];
	return true;
})()`

// everyPageFits: no page goes sideways, on narrow and wide screens, with the text spacing of
// WCAG and at 200 % zoom, and each has its landmarks, one h1, a language and a direction.
func everyPageFits(b *tab) {
	for _, kind := range kinds {
		b.open(kind.path)
		for _, l := range []look{
			{width: 320},
			{width: 320, dark: true},
			{width: 768},
			{width: 768, dark: true},
			{width: 1600},
			{width: 1600, dark: true},
			{width: 640, scale: 2},
			{width: 3840},
		} {
			b.look(l)
			if wide := eval[string](b, sideways); wide != "" {
				b.Errorf("%s, %v: the page goes sideways:\n%s", kind.name, l, wide)
			}
			if l.dark != eval[bool](b, `(() => { const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\d+/g); return +r + +g + +b < 384 })()`) {
				b.Errorf("%s, %v: the ground is that of the other scheme", kind.name, l)
			}
		}
		for _, wrong := range eval[[]string](b, `[
			document.documentElement.lang || "no language",
			document.documentElement.dir || "no direction",
			...[["h1", 1], ["body > header", 1], ["header nav", 1], ["main", 1], ["body > footer", 1], [".skip[href='#~text']", 1], ["main[id='~text']", 1], ["script:not([type='application/ld+json'])", 0], ["[style], style", 0]]
				.filter(([s, n]) => document.querySelectorAll(s).length !== n).map(([s, n]) => "not " + n + " of " + s)
		].filter(s => s.startsWith("no"))`) {
			b.Errorf("%s: %s", kind.name, wrong)
		}
		b.look(look{width: 320})
		eval[bool](b, spacing)
		if wide := eval[string](b, sideways); wide != "" {
			b.Errorf("%s, with wide spacing at 320 px: the page goes sideways:\n%s", kind.name, wide)
		}
	}
}

// nothingIsStored: no page leaves a cookie or anything else in the browser.
func nothingIsStored(b *tab) {
	for _, kind := range kinds {
		b.open(kind.path)
	}
	own := chromedp.FromContext(b.ctx).BrowserContextID
	stored, err := chromedp.CallBrowser(b.ctx, storage.GetCookies, storage.GetCookiesParams{BrowserContextID: own})
	if err != nil || len(stored.Cookies) != 0 {
		b.Errorf("%d cookies are set, %v", len(stored.Cookies), err)
	}
	if n := eval[int](b, `(async () => localStorage.length + sessionStorage.length + (await indexedDB.databases()).length + (await caches.keys()).length + (await navigator.serviceWorker.getRegistrations()).length)()`); n != 0 {
		b.Errorf("%d things are stored", n)
	}
}

// printedPage: on paper there is no navigation, no search and no skip link, and no code is cut.
func printedPage(b *tab) {
	b.open("/everything")
	b.look(look{width: 700, media: "print"})
	if shown := eval[string](b, `[...document.querySelectorAll(".top nav, .skip, .find")].filter(e => e.checkVisibility()).map(e => e.outerHTML).join("\n")`); shown != "" {
		b.Errorf("printed: %s", shown)
	}
	if cut := eval[int](b, `[...document.querySelectorAll("pre")].filter(e => e.scrollWidth > e.clientWidth + 1).length`); cut != 0 {
		b.Errorf("%d blocks of code are cut", cut)
	}
	if !eval[bool](b, `document.querySelector("article h1").checkVisibility()`) {
		b.Error("the title is not printed")
	}
}

// forcedColours: with the reader's own colours, hits and links are told from the text by more
// than their colour.
func forcedColours(b *tab) {
	b.look(look{width: 768, forced: true})
	b.open("/search?q=lighthouse")
	if got := eval[string](b, `getComputedStyle(document.querySelector("mark")).textDecorationLine`); !strings.Contains(got, "underline") {
		b.Errorf("a hit has the decoration %q", got)
	}
	b.open("/everything")
	if got := eval[string](b, `getComputedStyle(document.querySelector("article > p a[href^='/']")).textDecorationLine`); !strings.Contains(got, "underline") {
		b.Errorf("a link has the decoration %q", got)
	}
	b.tabTo(`e.closest("article")`) // which checks that the focus is seen
}
