package admin_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"blog.example/pete/internal/admin"
)

// Alive believes the server alone whose /livez answers as Pete's does.
func TestAlive(t *testing.T) {
	for answer, want := range map[string]string{
		"ok\n":   "",
		"ok":     "which is not pete",
		"<html>": "which is not pete",
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/livez" && r.Method == http.MethodGet && strings.HasPrefix(r.Host, "127.0.0.1:") {
				_, _ = w.Write([]byte(answer))
			}
		}))
		address := strings.TrimPrefix(server.URL, "http://")
		_, port, _ := strings.Cut(address, ":")
		for _, a := range []string{address, ":" + port, "0.0.0.0:" + port, "[::ffff:127.0.0.1]:" + port} {
			if err := admin.Alive(t.Context(), a); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("%q at %s: %v", answer, a, err)
			}
		}
		server.Close()
		if err := admin.Alive(t.Context(), address); err == nil || !strings.Contains(err.Error(), address+" does not answer") {
			t.Errorf("without a server: %v", err)
		}
	}
}
