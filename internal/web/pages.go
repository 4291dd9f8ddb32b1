package web

import (
	"bytes"
	"fmt"
	"html/template"
	"net/url"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/render/html"
)

// write returns the page as a body, written by the template of its kind.
func (p page) write(kind string) *body {
	var b bytes.Buffer
	if err := templates().ExecuteTemplate(&b, kind, p); err != nil {
		panic(err) // the templates and what they get are ours: a bug, which the guard of the request logs
	}
	made := newBody(typeHTML, b.Bytes()).negotiated()
	if p.NoIndex {
		made.robots = []string{"noindex"}
	}
	return made
}

// perPage is how many posts are on one page of a list. With their summaries and tags they
// have about 80 KB, and 15 KB compressed.
const perPage = 100

// listPage is a part of a list of posts.
type listPage struct {
	Items        []item
	Count        int    // posts of the whole list
	Minutes      int    // of all of them
	Newer, Older string // addresses of the parts beside it
	Tag          string
}

// part returns the nth part of a list, from 1, whose first part is at the address base. ok is
// false if there is no such part.
func (v *view) part(posts []*blog.Post, n int, base string) (l listPage, ok bool) {
	first := (n - 1) * perPage
	if n < 1 || first >= len(posts) && n > 1 {
		return listPage{}, false
	}
	last := min(first+perPage, len(posts))
	l = listPage{Items: v.items(posts[first:last]), Count: len(posts)}
	for _, p := range posts {
		l.Minutes += p.Minutes
	}
	at := func(n int) string {
		if n == 1 {
			return base
		}
		return fmt.Sprintf("%s/page/%d", strings.TrimSuffix(base, "/"), n)
	}
	if n > 1 {
		l.Newer = at(n - 1)
	}
	if last < len(posts) {
		l.Older = at(n + 1)
	}
	return l, true
}

// home returns the nth part of the list of posts.
func (v *view) home(n int) *body {
	list, ok := v.part(v.snapshot.Archive.Posts, n, "/")
	if !ok {
		return nil
	}
	p := v.newPage("")
	p.Home, p.Content = n == 1, list
	p.Canonical = v.canonical("/")
	if n > 1 {
		p.Title = fmt.Sprintf("Page %d · %s", n, v.site.Title)
		p.Canonical = v.canonical(fmt.Sprintf("/page/%d", n))
	}
	return p.write("home.html")
}

// tag returns the nth part of the list of posts that have a tag.
func (v *view) tag(tag string, n int) *body {
	var posts []*blog.Post
	for _, p := range v.snapshot.Archive.Posts {
		if p.HasTag(tag) {
			posts = append(posts, p)
		}
	}
	path := tagPath(tag)
	list, ok := v.part(posts, n, path)
	if !ok || len(posts) == 0 {
		return nil
	}
	list.Tag = tag
	p := v.newPage(tag)
	p.Here, p.Content, p.FeedPath = "tags", list, path+"/feed.atom"
	p.Description = fmt.Sprintf("Posts about %s.", tag)
	p.Canonical = v.canonical(path)
	p.SSH = v.site.SSH("ls", "--tag", command.Join(blog.Tag(tag)))
	return p.write("tag.html")
}

// tagList returns the list of tags.
func (v *view) tagList() *body {
	var links []tagLink
	for _, t := range v.tags() {
		links = append(links, tagLink{t.Tag, tagPath(t.Tag), t.Posts})
	}
	if links == nil {
		return nil
	}
	p := v.newPage("Tags")
	p.Here, p.Content, p.Description = "tags", links, "What the posts are about."
	p.Canonical, p.SSH = v.canonical("/tags"), v.site.SSH("tags")
	return p.write("tags.html")
}

// postPage is what the template of a post gets.
type postPage struct {
	Post         *blog.Post
	Title        string
	Text         template.HTML
	Tags         []tagLink
	Newer, Older *item
	Translations []translation
	Path         string
	Article      *jsonArticle // nil for a page that is no post
	Image        string       // absolute address of its first picture; "" for none
}

// translation is a link to the same text in another language.
type translation struct{ Name, Href, Lang string }

// jsonArticle describes a post to search engines (https://schema.org/BlogPosting).
type jsonArticle struct {
	Context   string     `json:"@context"`
	Type      string     `json:"@type"`
	Headline  string     `json:"headline"`
	Published string     `json:"datePublished,omitempty"`
	Modified  string     `json:"dateModified,omitempty"`
	Language  string     `json:"inLanguage,omitempty"`
	Author    jsonAuthor `json:"author"`
	URL       string     `json:"mainEntityOfPage,omitempty"`
}

