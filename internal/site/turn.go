package site

import "context"

// together makes a change, and returns when those have been made, too, that are waiting for
// their turn: one snapshot is made of all.
func (e *Editor) together(change func() error) (err error) {
	e.mu.Lock()
	if e.pending == 0 {
		e.made = make(chan struct{})
	}
	e.pending++
	made := e.made
	e.mu.Unlock()
	func() {
		defer func() {
			e.mu.Lock()
			defer e.mu.Unlock()
			if e.pending--; e.pending == 0 {
				close(e.made)
			}
		}()
		err = change()
	}()
	if err == nil {
		<-made
	}
	return err
}

// changing runs a change, which no other change and no reading interrupts, and shows what
// it has done.
func (e *Editor) changing(ctx context.Context, do func(t *tree) error) error {
	if err := e.together(func() error { return e.locked(ctx, do) }); err != nil {
		return err
	}
	e.show(ctx)
	return nil
}

func (e *Editor) locked(ctx context.Context, do func(t *tree) error) error {
	e.store.reading.Lock()
	defer e.store.reading.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	t, err := e.open()
	if err != nil {
		return err
	}
	defer closeTree(t)
	return do(t)
}

// adopt has the store serve what a check has read, now that the directory is like it.
func (e *Editor) adopt(next checked) {
	if next.archive != nil { // else nothing that is read has changed
		e.store.adopt(next.archive, next.report)
	}
}

// show makes the changes that the store has adopted public.
func (e *Editor) show(ctx context.Context) {
	if _, err := e.store.show(context.WithoutCancel(ctx)); err != nil {
		e.store.options.Log.Error("a change is public, but not indexed: search answers with an error", "error", err)
	}
	_ = e.at("shown") // nothing is left to do
}
