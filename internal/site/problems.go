package site

import (
	"slices"

	"blog.example/pete/internal/blog"
)

// maxLogged is how many lines of warnings a reading logs. "pete check" lists all.
const maxLogged = 20

// logProblems logs the problems that the last reading did not have, each post that is left
// out among them, and reports whether there are any. Warnings are grouped as "pete check"
// does.
func (s *Store) logProblems(report blog.Report) (news bool) {
	problems := report.Problems
	if last := s.report.Load(); last != nil {
		known := setOf(last.Problems)
		problems = slices.DeleteFunc(slices.Clone(problems), func(p blog.Problem) bool { return known[p] })
	}
	lines, left := 0, 0
	for _, p := range blog.Grouped(problems) {
		write := s.options.Log.Error
		if p.Severity == blog.Warning {
			write = s.options.Log.Warn
			if lines++; lines > maxLogged {
				left += 1 + p.More
				continue
			}
		}
		fields := []any{"path", blog.Printable(s.content.Place(p.Problem).Path)}
		if p.Line > 0 { // else it is about all of the file
			fields = append(fields, "line", p.Line)
		}
		fields = append(fields, "wrong", blog.Printable(p.Wrong), "mend", blog.Printable(p.Mend))
		if p.More > 0 {
			fields = append(fields, "more", p.More)
		}
		write("content", fields...)
	}
	if left > 0 {
		s.options.Log.Warn("content: pete check lists all problems", "more", left)
	}
	if len(problems) > 0 {
		s.options.Log.Info("content: " + report.Summary())
	}
	return len(problems) > 0
}

// setOf returns the problems of a report to look one up: a large blog has thousands.
func setOf(problems []blog.Problem) map[blog.Problem]bool {
	set := make(map[blog.Problem]bool, len(problems))
	for _, p := range problems {
		set[p] = true
	}
	return set
}
