// This program records a visit to the reading room, as recording.tape has it, for README.md:
//
//	go run .github/recording.go
//
// It serves the blog in content/ on the loopback, drives a shell in an emulated terminal, and
// writes room-dark.svg and room-light.svg beside this file: animated by CSS alone, with text
// as text. It needs bash, less and OpenSSH's client. Times in the recording are those of the
// tape and not those of this machine, so that the same blog gives the same files.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"image/color"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"blog.example/pete/internal/termtest"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
)

const (
	columns, rows = 80, 24
	patience      = 20 * time.Second // for whatever the tape waits for
)

func main() {
	if err := run(); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "recording:", err)
		os.Exit(1)
	}
}

func run() error {
	tape, err := os.ReadFile(".github/recording.tape")
	if err != nil {
		return fmt.Errorf("%w: run it in the directory of go.mod", err)
	}
	dir, err := os.MkdirTemp("", "recording")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	stop, err := serve(dir)
	if err != nil {
		return err
	}
	defer stop()
	for _, light := range []bool{false, true} {
		r, err := record(dir, string(tape), light)
		if err != nil {
			return err
		}
		name := map[bool]string{false: ".github/room-dark.svg", true: ".github/room-light.svg"}[light]
		drawn := r.svg(light)
		if err := os.WriteFile(name, []byte(drawn), 0o644); err != nil {
			return err
		}
		fmt.Printf("%s: %d KB, %v\n", name, len(drawn)/1000, r.at)
	}
	return nil
}

// serve starts a server, and makes bin/ssh in dir find it as blog.example.
func serve(dir string) (stop func(), err error) {
	pete := filepath.Join(dir, "pete")
	if out, err := exec.Command("go", "build", "-o", pete, "./cmd/pete").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build: %w\n%s", err, out)
	}
	cmd := exec.Command(pete, "serve", "--listen", "127.0.0.1:0", "--host", "blog.example", "--host-key", filepath.Join(dir, "key"), "--log-format", "json")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	stop = func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	}
	var ready struct{ Msg, Address string }
	said := bufio.NewScanner(stderr)
	for ready.Msg != "ready" {
		if !said.Scan() {
			stop()
			return nil, errors.New("the server ends before it is ready")
		}
		_ = json.Unmarshal(said.Bytes(), &ready)
	}
	go func() { _, _ = io.Copy(io.Discard, stderr) }()
	_, port, err := net.SplitHostPort(ready.Address)
	ssh, lacking := exec.LookPath("ssh")
	config := fmt.Sprintf("Host blog.example\nHostName 127.0.0.1\nPort %s\nUser reader\nHostKeyAlias blog.example\nUserKnownHostsFile %s/known_hosts\n"+
		"GlobalKnownHostsFile none\nStrictHostKeyChecking accept-new\nIdentityFile none\nIdentityAgent none\nLogLevel ERROR\n", port, dir)
	err = errors.Join(err, lacking,
		os.WriteFile(filepath.Join(dir, "ssh_config"), []byte(config), 0o600),
		os.Mkdir(filepath.Join(dir, "bin"), 0o700),
		os.WriteFile(filepath.Join(dir, "bin", "ssh"), fmt.Appendf(nil, "#!/bin/sh\nexec %s -F %s/ssh_config \"$@\"\n", ssh, dir), 0o700))
	return stop, err
}

// recorder drives a shell in a terminal and keeps what it shows.
type recorder struct {
	term   *termtest.Terminal
	keys   io.Writer
	frames []frame
	still  int           // the frame of the step still
	at     time.Duration // the length so far
}

// frame is a screen from a time on.
type frame struct {
	at     time.Duration
	lines  []uv.Line
	cursor uv.Position // X is -1 where it is hidden
}

// record runs the tape.
func record(dir, tape string, light bool) (*recorder, error) {
	shell := exec.Command("bash", "--norc", "--noprofile", "-i")
	shell.Dir = dir
	shell.Env = []string{"PATH=" + dir + "/bin:/usr/bin:/bin", "HOME=" + dir, "TERM=xterm-256color", "LANG=C.UTF-8", "PS1=$ ", "HISTFILE=", "LESSHISTFILE=-", "INPUTRC=/dev/null"}
	terminal, err := pty.StartWithSize(shell, &pty.Winsize{Cols: columns, Rows: rows})
	if err != nil {
		return nil, err
	}
	r := &recorder{term: termtest.New(columns, rows), keys: terminal}
	if light {
		r.term.SetLight()
	}
	go r.term.Answer(terminal)
	go func() { _, _ = io.Copy(r.term, terminal) }()
	defer func() {
		_ = shell.Process.Kill()
		_ = terminal.Close()
		_ = shell.Wait()
		r.term.Close()
	}()
	for i, line := range strings.Split(tape, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		if err := r.step(line); err != nil {
			view, _ := r.term.View()
			return nil, fmt.Errorf(".github/recording.tape:%d: %s: %w; the terminal shows\n%s", i+1, line, err, view.Text())
		}
	}
	return r, nil
}

