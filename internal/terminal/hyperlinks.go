package terminal

import (
	"bytes"
	"strconv"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// linkingVTE is the first version of VTE that is given hyperlinks, as VTE_VERSION has it: 0.50.
// Some before crash on long addresses.
const linkingVTE = 5000

// Hyperlinks reports whether a terminal with this TERM and environment may be sent hyperlinks
// (OSC 8). The Linux console and true VTs print what they do not know, and so does GNU screen
// before version 5 from 768 bytes on, which an address may have.
func Hyperlinks(term string, env []string) bool {
	vte, err := strconv.Atoi(uv.Environ(env).Getenv("VTE_VERSION"))
	return kindOf(term) == modernKind && !strings.HasPrefix(term, "screen") && (err != nil || vte >= linkingVTE)
}

// withST returns a frame whose operating system commands end in ST. The libraries end them in
// BEL, which is not in ECMA-48, and which terminals ring for a command that they do not know.
// There is no other BEL in a frame: cells have none.
func withST(frame []byte) []byte {
	if bytes.IndexByte(frame, bel) < 0 {
		return frame
	}
	return bytes.ReplaceAll(frame, []byte{bel}, []byte(st))
}

// st ends a control string.
const st = "\x1b\\"

// unlink takes the hyperlinks out of cells.
func unlink(cells uv.ScreenBuffer) {
	for y := range cells.Height() {
		for x := range cells.Width() {
			if c := cells.CellAt(x, y); c != nil {
				c.Link = uv.Link{}
			}
		}
	}
}
