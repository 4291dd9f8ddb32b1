package blog

import (
	"io/fs"
	"net"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

const sitePath = "site.yaml"

// Site is the content of site.yaml.
type Site struct {
	Title       string
	Byline      string
	Description string
	Host        string // as readers type it after ssh; may have a port
	URL         string // of a copy on the web, without a slash at the end; may be empty
	Author      string
	Language    string  // a BCP 47 tag
	ID          string  // a host that the ids of feeds name in place of Host; may be empty
	Since       string  // since when the host belongs to the author: YYYY, YYYY-MM or YYYY-MM-DD
	Styles      []Style // of the colours; none are those of Pete
	Kind        string  // what the directory was taken for, such as "a Hugo site (hugo.toml)"
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

// PostURL returns the address of a post: below the site's URL if there is one, else the
// sftp address of its Markdown.
func (s Site) PostURL(slug string) string {
	if s.URL != "" {
		return s.URL + "/" + slug
	}
	return s.URI("sftp", "/posts/"+slug+".md")
}

// HomeURL returns the address of the blog: of its copy on the web, or of its reading room.
func (s Site) HomeURL() string {
	if s.URL != "" {
		return s.URL
	}
	return s.URI("ssh", "")
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

// readSite reads site.yaml. It must have a title and a host.
func readSite(fsys fs.FS, problems *problemList) Site {
	if _, err := fs.Lstat(fsys, sitePath); err != nil {
		problems.errorf(sitePath, 0, "write one, for example:\n"+siteTemplate+"\n", "there is none (%s)", cause(err))
		return Site{}
	}
	src, _, bad := readRegular(fsys, sitePath)
	if bad == nil {
		bad = metaFault(src)
	}
	if bad != nil {
		problems.add(Error, sitePath, bad)
		return Site{}
	}
	site := Site{Language: "en", Since: defaultSince}
	f := &fields{path: sitePath, problems: problems, known: map[string]field{
		"title":       textField(&site.Title),
		"byline":      textField(&site.Byline),
		"description": textField(&site.Description),
		"host":        textField(&site.Host),
		"url":         textField(&site.URL),
		"author":      textField(&site.Author),
		"language":    textField(&site.Language),
		"id":          textField(&site.ID),
		"since":       textField(&site.Since),
		"style":       func(f *fields, v *yaml.Node) { site.Styles = f.styles(fsys, v) },
	}}
	if !f.read(src) {
		return site
	}
	site.URL = strings.TrimRight(site.URL, "/")
	if site.Title == "" {
		problems.errorf(sitePath, 1, "write title: and the blog's name", "no title")
	}
	if site.Host == "" || strings.ContainsAny(site.Host, " /@") {
		problems.errorf(sitePath, f.line("host"), "write host: and what readers type after ssh, such as blog.example", "host %q", site.Host)
	}
	if !isSince(site.Since) {
		problems.errorf(sitePath, f.line("since"), "want the year since which the host is yours, such as "+defaultSince, "since %q", site.Since)
	}
	if site.URL != "" && !strings.HasPrefix(site.URL, "http://") && !strings.HasPrefix(site.URL, "https://") {
		problems.errorf(sitePath, f.line("url"), "want an address that begins with https://", "url %q", site.URL)
	}
	return site
}
