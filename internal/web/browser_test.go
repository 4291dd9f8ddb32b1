//go:build !race

package web_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	logging "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience bounds all that one test does in a browser, on a machine that is busy.
const patience = 2 * time.Minute

// requireProgram skips a test for want of a program, unless PETE_REQUIRE says that all of them
// are there.
func requireProgram(t testing.TB, program, debian string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	lacking(t, program, "apt-get install "+debian)
}

// lacking skips a test for want of something, unless PETE_REQUIRE says that all is there.
func lacking(t testing.TB, what, remedy string) {
	t.Helper()
	if os.Getenv("PETE_REQUIRE") != "" {
		t.Fatalf("no %s: %s", what, remedy)
	}
	t.Skipf("no %s: %s", what, remedy)
}

// startChromium starts a Chromium that the tests of one function share. It ends with t.
func startChromium(t *testing.T) context.Context {
	t.Helper()
	requireProgram(t, "chromium", "chromium")
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath("chromium"), chromedp.DisableGPU)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // with which root is refused
	}
	allocator, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), options...)
	browser, _ := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		if err := chromedp.Cancel(browser); err != nil {
			t.Error(err)
		}
		stop()
	})
	if err := chromedp.Do(browser); err != nil {
		t.Fatal(err)
	}
	return browser
}

// tab is a tab in a browser context of its own, so that it shares no cookie and no cache with
// others. It notes all that a page of this door must not do: ask another host, write to the
// console, break the policy.
type tab struct {
	testing.TB

	ctx  context.Context
	base string // scheme and host of the door

	mu    sync.Mutex
	heard []string
}

// newTab opens a tab for pages of the door at base. It is closed when t ends.
func newTab(browser context.Context, t testing.TB, base string) *tab {
	t.Helper()
	opened, closeTab := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	if err := chromedp.Do(opened); err != nil {
		t.Fatal(err)
	}
	bounded, cancel := context.WithTimeout(opened, patience)
	t.Cleanup(cancel)
	b := &tab{TB: t, ctx: bounded, base: base}
	if err := chromedp.Listen(opened, b.hear); err != nil {
		t.Fatal(err)
	}
	command(b, network.Enable, network.EnableParams{})
	command(b, logging.Enable, cdp.Empty{})
	command(b, audits.Enable, cdp.Empty{})
	return b
}

// command sends a command of the DevTools protocol.
func command[P, R any](b *tab, c cdp.Command[P, R], params P) R {
	b.Helper()
	result, err := chromedp.Call(b.ctx, c, params)
	if err != nil {
		b.Fatal(err)
	}
	return result
}

func (b *tab) hear(event any) {
	var what string
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, b.base+"/") {
			what = "request to " + e.Request.URL
		}
	case *logging.EventEntryAdded:
		// Chromium logs every status from 400 on, and these pages exist to have one.
		page := e.Entry.Source == logging.EntrySourceNetwork && (strings.HasSuffix(e.Entry.Text, "404 (Not Found)") || strings.HasSuffix(e.Entry.Text, "410 (Gone)"))
		if !page || !slices.Contains([]string{b.base + missingPath, b.base + gonePath}, e.Entry.URL) {
			what = fmt.Sprintf("log: %s (%s)", e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		what = fmt.Sprintf("console: %s", e.Type)
	case *runtime.EventExceptionThrown:
		what = "exception: " + e.ExceptionDetails.Text
	case *audits.EventIssueAdded:
		what = fmt.Sprintf("issue: %s", e.Issue.Code)
	}
	if what == "" {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.heard = append(b.heard, what)
}

// quiet reports what pages did that they must not do.
func (b *tab) quiet() {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, what := range b.heard {
		b.Error(what)
	}
}

// open opens a page of the door and waits until it is loaded.
func (b *tab) open(path string) {
	b.Helper()
	if _, err := chromedp.RunResponse(b.ctx, chromedp.Navigate(b.base+path)); err != nil {
		b.Fatalf("%s: %v", path, err)
	}
}

// look is how a reader looks at pages.
type look struct {
	width  int64 // of the window, in CSS pixels
	scale  float64
	media  string // "print", or "" for the screen
	dark   bool
	forced bool // the reader's own colours, as the high contrast themes of Windows have
}

func (l look) String() string {
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	return fmt.Sprintf("%d px, %s", l.width, scheme)
}

// look changes how the page is looked at, without loading it again.
func (b *tab) look(l look) {
	b.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "light"}, {Name: "forced-colors", Value: "none"}}
	if l.dark {
		features[0].Value = "dark"
	}
	if l.forced {
		features[1].Value = "active"
	}
	command(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: l.media, Features: features})
	if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(l.width, 900, chromedp.EmulateScale(max(l.scale, 1)))); err != nil {
		b.Fatal(err)
	}
}

// eval evaluates a JavaScript expression in the page, which its policy does not keep from
// doing so, and waits for it if it is a promise.
func eval[T any](b *tab, expression string) T {
	b.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%.60s: %v", expression, err)
	}
	return value
}

// press presses a key, or several one after the other.
func (b *tab) press(keys string) {
	b.Helper()
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent(keys)); err != nil {
		b.Fatal(err)
	}
}

// tabTo presses Tab until a condition on the element that has the focus, which is e there, is
// true. Each element on the way has to show that it has the focus, inside the window.
func (b *tab) tabTo(condition string) {
	b.Helper()
	for range 100 {
		b.press(kb.Tab)
		found := eval[string](b, `(() => {
			const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
			if (e === document.body) return "end";
			if (s.outlineStyle === "none" || r.right <= 0 || r.left >= innerWidth || r.bottom <= 0 || r.top >= innerHeight) return "hidden: " + e.outerHTML;
			return `+condition+` ? "found" : "";
		})()`)
		switch {
		case found == "found":
			return
		case found == "end":
			b.Fatalf("Tab leads to the end of the page and not to %s", condition)
		case found != "":
			b.Errorf("the focus is not seen: %s", found)
		}
	}
	b.Fatalf("Tab does not lead to %s", condition)
}

// follow presses Enter on a link or in a form, and waits for the page that it leads to.
func (b *tab) follow(path string) {
	b.Helper()
	if _, err := chromedp.RunResponse(b.ctx, chromedp.KeyEvent(kb.Enter)); err != nil {
		b.Fatalf("to %s: %v", path, err)
	}
	b.at(path)
}

// at checks the address, without a text fragment, which pages are not told.
func (b *tab) at(want string) {
	b.Helper()
	if got := eval[string](b, "location.pathname + location.search + location.hash"); got != want {
		b.Fatalf("the page is %s, want %s", got, want)
	}
}
