package blog

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"blog.example/pete/internal/frontmatter"
)

// cleanPath returns the path of an address as [Post.OldPaths] has it: decoded, with a slash
// at the beginning and none at the end, and without index.html.
func cleanPath(address string) string {
	if strings.HasPrefix(address, "/") { // a placeholder for nothing leaves two slashes
		address = "/" + strings.TrimLeft(address, "/")
	}
	if u, err := url.Parse(address); err == nil {
		address = u.Path
	}
	p := path.Clean("/" + address)
	for {
		dir, file := path.Split(p)
		if file != "index.html" && file != "index.htm" {
			return p
		}
		p = path.Clean(dir)
	}
}

// withoutPageEnd returns a path without an ending that servers put behind the names of pages.
func withoutPageEnd(p string) string {
	switch strings.ToLower(path.Ext(p)) {
	case ".html", ".htm", ".md", ".markdown", ".php", ".asp", ".aspx":
		return strings.TrimSuffix(p, path.Ext(p))
	}
	return p
}

// pathKey returns what old addresses are compared by, because generators, servers and
// people differ in case, in accents and in .html.
func pathKey(address string) string {
	parts := strings.Split(withoutPageEnd(cleanPath(address)), "/")
	for i, part := range parts[1:] {
		if part != "" {
			parts[i+1] = foldSlug(part)
		}
	}
	return strings.Join(parts, "/")
}

// oldPaths returns the addresses that a page has on the site that its generator makes: the
// one that the permalinks of the configuration or the fields of its front matter give it,
// and its aliases. own is the first as the generator writes it below the address of the
// site, decoded, and "" if it is not known. fields are its own and, behind them, those that
// it inherits. Of the post it takes title and date.
func (s surroundings) oldPaths(p *Post, fields []frontmatter.Field) (paths []string, own string) {
	add := func(address string) {
		if !strings.Contains(address, "/") && s.generator == plainDirectory {
			return // a slug
		}
		clean := cleanPath(address)
		if s.base != "" && clean != s.base && !strings.HasPrefix(clean, s.base+"/") {
			clean = path.Join(s.base, clean)
		}
		if clean != "/" && !slices.Contains(paths, clean) {
			paths = append(paths, clean)
		}
	}
	given := ""
	for _, name := range s.generator.addressFields() {
		if f, ok := frontmatter.Find(fields, name); ok && given == "" {
			given = f.Value.Text
		}
	}
	if s.generator == hugoSite && s.lang != "" && given != "" && !strings.HasPrefix(given, "/") {
		given = "/:lang/" + strings.TrimPrefix(given, s.lang+"/")
	}
	pattern := cmp.Or(given, s.permalink)
	if slug := fieldText(fields, "slug"); s.generator == hugoSite && strings.Contains(slug, "/") { // a slug may have folders
		pattern = slugPlaceholder.ReplaceAllLiteralString(pattern, strings.Trim(pathKey(slug), "/"))
	}
	if style, ok := jekyllStyles[pattern]; ok && s.generator == jekyllSite {
		pattern = style
	}
	if pattern != "" {
		if address := s.expand(pattern, p, fields); address != "" {
			add(address)
			own = s.canonical(address, given != "")
		}
	}
	for _, name := range []string{"aliases", "alias", "redirect_from"} {
		f, _ := frontmatter.Find(fields, name)
		for _, alias := range texts(f.Value) {
			if s.generator == hugoSite && !strings.HasPrefix(alias, "/") && len(paths) > 0 {
				alias = path.Join(path.Dir(strings.TrimPrefix(paths[0], s.base)), alias)
			}
			add(alias)
		}
	}
	return paths, own
}

// texts returns the texts of a list, or a text alone.
func texts(v frontmatter.Value) (all []string) {
	switch v.Kind {
	case frontmatter.List:
		for _, item := range v.List {
			all = append(all, texts(item)...)
		}
	case frontmatter.Map, frontmatter.Null:
	default:
		if v.Text != "" {
			all = append(all, v.Text)
		}
	}
	return all
}

