package site

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"blog.example/pete/internal/blog"
)

// headBytes is how much of a file says what it is, in bytes.
const headBytes = 4 << 10

// signatures has, by ending, what the files begin with that authors may write besides
// Markdown. A dot stands for any byte. None of them is run by a generator or a browser.
var signatures = map[string][]string{
	".png": {"\x89PNG\r\n\x1a\n"}, ".jpg": {"\xff\xd8\xff"}, ".jpeg": {"\xff\xd8\xff"}, ".gif": {"GIF87a", "GIF89a"},
	".webp": {"RIFF....WEBP"}, ".avif": {"....ftypavif", "....ftypavis", "....ftypmif1"},
	".pdf": {"%PDF-"},
	".mp3": {"ID3", "\xff\xfb", "\xff\xf3", "\xff\xf2"}, ".ogg": {"OggS"}, ".opus": {"OggS"}, ".flac": {"fLaC"}, ".wav": {"RIFF....WAVE"},
	".m4a": {"....ftyp"}, ".mp4": {"....ftyp"}, ".webm": {"\x1aE\xdf\xa3"},
}

// plainText has the endings of plain data.
var plainText = []string{".txt", ".csv", ".tsv", ".json", ".geojson", ".vtt", ".srt", ".bib", ".ics"}

// programFiles are names of plain data that tools take for what they shall install or run.
var programFiles = []string{"package.json", "package-lock.json", "composer.json", "deno.json", "tsconfig.json", "jsconfig.json", "requirements.txt", "constraints.txt", "cmakelists.txt"}

// checkType returns what is wrong with the kind of a file, by its ending and its first bytes.
// whole reads all of it.
func checkType(p string, head []byte, whole io.Reader) *Refused {
	end := strings.ToLower(path.Ext(p))
	switch {
	case end == ".mdx":
		return refuse(p, "MDX is a program, which runs at the next build of the site", "write Markdown, and .md")
	case blog.IsMarkdown(p):
		return nil // the blog reads it
	case slices.Contains(programFiles, strings.ToLower(path.Base(p))):
		return refuse(p, "is read by the tools that build sites", "give it another name")
	case end == ".svg":
		if err := checkSVG(whole); err != nil {
			return refuse(p, "is not a picture alone ("+err.Error()+")", "export it as plain SVG, or as PNG")
		}
		return nil
	case slices.Contains(plainText, end):
		return checkText(p, head)
	}
	allowed := signatures[end]
	if allowed == nil {
		return refuse(p, "files that end in "+quote(end)+" are not published", "want Markdown (.md), pictures, PDF, sound, video or plain data (.txt, .csv, .json)")
	}
	if len(head) > 0 && !slices.ContainsFunc(allowed, func(s string) bool { return begins(head, s) }) {
		return refuse(p, "its content is not what "+end+" says", "give it the ending of what it is")
	}
	return nil
}

func quote(end string) string {
	if end == "" {
		return "no ending"
	}
	return blog.Printable(end)
}

// begins reports whether a file begins with a signature.
func begins(head []byte, signature string) bool {
	if len(head) < len(signature) {
		return false
	}
	for i := range len(signature) {
		if signature[i] != '.' && signature[i] != head[i] {
			return false
		}
	}
	return true
}

// checkText refuses plain data that a generator would take for a template, a shell for a
// program, or a browser for a page.
func checkText(p string, head []byte) *Refused {
	bare := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\uFEFF")), " \t\r\n")
	if len(head) == headBytes { // the last character may go on behind the head
		for n := 0; n < utf8.UTFMax-1 && len(bare) > 0 && !utf8.Valid(bare); n++ {
			bare = bare[:len(bare)-1]
		}
	}
	switch {
	case bytes.IndexByte(bare, 0) >= 0, !utf8.Valid(bare):
		return refuse(p, "is not plain text", "save it as UTF-8, or give it the ending of what it is")
	case bytes.HasPrefix(bare, []byte("#!")), bytes.HasPrefix(bare, []byte("---")), bytes.HasPrefix(bare, []byte("+++")), bytes.HasPrefix(bare, []byte("<")):
		return refuse(p, "begins as a program, a template or a page does", "want plain data")
	}
	return nil
}

// checkSVG returns an error if a picture has scripts or pages in it, or leads elsewhere by
// itself.
func checkSVG(r io.Reader) error {
	d := xml.NewDecoder(r) //nolint:gosec // G709: only tokens are read, one at a time
	d.Strict = true
	for first := true; ; {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) && !first {
			return nil
		}
		if err != nil {
			return errors.New("it is no XML")
		}
		switch t := token.(type) {
		case xml.Directive:
			if !bytes.HasPrefix(t, []byte("DOCTYPE svg")) || bytes.ContainsAny(t, "[") {
				return errors.New("it defines entities")
			}
		case xml.ProcInst:
			if t.Target != "xml" {
				return errors.New("it has a style sheet of its own")
			}
		case xml.StartElement:
			if first && !strings.EqualFold(t.Name.Local, "svg") {
				return errors.New("it does not begin with svg")
			}
			first = false
			if slices.Contains([]string{"script", "foreignobject", "iframe", "object", "embed", "handler", "html"}, strings.ToLower(t.Name.Local)) {
				return errors.New("it has the element " + blog.Printable(t.Name.Local))
			}
			for _, a := range t.Attr {
				value := strings.ToLower(strings.Join(strings.Fields(a.Value), ""))
				name := strings.ToLower(a.Name.Local)
				if strings.HasPrefix(name, "on") || strings.Contains(value, "javascript:") || name == "href" && !strings.HasPrefix(value, "#") && !strings.HasPrefix(value, "data:image/") && !strings.HasPrefix(value, "https://") {
					return errors.New("it has the attribute " + blog.Printable(a.Name.Local))
				}
			}
		}
	}
}
