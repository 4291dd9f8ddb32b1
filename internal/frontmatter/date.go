package frontmatter

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// ErrDay is the error of a day that its month does not have, and ErrOrder that of a date such
// as 1/2/2006, which Ruby and JavaScript read as different days.
var (
	ErrDay   = errors.New("there is no such day")
	ErrOrder = errors.New("want YYYY-MM-DD: it may be one of two days")
)

var errDate = errors.New("want YYYY-MM-DD, with a time as in 2006-01-02 15:04:05 +0200 if you like")

// The forms of a day, each with what comes after it: 2006-1-2, 20060102, 2nd Jan 2006,
// Jan 2 2006, 2006-01 and Jan 2006 for the first of the month, 13/1/2006 and 1/13/2006, and,
// as date(1) prints it, Jan 2 15:04:05 MST 2006. Commas are gone by then.
var (
	dayNumbers = regexp.MustCompile(`^(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?P<rest>$|[Tt ].*)`)
	dayDigits  = regexp.MustCompile(`^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?P<rest>$|[Tt ].*)`)
	dayFirst   = regexp.MustCompile(`^(?P<d>\d{1,2})(?:st|nd|rd|th)?[- ](?P<m>[A-Za-z]{3,9})\.?[- ](?P<y>\d{4}|\d{2})(?P<rest>$| .*)`)
	monthFirst = regexp.MustCompile(`^(?P<m>[A-Za-z]{3,9})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)? (?P<y>\d{4})(?P<rest>$| .*)`)
	monthOnly  = regexp.MustCompile(`^(?:(?P<y>\d{4})-(?P<m>\d{2}))(?P<d>)(?P<rest>)$`)
	monthName  = regexp.MustCompile(`^(?P<m>[A-Za-z]{3,9})\.? (?P<y>\d{4})(?P<d>)(?P<rest>)$`)
	dayOrMonth = regexp.MustCompile(`^(?P<d>\d{1,2})(?P<sign>[-/.])(?P<m>\d{1,2})[-/.](?P<y>\d{4})(?P<rest>$|[Tt ].*)`)
	yearLast   = regexp.MustCompile(`^(?P<m>[A-Za-z]{3}) (?P<d>\d{1,2})(?P<rest> \d{1,2}:.*) (?P<y>\d{4})$`)
	dayForms   = []*regexp.Regexp{dayNumbers, dayDigits, dayFirst, monthFirst, monthOnly, monthName, dayOrMonth, yearLast}

	weekday   = regexp.MustCompile(`^(?i)(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.? `)
	timeForm  = regexp.MustCompile(`^(?i)[t ](\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(?:\.(\d{1,9})\d*)? ?([ap]m\b)? ?(.*)$`)
	zoneOnly  = regexp.MustCompile(`^ (?:[+-]\d{1,2}:?\d{2}|[A-Z]{1,4})$`)
	unixForm  = regexp.MustCompile(`^(\d{9,10})(\d{3})?$`)
	offset    = regexp.MustCompile(`^(?:GMT|UTC)?([+-])(\d{1,2}):?(\d{2})?(?: \(?[A-Z]{3,5}\)?| \([A-Z ]+| [+-]\d{2,4})?$`) // some print a name after it
	shortName = regexp.MustCompile(`^[A-Z]{3,5}$`)
)

// zones has the hours of names, as Ruby has them. CST is also China's, BST also that of
// Bangladesh; the zone of the site counts first.
var zones = map[string]int{
	"Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
	"AKST": -9, "AKDT": -8, "HST": -10, "AST": -4, "ADT": -3, "BRT": -3, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}

