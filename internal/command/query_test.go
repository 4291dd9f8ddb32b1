package command

import "testing"

func TestQueryText(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{nil, ""},
		{[]string{"", " \t"}, ""},
		{[]string{"exactly", "once"}, "exactly once"},
		{[]string{"exactly once"}, `"exactly once"`},
		{[]string{"safe", "exactly once"}, `safe "exactly once"`},
		{[]string{" once "}, "once"},
		{[]string{`"exactly once" safe`}, `"exactly once" safe`},
		{[]string{"exactly onc*"}, "exactly onc*"},
		{[]string{"exactly OR once"}, "exactly OR once"},
		{[]string{"exactly or once"}, `"exactly or once"`},
		{[]string{"(exactly once)"}, `"(exactly once)"`},
		{[]string{"NOT", "once"}, "NOT once"},
	} {
		if got := queryText(tt.args); got != tt.want {
			t.Errorf("queryText(%q) = %q, want %q", tt.args, got, tt.want)
		}
	}
}
