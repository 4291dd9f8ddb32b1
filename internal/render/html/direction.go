package html

import (
	"blog.example/pete/internal/blog"
	"golang.org/x/text/language"
)

// inLanguage returns the attributes of an element in a language, within one in another. Its
// direction is named if it is not that of the other, and lang if it is formed as a tag.
func inLanguage(lang, outer string) string {
	dir := direction(lang)
	if dir == direction(outer) {
		dir = ""
	}
	return attribute("lang", blog.LanguageTag(lang)) + attribute("dir", dir)
}

// direction returns that of the script in which a language is written.
func direction(lang string) string {
	tag, _ := language.Parse(lang) // of an unknown one the script is unknown too
	switch script, _ := tag.Script(); script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm":
		return "rtl"
	}
	return "ltr"
}
