package render

import (
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"
)

// TestElements: HTML and what other generators have mean in the room what they mean there.
func TestElements(t *testing.T) {
	for source, want := range map[string]string{
		"# T\n\nwords":                                     "words",
		"10<sup>12</sup> H<sub>2</sub>O":                   "10¹² H₂O",
		"x<sup>[a](https://a.example)</sup>":               "x^a [1]\n\n\n[1] https://a.example",
		"it is ~~not~~ safe":                               "it is ~~not~~ safe",
		"Jar\n: holds\n: pours":                            "Jar\n  holds\n  pours",
		"$$\na &= b \\\\\n  c\n$$":                         "  $$\n  a &= b \\\\\n    c\n  $$",
		"<details><summary>S</summary>\n\nx\n\n</details>": "S\n\nx",
		"![](data:image/png;base64,AAAA)":                  "image",
		"<video src=\"https://a.example/c.mp4\"></video>":  "video: c.mp4 [1]\n\n\n[1] https://a.example/c.mp4",
		"> [!NOTE]\n> x":                                   "> Note\n>\n> x",
		"<q>a</q> <kbd>b</kbd> {{< y >}}":                  "“a” b [y]",
	} {
		a := archive(t, source)
		text := Post(a.Posts[0], a.Site, Options{Width: 60, Profile: colorprofile.NoTTY}).String()
		_, got, _ := strings.Cut(text, "\n\n")
		if got = strings.Trim(got, "\n"); got != want {
			t.Errorf("%q reads\n%s, want\n%s", source, got, want)
		}
	}
}
