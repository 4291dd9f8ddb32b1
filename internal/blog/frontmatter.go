package blog

import (
	"bytes"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// split separates a file into its front matter and its body. bodyLine is the
// line of the file on which the body begins.
func split(path string, src []byte, problems *problemList) (meta, body []byte, bodyLine int) {
	rest := bytes.TrimPrefix(src, []byte("\uFEFF"))
	first, after, _ := bytes.Cut(rest, []byte("\n"))
	switch string(bytes.TrimRight(first, " \t\r")) {
	case "---":
	case "+++":
		problems.errorf(path, 1, "write YAML between two lines of ---", "front matter in TOML")
		return nil, nil, 1
	default:
		return nil, rest, 1
	}
	line, at := 1, 0
	for text := range bytes.Lines(after) {
		line++
		if string(bytes.TrimRight(text, " \t\r\n")) == "---" {
			return after[:at], after[at+len(text):], line + 1
		}
		at += len(text)
	}
	problems.errorf(path, 1, "write --- on a line of its own below it", "front matter that does not end")
	return nil, nil, 1
}

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

// readFields fills a post from its front matter: title, date, summary, tags,
// updated, slug, aliases and draft, with Hugo's description and lastmod.
// ok is false when the front matter is not a mapping.
func readFields(p *Post, meta []byte, problems *problemList) (f *fields, ok bool) {
	f = &fields{path: p.Path, first: 1, problems: problems}
	summary, updated := textField(&p.Summary), dateField("updated", &p.Updated)
	f.known = map[string]field{
		"title":       textField(&p.Title),
		"date":        dateField("date", &p.Date),
		"summary":     summary,
		"description": summary,
		"updated":     updated,
		"lastmod":     updated,
		"slug":        textField(&p.Slug),
		"aliases":     func(f *fields, v *yaml.Node) { p.Aliases = f.list(v) },
		"draft":       func(f *fields, v *yaml.Node) { p.draft = f.flag(v) },
		"tags": func(f *fields, v *yaml.Node) {
			for _, t := range f.list(v) {
				if t = Tag(t); t != "" && !slices.Contains(p.Tags, t) {
					p.Tags = append(p.Tags, t)
				}
			}
		},
	}
	return f, f.read(meta)
}
