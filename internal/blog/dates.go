package blog

import (
	"errors"
	"regexp"
	"strings"
	"time"

	"blog.example/pete/internal/frontmatter"
)

// written returns the date of the post. Without a zone it is in that of the site. For a day
// that does not exist, or may be one of two, the one in the name of the file serves. The post
// waits for a date that is passed over all the same: Hugo publishes by date, whatever it takes
// for the date of the post, and Jekyll by the day that Ruby makes of the text.
func (m *metadata) written() (t time.Time, hasTime bool) {
	f, ok := m.find(m.version.dates.date.or(dateNames)...)
	if usual, also := m.find(dateNames...); also && (!ok || !strings.EqualFold(usual.Name, f.Name)) {
		day, _ := m.parseDate(usual)
		m.waitFor(day)
	}
	if !ok {
		return t, false
	}
	named := m.version.date
	day, _, err := frontmatter.ParseDate(f.Value.Text, m.version.zone)
	switch {
	case named.IsZero():
	case errors.Is(err, frontmatter.ErrDay), errors.Is(err, frontmatter.ErrOrder):
		m.warnf(f.at, err.Error(), "%s %s, and that in the file's name serves", Line(f.Name), quoted(f.Value.Text))
		m.waitFor(day)
		return t, false
	case err == nil && m.version.dates.nameFirst && day.Format(time.DateOnly) != named.Format(time.DateOnly):
		m.waitFor(day)
		return t, false
	}
	return m.parseDate(f)
}

// waitFor keeps the post back until an instant, if no field says when it is published.
func (m *metadata) waitFor(t time.Time) {
	if m.notBefore.Before(t) {
		m.notBefore = t
	}
}

// updated returns when the post was changed. It hides nothing, so that one that is no date
// is passed over.
func (m *metadata) updated() time.Time {
	f, ok := m.find(m.version.dates.updated.or(updatedNames)...)
	if !ok {
		return time.Time{}
	}
	t, _, err := frontmatter.ParseDate(f.Value.Text, m.version.zone)
	if err != nil {
		m.warnf(f.at, err.Error(), "%s %s is passed over", Line(f.Name), quoted(f.Value.Text))
		return time.Time{}
	}
	return t
}

// parseDate leaves the post out if the field is no date: it may have to stay hidden until
// then.
func (m *metadata) parseDate(f fieldAt) (t time.Time, hasTime bool) {
	if !scalar(f.Value) {
		m.leaveOut(f.at, Line(f.Name)+" is not a date", "want YYYY-MM-DD")
		return t, false
	}
	t, hasTime, err := frontmatter.ParseDate(f.Value.Text, m.version.zone)
	if err != nil {
		m.leaveOut(f.at, Line(f.Name)+" "+quoted(f.Value.Text), err.Error())
		return time.Time{}, false
	}
	return t, hasTime
}

// undated looks for a date in other places than the field of that name.
func (m *metadata) undated() {
	v := m.version
	p := &v.post
	created := m.created()
	switch {
	case !v.visibility.publish.IsZero():
		p.Date = v.visibility.publish
	case !created.IsZero():
		p.Date = created
	case !v.date.IsZero():
		p.Date = time.Date(v.date.Year(), v.date.Month(), v.date.Day(), 0, 0, 0, 0, m.zone())
	default:
		address, _ := m.text("path", "url")
		p.Date = m.dateIn(address)
	}
}

// created returns when the text was begun, or the zero time.
func (m *metadata) created() time.Time {
	f, _ := m.find(createdNames...)
	t, _, err := frontmatter.ParseDate(f.Value.Text, m.version.zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

func (m *metadata) zone() *time.Location {
	if m.version.zone == nil {
		return time.UTC
	}
	return m.version.zone
}

var addressDate = regexp.MustCompile(`(?:^|/)(\d{4}[-/]\d{1,2}[-/]\d{1,2})(?:$|[-_/])`)

// dateIn returns the day in an address such as /2026/01/05/hello, or the zero time.
func (m *metadata) dateIn(address string) time.Time {
	part := addressDate.FindStringSubmatch(address)
	if part == nil {
		return time.Time{}
	}
	t, _, err := frontmatter.ParseDate(strings.ReplaceAll(part[1], "/", "-"), m.zone())
	if err != nil {
		return time.Time{}
	}
	return t
}
