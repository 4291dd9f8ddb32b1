package render

import (
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	for _, test := range []struct {
		text string
		room int
		want string
	}{
		{"", 10, ""},
		{"one two three", 7, "one two|three"},
		{"one", 3, "one"},
		{"well-known words", 6, "well-|known|words"},
		{"漢字 漢字", 5, "漢字|漢字"},
		{"这个 vault 不只是一个笔记本，而是", 12, "这个 vault|不只是一个笔|记本，而是"},
		{"这是vault的一二三四，五", 12, "这是vault的|一二三四，五"},
	} {
		if got := strings.Join(Fold(strings.Fields(test.text), " ", test.room), "|"); got != test.want {
			t.Errorf("%q in %d columns: %q, want %q", test.text, test.room, got, test.want)
		}
	}
}

func TestFoldCommand(t *testing.T) {
	for _, test := range []struct {
		command string
		room    int
		want    string
	}{
		{"ssh blog.example ls", 40, "ssh blog.example ls"},
		{"ssh blog.example ls | head -n 3", 24, "ssh blog.example ls |\n  head -n 3"},
		{"diff <(ssh h cat a) <(ssh h cat b)", 26, "diff <(ssh h cat a) \\\n  <(ssh h cat b)"},
		{"ssh -t blog.example a-long-slug", 24, "ssh -t blog.example \\\n  a-long-slug"},
		{`ssh blog.example search '"left to  right"'`, 24, "ssh blog.example \\\n  search \\\n  '\"left to  right\"'"},
		{"lftp -c 'mirror sftp://h/ DIR' | wc", 20, "lftp -c \\\n  'mirror sftp://h/ DIR' \\\n  | wc"},
		{`echo "it's | here" | wc -l`, 20, "echo \"it's | here\" \\\n  | wc -l"},
		{"echo 'left open for good", 20, "echo \\\n  'left open for good"},
	} {
		if got := strings.Join(FoldCommand(test.command, test.room), "\n"); got != test.want {
			t.Errorf("%q in %d columns:\n%s\nwant:\n%s", test.command, test.room, got, test.want)
		}
	}
}

func TestPairs(t *testing.T) {
	p := Pairs{Indent: 2, Width: 30, Rows: [][2]string{
		{"a", "the first of the two letters"},
		{"a-very-long-thing-to-type", "what it does"},
		{"bb", "the second"},
	}}
	want := "  a   the first of the two\n      letters\n  a-very-long-thing-to-type\n      what it does\n  bb  the second\n"
	if got := p.String(); got != want {
		t.Errorf("pairs:\n%s\nwant:\n%s", got, want)
	}
}
