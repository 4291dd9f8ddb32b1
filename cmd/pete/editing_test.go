package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"blog.example/pete/internal/site"
	"charm.land/log/v2"
)

// An operator's limits are those of the editor, which is made when the first author comes.
func TestEditing(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "site.yaml"), []byte("title: T\nposts: .\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var logged bytes.Buffer
	logger := log.New(&logged)
	store, _, err := site.Open(t.Context(), site.Directory(dir), site.Options{Log: logger})
	if err != nil || store == nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	edit := newEditing(store, writingLimits{upload: 100, content: 1000, files: 3})
	edit.announce(logger, "DIR")
	if !strings.Contains(logged.String(), "authors can publish") {
		t.Errorf("it logs %s", &logged)
	}
	if _, err := os.Stat(filepath.Join(dir, ".pete")); err == nil {
		t.Error("there are folders before there is an author")
	}
	if _, known := edit.made.Load().TrashBytes(); known || edit.made.Load().Changes()["published"] != 0 {
		t.Error("something is known of an editor that is not made")
	}
	editor, err := edit.open()
	if err != nil {
		t.Fatal(err)
	}
	put := func(name string, size int) error {
		_, err := editor.Put(t.Context(), "Ann", name, strings.NewReader(strings.Repeat("a", size)), site.PutOptions{})
		return err
	}
	for _, tt := range []struct {
		name string
		size int
		want string
	}{
		{"a.md", 100, ""},
		{"b.md", 101, "b.md: more than 100 bytes: "},
		{"b.md", 10, ""},
		{"c.md", 10, "c.md: the blog has 3 files and folders: "},
	} {
		if err := put(tt.name, tt.size); (err == nil) != (tt.want == "") || err != nil && !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s of %d bytes: %v", tt.name, tt.size, err)
		}
	}
	changes := edit.made.Load().Changes()
	if changes["published"] != 2 || changes["failed"] != 2 {
		t.Errorf("the changes are %v", changes)
	}
}
