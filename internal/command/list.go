package command

import (
	"strings"

	"blog.example/pete/internal/blog"
	"github.com/charmbracelet/x/ansi"
)

// list is how things of one kind are listed. Every list has the same three forms.
type list[T any] struct {
	columns func(T) []string // without a terminal: a line, with tabs between
	record  func(T) any      // with --json: an object on a line
	entry   func(T) entry    // on a terminal; nil where a line of columns is good there too
	loose   bool             // on a terminal, with a blank line between two entries
}

// print lists the items.
func (l list[T]) print(env *Env, asJSON bool, items []T) error {
	put := func(item T) error { return env.print(row(l.columns(item)...)) }
	switch {
	case asJSON:
		put = func(item T) error { return env.printObject(l.record(item)) }
	case env.TTY && l.entry != nil:
		put = l.laidOut(env, items)
	}
	for _, item := range items {
		if err := put(item); err != nil {
			return err
		}
	}
	return nil
}

// laidOut returns what prints one item, aligned with all the others.
func (l list[T]) laidOut(env *Env, items []T) func(T) error {
	set := setting{width: min(env.columns(), widest), palette: env.palette()}
	for _, item := range items {
		set.label = max(set.label, ansi.StringWidth(l.entry(item).label))
	}
	above := ""
	return func(item T) error {
		text := above + set.entry(l.entry(item))
		if l.loose {
			above = "\n"
		}
		return env.print(text)
	}
}

// row is a line of columns with tabs between. Tabs within a column become spaces.
func row(columns ...string) string {
	for i, c := range columns {
		columns[i] = blog.Line(c)
	}
	return strings.Join(columns, "\t") + "\n"
}
