package main

import (
	"cmp"
	"path/filepath"
)

const (
	authorsName    = "authors"
	authorsDefault = "authors" // in the directory of the host key
)

// authorsPath returns the path of the authors' keys.
func authorsPath(given, hostKey string) string {
	return cmp.Or(given, filepath.Join(filepath.Dir(hostKey), authorsDefault))
}
