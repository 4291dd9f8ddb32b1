package blog

import (
	"encoding/hex"
	"net/url"
	"path"
	"strings"
	"unicode"

	"blog.example/pete/internal/frontmatter"
	"golang.org/x/text/unicode/norm"
)

// naming is what the configuration of a generator says of names in addresses.
type naming struct {
	keepCase  bool   // Hugo: disablePathToLower
	noAccents bool   // Hugo: removePathAccents
	slugify   string // Zola: slugify.paths, which is on if it is ""; else safe or off
	bare      bool   // Hexo: pretty_urls.trailing_html is false
}

// canonical returns an address that expand has made as the generator writes it: decoded,
// with its slash or its ending. given says that it stands in the front matter. The result
// is "" if it is not known.
//
// Hugo: https://gohugo.io/content-management/urls. Zola ends all with a slash:
// https://www.getzola.org/documentation/content/page. Jekyll and Hexo leave a pattern as it is:
// https://jekyllrb.com/docs/permalinks, https://hexo.io/docs/permalinks.
func (s surroundings) canonical(address string, given bool) string {
	p, err := url.PathUnescape(address)
	if err != nil || strings.ContainsAny(address, "?#") || strings.Contains(address, "://") {
		return ""
	}
	slash := strings.HasSuffix(p, "/")
	switch p = path.Clean("/" + p); s.generator {
	case hugoSite:
		slash = slash || !strings.HasSuffix(p, ".html") && (!given || !strings.Contains(address, "."))
	case zolaSite:
		slash = true
		if !given && s.slugify == "" && strings.ContainsFunc(p, func(r rune) bool { return r > unicode.MaxASCII }) {
			return "" // Zola spells other scripts with Latin letters
		}
	case hexoSite:
		if s.bare && path.Base(p) != "index.html" {
			p = strings.TrimSuffix(p, ".html")
		}
	case jekyllSite:
	default:
		return ""
	}
	if slash && p != "/" {
		p += "/"
	}
	return p
}

// entryPath returns what the feed of the generator has as the id of a post, below the address
// of the site and decoded. For all generators it is the canonical address, but jekyll-feed
// takes page.id, in which the slug stands instead of the last name.
func (s surroundings) entryPath(canonical string, fields []frontmatter.Field) string {
	if s.generator != jekyllSite || canonical == "" {
		return canonical
	}
	slug := fieldText(fields, "slug")
	if slug == "" {
		slug = s.name
	}
	if strings.ContainsAny(slug, "?#%") {
		return ""
	}
	return path.Join(path.Dir(strings.TrimSuffix(canonical, "/")), slug)
}

// part returns the part of an address that the generator makes of a name. It may have
// percent-encoded characters.
func (s surroundings) part(name string) string {
	switch s.generator {
	case hugoSite:
		if !s.keepCase {
			name = strings.ToLower(name)
		}
		if s.noAccents {
			name = norm.NFC.String(withoutMarks(name))
		}
		return hugoName(name)
	case zolaSite:
		switch s.slugify {
		case "":
			return strings.ToLower(dashed(plainLatin(name), alphanumeric))
		case "safe":
			name = strings.Map(func(r rune) rune {
				if strings.ContainsRune(`<>:"/\|?*`, r) {
					return -1
				}
				return r
			}, strings.TrimRight(name, " ."))
		}
		return escapeSigns.Replace(name)
	case jekyllSite, hexoSite:
		return escapeSigns.Replace(name)
	}
	return foldSlug(name)
}

// escapeSigns escapes what would end a path.
var escapeSigns = strings.NewReplacer("%", "%25", "?", "%3F", "#", "%23")

// hugoName returns the part of an address that Hugo makes of a name: with hyphens for spaces
// and without most signs. The name may have percent-encoded characters.
func hugoName(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range name {
		switch {
		case unicode.IsSpace(r):
			gap = b.Len() > 0
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune("./_#+~-@%", r):
			continue
		case gap && r != '-' && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(r)
	}
	return strings.ReplaceAll(b.String(), "#", "%23")
}

// jekyllName returns what Jekyll makes of a name for :title, and in lower case for :slug, which
// has fewer signs: https://jekyllrb.com/docs/liquid/filters, slugify.
func jekyllName(name string) (title, slug string) {
	title = dashed(name, func(r rune) bool { return alphanumeric(r) || strings.ContainsRune("._~!$&'()+,;=@", r) })
	return title, strings.ToLower(dashed(name, alphanumeric))
}

// hexoName returns what Hexo makes of the name of a category or of a title.
func hexoName(name string) string {
	return dashed(withoutMarks(name), func(r rune) bool {
		return !unicode.IsSpace(r) && !unicode.IsControl(r) && !strings.ContainsRune("~`!@#$%^&*()-_+=[]{}|\\;:\"'<>,.?/", r)
	})
}

func alphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) }

// dashed returns a name with a hyphen for each run of characters that keep does not report,
// and with none at its ends.
func dashed(name string, keep func(rune) bool) string {
	return strings.Join(strings.FieldsFunc(name, func(r rune) bool { return !keep(r) }), "-")
}

// withoutMarks returns a name whose Latin letters have no accents.
func withoutMarks(name string) string {
	latin := false
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.IsMark(r) && latin {
			return -1
		}
		latin = unicode.Is(unicode.Latin, r)
		return r
	}, norm.NFD.String(name)))
}

// plainLatin returns a name whose Latin letters are those of ASCII.
func plainLatin(name string) string {
	var b strings.Builder
	for _, r := range withoutMarks(name) {
		if plain, ok := latin[unicode.ToLower(r)]; ok {
			b.WriteString(plain)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// escapePath returns a path as addresses have it, with the characters that RFC 3986 allows
// in a path (section 3.3) as they are.
func escapePath(p string) string {
	var b strings.Builder
	for i := range len(p) {
		switch c := p[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~!$&'()*+,;=:@/", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteString("%" + strings.ToUpper(hex.EncodeToString([]byte{c})))
		}
	}
	return b.String()
}
