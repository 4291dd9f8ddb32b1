package search

import (
	"math/rand/v2"
	"strings"
	"testing"

	"blog.example/pete/internal/blog"
)

func TestIndexed(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Naïve café — “plain”, Привет, שלום 🧶", "Naïve café — “plain”, Привет, שלום 🧶"},
		{"知识库", "知识 识库 库"},
		{"知", "知"},
		{"知识，库", "知识 识，库"},
		{"重跑gen-itgc后", "重跑 跑 gen-itgc 后"},
		{"サーバー", "サー ーバ バー ー"},
		{"ｻｰﾊﾞｰ", "サー ーバ バー ー"},
		{"か\u3099く", "がく く"},
		{"葛\U000E0100城", "葛城 城"},
		{"Ｇｏ１．２６", "Go1．26"},
		{"กินข้าว", "กิน นข้ ข้า าว ว"},
		{"학교에서", "학교 교에 에서 서"},
		{"10¹² and x²", "10 12 and x 2"},
		{"H₂O", "H2O"},
		{"soft\u00ADhyphen, no\u200Bwidth, \uFEFFmark", "softhyphen, nowidth, mark"},
		{"知\u200B识", "知识 识"},
		{"کتاب\u200Cها", "کتاب ها کتابها"},
		{"\xff知\xfe", "\xff知\xfe"},
		{"", ""},
	} {
		if got := indexed(c.text); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

// Two characters and more of a script without spaces are found wherever they stand in a
// text, and so are words beside them, phrases and prefixes.
func TestUnspacedScripts(t *testing.T) {
	d := newTestDatabase(t)
	x := d.index(t,
		d.write("notes", "个人知识库的段落。折り返すと、Wi\u00ADFi、ｻｰﾊﾞｰ再起動。"),
		d.write("run", "先重跑gen-itgc后再看，知识很多；库存不足。학교에서 공부 کتاب\u200Cها"),
		d.write("power", "The power 10¹² of H₂O; ภาษาไทยสวยงาม."),
	)
	for _, c := range []struct{ query, want, marked string }{
		{"知识库", "notes", "个人[知识库]的段落。"},
		{"个人", "notes", "[个人]知识库"},
		{"段落", "notes", "的[段落]。"},
		{`"折り返す"`, "notes", "[折り返す]と"},
		{"折り返す と", "notes", "[折り返す][と]、"},
		{"itgc", "run", "先重跑gen-[itgc]后再看"},
		{"重跑 itgc", "run", "先[重跑]gen-[itgc]后"},
		{"重跑gen-itgc后再", "run", "先[重跑gen-itgc后再]看"},
		{`"跑 gen"`, "run", "先重[跑gen]-itgc"},
		{"ge*", "run", "先重跑[gen]-itgc"},
		{"跑ge*", "run", "先重[跑gen]-itgc"},
		{"跑itgc", "", ""},
		{"gen后", "", ""},
		{"知识", "notes run", ""},
		{"知识*", "notes run", ""},
		{"知识 NOT 库存", "notes", "个人[知识]库"},
		{"知识库 OR 库存", "notes run", ""},
		{"库", "notes run", ""},
		{"落", "notes", "的段[落]。"},
		{"学校 OR 학교", "run", "[학교]에서"},
		{"교에서", "run", "학[교에서]"},
		{"サーバー", "notes", "、[ｻｰﾊﾞｰ]再起動"},
		{"ｻｰﾊﾞ", "notes", "、[ｻｰﾊﾞ]ｰ再起動"},
		{"wi", "", ""},
		{"wifi", "notes", ""},
		{"wi\u00ADfi", "notes", ""},
		{"کتاب", "run", ""},
		{"کتاب\u200Cها", "run", ""},
		{"کتابها", "run", ""},
		{"10", "power", "The power [10]¹² of H₂O"},
		{"10¹²", "power", "The power [10¹²] of H₂O"},
		{"h2o", "power", "of [H₂O];"},
		{"ไทย", "power", "ภาษา[ไทย]สวยงาม"},
		{"สวย", "power", "ภาษาไทย[สวย]งาม"},
		{"库知", "", ""},
	} {
		hits, err := x.Search(t.Context(), Query{Text: c.query})
		if err != nil {
			t.Errorf("%s: %v", c.query, err)
			continue
		}
		if got := x.find(t, Query{Text: c.query}); !sameWords(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.query, got, c.want)
		}
		if c.marked == "" || len(hits) == 0 {
			continue
		}
		if got := hits[0].Snippet.Marked(func(s string) string { return "[" + s + "]" }); !strings.Contains(got, c.marked) {
			t.Errorf("%s: the snippet is %s, want %s in it", c.query, got, c.marked)
		}
		if got, ok := x.Suggest(t.Context(), c.query); ok {
			t.Errorf("%s: suggests %s", c.query, got)
		}
	}
	for _, s := range x.words.spellings {
		if strings.ContainsFunc(s.text, blog.Unspaced) {
			t.Errorf("%s is listed as a word", s.text)
		}
	}
}

func sameWords(a, b string) bool {
	in := func(a, b string) bool {
		for _, w := range strings.Fields(a) {
			if !strings.Contains(b, w) {
				return false
			}
		}
		return true
	}
	return in(a, b) && in(b, a)
}

// Any part of a run, of two characters or more, finds its text, and the snippet marks it.
func TestPartsOfARun(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	letters := []rune("知识库个人段落重跑折返日本サーバーがぎ한글สวย")
	between := []string{" ", "，", "gen", "-", "x1 ", "。", "¹²", "\u200B", "Ｇ"}
	for range 30 {
		var runs []string
		var text strings.Builder
		for range 30 {
			run := make([]rune, 1+random.IntN(9))
			for i := range run {
				run[i] = letters[random.IntN(len(letters))]
			}
			runs = append(runs, string(run))
			text.WriteString(string(run))
			text.WriteString(between[random.IntN(len(between))])
		}
		d := newTestDatabase(t)
		x := d.index(t, d.write("a", text.String()))
		for _, r := range runs {
			run := []rune(r)
			from := random.IntN(len(run))
			part := string(run[from : from+1+random.IntN(len(run)-from)])
			hits, err := x.Search(t.Context(), Query{Text: part})
			if err != nil || len(hits) != 1 {
				t.Fatalf("%q of %q: %d hits, %v", part, text.String(), len(hits), err)
			}
			s := hits[0].Snippet
			if len(s.Marks) == 0 {
				t.Fatalf("%q of %q: no mark in %q", part, text.String(), s.Text)
			}
			if got := s.Text[s.Marks[0].From:s.Marks[0].To]; !strings.Contains(got, part) {
				t.Fatalf("%q of %q: %q is marked in %q", part, text.String(), got, s.Text)
			}
		}
	}
}
