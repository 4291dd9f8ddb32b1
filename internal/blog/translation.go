package blog

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Translation is the same text in another language.
type Translation struct {
	Lang  string // as [Post.Lang], but never "" for the language of the site
	Slug  string
	URL   string // absolute, see [Site.PostURL]; empty for an about page that has none
	About bool   // it is the about page, which is no post
}

// translate tells the posts that readers may read which of the published ones are the same
// text in other languages. Lists have the one in the language of the site, else the first in
// the order of the site's languages. Posts that are not published change nothing here, so that
// no list and no text says whether they are there.
func translate(posts []*Post, site Site) {
	texts := map[string][]*Post{} // published, by their origin
	for _, p := range posts {
		if p != nil && p.version.lang != "" && p.State.readable() {
			texts[p.version.origin()] = nil
		}
	}
	if len(texts) == 0 {
		return
	}
	for _, p := range posts {
		if p == nil || p.State != Published {
			continue
		}
		if _, ok := texts[p.version.origin()]; ok {
			texts[p.version.origin()] = append(texts[p.version.origin()], p)
		}
	}
	for _, group := range texts {
		slices.SortStableFunc(group, func(a, b *Post) int {
			return cmp.Or(a.version.languageOrder()-b.version.languageOrder(), strings.Compare(a.version.lang, b.version.lang), strings.Compare(a.Path, b.Path))
		})
	}
	for _, p := range posts {
		if p == nil || !p.State.readable() {
			continue
		}
		group := texts[p.version.origin()]
		p.elsewhere = len(group) > 0 && group[0].version.lang != p.version.lang
		for _, other := range group {
			if other != p {
				lang := cmp.Or(other.Lang, site.Language)
				p.Translations = append(p.Translations, Translation{lang, other.Slug, site.PostURL(other), other.version.role == roleAbout})
			}
		}
	}
}

// origin returns what texts in several languages have in common: what Hugo's translationKey
// says, else where the file lies, without the language.
func (v *version) origin() string {
	if v.key != "" {
		return "key:" + v.key
	}
	return v.surroundings.origin()
}

// languageOrder returns where the language of a file is among those of the site. That of
// the site is the first; one that the configuration does not name comes last.
func (s surroundings) languageOrder() int {
	if s.lang == "" {
		return 0
	}
	known := strings.Fields(s.languages)
	if i := slices.Index(known, s.lang); i >= 0 {
		return i
	}
	return len(known)
}

// Foreign returns the language of a post, or "" if it is that of the site. A region on one
// side only makes no other language: en is en-US.
func (p *Post) Foreign(site Site) string {
	plain := func(tag string) string { return strings.ToLower(strings.ReplaceAll(tag, "_", "-")) + "-" }
	own, all := plain(p.Lang), plain(site.Language)
	if p.Lang == "" || strings.HasPrefix(own, all) || strings.HasPrefix(all, own) {
		return ""
	}
	return p.Lang
}

// languageTag matches what is formed as a BCP 47 tag.
var languageTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)

// LanguageTag returns a language as markup names it: zh-TW for zh_TW, and "" for what is no
// BCP 47 tag.
func LanguageTag(lang string) string {
	if tag := strings.ReplaceAll(lang, "_", "-"); languageTag.MatchString(tag) {
		return tag
	}
	return ""
}

// Targets returns what can be followed in a text: its links, and behind them its
// translations.
func (p *Page) Targets() []Link {
	if len(p.Translations) == 0 {
		return p.links
	}
	targets := slices.Clip(p.links)
	for _, t := range p.Translations {
		l := Link{N: len(targets) + 1, Text: t.Lang, Slug: t.Slug}
		if !t.About {
			l.URL = t.URL
		}
		targets = append(targets, l)
	}
	return targets
}
