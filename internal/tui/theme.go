package tui

import (
	"blog.example/pete/internal/render"
	tea "charm.land/bubbletea/v2"
)

// fitBackground takes the theme for the background that the terminal says it has, unless the
// reader has chosen one.
func (r *Room) fitBackground(msg tea.BackgroundColorMsg) tea.Cmd {
	switch {
	case r.themeChosen:
		return nil
	case msg.Color == nil: // the terminal does not say
		return r.setTheme(render.Either)
	case msg.IsDark():
		return r.setTheme(render.Dark)
	}
	return r.setTheme(render.Light)
}

// chooseTheme takes the light theme, or the dark one if it is light already.
func (r *Room) chooseTheme() tea.Cmd {
	r.themeChosen = true
	theme, says := render.Light, "For a light background."
	if r.look.theme == render.Light {
		theme, says = render.Dark, "For a dark background."
	}
	cmd := r.setTheme(theme)
	r.say(says)
	return cmd
}

func (r *Room) setTheme(t render.Theme) tea.Cmd {
	if t == r.look.theme {
		return nil
	}
	r.look.theme = t
	r.look.ink = r.look.styles.Palette(t, r.look.profile)
	return r.fitWindow()
}
