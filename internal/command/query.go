package command

import (
	"slices"
	"strings"
)

// queryText joins the words of a query. An argument with white space in it was quoted in
// the reader's shell, so it is a phrase and gets quotes again, unless it has quotes,
// stars or operators itself.
func queryText(args []string) string {
	words := make([]string, 0, len(args))
	for _, arg := range args {
		if isPhrase(arg) {
			arg = `"` + arg + `"`
		}
		words = append(words, arg)
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

func isPhrase(arg string) bool {
	words := strings.Fields(arg)
	return len(words) > 1 && !strings.ContainsAny(arg, `"*`) && !slices.ContainsFunc(words, isOperator)
}

func isOperator(word string) bool { return slices.Contains([]string{"AND", "OR", "NOT"}, word) }
