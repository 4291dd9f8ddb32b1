package blog

import "strings"

// Redirect returns what replaces an address of the former site.
func (a *Archive) Redirect(p string) (to string, ok bool) { return "", strings.HasPrefix(p, "\x00") }
