package frontmatter

import (
	"testing"
	"time"
	_ "time/tzdata" // the machine may have none
)

func load(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestParseDate(t *testing.T) {
	zone := load(t, "Asia/Tokyo")
	for _, test := range []struct{ text, want string }{
		{"2006-01-02", "2006-01-02T00:00:00+09:00 day"},
		{"2006-1-2", "2006-01-02T00:00:00+09:00 day"},
		{"2006/01/02", "2006-01-02T00:00:00+09:00 day"},
		{"2006.1.2", "2006-01-02T00:00:00+09:00 day"},
		{"20060102", "2006-01-02T00:00:00+09:00 day"},
		{"Jan 2 2006", "2006-01-02T00:00:00+09:00 day"},
		{"January 2, 2006", "2006-01-02T00:00:00+09:00 day"},
		{"Sept. 2, 2006", "2006-09-02T00:00:00+09:00 day"},
		{"2 Jan 2006", "2006-01-02T00:00:00+09:00 day"},
		{"02 january 2006", "2006-01-02T00:00:00+09:00 day"},
		{"Monday, 2 January 2006", "2006-01-02T00:00:00+09:00 day"},
		{" 2006-01-02\n", "2006-01-02T00:00:00+09:00 day"},
		{"0001-01-02", "0001-01-02T00:00:00+09:18 day"}, // before zones the sun's time
		{"9999-12-31", "9999-12-31T00:00:00+09:00 day"},
		{"2024-02-29", "2024-02-29T00:00:00+09:00 day"},

		{"2006-01-02T15:04:05Z", "2006-01-02T15:04:05Z"},
		{"2006-01-02t15:04:05z", "2006-01-02T15:04:05Z"},
		{"2006-01-02T15:04:05+02:00", "2006-01-02T15:04:05+02:00"},
		{"2006-01-02T15:04:05-0730", "2006-01-02T15:04:05-07:30"},
		{"2006-01-02 15:04:05 +0200", "2006-01-02T15:04:05+02:00"},
		{"2006-01-02 15:04:05 +02:00", "2006-01-02T15:04:05+02:00"},
		{"2006-01-02 15:04:05 +02", "2006-01-02T15:04:05+02:00"},
		{"2006-01-02 15:04:05+0200", "2006-01-02T15:04:05+02:00"},
		{"2006-01-02 15:04:05 Z", "2006-01-02T15:04:05Z"},
		{"2006-01-02 15:04 UTC", "2006-01-02T15:04:00Z"},
		{"2006-01-02 15:04:05 GMT", "2006-01-02T15:04:05Z"},
		{"2006-01-02 15:04:05 EST", "2006-01-02T15:04:05-05:00"},
		{"2006-01-02 15:04:05 jst", "2006-01-02T15:04:05+09:00"},
		{"2006-01-02 15:04:05.999999999 -0700 MST", "2006-01-02T15:04:05.999999999-07:00"},
		{"2006-01-02 15:04:05 +0000 +0000", "2006-01-02T15:04:05Z"},
		{"2006-01-02T15:04:05", "2006-01-02T15:04:05+09:00"},
		{"2006-01-02T15:04", "2006-01-02T15:04:00+09:00"},
		{"2006-1-2 3:04", "2006-01-02T03:04:00+09:00"},
		{"2006-01-02 15:04:05.25", "2006-01-02T15:04:05.25+09:00"},
		{"2006-01-02 3:04 PM", "2006-01-02T15:04:00+09:00"},
		{"2006-01-02 12:04am", "2006-01-02T00:04:00+09:00"},
		{"Mon Jan 2 15:04:05 2006", "2006-01-02T15:04:05+09:00"},
		{"Mon Jan  2 15:04:05 MST 2006", "2006-01-02T15:04:05-07:00"},
		{"Mon Jan 02 15:04:05 -0700 2006", "2006-01-02T15:04:05-07:00"},
		{"Mon, 02 Jan 2006 15:04:05 GMT", "2006-01-02T15:04:05Z"},
		{"Mon, 02 Jan 2006 15:04:05 -0700 (MST)", "2006-01-02T15:04:05-07:00"},
		{"Monday, 02-Jan-06 15:04:05 UTC", "2006-01-02T15:04:05Z"},
		{"02 Jan 06 15:04 -0700", "2006-01-02T15:04:00-07:00"},
		{"02 Jan 70 15:04", "1970-01-02T15:04:00+09:00"},
		{"1136214245", "2006-01-03T00:04:05+09:00"},

		{"2026-02-30", "there is no such day"},
		{"2026-13-01", "there is no such day"},
		{"2026-02-29 10:00", "there is no such day"},
		{"Feb 30, 2026", "there is no such day"},
		{"2006-01-02 15:04:05 CST", "want an offset such as +0200 in place of CST"},
		{"2006-01-02 15:04:05 XYZ", "want an offset such as +0200 in place of XYZ"},
		{"0000-01-02", errDate.Error()},
		{"0001-01-01 00:00 +0900", errDate.Error()}, // the year before in UTC
		{"9999-12-31 23:00 -0900", errDate.Error()},
		{"10000-01-02", errDate.Error()},
		{"2006-01-02T", errDate.Error()},
		{"2006-01-02 25:00", errDate.Error()},
		{"2006-01-02 10:60", errDate.Error()},
		{"2006-01-02 13:00 pm", errDate.Error()},
		{"2006-01-02 10:00 +2400", errDate.Error()},
		{"2006-01-02 10:00 o'clock", errDate.Error()},
		{"2006-01-021", errDate.Error()},
		{"2006-01", errDate.Error()},
		{"Jan 5", errDate.Error()},
		{"Foo 5 2006", errDate.Error()},
		{"3:04PM", errDate.Error()},
		{"soon", errDate.Error()},
		{"", errDate.Error()},
	} {
		got, hasTime, err := ParseDate(test.text, zone)
		s := got.Format(time.RFC3339Nano)
		if !hasTime {
			s += " day"
		}
		if err != nil {
			s = err.Error()
		}
		if s != test.want {
			t.Errorf("%q: %s, want %s", test.text, s, test.want)
		}
	}
}

func TestZones(t *testing.T) {
	for _, test := range []struct{ zone, text, want string }{
		{"UTC", "2006-01-02", "2006-01-02T00:00:00Z"},
		{"Asia/Shanghai", "Mon Jan 2 15:04:05 CST 2006", "2006-01-02T15:04:05+08:00"},
		{"America/Chicago", "Mon Jan 2 15:04:05 CST 2006", "2006-01-02T15:04:05-06:00"},
		{"Europe/Berlin", "2006-07-02 12:00", "2006-07-02T12:00:00+02:00"},
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00"}, // the clocks went from 0:00 to 1:00
	} {
		got, _, err := ParseDate(test.text, load(t, test.zone))
		if s := got.Format(time.RFC3339); err != nil || s != test.want {
			t.Errorf("%s in %s: %s, %v, want %s", test.text, test.zone, s, err, test.want)
		}
	}
	if got, _, err := ParseDate("2006-01-02", nil); err != nil || got.Location() != time.UTC {
		t.Errorf("no zone: %v, %v", got, err)
	}
}
