package blog

import (
	"bytes"
	"fmt"
)

// metaFault returns why YAML is too large or too deep to be parsed, or nil. The parser
// follows aliases of aliases and calls itself for each level, so it may use all memory.
func metaFault(meta []byte) *fault {
	if len(meta) > maxFrontMatter {
		return &fault{1, fmt.Sprintf("front matter of more than %d KB", maxFrontMatter>>10), "shorten it"}
	}
	depth, aliases, at := 0, 0, 0
	for line := range bytes.Lines(meta) {
		at++
		start := bytes.TrimLeft(line, " ")
		marks := len(start) - len(bytes.TrimLeft(start, "-? "))
		deepest := (len(line)-len(start)+marks)/2 + depth
		for i, b := range line {
			switch b {
			case '[', '{':
				depth++
				deepest = max(deepest, depth)
			case ']', '}':
				depth = max(depth-1, 0)
			case '*':
				if i > 0 && i+1 < len(line) && bytes.IndexByte([]byte(" ,["), line[i-1]) >= 0 && line[i+1] > ' ' {
					aliases++
				}
			}
		}
		if deepest > maxDepth {
			return &fault{at, fmt.Sprintf("front matter nested more than %d deep", maxDepth), "take some levels out"}
		}
		if aliases > maxAliases {
			return &fault{at, fmt.Sprintf("front matter with more than %d aliases", maxAliases), "write out what they stand for"}
		}
	}
	return nil
}
