package command

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
)

// Value is a flag's value of any type.
type Value[T any] struct {
	Format func(T) string // of the default in help; nil is that of [fmt.Sprint]

	to    *T
	kind  string
	parse func(string) (T, error)
}

// NewValue returns a value that is stored in to. kind names it in help. The error of
// parse says what is wanted, and does not repeat the text.
func NewValue[T any](to *T, kind string, parse func(string) (T, error)) *Value[T] {
	return &Value[T]{to: to, kind: kind, parse: parse}
}

// Set implements pflag.Value.
func (v *Value[T]) Set(s string) error {
	parsed, err := v.parse(s)
	if err == nil {
		*v.to = parsed
	}
	return err
}

// String implements pflag.Value.
func (v *Value[T]) String() string {
	if v.Format != nil {
		return v.Format(*v.to)
	}
	return fmt.Sprint(*v.to)
}

// Type implements pflag.Value.
func (v *Value[T]) Type() string { return v.kind }

// Want returns an error that says what to write, such as "want a tag", unless the text
// was right.
func Want(right bool, what string) error {
	if right {
		return nil
	}
	return errors.New("want " + what)
}

// number is a number from least to most, or without an end if most is 0.
func number(to *int, least, most int) *Value[int] {
	what := fmt.Sprintf("a number from %d", least)
	if most > 0 {
		what += fmt.Sprintf(" to %d", most)
	}
	return NewValue(to, "N", func(s string) (int, error) {
		n, err := strconv.Atoi(s)
		return n, Want(err == nil && n >= least && (most == 0 || n <= most), what)
	})
}

// tags is a tag of a flag that may be given more than once.
func tags(to *[]string) *Value[[]string] {
	return NewValue(to, "TAG", func(s string) ([]string, error) {
		s = blog.Tag(s)
		if slices.Contains(*to, s) {
			return *to, nil
		}
		return append(*to, s), Want(s != "", "a tag")
	})
}

// oneTag is a tag; empty while it is not given.
func oneTag(to *string) *Value[string] {
	return NewValue(to, "TAG", func(s string) (string, error) {
		s = blog.Tag(s)
		return s, Want(s != "" && (*to == "" || *to == s), "one tag")
	})
}

// oneOf is one word of a few.
func oneOf(to *string, words ...string) *Value[string] {
	last := len(words) - 1
	what := strings.Join(words[:last], ", ") + " or " + words[last]
	return NewValue(to, strings.Join(words, "|"), func(s string) (string, error) {
		return s, Want(slices.Contains(words, s), what)
	})
}

// dateValue is a day, or an instant, as it was typed; empty while it is not given.
func dateValue(to *string) *Value[string] {
	return NewValue(to, "DATE", func(s string) (string, error) {
		_, err := parseDate(s)
		return s, err
	})
}

var dayForm = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// parseDate parses a day, YYYY-MM-DD, or an instant in the format of RFC 3339. The error
// says what is wanted.
func parseDate(s string) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	if dayForm.MatchString(s) {
		return time.Time{}, errors.New("there is no such day")
	}
	return time.Time{}, errors.New("want YYYY-MM-DD")
}

// The widths that a reader can ask for, in columns. Narrower, words do not fit; wider
// lines cannot be read, and would let a stranger decide how much memory a line takes.
const (
	minColumns = 20
	maxColumns = 400
)
