package files

import (
	"context"
	"io/fs"
	"sync/atomic"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/render"
	"github.com/charmbracelet/colorprofile"
)

// content is the bytes of a file, and how many there are. Both may take a while
// the first time; they fail only when ctx ends.
type content interface {
	size(ctx context.Context) (int64, error)
	bytes(ctx context.Context) ([]byte, error)
}

// source is a post as its author wrote it.
type source []byte

func (s source) size(context.Context) (int64, error)   { return int64(len(s)), nil }
func (s source) bytes(context.Context) ([]byte, error) { return s, nil }

// built is a file that is made from the whole archive: made once, and kept. It
// does not exist when it cannot be made.
type built func() ([]byte, error)

func (b built) exists() bool {
	_, err := b()
	return err == nil
}

func (b built) size(ctx context.Context) (int64, error) {
	made, err := b.bytes(ctx)
	return int64(len(made)), err
}

func (b built) bytes(context.Context) ([]byte, error) {
	made, err := b()
	if err != nil {
		return nil, fs.ErrNotExist
	}
	return made, nil
}

// text is a post as plain text. A layout costs some milliseconds, and those of a
// large archive together more memory than they are worth: what is read is shared
// with all who read it, and of what is only listed the size is kept.
type text struct {
	post  *blog.Post
	site  blog.Site
	cache *render.Cache
	press press
	known atomic.Int64 // the size and one; 0 while nobody has asked
}

// press lays out one text at a time, whatever the number of sessions: listing
// /text for the first time lays out every post there is.
type press chan struct{}

func (t *text) size(ctx context.Context) (int64, error) {
	if known := t.known.Load(); known > 0 {
		return known - 1, nil
	}
	laid, err := t.lay(ctx, nil)
	return int64(len(laid)), err
}

func (t *text) bytes(ctx context.Context) ([]byte, error) { return t.lay(ctx, t.cache) }

// lay lays the text out once it is its turn. The cache may be nil.
func (t *text) lay(ctx context.Context, cache *render.Cache) ([]byte, error) {
	select {
	case t.press <- struct{}{}:
		defer func() { <-t.press }()
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	page, err := cache.Post(ctx, t.post, t.site, render.Options{Width: render.TextWidth, Profile: colorprofile.NoTTY})
	if err != nil {
		return nil, err
	}
	laid := []byte(page.String())
	t.known.Store(int64(len(laid)) + 1)
	return laid, nil
}