type jsonAuthor struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

// post returns the page of a post.
func (v *view) post(post *blog.Post) *body {
	archive := v.snapshot.Archive
	path := blog.DoorPath(post)
	content := postPage{
		Post: post, Title: v.typeset(post.Title, post), Tags: tagLinks(post), Path: path,
		Text: template.HTML(html.Page(post, v.options())), //nolint:gosec // package html sanitises it
	}
	for to, other := range map[**item]*blog.Post{&content.Newer: archive.Newer(post), &content.Older: archive.Older(post)} {
		if other != nil {
			i := v.item(other)
			*to = &i
		}
	}
	for i, name := range render.LanguageNames(post.Translations, false) {
		t := post.Translations[i]
		href := aboutPath
		if other, ok := archive.Post(t.Slug); ok {
			href = blog.DoorPath(other)
		}
		content.Translations = append(content.Translations, translation{name, href, blog.LanguageTag(t.Lang)})
	}
	p := v.newPage(post.Title)
	p.inLanguage(post.Foreign(v.site))
	p.Description, p.Canonical = post.Summary, v.canonical(path)
	p.NoIndex = post.State != blog.Published
	p.SSH = v.site.SSHTerminal(post.Slug)
	if blog.Reserved(post.Slug) {
		p.SSH = v.site.SSHTerminal("read", post.Slug)
	}
	content.Image = v.firstPicture(post)
	if !post.IsPage {
		content.Article = v.jsonArticle(post, p.Canonical, p.Lang)
	}
	p.Content = content
	return p.write("post.html")
}

// firstPicture returns the absolute address of the first picture of a post that this door
// has, for those who show a link to the post; "" if there is none, or the door's address is
// not known.
func (v *view) firstPicture(post *blog.Post) string {
	for _, l := range post.Outline().Links {
		if l.File == "" || v.site.Door == "" {
			continue
		}
		if _, _, ok := v.snapshot.PictureSize(l.File); ok {
			return v.site.Door + v.fileAddress(l.File)
		}
	}
	return ""
}

func (v *view) jsonArticle(post *blog.Post, address, lang string) *jsonArticle {
	a := &jsonArticle{
		Context: "https://schema.org", Type: "BlogPosting", Headline: post.Title, Language: lang, URL: address,
		Author: jsonAuthor{"Person", v.site.Author},
	}
	if v.site.Author == "" {
		a.Author = jsonAuthor{"Organization", v.site.Title}
	}
	if !post.Date.IsZero() {
		a.Published = post.Date.Format("2006-01-02T15:04:05Z07:00")
	}
	if post.Updated.After(post.Date) {
		a.Modified = post.Updated.Format("2006-01-02T15:04:05Z07:00")
	}
	return a
}

// about returns the page about the blog.
func (v *view) about() *body {
	about := v.snapshot.Archive.About
	p := v.newPage(about.Title)
	p.Here, p.Canonical, p.SSH = "about", v.canonical(aboutPath), v.site.SSH("about")
	p.Content = postPage{
		Post: &blog.Post{Page: *about, IsPage: true}, Title: html.Typeset(about.Title, v.site.Language), Path: aboutPath,
		Text: template.HTML(html.About(about, v.options())), //nolint:gosec // package html sanitises it
	}
	return p.write("post.html")
}

// options returns how the texts of the snapshot are written as HTML.
func (v *view) options() html.PageOptions {
	return html.PageOptions{Site: v.site, Address: v.address, Picture: v.picture, RemoteImages: v.site.RemoteImages}
}

// address returns where a link leads on this door, or "" if it leads elsewhere.
func (v *view) address(l blog.Link) string {
	switch {
	case l.File != "":
		return v.fileAddress(l.File)
	case l.Slug == "":
		return ""
	}
	to := aboutPath
	if post, ok := v.snapshot.Archive.Post(l.Slug); ok && l.URL != "" {
		to = blog.DoorPath(post)
	}
	if l.Fragment != "" {
		to += "#" + url.PathEscape(l.Fragment)
	}
	return to
}

// canonical returns the absolute address of a path, or "" if the address of the door is not
// known.
func (v *view) canonical(path string) string {
	if v.site.Door == "" {
		return ""
	}
	return v.site.Door + path
}
