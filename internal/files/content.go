package files

import (
	"context"
	"io/fs"
	"sync"
	"sync/atomic"
	"weak"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/charmbracelet/colorprofile"
)

// content is the bytes of a file, and how many there are. Both may take a while
// the first time; they fail only when ctx ends.
type content interface {
	size(ctx context.Context) (int64, error)
	open(ctx context.Context) (*blob, error)
}

// blob is the bytes of a file, which all share who have it open.
type blob struct{ bytes []byte }

// source is a post as its author wrote it.
type source []byte

func (s source) size(context.Context) (int64, error) { return int64(len(s)), nil }
func (s source) open(context.Context) (*blob, error) { return &blob{s}, nil }

// built is a file that is made from the whole archive: made once, and kept. It
// does not exist when it cannot be made.
type built func() ([]byte, error)

func (b built) exists() bool {
	_, err := b()
	return err == nil
}

func (b built) size(ctx context.Context) (int64, error) {
	made, err := b.open(ctx)
	if err != nil {
		return 0, err
	}
	return int64(len(made.bytes)), nil
}

func (b built) open(context.Context) (*blob, error) {
	made, err := b()
	if err != nil {
		return nil, fs.ErrNotExist
	}
	return &blob{made}, nil
}

// text is a post as plain text. A layout costs some milliseconds, and those of a
// large archive together more memory than they are worth: what is read is shared
// with all who read it, and of what is only listed the size is kept.
type text struct {
	post  *blog.Post
	site  blog.Site
	cache *render.Cache
	known atomic.Int64 // the size and one; 0 while nobody has asked

	mu     sync.Mutex
	opened weak.Pointer[blob] // by those who have it open
}

func (t *text) size(ctx context.Context) (int64, error) {
	if known := t.known.Load(); known > 0 {
		return known - 1, nil
	}
	laid, err := t.lay(ctx, nil)
	if err != nil {
		return 0, err
	}
	return int64(len(laid.bytes)), nil
}

func (t *text) open(ctx context.Context) (*blob, error) {
	if shared := t.shared(); shared != nil {
		return shared, nil
	}
	laid, err := t.lay(ctx, t.cache)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if shared := t.opened.Value(); shared != nil {
		return shared, nil // somebody else was faster
	}
	t.opened = weak.Make(laid)
	return laid, nil
}

// shared is what others have open, or nil.
func (t *text) shared() *blob {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.opened.Value()
}

// lay lays the text out. The cache may be nil.
func (t *text) lay(ctx context.Context, cache *render.Cache) (*blob, error) {
	page, err := cache.Post(ctx, t.post, t.site, render.Options{Width: render.TextWidth, Profile: colorprofile.NoTTY})
	if err != nil {
		return nil, err
	}
	laid := &blob{[]byte(page.String())}
	t.known.Store(int64(len(laid.bytes)) + 1)
	return laid, nil
}
