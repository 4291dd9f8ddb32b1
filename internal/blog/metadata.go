package blog

import (
	"slices"
	"strings"
	"time"

	"blog.example/pete/internal/frontmatter"
	"blog.example/pete/internal/markdown"
)

// The fields that are read, each with the names that mean the same. The first one that
// has a value counts. They are in lower case.
var (
	titleNames   = []string{"title"}
	dateNames    = []string{"date"}
	createdNames = []string{"created", "createdat", "created_at", "datecreated", "date_created"} // where there is no other date
	updatedNames = []string{"updated", "lastmod", "last_modified_at", "modified", "updateddate", "updatedat", "updated_at", "moddatetime", "lastupdated", "last_updated", "datemodified", "date_modified", "date_updated"}
	summaryNames = []string{"summary", "description", "excerpt"}
	tagNames     = []string{"tags", "tag", "categories", "category"} // of these all count
	slugNames    = []string{"slug", "postslug"}
	aliasNames   = []string{"aliases", "redirect_from"} // and of these
	addressNames = []string{"url", "permalink", "path"} // and of these
	langNames    = []string{"lang"}
	otherNames   = []string{"taxonomies"}
)

// metadata reads the front matter of a file, and what its section says where the file
// says nothing.
type metadata struct {
	version   *version
	own       []frontmatter.Field
	repeated  []frontmatter.Repeat
	inherited []frontmatter.Field
	notBefore time.Time // see waitFor
}

// fieldAt is a field and the line to name when it is wrong: 1 if it is inherited.
type fieldAt struct {
	frontmatter.Field
	at int
}

// find returns the first field of these names that has a value.
func (m *metadata) find(names ...string) (f fieldAt, ok bool) { return m.findUnless(empty, names) }

func (m *metadata) findUnless(missing func(frontmatter.Value) bool, names []string) (f fieldAt, ok bool) {
	for _, name := range names {
		if f, ok := frontmatter.Find(m.own, name); ok && !missing(f.Value) {
			return fieldAt{f, f.Line}, true
		}
	}
	for _, name := range names {
		for _, f := range m.inherited { // the nearest first
			if strings.EqualFold(f.Name, name) && !missing(f.Value) {
				return fieldAt{f, 1}, true
			}
		}
	}
	return fieldAt{}, false
}

func (m *metadata) warnf(line int, mend, wrong string, args ...any) {
	m.version.problems.warnf(m.version.post.Path, line, mend, wrong, args...)
}

// leaveOut says why the post is not served.
func (m *metadata) leaveOut(line int, wrong, mend string) {
	m.version.problems.add(LeftOut, m.version.post.Path, &fault{line, wrong, mend})
}

// keepBack is leaveOut for a word of secrecy. The last good text is not served either.
func (m *metadata) keepBack(line int, wrong, mend string) {
	m.leaveOut(line, wrong, mend)
	m.version.secret = true
}

// text returns a text as one visible line, and its line in the file.
func (m *metadata) text(names ...string) (text string, line int) {
	f, ok := m.find(names...)
	switch {
	case !ok:
		return "", 1
	case !scalar(f.Value):
		m.warnf(f.at, "want one line of text", "%s is not a text", Line(f.Name))
		return "", f.at
	}
	return Line(f.Value.Text), f.at
}

// words returns a text that may have HTML in it.
func (m *metadata) words(names ...string) string {
	text, _ := m.text(names...)
	return Line(markdown.Words(text)) // an entity may be a control character
}

func scalar(v frontmatter.Value) bool { return v.Kind != frontmatter.List && v.Kind != frontmatter.Map }

