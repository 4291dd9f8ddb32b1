package search

import (
	"slices"
	"strings"
)

// maxForms bounds how many forms of a hit are told apart.
const maxForms = 64

// forms is what matched, as the marked texts spell it: in lower case, each once,
// in the order in which it was met.
func forms(marked texts) []string {
	var all []string
	for _, text := range marked {
		for _, piece := range strings.Split(text, string(markOpens))[1:] {
			inside, _, _ := strings.Cut(piece, string(markCloses))
			form := strings.ToLower(strings.Join(strings.Fields(inside), " "))
			if form != "" && !slices.Contains(all, form) {
				all = append(all, strings.Clone(form)) // else it holds the whole text
			}
			if len(all) == maxForms {
				return all
			}
		}
	}
	return all
}
