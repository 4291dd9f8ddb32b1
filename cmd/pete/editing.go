package main

import (
	"sync"
	"sync/atomic"

	"blog.example/pete/internal/site"
	"charm.land/log/v2"
)

// editing makes the editor of a blog when the first author comes: an editor makes folders of
// its own, and a blog without authors has none.
type editing struct {
	store *site.Store
	open  func() (*site.Editor, error)
	made  atomic.Pointer[site.Editor] // nil before
}

func newEditing(store *site.Store, limits writingLimits) *editing {
	e := &editing{store: store}
	e.open = sync.OnceValues(func() (*site.Editor, error) {
		editor, err := store.Editor(site.EditorOptions{
			MaxFile: int64(limits.upload), MaxTotal: int64(limits.content), MaxFiles: limits.files,
		})
		e.made.Store(editor)
		return editor, err
	})
	return e
}

// announce says once whether authors can publish.
func (e *editing) announce(logger *log.Logger, content string) {
	if err := e.store.Writable(); err != nil {
		logger.Warn("authors can read, but not publish", "cause", err)
		return
	}
	logger.Info("authors can publish", "content", content)
}
