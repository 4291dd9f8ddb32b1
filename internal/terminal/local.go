package terminal

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"
)

// News is the message that a model of [RunHere] gets for each token of news.
type News struct{}

// RunHere runs a model on the terminal of this process until the model quits or ctx ends,
// which is no error. bubbletea draws, and gives the terminal back as it was; the farewell is
// the caller's to print, and Suspend is not called.
func RunHere(ctx context.Context, model Model, news <-chan struct{}) error {
	program := tea.NewProgram(here{model}, tea.WithContext(ctx))
	running, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		for {
			select {
			case <-running.Done():
				return
			case <-news:
				program.Send(News{}) // which returns once the program has ended
			}
		}
	}()
	_, err := program.Run()
	if ctx.Err() != nil && errors.Is(err, tea.ErrProgramKilled) || errors.Is(err, tea.ErrInterrupted) {
		return nil
	}
	return err
}

// here is a Model as bubbletea runs it.
type here struct{ Model }

// View implements tea.Model. bubbletea would show the cursor.
func (h here) View() tea.View {
	v := h.Model.View()
	v.Cursor = nil
	return v
}

// Init implements tea.Model.
func (h here) Init() tea.Cmd { return tea.Batch(h.Model.Init(), tea.RequestBackgroundColor) }

// Update implements tea.Model.
func (h here) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := h.Model.Update(msg)
	h.Model = next.(Model)
	if text := h.Clipboard(); text != "" {
		cmd = tea.Batch(cmd, tea.SetClipboard(text))
	}
	return h, cmd
}
