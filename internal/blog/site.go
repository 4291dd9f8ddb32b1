package blog

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"blog.example/pete/internal/frontmatter"
)

const sitePath = "site.yaml"

// styleSheetPath is the file that adds to the style sheet of pages on the web.
const styleSheetPath = "static/style.css"

// Site is the facts of a site, from site.yaml and from the configuration of its generator.
type Site struct {
	Title       string
	Byline      string
	Description string
	Host        string // as readers type it after ssh; may have a port
	URL         string // of a copy on the web, without a slash at the end; may be empty
	Door        string // address of the web door, such as https://blog.example; "" if there is none, or if it is not known
	Author      string
	Language    string  // a BCP 47 tag
	Since       string  // since when the host belongs to the author: YYYY, YYYY-MM or YYYY-MM-DD
	Styles      []Style // of the colours; none are those of Pete

	RemoteImages bool // pages on the web show pictures of other sites; else they are links
	StyleSheet   bool // there is a static/style.css for pages on the web

	Kind        string         // what the directory was taken for, such as "a Hugo site (hugo.toml)"
	ID          string         // a host that the ids of feeds name in place of Host; may be empty
	Base        string         // where the old site was, such as https://me.example/blog; may be empty
	Zone        *time.Location // of dates without one
	PostFolders []string       // that site.yaml names

	generated string // where the generator's pages are, such as https://me.example/blog; "" if it is not known
	ownIDs    bool   // site.yaml has an id: feeds have no ids of the generator
}

// siteTemplate is an example of a site.yaml.
const siteTemplate = `
title: My Blog
byline: A blog by me
description: What it is about, in a sentence.
host: blog.example
author: Me
language: en`

// SSH returns the command that runs args on this host, such as "ssh blog.example ls",
// with -p if the host has a port.
func (s Site) SSH(args ...string) string { return s.ssh(nil, args) }

// SSHTerminal returns the same with -t, which asks for a terminal.
func (s Site) SSHTerminal(args ...string) string { return s.ssh([]string{"-t"}, args) }

// HostPort returns the host's name and its port, which is empty if none is given.
func (s Site) HostPort() (host, port string) {
	host, port, err := net.SplitHostPort(s.Host)
	if err != nil {
		return strings.Trim(s.Host, "[]"), ""
	}
	return host, port
}

// URI returns an address at the host, such as that of URI("sftp", "/feed.atom").
func (s Site) URI(scheme, path string) string {
	host, port := s.HostPort()
	if strings.Contains(host, ":") { // RFC 3986, section 3.2.2
		host = "[" + host + "]"
	}
	if port != "" {
		host += ":" + port
	}
	return scheme + "://" + host + path
}

func (s Site) ssh(flags, args []string) string {
	host, port := s.HostPort()
	if port != "" {
		flags = append(flags, "-p", port)
	}
	words := append([]string{"ssh"}, flags...)
	return strings.Join(append(append(words, host), args...), " ")
}

// isSince reports whether s is a date of a tag URI (RFC 4151, section 2.1): a year, a month
// or a day.
func isSince(s string) bool {
	for _, form := range []string{"2006", "2006-01", time.DateOnly} {
		if _, err := time.Parse(form, s); err == nil {
			return true
		}
	}
	return false
}

// defaultSince is the year in which the first blogs were served with Pete.
const defaultSince = "2026"

// siteFile is what site.yaml says beside the facts of a [Site].
type siteFile struct {
	read  bool // there is one, and it could be read
	site  Site
	posts []string // folders of posts
}

// readSiteFile reads site.yaml, if there is one.
func (r *reading) readSiteFile() (own siteFile) {
	if !exists(r.fsys, sitePath) {
		return own
	}
	fields, ok := r.readConfig(sitePath)
	if !ok {
		return own
	}
	own.read = true
	site := &own.site
	known := map[string]func(v frontmatter.Value){
		"title": r.siteText("title", &site.Title), "byline": r.siteText("byline", &site.Byline), "description": r.siteText("description", &site.Description),
		"host": r.siteText("host", &site.Host), "url": r.siteText("url", &site.URL), "author": func(frontmatter.Value) { site.Author = fields.text("author") },
		"language": r.siteText("language", &site.Language), "since": r.siteText("since", &site.Since), "id": r.siteText("id", &site.ID),
		"style":    func(v frontmatter.Value) { site.Styles = r.styles(v) },
		"timezone": func(v frontmatter.Value) { site.Zone = r.zone(sitePath, Line(v.Text)) },
		"posts":    func(v frontmatter.Value) { own.posts = r.postFolders(v) },

		"remote-images": r.siteFlag("remote-images", &site.RemoteImages),
	}
	for _, f := range fields {
		name := strings.ToLower(Line(f.Name))
		if set, ok := known[name]; ok {
			set(f.Value)
			continue
		}
		names := slices.Sorted(maps.Keys(known))
		if i := slices.IndexFunc(names, func(n string) bool { return edits(name, n) <= 1 }); i >= 0 {
			r.problems.siteErrorf(f.Line, "write "+names[i], "field %q", f.Name)
			continue
		}
		r.problems.warnf(sitePath, f.Line, "one of "+strings.Join(names, ", "), "field %q is not read", Line(f.Name))
	}
	line := func(name string) int {
		f, _ := frontmatter.Find(fields, name)
		return max(f.Line, 1)
	}
	if strings.ContainsAny(site.Host, " /@") {
		r.problems.siteErrorf(line("host"), "write host: and what readers type after ssh, such as blog.example", "host %q", site.Host)
	}
	if site.Since != "" && !isSince(site.Since) {
		r.problems.siteErrorf(line("since"), "want the year since which the host is yours, such as "+defaultSince, "since %q", site.Since)
	}
	site.URL = strings.TrimRight(site.URL, "/")
	if site.URL != "" && !isWebAddress(site.URL) {
		r.problems.siteErrorf(line("url"), "want an address that begins with https://", "url %q", site.URL)
	}
	return own
}

