package command

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
)

// Value is a flag's value of any type.
type Value[T any] struct {
	to     *T
	kind   string
	parse  func(string) (T, error)
	format func(T) string
}

// NewValue returns a value that is stored in to. kind names it in help. The error of
// parse says what is wanted, and does not repeat the text.
func NewValue[T any](to *T, kind string, parse func(string) (T, error), format func(T) string) *Value[T] {
	return &Value[T]{to, kind, parse, format}
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
func (v *Value[T]) String() string { return v.format(*v.to) }

// Type implements pflag.Value.
func (v *Value[T]) Type() string { return v.kind }

func itself(s string) string { return s }

// number is a number from least to most, or without an end if most is 0.
func number(to *int, least, most int) *Value[int] {
	return NewValue(to, "N", func(s string) (int, error) {
		n, err := strconv.Atoi(s)
		switch {
		case most > 0 && (err != nil || n < least || n > most):
			return 0, fmt.Errorf("want a number from %d to %d", least, most)
		case err != nil || n < least:
			return 0, fmt.Errorf("want a number from %d", least)
		}
		return n, nil
	}, strconv.Itoa)
}

// tags is a tag of a flag that may be given more than once.
func tags(to *[]string) *Value[[]string] {
	return NewValue(to, "TAG", func(s string) ([]string, error) {
		s = blog.Tag(s)
		switch {
		case s == "":
			return nil, errors.New("want a tag")
		case slices.Contains(*to, s):
			return *to, nil
		}
		return append(*to, s), nil
	}, func(tags []string) string { return strings.Join(tags, " ") })
}

// oneTag is a tag; empty while it is not given.
func oneTag(to *string) *Value[string] {
	return NewValue(to, "TAG", func(s string) (string, error) {
		if s = blog.Tag(s); s == "" || *to != "" && *to != s {
			return "", errors.New("want one tag")
		}
		return s, nil
	}, itself)
}

// oneOf is one word of a few.
func oneOf(to *string, words ...string) *Value[string] {
	return NewValue(to, strings.Join(words, "|"), func(s string) (string, error) {
		if !slices.Contains(words, s) {
			last := len(words) - 1
			return "", errors.New("want " + strings.Join(words[:last], ", ") + " or " + words[last])
		}
		return s, nil
	}, itself)
}

// day is a date, or an instant.
type day struct {
	time.Time
	instant bool
}

// dayValue is a day; zero while it is not given.
func dayValue(to *day) *Value[day] {
	return NewValue(to, "DATE", func(s string) (day, error) {
		t, err := blog.ParseDate(s)
		return day{t, len(s) > len(time.DateOnly)}, err
	}, func(d day) string {
		if d.IsZero() {
			return ""
		}
		return d.Format(time.DateOnly)
	})
}

// after reports whether d is later than t. A day is compared with the day that a list
// shows.
func (d day) after(t time.Time) bool {
	if d.instant {
		return t.Before(d.Time)
	}
	return t.Format(time.DateOnly) < d.Format(time.DateOnly)
}

// The widths that a reader can ask for, in columns. Narrower, words do not fit; wider
// lines cannot be read, and would let a stranger decide how much memory a line takes.
const (
	minColumns = 20
	maxColumns = 400
)