// list returns texts: those of a list, or a single one. Values of a list that are no texts
// are left out.
func (m *metadata) list(f fieldAt) (texts []string) {
	items := f.Value.List
	switch f.Value.Kind {
	case frontmatter.List:
	case frontmatter.Map:
		m.warnf(f.at, "want [a, b]", "%s is not a list", Line(f.Name))
	default:
		items = []frontmatter.Value{f.Value}
	}
	for _, v := range items {
		if v.Kind == frontmatter.List { // Hexo's categories below each other
			texts = append(texts, m.list(fieldAt{frontmatter.Field{Value: v}, f.at})...)
		} else if text := Line(v.Text); text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

// tags returns the tags of the file or, if it has none, those of its section.
func (m *metadata) tags() (tags []string) {
	for _, fields := range [][]frontmatter.Field{m.own, m.inherited} {
		taxonomies, _ := frontmatter.Find(fields, "taxonomies")
		for _, fields := range [][]frontmatter.Field{fields, taxonomies.Value.Map} {
			for _, name := range tagNames {
				f, ok := frontmatter.Find(fields, name)
				if !ok || empty(f.Value) {
					continue
				}
				for _, tag := range m.split(fieldAt{f, f.Line}) {
					if Tag(tag) != "" && !slices.ContainsFunc(tags, func(t string) bool { return Tag(t) == Tag(tag) }) {
						tags = append(tags, tag)
					}
				}
			}
		}
		if len(tags) > 0 {
			break
		}
	}
	for _, c := range m.version.folderCategories() {
		if !slices.ContainsFunc(tags, func(t string) bool { return Tag(t) == Tag(c) }) {
			tags = append(tags, c)
		}
	}
	return tags
}

// split returns the items of a list, or the parts of a text: between commas, or words if
// it has no comma. A field whose name is in the singular has one.
func (m *metadata) split(f fieldAt) []string {
	texts := m.list(f)
	singular := !strings.HasSuffix(strings.ToLower(f.Name), "s")
	if f.Value.Kind == frontmatter.List || singular || len(texts) == 0 {
		return texts
	}
	if !strings.Contains(texts[0], ",") {
		return strings.Fields(texts[0])
	}
	parts := strings.Split(texts[0], ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// visibility reads the words of secrecy. A value of one of them that is not understood
// leaves the post out, unless authors have words of their own there.
func (m *metadata) visibility() (v visibility) {
	for _, word := range words {
		f, ok := m.findUnless(blank, word.names)
		if !ok {
			continue
		}
		if s, ok := word.state(f.Value); ok {
			v.state = max(v.state, s)
			continue
		}
		if word.free() && !mayHide(f.Value) {
			m.warnf(f.at, "write draft: true if it should", "%s %s hides nothing", Line(f.Name), quoted(strings.Join(texts(f.Value), ", ")))
			m.version.problems[len(m.version.problems)-1].Common = true
			continue
		}
		// Hugo has a date in published, too.
		if t, _, err := frontmatter.ParseDate(f.Value.Text, m.version.zone); err == nil && strings.HasPrefix(word.names[0], "publish") {
			v.publish = t
			continue
		}
		wrong := Line(f.Name) + " " + quoted(f.Value.Text)
		if !scalar(f.Value) {
			wrong = Line(f.Name) + " has a list or a map that is not understood"
		}
		m.keepBack(f.at, wrong, word.want)
	}
	v.state = max(v.state, m.ownWords())
	if m.version.draft || m.lockedByTag() {
		v.state = Draft
	}
	names := m.version.dates.publish.or(publishNames)
	if f, ok := m.findUnless(blank, names); ok {
		v.publish, _ = m.parseDate(f)
	}
	if slices.Equal(names, publishNames) { // no configuration says which counts
		for _, name := range names {
			if f, ok := frontmatter.Find(m.own, name); ok {
				if t, _, err := frontmatter.ParseDate(f.Value.Text, m.version.zone); err == nil && v.publish.Before(t) {
					v.publish = t
				}
			}
		}
	}
	if f, ok := m.findUnless(blank, m.version.dates.expire.or(expireNames)); ok {
		v.expire, _ = m.parseDate(f)
	}
	return v
}

// lockedByTag reports whether a tag gives the post a password. An empty one takes it off.
func (m *metadata) lockedByTag() bool {
	if m.version.locked == "" {
		return false
	}
	if own, ok := frontmatter.Find(m.own, "password"); ok && own.Value.Kind == frontmatter.Text && own.Value.Text == "" {
		return false
	}
	locked := strings.Fields(m.version.locked)
	return slices.ContainsFunc(m.tags(), func(tag string) bool { return slices.Contains(locked, Tag(tag)) })
}

// read fills in the fields of the post.
func (m *metadata) read() {
	v := m.version
	p := &v.post
	p.Title = m.words(titleNames...)
	p.Summary = m.words(summaryNames...)
	p.Tags = m.tags()
	p.Lang, _ = m.text(langNames...)
	if p.Lang == "" {
		p.Lang = v.lang
	}
	v.visibility = m.visibility()
	m.givenTwice()
	p.Date, p.HasTime = m.written()
	p.Updated = m.updated()
	if p.Date.IsZero() && v.clean() {
		m.undated()
	}
	p.IsPage = v.role == rolePage || v.role == roleAbout || v.role == roleByDate && p.Date.IsZero()
	switch {
	case v.future:
		v.visibility.publish = time.Time{}
	case v.visibility.publish.IsZero():
		m.waitFor(p.Date)
		v.visibility.publish = m.notBefore
	}
	m.misspelt()
	v.secret = v.secret || v.visibility.state != Published
}

// slugs reads the slug and the old addresses, whose last parts lead to the post too.
func (m *metadata) slugs() {
	v := m.version
	p := &v.post
	own, line := m.text(slugNames...)
	p.Slug = v.slugFor(own)
	v.claim(claim{p.Slug, kindSlug, line})
	fields := slices.Concat(m.own, m.inherited)
	p.OldPaths, p.permalink = v.oldPaths(p, fields)
	p.entryPath = v.entryPath(p.permalink, fields)
	for _, old := range p.OldPaths {
		p.pathKeys = append(p.pathKeys, pathKey(old))
	}
	alias := func(name string, line int) {
		if name != "" && !slices.ContainsFunc(v.claims, func(c claim) bool { return c.slug == name }) {
			p.Aliases = append(p.Aliases, name)
			v.claim(claim{name, kindAlias, line})
		}
	}
	for _, name := range aliasNames {
		f, _ := frontmatter.Find(fields, name)
		for _, address := range texts(f.Value) {
			if !strings.Contains(address, "/") { // else it is one of OldPaths
				alias(slugOfPath(address), max(f.Line, 1))
			}
		}
	}
	for _, old := range p.OldPaths {
		alias(slugOfPath(old), 0)
	}
	if own == "" && v.lang == "" { // a name with its date
		alias(foldSlug(v.name), 0)
	}
}

// defaults fills in the title and the summary where the front matter lacks them. A post
// without front matter is normal in a folder of plain Markdown, and so is one that lacks a
// summary: only a date is worth a remark there, since it decides the order and the feed.
func (m *metadata) defaults(d *Document) {
	v := m.version
	p := &v.post
	bare := len(m.own) == 0
	if p.Title == "" && p.IsPage && p.Slug == aboutSlug {
		p.Title = "About"
	}
	if p.Title == "" && len(d.Headings) > 0 {
		p.Title = d.Headings[0].Text
	}
	if p.Title == "" {
		p.Title = readable(v.slug)
		if !p.IsPage && !bare {
			m.warnf(1, "write title: and the title", "no title, the file's name serves")
		}
	}
	if p.Summary == "" {
		p.Summary = d.opening(p.Title)
	}
	switch {
	case !p.Date.IsZero() || p.IsPage || v.visibility.state == Draft:
	case bare:
		m.warnf(1, "write date: YYYY-MM-DD between two lines of --- at its top, or begin its name with the date", "no date, it stands last and in no feed")
		v.problems[len(v.problems)-1].Common = true
	default:
		m.warnf(1, "write date: YYYY-MM-DD", "no date, it stands last and in no feed")
	}
}
