package blogtest

import "testing/fstest"

// NewLanguages returns a blog in English with texts in Persian and Japanese: translations,
// texts that are not there in English, and a draft of a translation, which has the word
// draftword.
func NewLanguages() fstest.MapFS {
	text := func(fields, body string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\n" + fields + "\n---\n" + body + "\n")}
	}
	return fstest.MapFS{
		"hugo.toml": {Data: []byte(`title = "Garden Notes"
defaultContentLanguage = "en"
[params]
description = "What grows, and in which language"
[languages.en]
[languages.fa]
[languages.ja]
`)},
		"site.yaml":             {Data: []byte("host: blog.example\n")},
		"content/moss.md":       text("title: Moss on the Wall\ndate: 2026-01-09\ntags: [moss]\nsummary: Why moss likes shade.", "# Moss on the wall\n\nIt [grows](https://moss.example).\n\n## Shade\n\nIt likes shade."),
		"content/moss.fa.md":    text("title: خزه روی دیوار\ndate: 2026-01-09\ntags: [moss]\nsummary: در سایه می\u200cروید.", "خزه در سایه می\u200cروید."),
		"content/moss.ja.md":    text("title: 壁の苔\ndate: 2026-01-09\nsummary: 苔は日陰で育ちます。", "苔は日陰で育ちます。"),
		"content/rain.fa.md":    text("title: باران در کوچه\u200cهای قدیمی شهر و آنچه بر سنگفرش\u200cها می\u200cماند\ndate: 2026-01-08\ntags: [rain]\nsummary: باران می\u200cبارد.", "باران می\u200cبارد."),
		"content/snow.ja.md":    text("title: 雪の日に庭を歩くと聞こえてくる小さな音についての長い題名\ndate: 2026-01-07\nsummary: 雪の日は静かです。", "雪の日は静かです。"),
		"content/snow.fa.md":    text("title: برف\ndate: 2026-01-07\nsummary: برف می\u200cبارد.", "برف می\u200cبارد."),
		"content/bees.md":       text("title: Bees\ndate: 2026-01-06\nsummary: They remember.", "They remember."),
		"content/bees.fa.md":    text("title: draftword\ndate: 2026-01-06\ndraft: true", "draftword"),
		"content/about.md":      text("title: About this garden", "A garden."),
		"content/about.fa.md":   text("title: درباره", "باغ."),
		"content/tools.ja.md":   text("title: 道具", "鋤。"),
		"content/spades.md":     text("title: Spades", "Made of ash."),
		"content/spades.fa.md":  text("title: بیل", "از چوب."),
		"content/hushed.fa.md":  text("title: draftword\ndraft: true", "draftword"),
		"content/whisper.ja.md": text("title: draftword\ndate: 2026-01-05\npublishDate: 2999-01-01", "draftword"),
	}
}
