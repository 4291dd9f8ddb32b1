package blogtest

import (
	"os"
	"testing"
)

// Golden compares a text with that of a file, and writes the file if update is set.
func Golden(t testing.TB, update bool, file, got string) {
	t.Helper()
	if update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file) //nolint:gosec // the path is that of a test
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (-update rewrites it)\n--- want\n%s--- got\n%s", file, want, got)
	}
}
