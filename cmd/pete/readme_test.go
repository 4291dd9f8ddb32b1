package main

import (
	"os"
	"strings"
	"testing"

	"blog.example/pete/content"
	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/tui"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// TestREADMEShowsTheRoom holds the README's frames to what a reader of the
// embedded blog sees: home with the fourth post selected, and that post.
func TestREADMEShowsTheRoom(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	archive, report := blog.Open(content.FS)
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	room := tui.New(archive, tui.Options{Columns: 80, Rows: 24, Profile: colorprofile.ASCII})
	for range 3 {
		room.Update(tea.KeyPressMsg{Code: 'j', Text: "j"})
	}
	for _, page := range []string{"home", "post"} {
		if page == "post" {
			_, layOut := room.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
			room.Update(layOut())
		}
		var rows []string
		for row := range strings.SplitSeq(ansi.Strip(room.View().Content), "\n") {
			rows = append(rows, strings.TrimRight(row, " "))
		}
		frame := "\n```\n" + strings.Trim(strings.Join(rows, "\n"), "\n") + "\n```\n"
		if !strings.Contains(string(readme), frame) {
			t.Errorf("README.md does not show %s as it is:\n%s", page, frame)
		}
	}
}
