package picture

import (
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"
)

// maxSVGHead is how much of an SVG is read for its size, in bytes.
const maxSVGHead = 64 << 10

// svgUnits has how many pixels of CSS a unit has: CSS Values and Units 4, section 6.2.
var svgUnits = map[string]float64{"": 1, "px": 1, "pt": 4.0 / 3, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "em": 16, "rem": 16, "ex": 8}

// svgSize returns the size that an SVG says: width and height, or else those of its viewBox.
func svgSize(r io.Reader) (w, h int) {
	d := xml.NewDecoder(io.LimitReader(r, maxSVGHead))
	d.Strict = false
	for {
		token, err := d.RawToken()
		if err != nil {
			return 0, 0
		}
		root, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if root.Name.Local != "svg" {
			return 0, 0
		}
		var width, height float64
		var box [4]float64
		for _, a := range root.Attr {
			switch a.Name.Local {
			case "width":
				width = svgLength(a.Value)
			case "height":
				height = svgLength(a.Value)
			case "viewBox":
				parts := strings.FieldsFunc(a.Value, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\t' || r == '\r' })
				for i, part := range parts[:min(len(parts), len(box))] {
					box[i], _ = strconv.ParseFloat(part, 64) // 0 is none
				}
			}
		}
		switch hasBox := box[2] > 0 && box[3] > 0; {
		case width > 0 && height > 0:
		case hasBox && width > 0:
			height = width * box[3] / box[2]
		case hasBox && height > 0:
			width = height * box[2] / box[3]
		default:
			width, height = box[2], box[3]
		}
		return pixels(width), pixels(height)
	}
}

// svgLength returns a length in pixels, and 0 for one that depends on the page, such as 100%.
func svgLength(s string) float64 {
	s = strings.ToLower(strings.TrimSpace(s))
	unit := strings.TrimLeft(s, "0123456789.+-")
	n, err := strconv.ParseFloat(strings.TrimSuffix(s, unit), 64)
	if err != nil {
		return 0
	}
	return n * svgUnits[unit]
}

// pixels returns a length as whole pixels, and 0 for one that no picture has.
func pixels(length float64) int {
	if !(length > 0 && length <= maxSide) {
		return 0
	}
	return int(math.Ceil(length))
}
