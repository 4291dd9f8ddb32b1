package render

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// proseLines lays out one paragraph and returns its lines.
func proseLines(t *testing.T, text string, width int) []string {
	t.Helper()
	var lines []string
	for _, l := range page(t, text+"\n", Options{Width: width}) {
		if l.Text == "" {
			break // what follows is the list of addresses
		}
		lines = append(lines, l.Text)
	}
	return lines
}

func TestEastAsianLines(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{"这个笔记本 vault 不只是一个笔记本，而是", 20, "这个笔记本 vault 不\n只是一个笔记本，而是"},
		{"一二三四五六七八九，十", 18, "一二三四五六七八\n九，十"},
		{"一二三四五六七「八九」十", 16, "一二三四五六七\n「八九」十"},
		{"一二三四五六七（八九）！", 16, "一二三四五六七\n（八九）！"},
		{"これはテストーです。", 12, "これはテス\nトーです。"},
		{"ちょっと待って", 12, "ちょっと待っ\nて"},
		{"使用Go语言编写", 8, "使用Go语\n言编写"},
		{"使用ABCDEF语言", 8, "使用\nABCDEF语\n言"},
		{"增长了５０％以上", 12, "增长了５０％\n以上"},
		{"문서 작성 도구입니다", 12, "문서 작성 도\n구입니다"},
		{"漢字~~漢字~~**漢字**漢字漢字", 10, "漢字漢字漢\n字漢字漢字"},
		{"か\u3099か\u3099か\u3099か\u3099か\u3099", 8, "か\u3099か\u3099か\u3099か\u3099\nか\u3099"},
		{"参见[链接的文字在这里](https://a.test)。", 14, "参见链接的文字\n在这里 [1]。"},
	} {
		if got := strings.Join(proseLines(t, c.text, c.width), "\n"); got != c.want {
			t.Errorf("%q at %d:\n%s\nwant\n%s", c.text, c.width, got, c.want)
		}
	}
}

// TestKinsoku: at no width does a line begin with what closes or end with what opens, and
// no letter is lost.
func TestKinsoku(t *testing.T) {
	const closes, opens = "、。，．！？：；）」』】〉》ー々っゃゅょァ％…", "（「『【〈《"
	letters := strings.Split("漢 字 文 章 を 読 む カ タ 한 글 a b 1 2", " ")
	rng := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		var text strings.Builder
		for range 40 {
			text.WriteString(letters[rng.IntN(len(letters))] + letters[rng.IntN(len(letters))])
			switch rng.IntN(4) {
			case 0:
				text.WriteString(string([]rune(closes)[rng.IntN(len([]rune(closes)))]))
			case 1:
				text.WriteString(string([]rune(opens)[rng.IntN(len([]rune(opens)))]))
			}
		}
		for width := 20; width < 60; width += 3 {
			lines := proseLines(t, text.String(), width)
			if strings.Join(lines, "") != text.String() {
				t.Fatalf("%q became\n%s", text.String(), strings.Join(lines, "\n"))
			}
			for i, line := range lines {
				first, last := []rune(line)[0], []rune(line)[len([]rune(line))-1]
				if i > 0 && strings.ContainsRune(closes, first) {
					t.Errorf("width %d: %q begins a line", width, first)
				}
				if i+1 < len(lines) && strings.ContainsRune(opens, last) {
					t.Errorf("width %d: %q ends a line", width, last)
				}
				if w := ansi.StringWidth(line); i+1 < len(lines) && w < width-12 {
					t.Errorf("width %d: a line of %d columns: %q", width, w, line)
				}
			}
		}
	}
}

// A hyphen divides compounds only: dates, flags, versions and addresses stay in one piece,
// unless they are wider than the window.
func TestHyphens(t *testing.T) {
	for _, word := range []string{
		"2026-01-05", "--dry-run", "-x", "x86-64", "v1.2.0-rc.1", "$30-60", "UTF-8", "a-b@mail.example", "my-file.go",
		"https://a.test/a-b", "(2026-01-05),", "[a-b.c](https://a.test)", "**2026**-01-05", "COVID-19",
	} {
		text := "An " + word + " and a " + word + " there."
		shown := strings.Join(proseLines(t, text, 200), "")
		want, _, _ := strings.Cut(strings.TrimPrefix(shown, "An "), " and")
		for width := 20; width < 60; width++ {
			if got := strings.Join(proseLines(t, text, width), "\n"); !strings.Contains(got, want) && width > ansi.StringWidth(want) {
				t.Errorf("width %d: %q is broken in\n%s", width, want, got)
			}
		}
	}
	for text, want := range map[string]string{
		"An old well-known thing":            "An old well-\nknown thing",
		"An old (well-known) thing":          "An old (well-\nknown) thing",
		"2026-01-05-and-what-comes-after-it": "2026-01-05-and-\nwhat-comes-\nafter-it",
	} {
		if got := strings.Join(proseLines(t, text, 15), "\n"); got != want {
			t.Errorf("%q becomes\n%s\nwant\n%s", text, got, want)
		}
	}
}

// Words of Arabic and Hebrew stay whole and in their order, and marks with their letters.
func TestRightToLeft(t *testing.T) {
	const text = "این یک متن فارسی است که در آن واژه\u200Cها نوشته شده\u200Cاند، و יֵשׁ גַּם עִבְרִית (hello) و ABC-123 در متن. شָلוֹם"
	for width := 20; width < 80; width++ {
		lines := proseLines(t, text, width)
		if got := strings.Join(lines, " "); got != text {
			t.Errorf("width %d: %q", width, got)
		}
		for _, line := range lines {
			if w := ansi.StringWidth(line); w > width {
				t.Errorf("width %d: %d columns", width, w)
			}
		}
	}
	want := "1. یک\n2. دو\n   • سه"
	if got := strings.Join(proseLines(t, "1. یک\n2. دو\n   - سه", 20), "\n"); got != strings.ReplaceAll(want, "•", "-") {
		t.Errorf("a list becomes\n%s", got)
	}
}
