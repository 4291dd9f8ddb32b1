package main

import (
	"testing"
	"testing/fstest"
)

// The limit that counts is the least of those of the group and of all above it.
func TestGroupLimit(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	const (
		self  = "proc/self/cgroup"
		group = "sys/fs/cgroup/system.slice/pete.service/memory.max"
		slice = "sys/fs/cgroup/system.slice/memory.max"
		root  = "sys/fs/cgroup/memory.max"
	)
	own := file("12:cpu:/elsewhere\n0::/system.slice/pete.service\n")
	for _, test := range []struct {
		name   string
		system fstest.MapFS
		want   int64 // 0 for no limit
	}{
		{"its own", fstest.MapFS{self: own, group: file("400000000\n"), slice: file("max\n")}, 400_000_000},
		{"one above", fstest.MapFS{self: own, group: file("max\n"), slice: file("300000000\n")}, 300_000_000},
		{"the least", fstest.MapFS{self: own, group: file("400000000\n"), slice: file("300000000\n")}, 300_000_000},
		{"none", fstest.MapFS{self: own, group: file("max\n"), slice: file("max\n")}, 0},
		{"a container", fstest.MapFS{self: file("0::/\n"), root: file("512000000\n")}, 512_000_000},
		{"outside of its root", fstest.MapFS{self: file("0::/../other\n"), root: file("max\n")}, 0},
		{"version 1", fstest.MapFS{self: file("4:memory:/pete\n")}, 0},
		{"no such thing", fstest.MapFS{}, 0},
		{"nonsense", fstest.MapFS{self: own, group: file("lots\n"), root: file("-5\n")}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			limit, ok := groupLimit(test.system)
			if ok != (test.want != 0) || ok && limit != test.want {
				t.Errorf("the limit is %d, %t, want %d", limit, ok, test.want)
			}
		})
	}
}
