package site

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"blog.example/pete/internal/picture"
)

const octets = "application/octet-stream"

// stripEnds are the endings of pictures that are served without their metadata, or not at all.
var stripEnds = map[string]bool{
	".png": true, ".apng": true, ".jpg": true, ".jpeg": true, ".jpe": true, ".jfif": true, ".gif": true, ".webp": true,
	".avif": true, ".heic": true, ".heif": true,
}

// binaryTypes are the types of files that begin with one of their [signatures].
var binaryTypes = map[string]string{
	".pdf": "application/pdf", ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".opus": "audio/ogg", ".flac": "audio/flac", ".wav": "audio/wav",
	".m4a": "audio/mp4", ".mp4": "video/mp4", ".webm": "video/webm", ".ico": "image/x-icon", ".woff": "font/woff", ".woff2": "font/woff2",
	".ttf": "font/ttf", ".otf": "font/otf", ".zip": "application/zip", ".gz": "application/gzip", ".epub": "application/epub+zip",
}

// ownSignatures are signatures of files that authors have on the host and do not write here.
var ownSignatures = map[string][]string{
	".ico": {"\x00\x00\x01\x00"}, ".woff": {"wOFF"}, ".woff2": {"wOF2"}, ".ttf": {"\x00\x01\x00\x00", "true"}, ".otf": {"OTTO"},
	".zip": {"PK\x03\x04", "PK\x05\x06"}, ".gz": {"\x1F\x8B"}, ".epub": {"PK\x03\x04"},
}

// textTypes are the types of texts. Programs are texts to read: no page of Pete runs one.
var textTypes = map[string]string{
	".css": "text/css", ".csv": "text/csv", ".tsv": "text/tab-separated-values", ".vtt": "text/vtt", ".ics": "text/calendar",
	".json": "application/json", ".geojson": "application/geo+json", ".webmanifest": "application/manifest+json",
}

// activeTypes are the types of texts that a browser may run.
var activeTypes = map[string]string{
	".svg": "image/svg+xml", ".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".xml": "application/xml",
	".xsl": "application/xml", ".xslt": "application/xml", ".rss": "application/xml", ".atom": "application/xml", ".gpx": "application/xml", ".kml": "application/xml",
}

// plainEnds are the endings of what is shown as plain text, besides [plainText].
var plainEnds = []string{
	".asc", ".log", ".diff", ".patch", ".ini", ".conf", ".cfg", ".toml", ".yaml", ".yml", ".sql", ".tex", ".sh", ".bash", ".fish", ".ps1", ".bat",
	".c", ".h", ".cc", ".cpp", ".hpp", ".cs", ".go", ".rs", ".py", ".rb", ".pl", ".php", ".java", ".kt", ".swift", ".scala", ".js", ".mjs", ".ts", ".tsx", ".jsx",
	".lua", ".r", ".jl", ".hs", ".ml", ".ex", ".exs", ".erl", ".clj", ".el", ".lisp", ".scm", ".vim", ".nix", ".zig", ".asm", ".s", ".awk", ".sed", ".pub",
}

// foldEnd returns a name with its ending in lower case.
func foldEnd(file string) string {
	end := path.Ext(file)
	return strings.TrimSuffix(file, end) + strings.ToLower(end)
}

// contentType returns the media type of a file by its ending, if its first bytes agree; a
// picture has the type of its bytes. Others are octets to be saved. sandbox reports a type
// that may have scripts.
func contentType(file string, head []byte) (mediaType string, attachment, sandbox bool) {
	end := path.Ext(foldEnd(file))
	allowed := slices.Concat(signatures[end], ownSignatures[end])
	isText := bytes.IndexByte(head, 0) < 0
	charset := ""
	if validHead(head) {
		charset = "; charset=utf-8"
	}
	switch format := picture.Sniff(head); {
	case stripEnds[end] && format != picture.Unknown:
		return format.ContentType(), false, false
	case binaryTypes[end] != "" && slices.ContainsFunc(allowed, func(s string) bool { return begins(head, s) }):
		return binaryTypes[end], false, false
	case !isText:
	case end == ".svg":
		return activeTypes[end], false, true // XML says its encoding
	case activeTypes[end] != "":
		return activeTypes[end] + charset, false, true
	case textTypes[end] != "":
		return textTypes[end] + charset, false, false
	case slices.Contains(plainText, end), slices.Contains(plainEnds, end):
		return "text/plain" + charset, false, false
	}
	return octets, true, false
}

// validHead reports whether the first bytes of a file are UTF-8. Its last character may go on
// behind them.
func validHead(head []byte) bool {
	for n := 0; n < utf8.UTFMax && len(head) > 0; n++ {
		if utf8.Valid(head) {
			return true
		}
		if len(head) < headBytes-utf8.UTFMax {
			return false
		}
		head = head[:len(head)-1]
	}
	return len(head) == 0
}
