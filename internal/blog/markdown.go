package blog

// ParseMarkdown reads Markdown that belongs to no post, such as a page of help.
func ParseMarkdown(source []byte) *Document { return parse(source, 1) }
