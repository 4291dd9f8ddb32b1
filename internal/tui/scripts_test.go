package tui

import (
	"strings"
	"testing"
	"testing/fstest"
)

const (
	chinese = "很久以前，山上有一座庙，庙里有一位老人在讲故事。他说：“从前山上有一座庙。”这个故事没有结尾，所以每个人都可以接着讲下去。使用Python写程序的时候，我们常常会忘记这一点（程序是写给人看的）。"
	arabic  = "كان يا ما كان مبرمج يكتب البرامج بلغة Go ويحب القهوة، وكان يقول دائمًا إن البرامج تُكتب للناس أولًا، ثم تُنفذها الآلات."
)

// scripts is a blog in languages that are not written as English is.
func scripts() fstest.MapFS {
	post := func(title, summary, body string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\ntitle: " + title + "\ndate: 2026-01-02\nsummary: '" + summary + "'\ntags: [编程语言, برمجة]\n---\n" + body + "\n")}
	}
	return fstest.MapFS{
		"site.yaml":   {Data: []byte("title: 山\nbyline: " + chinese + "\nhost: blog.example\n")},
		"posts/zh.md": post("山上的庙与没有结尾的故事：关于递归、循环，以及为什么我们总是忘记「退出条件」（第一部分）", strings.Repeat(chinese, 3), chinese),
		"posts/ja.md": post("読みやすいコードについて、そして「なぜgofmtが好きなのか」という話", "短い。", "短い。"),
		"posts/ar.md": post("عن كتابة البرامج للناس أولًا، ثم للآلات بعد ذلك (الجزء الأول)", strings.Repeat(arabic, 3), arabic),
		"posts/he.md": post("על כתיבת תוכניות לאנשים, ורק אחר כך למכונות (חלק א)", "קצר.", "קצר."),
	}
}

// Chinese and Japanese break where their lines may break, in titles and summaries too, and
// what is cut keeps what fits.
func TestOtherScripts(t *testing.T) {
	a := opened(t, scripts())
	index := patient{indexOf(a)}
	for columns := 20; columns <= 120; columns += 4 {
		for _, keys := range [][]string{nil, {"j"}, {"j", "j"}, {"j", "j", "j"}, {"t"}, {"G", "enter"}, {"/"}} {
			v := searchedBy(index, visitTo(t, a, at(columns, 40)))
			v.press(keys...)
			v.fits()
			for _, row := range v.text() {
				text := strings.Trim(strings.TrimLeft(row, " ▌0123456789min"), " ")
				first, last := []rune(text + " ")[0], []rune(" " + text)[len([]rune(text))]
				if strings.ContainsRune("、。，」”）：", first) || strings.ContainsRune("「“（", last) {
					t.Errorf("%d columns: a line begins or ends as none may: %q", columns, row)
				}
				if text == "…" {
					t.Errorf("%d columns: a row has lost its text in\n%s", columns, strings.Join(v.text(), "\n"))
				}
			}
		}
	}
}

// The matches of a search show in a window of any width.
func TestSearchInOtherScripts(t *testing.T) {
	a := opened(t, scripts())
	index := indexOf(a)
	for columns := 24; columns <= 120; columns += 8 {
		for _, query := range []string{"结尾", "忘记这一点", "python", "القهوة"} {
			v := searchedBy(patient{index}, visitTo(t, a, at(columns, 24)))
			v.press("/")
			v.write(query)
			v.fits()
			if text := strings.Join(strings.Fields(strings.Join(v.text()[2:], "")), ""); !strings.Contains(strings.ToLower(text), strings.ToLower(query)) {
				t.Errorf("%d columns: %s is not in\n%s", columns, query, strings.Join(v.text(), "\n"))
			}
		}
	}
}

func TestCutRows(t *testing.T) {
	for _, c := range []struct {
		rows []string
		n    int
		want string
	}{
		{[]string{"one two", "three"}, 2, "one two|three"},
		{[]string{"one two", "three"}, 1, "one two …"},
		{[]string{"one", "three"}, 1, "one …"},
		{[]string{"one two three", "four"}, 1, "one two …"},
		{[]string{"山上有一座庙", "山"}, 1, "山上有一…"},
		{[]string{"山上有", "山"}, 1, "山上有 …"},
		{[]string{"abcdefghij", "k"}, 1, "abcdefghi…"},
		{[]string{"one"}, 0, ""},
	} {
		got := strings.Join(cutRows(c.rows, c.n, 10), "|")
		if got != c.want {
			t.Errorf("%q in %d rows: %q, want %q", c.rows, c.n, got, c.want)
		}
	}
}
