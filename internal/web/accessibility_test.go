//go:build !race

package web_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// nodeModules returns the path of a file in the directory of npm packages that
// PETE_NODE_MODULES names, such as .ci/run installs them.
func nodeModules(t testing.TB, path ...string) string {
	t.Helper()
	dir := os.Getenv("PETE_NODE_MODULES")
	file := filepath.Join(append([]string{dir}, path...)...)
	if _, err := os.Stat(file); dir == "" || err != nil {
		lacking(t, path[0], "npm ci --prefix DIR, with the package files of .ci, and PETE_NODE_MODULES=DIR/node_modules")
	}
	return file
}

// violation is a rule of axe-core that a page breaks, and the elements that do.
type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// axeRun has axe-core check the page by all rules of WCAG 2.2, levels A and AA, and by what
// it calls best practice.
const axeRun = `axe.run(document, {
	runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
	resultTypes: ["violations"], preload: false,
}).then(r => r.violations)`

// TestAccessible has axe-core find nothing on any kind of page, in both schemes, on a narrow
// and a wide screen.
func TestAccessible(t *testing.T) {
	axe, err := os.ReadFile(nodeModules(t, "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	b := newTab(startChromium(t), t, serveVisited(t))
	for _, kind := range kinds {
		b.open(kind.path)
		eval[bool](b, string(axe)+"; true")
		for _, l := range []look{{width: 320}, {width: 320, dark: true}, {width: 1600}, {width: 1600, dark: true}} {
			b.look(l)
			for _, v := range eval[[]violation](b, axeRun) {
				for _, n := range v.Nodes {
					t.Errorf("%s, %v: %s: %s\n%s\n%s", kind.name, l, v.ID, v.Help, n.HTML, n.Summary)
				}
			}
		}
	}
}

// harmless are notes of the Nu checker that are no fault, word for word.
var harmless = []string{}

// TestValid has the Nu checker find no error and nothing to warn of, in any kind of page and in
// the style sheet.
func TestValid(t *testing.T) {
	jar := nodeModules(t, "vnu-jar", "build", "dist", "vnu.jar")
	requireProgram(t, "java", "default-jre-headless")
	base := serveVisited(t)
	dir := t.TempDir()
	save := func(name, path string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, download(t, base+path), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	line := []string{"-Xss8m", "-XX:TieredStopAtLevel=1", "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", "--also-check-css"}
	for _, kind := range kinds {
		line = append(line, save(kind.name+".html", kind.path))
	}
	style := regexp.MustCompile(`<link rel="stylesheet" href="([^"]+)"`).FindSubmatch(download(t, base))
	if style == nil {
		t.Fatal("the index names no style sheet")
	}
	line = append(line, save("style.css", string(style[1])))
	cmd := exec.CommandContext(t.Context(), "java", line...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, stderr.String())
	}
	var report struct {
		Messages []struct {
			Type    string `json:"type"`
			SubType string `json:"subType"`
			URL     string `json:"url"`
			Line    int    `json:"lastLine"`
			Message string `json:"message"`
			Extract string `json:"extract"`
		} `json:"messages"`
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, m := range report.Messages {
		if !slices.Contains(harmless, m.Message) {
			t.Errorf("%s:%d: %s: %s\n%s", filepath.Base(m.URL), m.Line, cmp.Or(m.SubType, m.Type), m.Message, m.Extract)
		}
	}
}

// download returns what a browser gets at an address, whatever its status.
func download(t testing.TB, address string) []byte {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", address, err))
	}
	return body
}
