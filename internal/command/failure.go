package command

import (
	"errors"
	"fmt"
	"strings"

	"blog.example/pete/internal/blog"
	"github.com/spf13/cobra"
)

// The exit statuses, besides 0 for done.
const (
	StatusNothing = 1 // nothing was found, or the command could not finish
	StatusMisuse  = 2 // the command line is wrong

	StatusNoProgram = 127 // what came is for a program that is not here; shells have this status for it
)

// Failure is the error of a command: one line that is safe to print, and the exit
// status.
type Failure struct {
	Status int
	Text   string
}

// Error returns the text.
func (f *Failure) Error() string { return f.Text }

// Status returns the exit status of a command that ended with err.
func Status(err error) int {
	if err == nil {
		return 0
	}
	if f, ok := errors.AsType[*Failure](err); ok {
		return f.Status
	}
	return StatusNothing
}

func nothing(cmd *cobra.Command, format string, args ...any) error {
	return fail(StatusNothing, cmd, format, args...)
}

func misuse(cmd *cobra.Command, format string, args ...any) error {
	return fail(StatusMisuse, cmd, format, args...)
}

// fail puts the name of the command first, unless it is pete itself.
func fail(status int, cmd *cobra.Command, format string, args ...any) error {
	text := fmt.Sprintf(format, args...)
	if cmd.HasParent() {
		text = cmd.Name() + ": " + text
	}
	return &Failure{Status: status, Text: text}
}

// maxQuoted is how many letters of a reader's words messages show.
const maxQuoted = 60

// quote shows a reader's words on one line, without anything that a terminal obeys, and
// no more of them than it takes to recognise them.
func quote(s string) string { return `"` + shorten(s) + `"` }

func shorten(s string) string {
	n := 0
	for at := range s {
		if n > maxQuoted {
			s = s[:at]
			break
		}
		n++
	}
	letters := []rune(blog.Line(s))
	if len(letters) <= maxQuoted {
		return string(letters)
	}
	return string(letters[:maxQuoted-1]) + "…"
}

// didYouMean is the end of a message: the nearest word, or otherwise.
func didYouMean(word string, candidates []string, otherwise string) string {
	if near, ok := blog.Nearest(strings.TrimSpace(word), candidates); ok {
		return "did you mean " + near
	}
	return otherwise
}
