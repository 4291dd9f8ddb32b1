// Package content is the blog that Pete ships with: its site.yaml, posts and
// pages, as they lie in this directory. It promises to be a content directory
// without errors or warnings, which a test holds, and it holds no code.
package content

import "embed"

// FS is laid out like any content directory.
//
//go:embed site.yaml posts pages
var FS embed.FS
