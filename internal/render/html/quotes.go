package html

import (
	"cmp"
	"strings"

	"golang.org/x/text/language"
)

// quotes are the marks of quotation of a language: those for ", and those for '.
type quotes struct{ open, end, openSingle, endSingle string }

const noBreak = "\u00A0"

var (
	highHigh = quotes{"“", "”", "‘", "’"}
	lowHigh  = quotes{"„", "“", "‚", "‘"}
	angles   = quotes{"«", "»", "“", "”"}
	corners  = quotes{"「", "」", "『", "』"}
)

// quotesOf has the marks by language, and by language and region or script where these
// differ (CLDR, delimiters; for Danish what its dictionary of spelling has).
var quotesOf = map[string]quotes{
	"en": highHigh, "nl": highHigh, "pt": highHigh, "zh": highHigh, "ko": highHigh, "tr": highHigh,
	"de": lowHigh, "cs": lowHigh, "sk": lowHigh,
	"es": angles, "it": angles, "ca": angles, "el": angles, "pt-PT": angles,
	"fr":    {"«" + noBreak, noBreak + "»", "“", "”"},
	"fr-CH": {"«", "»", "‹", "›"}, "de-CH": {"«", "»", "‹", "›"}, "it-CH": {"«", "»", "‹", "›"}, "fa": {"«", "»", "‹", "›"},
	"ru": {"«", "»", "„", "“"}, "uk": {"«", "»", "„", "“"}, "be": {"«", "»", "„", "“"},
	"nb": {"«", "»", "‘", "’"}, "nn": {"«", "»", "‘", "’"}, "no": {"«", "»", "‘", "’"},
	"sv": {"”", "”", "’", "’"}, "fi": {"”", "”", "’", "’"}, "da": {"”", "”", "’", "’"},
	"pl": {"„", "”", "‚", "’"}, "hu": {"„", "”", "»", "«"}, "ro": {"„", "”", "«", "»"},
	"ja": corners, "zh-Hant": corners,
}

// marksOf returns the marks of a language. ok is false if they are not known.
func marksOf(lang string) (marks quotes, ok bool) {
	tag, err := language.Parse(strings.ReplaceAll(lang, "_", "-"))
	if err != nil {
		return quotes{}, false
	}
	base, script, region := tag.Raw()
	if base.String() == "es" && region.String() != "ZZ" && region.String() != "ES" {
		return highHigh, true // America
	}
	written, _ := tag.Script() // zh-TW is in Hant
	for _, name := range []string{base.String() + "-" + region.String(), base.String() + "-" + cmp.Or(written, script).String(), base.String()} {
		if marks, ok = quotesOf[name]; ok {
			return marks, true
		}
	}
	return quotes{}, false
}