// keyCodes are the keys that are not what they send.
var keyCodes = map[string]string{"enter": "\r", "space": " ", "tab": "\t", "ctrl+c": "\x03"}

// step does what one line of the tape says.
func (r *recorder) step(line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	words := quotedOrBare.FindAllString(rest, -1)
	for i, word := range words {
		words[i] = strings.Trim(word, `"`)
	}
	switch verb {
	case "type":
		for i, key := range strings.ReplaceAll(rest, `"`, "") {
			if err := r.press(string(key)); err != nil {
				return err
			}
			r.hold(time.Duration(35+i*37%50) * time.Millisecond) // as uneven as fingers are, and always the same
		}
	case "press":
		return r.press(rest)
	case "until":
		for range 30 {
			if err := r.press(words[0]); err != nil {
				return err
			}
			if view, _ := r.term.View(); hasRow(view, words[1:]) {
				return nil
			}
			r.hold(350 * time.Millisecond)
		}
		return errors.New("pressed 30 times in vain")
	case "see":
		return r.wait(func(v termtest.View) bool { return hasRow(v, words) })
	case "prompt":
		return r.wait(func(v termtest.View) bool {
			_, cursor := r.term.Screen()
			return cursor.Y < len(v.Rows) && v.Rows[cursor.Y] == rest && cursor.X > 0
		})
	case "hold":
		seconds, err := strconv.ParseFloat(rest, 64)
		if err != nil {
			return err
		}
		r.hold(time.Duration(seconds * float64(time.Second)))
	case "still":
		r.still = len(r.frames)
	default:
		return errors.New("want type, press, until, see, prompt, hold or still")
	}
	return nil
}

var quotedOrBare = regexp.MustCompile(`"[^"]*"|\S+`)

// hasRow reports whether all words stand in one row.
func hasRow(v termtest.View, words []string) bool {
	return slices.ContainsFunc(v.Rows, func(row string) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(row, word) })
	})
}

// press presses a key and waits until the screen is another one.
func (r *recorder) press(key string) error {
	r.rest()
	lines, cursor := r.term.Screen()
	if code, ok := keyCodes[key]; ok {
		key = code
	}
	if _, err := io.WriteString(r.keys, key); err != nil {
		return err
	}
	return r.wait(func(termtest.View) bool { return !r.same(frame{lines: lines, cursor: cursor}) })
}

// wait waits until the terminal shows something.
func (r *recorder) wait(good func(termtest.View) bool) error {
	stop := make(chan struct{})
	defer time.AfterFunc(patience, func() { close(stop) }).Stop()
	if !r.term.Wait(stop, good) {
		return fmt.Errorf("waited for it for %v in vain", patience)
	}
	return nil
}

// same reports whether the screen is that of a frame.
func (r *recorder) same(f frame) bool {
	lines, cursor := r.term.Screen()
	return cursor == f.cursor && slices.EqualFunc(lines, f.lines, func(a, b uv.Line) bool {
		return slices.EqualFunc(a, b, func(a, b uv.Cell) bool { return a.Equal(&b) })
	})
}

// rest waits until nothing has been drawn for a while. A key or a word brings more than one
// frame when an answer of the terminal or of the index comes later.
func (r *recorder) rest() {
	for {
		_, changed := r.term.View()
		select {
		case <-changed:
		case <-time.After(200 * time.Millisecond):
			return
		}
	}
}

// hold makes the screen a frame, if it isn't that of the last, and shows it for some time.
func (r *recorder) hold(d time.Duration) {
	r.rest()
	if len(r.frames) == 0 || !r.same(r.frames[len(r.frames)-1]) {
		lines, cursor := r.term.Screen()
		r.frames = append(r.frames, frame{r.at, lines, cursor})
	}
	r.at += d
}

// A cell has these sizes in pixels. Each text says how wide it is, for fonts that are not.
const (
	cellWidth, cellHeight = 8.4, 18
	width, height         = columns * cellWidth, rows * cellHeight
	margin                = 12
	step                  = width + margin // from one frame to the next
)

// drawing collects what frames share: rows that look alike and styles.
type drawing struct {
	foreground, background string
	rows, styles           map[string]int
	defs, css              strings.Builder
}

