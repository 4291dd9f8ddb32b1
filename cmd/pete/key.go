package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/sshd"
	"github.com/spf13/cobra"
)

const (
	hostKeyName    = "host-key"
	hostKeyDefault = "keys/host_ed25519"
)

func keyCommand(dir *contentFlag) *cobra.Command {
	path := hostKeyDefault
	cmd := &cobra.Command{
		Use:   "key",
		Short: "Print the host key's fingerprint, for readers to compare",
		Long: "Print what readers can know the server by: the fingerprint of its host key, a line for their " +
			"known_hosts, and a record for the DNS. The key is only read, never made.",
		Args: atMost(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := dir.choose(cmd); err != nil {
				return err
			}
			key, err := sshd.ReadHostKey(path)
			if errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("host key %s: there is none: pete serve makes it when it first starts", path)
			}
			if err != nil {
				return err
			}
			archive, report := dir.open(blog.Options{})
			if archive == nil {
				return errors.New(inOneLine(report))
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s\n%s\n%s\n",
				key.Fingerprint(), knownHost(archive.Site, key), sshfp(archive.Site, key))
			return err
		},
	}
	addOptions(cmd.Flags(), option{hostKeyName, fileValue(&path), "the key is in this file"})
	return cmd
}

// knownHost returns the key as a line of known_hosts. There, a host with another port
// than 22 is in brackets.
func knownHost(site blog.Site, key sshd.HostKey) string {
	name, port := site.HostPort()
	if port != "" && port != "22" {
		name = "[" + name + "]:" + port
	}
	return name + " " + key.AuthorizedKey()
}

// sshfp returns the key as a DNS record: algorithm 4 is Ed25519 (RFC 7479), digest 2
// is SHA-256 (RFC 6594). It is the record of the host, whatever the port.
func sshfp(site blog.Site, key sshd.HostKey) string {
	name, _ := site.HostPort()
	return fmt.Sprintf("%s. IN SSHFP 4 2 %x", name, sha256.Sum256(key.Public().Marshal()))
}
