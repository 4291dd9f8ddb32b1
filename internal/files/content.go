package files

import (
	"context"
	"io"
	"sync"
	"weak"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"blog.example/pete/internal/render/feed"
	"blog.example/pete/internal/site"
	"github.com/charmbracelet/colorprofile"
)

// content is the bytes of a file, and their number. Both may take a while the first
// time; they fail only when ctx ends.
type content interface {
	size(ctx context.Context) (int64, error)
	open(ctx context.Context) (openFile, error)
}

// openFile is the bytes of an open file.
type openFile interface {
	io.ReaderAt
	io.Closer
	Size() int64
}

// blob is the bytes of a file, shared by all sessions that have it open.
type blob struct{ bytes []byte }

// ReadAt implements io.ReaderAt.
func (b *blob) ReadAt(p []byte, offset int64) (n int, err error) {
	if offset < int64(len(b.bytes)) {
		n = copy(p, b.bytes[offset:])
	}
	if n < len(p) {
		err = io.EOF
	}
	return n, err
}

// Size returns the number of bytes.
func (b *blob) Size() int64 { return int64(len(b.bytes)) }

// Close does nothing: the bytes go with the last session that has them.
func (b *blob) Close() error { return nil }

// markdown is a post as its author wrote it, without what is not for readers.
type markdown struct{ post *blog.Post }

func (m markdown) size(context.Context) (int64, error) { return int64(m.post.PublicSize()), nil }

func (m markdown) open(context.Context) (openFile, error) { return &blob{m.post.Public()}, nil }

// inMemory is a file that is made once, of the whole archive. A file that cannot be made
// does not exist.
type inMemory func() ([]byte, error)

func (m inMemory) exists() bool {
	_, err := m()
	return err == nil
}

func (m inMemory) size(context.Context) (int64, error) {
	made, err := m()
	return int64(len(made)), err
}

func (m inMemory) open(context.Context) (openFile, error) {
	made, err := m()
	return &blob{made}, err
}

// tagFeed is the Atom feed of a tag. Its bytes are in the snapshot's cache of feeds.
type tagFeed struct {
	feeds *feed.Set
	tag   string
	known textSize
}

func (f *tagFeed) sizeKnown() bool { return f.known.Load() > 0 }

func (f *tagFeed) size(context.Context) (int64, error) {
	if known := f.known.Load(); known > 0 {
		return known - 1, nil
	}
	size, err := f.feeds.AtomSize(f.tag)
	if err != nil {
		return 0, err
	}
	f.known.Store(int64(size) + 1)
	return int64(size), nil
}

func (f *tagFeed) open(context.Context) (openFile, error) {
	made, err := f.feeds.Atom(f.tag)
	if err != nil {
		return nil, err
	}
	f.known.Store(int64(len(made)) + 1)
	return &blob{made}, nil
}

// text is a post as plain text. A layout takes milliseconds, and the layouts of a large
// archive take more memory than they are worth: an open text is shared by its readers,
// and of a text that is only listed the size stays.
type text struct {
	post     *blog.Post
	site     blog.Site
	cache    *render.Cache
	known    *textSize
	pictures func() render.Known // the same at each call, so that the size stays that of the bytes

	here textSize // in this snapshot, of a text with files: a picture may be larger in the next

	mu     sync.Mutex
	opened weak.Pointer[blob] // held by the open files
}

func (t *text) sizeKnown() bool { return t.loadSize() > 0 }

func (t *text) loadSize() int64 {
	if known := t.known.Load(); known >= 0 {
		return known
	}
	return t.here.Load()
}

func (t *text) size(ctx context.Context) (int64, error) {
	if known := t.loadSize(); known > 0 {
		return known - 1, nil
	}
	made, err := t.layOut(ctx, nil)
	if err != nil {
		return 0, err
	}
	return int64(len(made.bytes)), nil
}

func (t *text) open(ctx context.Context) (openFile, error) {
	if shared := t.shared(); shared != nil {
		return shared, nil
	}
	made, err := t.layOut(ctx, t.cache)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if shared := t.opened.Value(); shared != nil {
		return shared, nil // another session was faster
	}
	t.opened = weak.Make(made)
	return made, nil
}

// shared returns the text that other sessions have open, or nil.
func (t *text) shared() *blob {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.opened.Value()
}

// layOut makes the text. cache may be nil.
func (t *text) layOut(ctx context.Context, cache *render.Cache) (*blob, error) {
	o := render.Options{Width: render.TextWidth, Profile: colorprofile.NoTTY}
	o.Pictures.Known = t.pictures()
	page, err := cache.Post(ctx, t.post, t.site, o)
	if err != nil {
		return nil, err
	}
	made := &blob{[]byte(page.String())}
	size := int64(len(made.bytes)) + 1
	if site.HasFiles(&t.post.Page) {
		t.here.Store(size)
		size = -1
	}
	t.known.Store(size)
	return made, nil
}