func isWebAddress(address string) bool {
	return strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://")
}

// siteText reads a text of site.yaml.
func (r *reading) siteText(name string, to *string) func(frontmatter.Value) {
	return func(v frontmatter.Value) {
		if v.Kind == frontmatter.List || v.Kind == frontmatter.Map {
			r.problems.siteErrorf(v.Line, "want one line of text", "%s is not a text", name)
			return
		}
		*to = Line(v.Text)
	}
}

// siteFlag reads true or false.
func (r *reading) siteFlag(name string, to *bool) func(frontmatter.Value) {
	return func(v frontmatter.Value) {
		is, ok := truth(v)
		if !ok {
			r.problems.siteErrorf(v.Line, wantFlag, "%s %q", name, Line(v.Text))
		}
		*to = is
	}
}

// postFolders reads posts: a folder, or a list of folders.
func (r *reading) postFolders(v frontmatter.Value) (dirs []string) {
	for _, text := range texts(v) {
		dir := path.Clean(strings.TrimPrefix(text, "./"))
		switch {
		case !fs.ValidPath(dir):
			r.problems.siteErrorf(v.Line, "want the path of a folder below the content directory, such as blog/posts", "posts %q", text)
		case !isDir(r.fsys, dir):
			r.problems.siteErrorf(v.Line, "write the name of a folder that is there", "posts %q: there is no such folder", text)
		default:
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// zone returns the time zone of a name such as Europe/Berlin, and nil for none.
func (r *reading) zone(file, name string) *time.Location {
	if name == "" {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		r.problems.warnf(file, 0, "write the name of a zone, such as Europe/Berlin", "time zone %q: there is none of that name", name)
		return nil
	}
	return zone
}

// placeholderHost stands for the host where nothing says what readers type after ssh.
const placeholderHost = "blog.example"

// site returns the facts of the site: those of site.yaml, else those of the generator's
// configuration, else what can be said without.
func (r *reading) site(own siteFile, l *layout) Site {
	s, other := own.site, l.facts
	s.Title = cmp.Or(s.Title, other.Title)
	if s.Title == "" {
		s.Title = cmp.Or(Line(r.options.Name), "Blog")
		r.problems.warnf(l.file, 0, "write title: and the blog's name", "no title, %q serves", s.Title)
	}
	s.Description = cmp.Or(s.Description, other.Description)
	s.Author = cmp.Or(s.Author, other.Author)
	s.Language = cmp.Or(s.Language, other.Language, "en")
	s.Since = cmp.Or(s.Since, defaultSince)
	s.Door = r.options.Door.address(own.site.URL, other.Base)
	s.Base = strings.TrimRight(cmp.Or(s.URL, other.Base, s.Door), "/")
	if !isWebAddress(s.Base) {
		s.Base = ""
	}
	if baseHost(other.Base) != "" {
		s.generated = strings.TrimRight(other.Base, "/")
	}
	s.ownIDs = s.ID != ""
	if s.ID == "" && s.Host == "" {
		s.ID = baseHost(other.Base)
	}
	if s.ID == "" && s.Host != "" && s.generated == "" && r.options.Advise {
		r.warnID(s)
	}
	s.Host = cmp.Or(r.options.Host, s.Host, placeholderHost)
	s.Zone = cmp.Or(s.Zone, other.Zone, time.UTC)
	s.PostFolders = own.posts
	s.StyleSheet = exists(r.fsys, styleSheetPath)
	s.Kind = l.kind(own)
	return s
}

// baseHost returns the host of the site that a generator makes: posts have their ids by it,
// whatever host serves them. It is "" for what a generator writes into a new configuration.
func baseHost(base string) string {
	u, err := url.Parse(base)
	if err != nil || !isWeb(u) {
		return ""
	}
	switch host := strings.ToLower(u.Hostname()); host {
	case "localhost", "example.com", "example.org":
		return ""
	default:
		return host
	}
}

// warnID says that feed readers know the posts by the host alone.
func (r *reading) warnID(s Site) {
	host, _ := s.HostPort()
	r.problems.warnf(sitePath, 0, "write id: "+host, "no id, so feed readers take all posts for new ones once the host changes")
}

// kind says what the directory was taken for.
func (l *layout) kind(own siteFile) string {
	if l.generator == plainDirectory {
		return "a directory with " + sitePath
	}
	kind := fmt.Sprintf("a %s site (%s)", l.generator, cmp.Or(l.file, "_posts"))
	if own.read {
		kind += " with " + sitePath
	}
	return kind
}
