package search

import (
	"slices"
	"weak"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/lru"
)

// Index answers queries about the posts of one archive. It is immutable, and any number
// of readers may share it. A nil Index is one that is not ready yet.
type Index struct {
	database *Database
	posts    []*blog.Post
	counted
	recent *lru.Cache[asked, answer]
	both   []*Index // see Beside; then the other fields are zero
}

// places tells where the posts of an index are: by row, 1 for the first post, 0 for a
// row that is none of the index.
type places []int

func (p places) has(row int) bool { return row < len(p) && p[row] > 0 }

// newIndex returns the index of posts that have these rows.
func (d *Database) newIndex(posts []*blog.Post, c counted) *Index {
	x := &Index{database: d, posts: posts, counted: c, recent: newRecent()}
	d.indexes = append(d.indexes, weak.Make(x))
	return x
}

// post returns the post of a row.
func (x *Index) post(row int) *blog.Post { return x.posts[x.places[row]-1] }

// foreign returns how many rows the table has that are none of the index, or a few more.
// A query for so many more hits than are wanted finds all that are wanted.
func (x *Index) foreign() int { return x.database.count() - len(x.rows) }

// tagged returns the rows of the posts that have all of the tags.
func (x *Index) tagged(tags []string) (rows []int) {
	for i, p := range x.posts {
		if !slices.ContainsFunc(tags, func(tag string) bool { return !p.HasTag(tag) }) {
			rows = append(rows, x.rows[i])
		}
	}
	return rows
}
