package main

import (
	"fmt"
	"html"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

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
