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

// count is a flag's value: a number from 1, up to most unless most is 0. n is 0 while
// the flag is not given.
type count struct{ n, most int }

func (c *count) String() string { return strconv.Itoa(c.n) }
func (c *count) Type() string   { return "N" }

func (c *count) Set(s string) error {
	n, err := strconv.Atoi(s)
	switch {
	case c.most > 0 && (err != nil || n < 1 || n > c.most):
		return fmt.Errorf("want a number from 1 to %d", c.most)
	case err != nil || n < 1:
		return errors.New("want a number from 1")
	}
	c.n = n
	return nil
}

// tagList is a flag's value that may be given more than once.
type tagList []string

func (t *tagList) String() string { return strings.Join(*t, " ") }
func (t *tagList) Type() string   { return "TAG" }

func (t *tagList) Set(s string) error {
	s = blog.Tag(s)
	switch {
	case s == "":
		return errors.New("want a tag")
	case !slices.Contains(*t, s):
		*t = append(*t, s)
	}
	return nil
}

// oneTag is a flag's value: a tag; empty while it is not given.
type oneTag string

func (t *oneTag) String() string { return string(*t) }
func (t *oneTag) Type() string   { return "TAG" }

func (t *oneTag) Set(s string) error {
	if s = blog.Tag(s); s == "" || *t != "" && string(*t) != s {
		return errors.New("want one tag")
	}
	*t = oneTag(s)
	return nil
}

// day is a flag's value: a date, or an instant.
type day struct {
	time.Time
	instant bool
}

func (d *day) Type() string { return "DATE" }

func (d *day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.DateOnly)
}

func (d *day) Set(s string) (err error) {
	d.Time, err = blog.ParseDate(s)
	d.instant = len(s) > len(time.DateOnly)
	return err
}

// after reports whether d is later than t. A day is compared with the day that a list
// shows.
func (d *day) after(t time.Time) bool {
	if d.instant {
		return t.Before(d.Time)
	}
	return t.Format(time.DateOnly) < d.Format(time.DateOnly)
}

// columns is a flag's value: a width; 0 while it is not given.
type columns int

// The widths that a reader can ask for. Narrower, words do not fit; wider lines cannot
// be read, and would let a stranger decide how much memory a line takes.
const (
	minColumns = 20
	maxColumns = 400
)

func (c *columns) String() string { return strconv.Itoa(int(*c)) }
func (c *columns) Type() string   { return "N" }

func (c *columns) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < minColumns || n > maxColumns {
		return fmt.Errorf("want a number from %d to %d", minColumns, maxColumns)
	}
	*c = columns(n)
	return nil
}

// choice is a flag's value: one word of a few; empty while it is not given.
type choice struct {
	word string
	from []string
}

func (c *choice) String() string { return c.word }
func (c *choice) Type() string   { return strings.Join(c.from, "|") }

func (c *choice) Set(s string) error {
	if !slices.Contains(c.from, s) {
		return errors.New("want " + orList(c.from))
	}
	c.word = s
	return nil
}

// orList is "a, b or c".
func orList(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