// ParseDate parses a day or an instant as Hugo and Jekyll take them: as in RFC 3339, with a
// space for the T, without seconds, with an offset such as +0200 or a zone's name, with
// the month by its name, or in seconds or milliseconds since 1970. A text without a zone is
// in zone, where nil is UTC. hasTime is false for a day, whose time is its first instant. The
// error says what is wanted. With ErrDay and ErrOrder, t is the last day that may be meant.
// The year is from 1 to 9999, in UTC too.
func ParseDate(text string, zone *time.Location) (t time.Time, hasTime bool, err error) {
	if zone == nil {
		zone = time.UTC
	}
	if len(text) > 100 {
		return t, false, errDate
	}
	s := strings.Join(strings.Fields(strings.ReplaceAll(text, ",", " ")), " ")
	if m := unixForm.FindStringSubmatch(s); m != nil {
		n, _ := strconv.ParseInt(m[1], 10, 64) // ten digits
		ms, _ := strconv.ParseInt("0"+m[2], 10, 64)
		return time.Unix(n, ms*1e6).In(zone), true, nil
	}
	s = weekday.ReplaceAllString(s, "")
	for _, form := range dayForms {
		m := form.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		part := func(name string) string {
			if p := m[form.SubexpIndex(name)]; p != "" || name != "d" {
				return p
			}
			return "1"
		}
		day, err := time.Parse("2006-1-2", part("y")+"-"+month(part("m"))+"-"+part("d"))
		if form == dayOrMonth && part("sign") != "." && part("d") != part("m") {
			other, bad := time.Parse("2006-1-2", part("y")+"-"+part("d")+"-"+part("m"))
			switch {
			case err == nil && bad == nil:
				if other.After(day) {
					day = other
				}
				t, _ = atTime(day, "", zone)
				return t, false, ErrOrder
			case err != nil:
				day, err = other, bad
			}
		}
		if len(part("y")) == 2 {
			day, err = time.Parse("06-1-2", part("y")+"-"+month(part("m"))+"-"+part("d"))
		}
		switch {
		case month(part("m")) == "" || part("y") == "0000":
			return t, false, errDate
		case err != nil:
			y, _ := strconv.Atoi(part("y")) // digits
			m, _ := strconv.Atoi(month(part("m")))
			d, _ := strconv.Atoi(part("d"))
			if y < 100 {
				y += 2000
			}
			return time.Date(y, time.Month(m), d, 0, 0, 0, 0, zone), false, ErrDay
		}
		clock := part("rest")
		hasTime = clock != ""
		if zoneOnly.MatchString(clock) {
			clock, hasTime = " 00:00"+clock, false
		}
		t, err = atTime(day, clock, zone)
		if y := t.UTC().Year(); err == nil && (y < 1 || y > 9999) {
			err = errDate
		}
		if err != nil {
			return time.Time{}, false, err
		}
		return t, hasTime, nil
	}
	return t, false, errDate
}

// month returns the number of a month that is a number or a name, or "".
func month(s string) string {
	if s[0] <= '9' {
		return s
	}
	for m := time.January; m <= time.December; m++ {
		if name := strings.ToLower(m.String()); strings.EqualFold(s, name) || strings.EqualFold(s, name[:3]) || strings.EqualFold(s, "sept") && m == time.September {
			return strconv.Itoa(int(m))
		}
	}
	return ""
}

// atTime returns the instant of a day and of a time with its zone, such as " 15:04 +0200".
func atTime(day time.Time, clock string, zone *time.Location) (time.Time, error) {
	if clock == "" {
		t := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone)
		if t.Day() != day.Day() { // there the day begins at one o'clock
			t = t.Add(time.Hour)
		}
		return t, nil
	}
	m := timeForm.FindStringSubmatch(clock)
	if m == nil {
		return day, errDate
	}
	var n [4]int
	for i, s := range []string{m[1], m[2], "0" + m[3], (m[4] + "000000000")[:9]} {
		n[i], _ = strconv.Atoi(s) // digits
	}
	if m[3] == "" {
		n[3] = 0 // not of a second
	}
	switch pm := strings.EqualFold(m[5], "pm"); {
	case pm && n[0] < 12:
		n[0] += 12
	case m[5] != "" && !pm && n[0] == 12:
		n[0] = 0
	case m[5] != "" && !pm && n[0] > 12:
		return day, errDate
	}
	endOfDay := n == [4]int{24, 0, 0, 0}
	if n[0] > 23 && !endOfDay || n[1] > 59 || n[2] > 60 { // 60 is a leap second
		return day, errDate
	}
	t := time.Date(day.Year(), day.Month(), day.Day(), n[0], n[1], n[2], n[3], zone)
	name := strings.ToUpper(strings.Trim(m[6], "()"))
	hours, known := zones[name]
	local, _ := t.Zone()
	seconds := hours * 3600
	if name == "IST" { // India's, as in Ruby
		seconds, known = 19800, true
	}
	if strings.Contains(m[6], "/") { // LoadLocation opens files, so it is not asked for the others
		if place, err := time.LoadLocation(m[6]); err == nil {
			return time.Date(day.Year(), day.Month(), day.Day(), n[0], n[1], n[2], n[3], place), nil
		}
	}
	if o := offset.FindStringSubmatch(name); o != nil {
		h, _ := strconv.Atoi(o[2])
		m, _ := strconv.Atoi("0" + o[3])
		if seconds = h*3600 + m*60; o[1] == "-" {
			seconds = -seconds
		}
		if known = h < 24 && m < 60; !known {
			return day, errDate
		}
	}
	switch {
	case name == "" || name == local:
		return t, nil
	case !known && shortName.MatchString(name):
		return day, fmt.Errorf("want an offset such as +0200 in place of %s", name)
	case !known:
		return day, errDate
	case seconds == 0:
		return time.Date(day.Year(), day.Month(), day.Day(), n[0], n[1], n[2], n[3], time.UTC), nil
	}
	return time.Date(day.Year(), day.Month(), day.Day(), n[0], n[1], n[2], n[3], time.FixedZone("", seconds)), nil
}
