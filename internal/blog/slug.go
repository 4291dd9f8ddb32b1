package blog

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// latin has the Latin letters that Unicode does not take apart into a letter of ASCII and
// a mark.
var latin = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ħ': "h", 'ı': "i", 'ŋ': "n", 'ŧ': "t",
}

// foldSlug returns the slug that a name or a title makes: letters and digits in lower case,
// with single hyphens between words. Latin letters lose their accents; those of other
// scripts stay. Apostrophes are left out. A name without any letter or digit becomes the
// numbers of its characters, so the result is never empty.
func foldSlug(name string) string {
	var b strings.Builder
	gap, accented := false, false // a hyphen is due; the last letter is Latin, and its marks are left out
	for _, r := range foldCase(name) {
		switch {
		case unicode.IsMark(r) && b.Len() > 0 && !gap:
			if !accented {
				b.WriteRune(r)
			}
			continue
		case r == '\'' || r == '’':
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap, accented = false, unicode.Is(unicode.Latin, r)
		if accented {
			r = []rune(norm.NFD.String(string(r)))[0] // ǣ is æ with a mark, so this comes first
		}
		if ascii, ok := latin[r]; ok {
			b.WriteString(ascii)
			continue
		}
		b.WriteRune(r)
	}
	if b.Len() > 0 {
		return norm.NFC.String(b.String())
	}
	var numbers []string
	for _, r := range strings.TrimSpace(name) {
		numbers = append(numbers, fmt.Sprintf("u%x", r))
	}
	if len(numbers) == 0 {
		return "untitled"
	}
	return strings.Join(numbers[:min(len(numbers), 8)], "-")
}

// foldCase returns a name in lower case, with one form for characters that mean the same,
// such as wide Latin letters.
func foldCase(name string) string {
	if plain(name) {
		return strings.ToLower(name)
	}
	name = strings.ToValidUTF8(name, "\ufffd") // norm leaves what follows an invalid byte as it is
	return norm.NFKC.String(strings.Map(unicode.ToLower, norm.NFKC.String(name)))
}

// isSlug reports whether s has the form of a slug.
func isSlug(s string) bool { return s != "" && foldSlug(s) == s }

// slugOfPath returns the slug that the last part of an address makes, or "" if it has none.
func slugOfPath(address string) string {
	last := path.Base(cleanPath(address))
	if last == "/" {
		return ""
	}
	return foldSlug(withoutPageEnd(last))
}

// LinearFlag, anywhere in a command line, opens the reading room in linear mode, for screen
// readers. OpenSSH takes a flag right behind the host for its own, so the command does the same.
const (
	LinearFlag    = "--" + LinearCommand
	LinearCommand = "linear"
)

// Reserved reports whether a word is a command or the name of a page. The command "read"
// opens a post with that slug; the word alone does not.
func Reserved(word string) bool {
	return slices.Contains([]string{
		"about", "cat", "check", "code", "completion", "feed", "help", "init", "key", LinearCommand, "links",
		"livez", "ls", "new", "pages", "picture", "pictures", "preview", "read", "rsync", "scp", "search", "serve", "sftp-server", "tags", "toc", "version",
	}, word)
}

// markdownEnds has the endings of files that are read as Markdown, those of Jekyll and Hexo too.
var markdownEnds = []string{".md", ".markdown", ".mdown", ".mdx", ".mkdown", ".mkdn", ".mkd", ".mdwn", ".mdtxt", ".mdtext"}

// isMarkdown reports whether a file is read as Markdown.
func isMarkdown(p string) bool { return slices.Contains(markdownEnds, strings.ToLower(path.Ext(p))) }

// isHTML reports whether a file is HTML, which is read as Markdown has it.
func isHTML(p string) bool {
	return slices.Contains([]string{".html", ".htm"}, strings.ToLower(path.Ext(p)))
}

// baseName returns a file's name without its folder and without .md, .html or their like.
func baseName(p string) string {
	base := path.Base(p)
	if isMarkdown(p) || isHTML(p) {
		return strings.TrimSuffix(base, path.Ext(base))
	}
	return base
}

// nameDate returns the date that a name begins with, as in 2026-01-05-hello, and what
// comes after it.
func nameDate(name string) (date time.Time, rest string, ok bool) {
	const day = len(time.DateOnly)
	if name == "" || name[0] < '0' || name[0] > '9' {
		return time.Time{}, name, false
	}
	for _, n := range []int{day, day - 1, day - 2} { // 2026-1-5
		if len(name) < n || len(name) > n && !strings.ContainsRune("-_ T", rune(name[n])) {
			continue
		}
		if t, err := time.Parse("2006-1-2", name[:n]); err == nil {
			return t, strings.TrimLeft(name[n:], "-_ "), true
		}
	}
	return time.Time{}, name, false
}

var (
	compactDay  = regexp.MustCompile(`^((?:19|20)\d{2})(\d{2})(\d{2})(?:T?\d{4}(?:\d{2})?Z?)?(?:$|[-_ ]+)`)
	yearFolder  = regexp.MustCompile(`(?:^|/)(\d{4})$`)
	monthFolder = regexp.MustCompile(`(?:^|/)(\d{4})[-/](\d{2})$`)
	dayFolder   = regexp.MustCompile(`(?:^|/)(\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{8})$`)
	monthAndDay = regexp.MustCompile(`^\d{2}-\d{2}(?:$|[-_ ])`)
	dayAlone    = regexp.MustCompile(`^\d{2}(?:$|[-_ ])`)
)

// pathDate returns the day that a name begins with, alone or together with the folders
// that the file is in, and the name without it: 20260105-hello, 2026/01-05-hello,
// 2026/01/05-hello, 2026/01/05/hello. In 2026/01/10-rules the number may also belong to
// the title, so it stays in the name. A year and a month are no date.
func pathDate(dirs, name string) (date time.Time, rest string, ok bool) {
	if date, rest, ok = nameDate(dashedDay(name)); ok {
		return date, rest, true
	}
	if m := yearFolder.FindStringSubmatch(dirs); m != nil && monthAndDay.MatchString(name) {
		if date, rest, ok = nameDate(m[1] + "-" + name); ok {
			return date, rest, true
		}
	}
	if m := monthFolder.FindStringSubmatch(dirs); m != nil && dayAlone.MatchString(name) {
		date, _, ok = nameDate(m[1] + "-" + m[2] + "-" + name)
	} else if m := dayFolder.FindStringSubmatch(dirs); m != nil {
		date, _, ok = nameDate(dashedDay(strings.ReplaceAll(m[1], "/", "-")))
	}
	return date, name, ok
}

// dashedDay returns a name that begins with a day without hyphens, as programs for notes
// make them (20260105-hello, 202601051530 hello), with them and without the hour. Jekyll
// does not take these for dates.
func dashedDay(name string) string {
	m := compactDay.FindStringSubmatch(name)
	if m == nil {
		return name
	}
	return strings.TrimRight(m[1]+"-"+m[2]+"-"+m[3]+"-"+name[len(m[0]):], "-")
}

// Tag returns a tag as one word: lower case, hyphens for spaces and commas.
func Tag(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r == ' ' || r == ','
	}), "-")
}

// readable returns the title that the name of a file makes.
func readable(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' || unicode.IsSpace(r) })
	if len(words) > 3 {
		if _, err := time.Parse(time.DateOnly, strings.Join(words[:3], "-")); err == nil {
			words = words[3:]
		}
	}
	title := Line(strings.Join(words, " "))
	first, size := utf8.DecodeRuneInString(title)
	if size == 0 {
		return name
	}
	return string(unicode.ToUpper(first)) + title[size:]
}

// FoldName returns what two names have in common that some file systems take for one: they
// differ in case, or in how their accents are written.
func FoldName(name string) string { return foldCase(name) }
