package command

import (
	"bufio"
	"strings"

	"blog.example/pete/internal/blog"
)

// list is how things of one kind are listed. Each list has the same three forms,
// and no command prints one by itself.
type list[T any] struct {
	columns func(T) []string // without a terminal: a line, with tabs between
	record  func(T) any      // with --json: an object on a line
	entry   func(T) entry    // on a terminal; nil where a line of columns is good there too
	loose   bool             // on a terminal, with a blank line between two entries
}

// print lists the items for whoever asks.
func (l list[T]) print(env *Env, asJSON bool, items []T) error {
	out := bufio.NewWriter(env.Stdout)
	buffered := *env
	buffered.Stdout = out
	put := func(item T) error { return buffered.print(row(l.columns(item)...)) }
	switch {
	case asJSON:
		put = func(item T) error { return buffered.printObject(l.record(item)) }
	case env.TTY && l.entry != nil:
		put = l.laidOut(&buffered, items)
	}
	for _, item := range items {
		if err := put(item); err != nil {
			return err
		}
	}
	return out.Flush()
}

// laidOut prints one item after the other, set so that all of them line up.
func (l list[T]) laidOut(env *Env, items []T) func(T) error {
	labels := make([]string, len(items))
	for i, item := range items {
		labels[i] = l.entry(item).label
	}
	set := newSetting(env, labels)
	above := ""
	return func(item T) error {
		text := above + set.entry(l.entry(item))
		if l.loose {
			above = "\n"
		}
		return env.print(text)
	}
}

// row is a line of columns: tab-separated, so what is in a column has none.
func row(columns ...string) string {
	for i, c := range columns {
		columns[i] = blog.Line(c)
	}
	return strings.Join(columns, "\t") + "\n"
}
