package termtest

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/kitty"
)

// images emulates what Pete uses of kitty's graphics protocol
// (https://sw.kovidgoyal.net/kitty/graphics-protocol/): images that are transmitted in the
// stream, in chunks, and placed without being shown (a=T, U=1); cells of the placeholder
// character that show a part of one; and deletion by number.
type images struct {
	stored map[int]placed
	chunks []byte            // of the transmission that is not complete
	keys   map[string]string // of its first command
	faults []string
}

// placed is an image with its virtual placement.
type placed struct {
	img           image.Image
	columns, rows int
}

// command handles one APC.
func (i *images) command(data []byte) bool {
	head, payload, _ := strings.Cut(string(data), ";")
	if !strings.HasPrefix(head, "G") {
		return false
	}
	keys := map[string]string{}
	for pair := range strings.SplitSeq(head[1:], ",") {
		key, value, _ := strings.Cut(pair, "=")
		keys[key] = value
	}
	if len(payload) > 4096 {
		i.faults = append(i.faults, "a chunk of more than 4096 bytes")
	}
	switch {
	case i.keys != nil || keys["a"] == "T":
		if i.keys == nil {
			i.keys = keys
		}
		i.chunks = append(i.chunks, payload...)
		if keys["m"] != "1" {
			i.complete()
		}
	case keys["a"] == "d" && keys["d"] == "I":
		delete(i.stored, number(keys["i"]))
	default:
		i.faults = append(i.faults, "an unknown command: "+head)
	}
	return true
}

// complete stores the image that was transmitted.
func (i *images) complete() {
	keys, data := i.keys, i.chunks
	i.keys, i.chunks = nil, nil
	raw, err := base64.StdEncoding.DecodeString(string(data))
	if err != nil {
		i.faults = append(i.faults, err.Error())
		return
	}
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil || keys["f"] != "100" || keys["U"] != "1" || keys["q"] != "2" {
		i.faults = append(i.faults, "not a quiet transmission of a PNG to a virtual placement")
		return
	}
	if i.stored == nil {
		i.stored = map[int]placed{}
	}
	i.stored[number(keys["i"])] = placed{img, number(keys["c"]), number(keys["r"])}
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// Images returns the numbers of the images that the terminal holds, and what was wrong with
// commands so far.
func (t *Terminal) Images() (numbers []int, faults []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Sorted(maps.Keys(t.images.stored)), t.images.faults
}

// ImageAt returns the colour in the middle of what a cell shows of an image. ok is false for
// a cell without one.
func (t *Terminal) ImageAt(x, y int) (c color.Color, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	cell := t.emulator.CellAt(x, y)
	if cell == nil {
		return nil, false
	}
	content := []rune(cell.Content)
	id, indexed := cell.Style.Fg.(ansi.IndexedColor)
	if len(content) != 3 || content[0] != kitty.Placeholder || !indexed {
		return nil, false
	}
	p, ok := t.images.stored[int(id)]
	row, column := diacritic(content[1]), diacritic(content[2])
	if !ok || row >= p.rows || column >= p.columns {
		return nil, false
	}
	b := p.img.Bounds()
	return p.img.At(b.Min.X+(2*column+1)*b.Dx()/(2*p.columns), b.Min.Y+(2*row+1)*b.Dy()/(2*p.rows)), true
}

// diacritic returns the number that a diacritic stands for.
func diacritic(r rune) int {
	for n := range 297 { // as many as there are
		if kitty.Diacritic(n) == r {
			return n
		}
	}
	return 1 << 20
}
