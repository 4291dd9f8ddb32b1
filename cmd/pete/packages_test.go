package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestPackageCommentsNameFiles holds the first comment of each package to its directory:
// it names every file of the package but its own and the tests, and no other. A pattern
// such as inode_*.go names several.
func TestPackageCommentsNameFiles(t *testing.T) {
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(dir string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || !d.IsDir():
			return err
		case d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && dir != ".":
			return fs.SkipDir
		}
		comment, home, files := packageComment(t, root, dir)
		named := fileName.FindAllString(comment, -1)
		for _, file := range files {
			names := func(pattern string) bool {
				ok, _ := path.Match(pattern, file)
				return ok
			}
			if file != home && !slices.ContainsFunc(named, names) {
				t.Errorf("%s/%s: not in the package comment of %s",
					dir, file, home)
			}
		}
		for _, pattern := range named {
			named := func(file string) bool {
				ok, _ := path.Match(pattern, file)
				return ok
			}
			if !slices.ContainsFunc(files, named) {
				t.Errorf("%s/%s: the package comment has %s, which is not there", dir, home, pattern)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fileName is a file of Go in a comment, or a pattern of such files.
var fileName = regexp.MustCompile(`[\w*]+\.go\b`)

// packageComment returns the comment of the package in dir, the file that has it, and all
// files of the package but its tests.
func packageComment(t *testing.T, fsys fs.FS, dir string) (comment, home string, files []string) {
	t.Helper()
	paths, err := fs.Glob(fsys, path.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		if strings.HasSuffix(p, "_test.go") {
			continue
		}
		files = append(files, path.Base(p))
		source, err := fs.ReadFile(fsys, p)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), p, source, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if file.Doc != nil {
			comment, home = file.Doc.Text(), path.Base(p)
		}
	}
	return comment, home, files
}
