package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/command"
	"blog.example/pete/internal/sshd"
	"github.com/spf13/cobra"
)

const (
	authorsName    = "authors"
	authorsDefault = "authors" // in the directory of the host key
)

// authorsPath returns the path of the authors' keys.
func authorsPath(given, hostKey string) string {
	return cmp.Or(given, filepath.Join(filepath.Dir(hostKey), authorsDefault))
}

// authorsFile is the file that pete authors is about.
type authorsFile struct {
	content              *contentFlag
	given, hostKey, name string
}

func authorsCommand(content *contentFlag) *cobra.Command {
	f := &authorsFile{content: content, hostKey: hostKeyDefault}
	cmd := &cobra.Command{
		Use:   "authors add FILE|-, list, remove NAME",
		Short: "Say who may log in as author: add, list and remove public keys",
		Long: "add lets the public keys in FILE log in, or those on stdin for -: all of them, or none if one is wrong. " +
			"The comment of a key is the author's name. list prints a line for each key: name, type and fingerprint, with tabs between. " +
			"remove removes all keys of NAME, or the one with that fingerprint; what was opened with them ends within seconds. " +
			"The file has the format of authorized_keys, and may be edited as well: a server that runs reads it again when it has changed.",
		Example: "pete authors add ann.pub\ncurl -fsS https://github.com/NAME.keys | pete authors add --name NAME -",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := fromEnvironment(cmd); err != nil {
				return err
			}
			if err := sshd.AuthorsApart(f.path(), content.String()); err != nil {
				return err
			}
			switch {
			case len(args) == 2 && args[0] == "add":
				return f.add(cmd, args[1])
			case len(args) == 1 && args[0] == "list":
				return f.list(cmd)
			case len(args) == 2 && args[0] == "remove":
				return f.remove(cmd, args[1])
			}
			return misused(cmd, "want add FILE, add -, list, or remove NAME")
		},
	}
	cmd.Flags().SortFlags = false
	name := command.NewValue(&f.name, "NAME", func(s string) (string, error) { return s, command.Want(s != "", "the author's name") })
	cmd.Flags().Var(name, "name", "add: the author's name, instead of the keys' comments")
	addOptions(cmd.Flags(),
		option{authorsName, fileValue(&f.given), "the keys are in this file; " + authorsDefault + " beside the host key if not given"},
		option{hostKeyName, fileValue(&f.hostKey), "the host key is this file"})
	return cmd
}

func (f *authorsFile) path() string { return authorsPath(f.given, f.hostKey) }

func (f *authorsFile) add(cmd *cobra.Command, from string) error {
	keys, err := readKeys(cmd, from, f.name)
	if err != nil {
		return err
	}
	added, known, err := sshd.AddAuthors(f.path(), keys)
	if err != nil {
		return err
	}
	var out strings.Builder
	for _, key := range added {
		fmt.Fprintf(&out, "added %s\n", described(key))
	}
	for _, key := range known {
		fmt.Fprintf(&out, "there already: %s\n", described(key))
	}
	fmt.Fprintf(&out, "%s has the keys. To log in: %s\n", f.path(), f.logIn())
	beside := filepath.Join(filepath.Dir(f.path()), filepath.Base(f.hostKey))
	if _, err := os.Stat(beside); errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(&out, "There is no host key beside it: a server whose key lies elsewhere needs --authors %s\n", f.path())
	}
	_, err = io.WriteString(cmd.OutOrStdout(), out.String())
	return err
}

// keysLength bounds what is read of keys to be added, in bytes.
const keysLength = 512 << 10

// readKeys reads public keys from a file, or from stdin.
func readKeys(cmd *cobra.Command, path, name string) ([]sshd.AuthorKey, error) {
	in := cmd.InOrStdin()
	shown := "stdin"
	if path != "-" {
		file, err := os.Open(path) //nolint:gosec // the operator names the file
		if err != nil {
			return nil, fmt.Errorf("%s: %w: give a file with public keys, or - for stdin", path, errors.Unwrap(err))
		}
		defer func() { _ = file.Close() }() // it was only read
		in, shown = file, path
	}
	text, err := io.ReadAll(io.LimitReader(in, keysLength))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shown, err)
	}
	keys, problems := sshd.ParseAuthorKeys(shown, text)
	switch {
	case len(problems) > 0:
		return nil, errors.New(strings.Join(problems, "\npete: "))
	case len(keys) == 0:
		return nil, fmt.Errorf("%s: there is no public key in it: give a file that ends in .pub", shown)
	}
	for i := range keys {
		if name != "" {
			keys[i] = keys[i].Named(name)
		}
		if !keys[i].HasName() {
			return nil, fmt.Errorf("%s: %s has no comment: give the author's name with --name", shown, keys[i].Fingerprint)
		}
	}
	return keys, nil
}

// logIn returns the command that logs an author in.
func (f *authorsFile) logIn() string {
	site := blog.Site{Host: "HOST"}
	if archive, _ := f.content.open(blog.Options{}); archive != nil {
		site = archive.Site
	}
	site.Host = "author@" + site.Host
	return site.SSH()
}

func (f *authorsFile) list(cmd *cobra.Command) error {
	keys, problems, err := sshd.ReadAuthors(f.path())
	if err != nil {
		return err
	}
	for _, key := range keys {
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s\t%s\t%s\n", key.Name, key.Type(), key.Fingerprint); err != nil {
			return err
		}
	}
	for _, problem := range problems {
		_, _ = fmt.Fprintln(cmd.ErrOrStderr(), "pete: "+blog.Visible(problem)) // stderr is the last resort
	}
	return nil
}

func (f *authorsFile) remove(cmd *cobra.Command, name string) error {
	removed, err := sshd.RemoveAuthors(f.path(), name)
	if err != nil {
		return err
	}
	if len(removed) == 0 {
		return fmt.Errorf("%s: no key of %q: pete authors list prints all", f.path(), name)
	}
	for _, key := range removed {
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "removed %s\n", described(key)); err != nil {
			return err
		}
	}
	return nil
}

// described returns a key as an operator compares it.
func described(key sshd.AuthorKey) string {
	return strings.Join([]string{key.Name, key.Type(), key.Fingerprint}, "  ")
}
