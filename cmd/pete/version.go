package main

import (
	"runtime/debug"
)

// release is set by whoever builds one: -ldflags "-X main.release=1.0.0".
var release string

// version is the release, else what Go knows of the module, else "devel".
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
