package markdown

import (
	"regexp"
	"strings"
	"unicode"
)

// Language returns the name of the language in the info string of a fence: the first run
// of letters, as in rust,no_run or {.python .numbered} or js{1,3-4}.
func Language(info string) string {
	info = strings.TrimLeft(info, " \t{.")
	for _, prefix := range []string{"language-", "lang:", "lang="} {
		if rest, ok := strings.CutPrefix(info, prefix); ok {
			info = strings.Trim(rest, `"'`)
		}
	}
	end := strings.IndexFunc(info, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("+#-_.", r)
	})
	if end < 0 {
		return info
	}
	if info[end] == '=' || info[end] == ':' && strings.HasPrefix(info[end:], "://") {
		return "" // title="main.go"
	}
	return info[:end]
}

var (
	titleOf    = regexp.MustCompile(`(?i)(?:^|[\s,;{(])(?:title|caption|file|file-?_?name|filepath|path|name)\s*[=:]\s*(?:"([^"]*)"|'([^']*)'|([^\s,;})"']+))`)
	behindName = regexp.MustCompile(`^\{?\.?([\w+#-]+)(?::|\s+)([^\s={}:"',]*[^\s={}:"',./]\.[A-Za-z]\w{0,9}|[^\s={}:"',]+/[^\s={}:"',]+|(?:Make|Docker|Gem|Rake|Proc|Just)file)(?:[\s,{}]|$)`)
)

// Title returns the name of a file or the caption in the info string of a fence, as in
// js title="app.js" or js:app.js or {.js file=app.js}.
func Title(info string) string {
	if m := titleOf.FindStringSubmatch(info); m != nil {
		return m[1] + m[2] + m[3]
	}
	if m := behindName.FindStringSubmatch(strings.TrimSpace(info)); m != nil && m[1] != "lang" && !strings.HasPrefix(m[2], "//") {
		return m[2]
	}
	return ""
}
