package command

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"blog.example/pete/internal/blog"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// FlagError says what is wrong with a flag, and what to write: cobra's own
// words repeat what was typed as it is.
func FlagError(cmd *cobra.Command, err error) error {
	if missing, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return noFlag(cmd, missing)
	}
	if bare, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return misuse(cmd, "%s stands alone: want %s", written(bare.GetFlag()), usage(bare.GetFlag()))
	}
	if wrong, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return misuse(cmd, "%s %s: %s", written(wrong.GetFlag()), quote(wrong.GetValue()), wanted(wrong))
	}
	if form, ok := errors.AsType[*pflag.InvalidSyntaxError](err); ok {
		return misuse(cmd, "%s is not a flag", quote(form.GetSpecifiedFlag()))
	}
	return misuse(cmd, "%s", shorten(err.Error()))
}

// wanted is what a flag's value should be, as the flag says itself. What pflag
// says of its own kind repeats the value.
func wanted(err *pflag.InvalidValueError) string {
	if err.GetFlag().Value.Type() == "bool" {
		return "want true or false"
	}
	return err.Unwrap().Error()
}

func noFlag(cmd *cobra.Command, err *pflag.NotExistError) error {
	var flags, all []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			flags = append(flags, f.Name)
			all = append(all, written(f))
		}
	})
	name, flag := err.GetSpecifiedName(), "--"+err.GetSpecifiedName()
	if err.GetSpecifiedShortnames() != "" {
		flag = "-" + name
	}
	mend := didYouMean(name, flags, "")
	mend = strings.Replace(mend, "did you mean ", "did you mean --", 1)
	if mend == "" {
		mend = "want one of " + strings.Join(all, ", ")
	}
	return misuse(cmd, "no flag %s: %s", quote(flag), mend)
}

// written is a flag as it is usually typed.
func written(f *pflag.Flag) string {
	if f.Shorthand != "" {
		return "-" + f.Shorthand
	}
	return "--" + f.Name
}

// usage is a flag with the name of its value: "--tag TAG".
func usage(f *pflag.Flag) string {
	name, _ := pflag.UnquoteUsage(f)
	return strings.TrimSpace(written(f) + " " + name)
}

// count is a flag's value: a number from 1; 0 while it is not given.
type count int

func (c *count) String() string { return strconv.Itoa(int(*c)) }
func (c *count) Type() string   { return "N" }

func (c *count) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return errors.New("want a number from 1")
	}
	*c = count(n)
	return nil
}

// tagList is a flag's value that may be given more than once.
type tagList []string

func (t *tagList) String() string { return strings.Join(*t, " ") }
func (t *tagList) Type() string   { return "TAG" }

func (t *tagList) Set(s string) error {
	*t = append(*t, strings.ToLower(s))
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

// after reports whether t comes before d does. A day is compared with the day
// that a list shows.
func (d *day) after(t time.Time) bool {
	if d.instant {
		return t.Before(d.Time)
	}
	return t.Format(time.DateOnly) < d.Format(time.DateOnly)
}

// columns is a flag's value: a width; 0 while it is not given.
type columns int

// The widths that a post can be asked for. Below, words do not fit; above,
// nobody reads, and a stranger should not decide how much memory a line takes.
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
func (c *choice) Type() string   { return "FORMAT" }

func (c *choice) Set(s string) error {
	if !slices.Contains(c.from, s) {
		return fmt.Errorf("want %s or %s", strings.Join(c.from[:len(c.from)-1], ", "), c.from[len(c.from)-1])
	}
	c.word = s
	return nil
}
