package feed

import (
	"bytes"
	"cmp"
	"encoding/json"

	"blog.example/pete/internal/blog"
)

// jsonFeed is the top of a JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/.
type jsonFeed struct {
	Version     string            `json:"version"`
	Title       string            `json:"title"`
	HomePageURL string            `json:"home_page_url"`
	FeedURL     string            `json:"feed_url,omitempty"`
	Description string            `json:"description,omitempty"`
	Language    string            `json:"language,omitempty"`
	Authors     []jsonAuthor      `json:"authors"`
	Items       []json.RawMessage `json:"items"` // each a jsonItem
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID        string   `json:"id"`
	URL       string   `json:"url"`
	Title     string   `json:"title"`
	Content   *string  `json:"content_html,omitempty"` // either this or the next has to be there
	Words     string   `json:"content_text,omitempty"`
	Summary   string   `json:"summary,omitempty"`
	Published string   `json:"date_published"`
	Modified  string   `json:"date_modified,omitempty"` // of posts that were updated
	Tags      []string `json:"tags,omitempty"`
	Language  string   `json:"language,omitempty"`
}

// JSON returns what [Atom] does, as a JSON Feed 1.1.
func JSON(a *blog.Archive, tag string) ([]byte, error) {
	f, err := newFeed(a, tag)
	if err != nil {
		return nil, err
	}
	doc := jsonFeed{
		Version:     "https://jsonfeed.org/version/1.1",
		Title:       f.title,
		HomePageURL: f.home(),
		Description: a.Site.Description,
		Language:    a.Site.Language,
		Authors:     []jsonAuthor{{f.author}},
	}
	if f.tag == "" {
		doc.FeedURL = f.self(JSONName)
	}
	head, err := encode(doc, "")
	if err != nil {
		return nil, err
	}
	const around = 8 // bytes: the indent of an item, and a comma
	_, err = f.fit(maxBytes-len(head)-around*maxEntries, func(p *blog.Post) (int, error) {
		item, err := encode(newJSONItem(p, a), "    ")
		doc.Items = append(doc.Items, item)
		return len(item), err
	})
	if err != nil {
		return nil, err
	}
	doc.Items = doc.Items[:len(f.posts)]
	return encode(doc, "")
}

// encode writes a value as JSON, with an indent before all lines but the first.
func encode(value any, indent string) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent(indent, "  ")
	err := enc.Encode(value)
	return b.Bytes(), err
}

func newJSONItem(p *blog.Post, a *blog.Archive) jsonItem {
	item := jsonItem{
		ID:        entryID(a.Site, p),
		URL:       a.Site.PostURL(p),
		Title:     p.Title,
		Content:   content(p, a),
		Summary:   p.Summary,
		Published: instant(p.Date),
		Tags:      p.Tags,
		Language:  cmp.Or(blog.LanguageTag(p.Foreign(a.Site)), a.Site.Language),
	}
	if item.Content == nil {
		item.Words = words(p)
	}
	if at := p.Changed(); at.After(p.Date) {
		item.Modified = instant(at)
	}
	return item
}
