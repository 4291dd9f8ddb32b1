package feed

import (
	"bytes"
	"encoding/json"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render/html"
)

// jsonFeed is the top of a JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/.
type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	HomePageURL string       `json:"home_page_url"`
	FeedURL     string       `json:"feed_url,omitempty"`
	Description string       `json:"description,omitempty"`
	Language    string       `json:"language,omitempty"`
	Authors     []jsonAuthor `json:"authors"`
	Items       []jsonItem   `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID        string   `json:"id"`
	URL       string   `json:"url"`
	Title     string   `json:"title"`
	Content   string   `json:"content_html"`
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
		HomePageURL: a.Site.HomeURL(),
		Description: a.Site.Description,
		Language:    a.Site.Language,
		Authors:     []jsonAuthor{{f.author}},
	}
	if f.whole {
		doc.FeedURL = a.Site.URI("sftp", "/feed.json")
	}
	for _, p := range f.posts {
		doc.Items = append(doc.Items, newJSONItem(p, a.Site))
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err = enc.Encode(doc)
	return b.Bytes(), err
}

func newJSONItem(p *blog.Post, site blog.Site) jsonItem {
	item := jsonItem{
		ID:        tagURI(site, p.Slug),
		URL:       site.PostURL(p.Slug),
		Title:     p.Title,
		Content:   html.Fragment(p, site),
		Summary:   p.Summary,
		Published: instant(p.Date),
		Tags:      p.Tags,
		Language:  site.Language,
	}
	if at := p.Changed(); at.After(p.Date) {
		item.Modified = instant(at)
	}
	return item
}