var slugPlaceholder = regexp.MustCompile(`:slug(?:orfilename|orcontentbasename)?\b`)

var placeholder = regexp.MustCompile(`:([A-Za-z_0-9]+)(\[[^\]]*\])?`)

// expand puts values in place of the placeholders of Hugo's permalinks, of Jekyll's, and of
// this package's own :dirs, :lang, :stem and :document. One that is not known is a date in Go's form, such as
// :06, or stays. The result is empty if the pattern has a date and the page has none, or if
// it has an id of Hexo's database.
func (s surroundings) expand(pattern string, p *Post, fields []frontmatter.Field) string {
	d := p.Date
	if d.IsZero() {
		d = s.date
	}
	if s.zone != nil && (s.generator == jekyllSite || s.generator == hexoSite) {
		d = d.In(s.zone)
	}
	slug, name := fieldText(fields, "slug"), s.part
	isoYear, week := d.ISOWeek()
	stem := name(cmp.Or(s.name, "index"))
	dirs := s.dirs
	if s.generator == hugoSite {
		dirs = name(dirs)
	}
	dates := map[string]string{
		"year": d.Format("2006"), "short_year": d.Format("06"), "w_year": strconv.Itoa(isoYear),
		"month": d.Format("01"), "i_month": d.Format("1"), "short_month": d.Format("Jan"), "long_month": d.Format("January"), "monthname": strings.ToLower(d.Month().String()),
		"day": d.Format("02"), "i_day": d.Format("2"), "y_day": fmt.Sprintf("%03d", d.YearDay()), "yearday": strconv.Itoa(d.YearDay()),
		"weekday": strconv.Itoa(int(d.Weekday())), "weekdayname": strings.ToLower(d.Weekday().String()), "week": fmt.Sprintf("%02d", week),
		"short_day": d.Format("Mon"), "long_day": d.Weekday().String(), "w_day": strconv.Itoa((int(d.Weekday())+6)%7 + 1),
		"hour": d.Format("15"), "minute": d.Format("04"), "second": d.Format("05"),
	}
	values := map[string]string{
		"section": firstPart(dirs), "dirs": dirs, "lang": s.lang, "stem": stem,
		"title": name(p.Title), "slug": name(cmp.Or(slug, p.Title)),
		"filename": stem, "contentbasename": stem, "name": stem, "basename": stem,
		"slugorfilename": name(cmp.Or(slug, stem)), "slugorcontentbasename": name(cmp.Or(slug, stem)),
		"path": dirs, "output_ext": ".html",
	}
	if s.generator == jekyllSite {
		values["title"], values["slug"] = jekyllName(cmp.Or(slug, s.name))
		categories := s.categories(fields)
		values["categories"] = escapeSigns.Replace(strings.Join(categories, "/"))
		for i, c := range categories {
			_, categories[i] = jekyllName(c)
		}
		values["slugified_categories"] = strings.Join(categories, "/")
		_, folders, _ := strings.Cut("/"+s.dirs, "/_")
		values["collection"], folders, _ = strings.Cut(folders, "/")
		values["document"] = path.Join(folders, stem)
	}
	if s.generator == hexoSite {
		_, in, _ := strings.Cut(s.dirs+"/", "/")
		values["title"], values["post_title"] = in+stem, strings.ToLower(hexoName(p.Title))
		values["slug"] = foldSlug(cmp.Or(slug, p.Title))
		categories, _ := frontmatter.Find(fields, "categories")
		var names []string
		for _, c := range texts(categories.Value) {
			names = append(names, hexoName(c))
		}
		values["category"] = cmp.Or(strings.Join(names, "/"), "uncategorized")
	}
	unknown := false
	address := placeholder.ReplaceAllStringFunc(pattern, func(m string) string {
		name, index, sliced := strings.Cut(strings.TrimPrefix(m, ":"), "[")
		if name == "sections" {
			parts := strings.Split(s.part(s.sections), "/")
			if sliced {
				parts = sliceOf(parts, strings.TrimSuffix(index, "]"))
			}
			return strings.Join(parts, "/")
		}
		if v, ok := values[name]; ok {
			return v
		}
		if s.generator == hexoSite && dates[name] == "" { // any field, such as the abbrlink of a plugin
			v := fieldText(fields, name)
			unknown = unknown || v == ""
			return v
		}
		if v, ok := dates[name]; ok || isDateForm(name) {
			unknown = unknown || d.IsZero()
			return cmp.Or(v, d.Format(name))
		}
		return m
	})
	if unknown {
		return ""
	}
	return address
}