// svg returns the recording. The frames stand side by side, and one at a time is moved into
// the window.
func (r *recorder) svg(light bool) string {
	d := &drawing{foreground: "#d4d4d4", background: "#16181d", rows: map[string]int{}, styles: map[string]int{}}
	if light {
		d.foreground, d.background = "#1c1c1c", "#ffffff"
	}
	var strip, moves strings.Builder
	for i, f := range r.frames {
		fmt.Fprintf(&moves, "%.3f%%{transform:translateX(%gpx)}", 100*f.at.Seconds()/r.at.Seconds(), -step*float64(i))
		fmt.Fprintf(&strip, `<g transform="translate(%g)">`, step*float64(i))
		if f.cursor.X >= 0 {
			fmt.Fprintf(&strip, `<rect x="%g" y="%d" width="%g" height="%d" fill="%s" opacity=".6"/>`, float64(f.cursor.X)*cellWidth, f.cursor.Y*cellHeight, cellWidth, cellHeight, d.foreground)
		}
		for y, line := range f.lines {
			if id := d.row(line); id > 0 {
				fmt.Fprintf(&strip, `<use href="#r%d" y="%d"/>`, id, y*cellHeight)
			}
		}
		strip.WriteString("</g>\n")
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %d" width="%g" height="%d">
<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;white-space:pre;fill:%s}
#f{transform:translateX(%gpx);animation:f %.2fs step-end infinite}@media(prefers-reduced-motion:reduce){#f{animation:none}}
@keyframes f{%s}
%s</style>
<defs>%s</defs>
<rect x=".5" y=".5" width="%g" height="%d" rx="6" fill="%s" stroke="#888"/>
<svg x="%d" y="%d" width="%g" height="%d"><g id="f">
%s</g></svg></svg>
`, width+2*margin, height+2*margin, width+2*margin, height+2*margin, d.foreground, -step*float64(r.still), r.at.Seconds(), moves.String(),
		d.css.String(), d.defs.String(), width+2*margin-1, height+2*margin-1, d.background, margin, margin, width, height, strip.String())
}

// row returns the number of what draws a line, 0 for one that shows nothing.
func (d *drawing) row(line uv.Line) int {
	var b strings.Builder
	for x := 0; x < len(line); {
		// A run is of one style. Spaces that show nothing go with any.
		run, end, text := line[x].Style, x, ""
		for ; end < len(line) && (line[end].Style == run || text != "" && blank(line[end])); end++ {
			text += line[end].Content // "" in the second half of a wide character
		}
		text = strings.TrimRight(text, " ")
		d.run(&b, x, text, run, end-x)
		x = end
	}
	if b.Len() == 0 {
		return 0
	}
	if _, ok := d.rows[b.String()]; !ok {
		d.rows[b.String()] = len(d.rows) + 1
		fmt.Fprintf(&d.defs, `<g id="r%d">%s</g>`+"\n", len(d.rows), b.String())
	}
	return d.rows[b.String()]
}

// blank reports whether a cell shows nothing.
func blank(c uv.Cell) bool {
	return strings.TrimSpace(c.Content) == "" && c.Style.Bg == nil && c.Style.Underline == 0 && c.Style.Attrs&uv.AttrReverse == 0
}

// run draws cells of one style.
func (d *drawing) run(b *strings.Builder, x int, text string, s uv.Style, cells int) {
	foreground, background := hex(s.Fg, d.foreground), hex(s.Bg, "")
	if s.Attrs&uv.AttrReverse != 0 {
		foreground, background = hex(s.Bg, d.background), hex(s.Fg, d.foreground)
	}
	if background != "" {
		fmt.Fprintf(b, `<rect x="%g" width="%g" height="%d" fill="%s"/>`, float64(x)*cellWidth, float64(cells)*cellWidth, cellHeight, background)
	}
	start := len(text) - len(strings.TrimLeft(text, " "))
	if text = text[start:]; text == "" {
		return
	}
	css := ""
	if foreground != d.foreground {
		css += "fill:" + foreground + ";"
	}
	for attr, rule := range []string{"font-weight:bold;", "opacity:.7;", "font-style:italic;"} {
		if s.Attrs&(1<<attr) != 0 {
			css += rule
		}
	}
	if s.Underline != 0 {
		css += "text-decoration:underline;"
	}
	class := ""
	if css != "" {
		if _, ok := d.styles[css]; !ok {
			d.styles[css] = len(d.styles)
			fmt.Fprintf(&d.css, ".s%d{%s}", d.styles[css], css)
		}
		class = fmt.Sprintf(` class="s%d"`, d.styles[css])
	}
	fmt.Fprintf(b, `<text x="%g" y="13.5"%s textLength="%g">%s</text>`, float64(x+start)*cellWidth, class, float64(ansi.StringWidth(text))*cellWidth, html.EscapeString(text))
}

// hex returns a colour as CSS has it, and otherwise what there is for none.
func hex(c color.Color, otherwise string) string {
	if c == nil {
		return otherwise
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
