package main

import (
	"runtime/debug"
)

// release is set when a release is built: -ldflags "-X main.release=1.0.0".
var release string

// version returns the release, else what Go knows of the module, else "devel".
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