// isDateForm reports whether a name is a form of Go's dates, such as 06: then no date of two
// that have nothing in common comes out as the name.
func isDateForm(name string) bool {
	for _, d := range []string{"1999-12-31", "2011-07-24"} {
		if t, _ := time.Parse(time.DateOnly, d); t.Format(name) == name {
			return false
		}
	}
	return true
}

// sliceOf returns the parts that an expression of Hugo selects: 1, last, 1:, :last, 1:2.
func sliceOf(parts []string, expression string) []string {
	at := func(text string, otherwise int) int {
		n, err := strconv.Atoi(text)
		switch {
		case text == "last":
			n = len(parts) - 1
		case err != nil:
			n = otherwise
		}
		return min(max(n, 0), len(parts))
	}
	from, to, isRange := strings.Cut(expression, ":")
	first := at(from, 0)
	last := at(to, len(parts))
	if !isRange {
		last = min(first+1, len(parts))
	}
	return parts[first:max(first, last)]
}

func firstPart(p string) string {
	first, _, _ := strings.Cut(p, "/")
	return first
}

// fieldText returns the text of the first field with one of the names, or "".
func fieldText(fields []frontmatter.Field, names ...string) string {
	for _, name := range names {
		if f, ok := frontmatter.Find(fields, name); ok && f.Value.Text != "" {
			return f.Value.Text
		}
	}
	return ""
}

// categories returns Jekyll's categories of a post: the folders above its _posts, and
// those of its front matter.
func (s surroundings) categories(fields []frontmatter.Field) (all []string) {
	add := func(c string) {
		if c = strings.ToLower(c); c != "" && !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	for _, c := range s.folderCategories() {
		add(c)
	}
	f, _ := frontmatter.Find(fields, "categories")
	list := texts(f.Value)
	if f.Value.Kind == frontmatter.Text {
		list = strings.Fields(f.Value.Text)
	}
	for _, c := range append(list, fieldText(fields, "category")) {
		add(c)
	}
	return all
}

// folderCategories returns the folders above the _posts of a file of Jekyll.
func (s surroundings) folderCategories() []string {
	above, _, found := strings.Cut("/"+s.dirs+"/", "/_posts/")
	if !found || s.generator != jekyllSite {
		return nil
	}
	return strings.FieldsFunc(above, func(r rune) bool { return r == '/' })
}

// jekyllStyles has the names of patterns: https://jekyllrb.com/docs/permalinks.
var jekyllStyles = map[string]string{
	"date":     "/:categories/:year/:month/:day/:title:output_ext",
	"pretty":   "/:categories/:year/:month/:day/:title/",
	"ordinal":  "/:categories/:year/:y_day/:title:output_ext",
	"weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
	"none":     "/:categories/:title:output_ext",
}

// addressFields names the fields in which a page has its own address.
func (g generator) addressFields() []string {
	switch g {
	case hugoSite:
		return []string{"url"}
	case jekyllSite, hexoSite:
		return []string{"permalink"}
	case zolaSite:
		return []string{"path"}
	}
	return []string{"permalink", "url", "path"}
}
