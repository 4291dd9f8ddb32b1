//go:build !unix

package service

import "os"

func ignoredSignals() map[os.Signal]string { return nil }

func ignorePipe() {}
