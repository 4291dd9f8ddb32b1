package sshd

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	gossh "golang.org/x/crypto/ssh"
)

// HostKey is the key that Pete identifies itself with to every client: ed25519,
// in OpenSSH's format, so that ssh-keygen reads it too.
type HostKey struct {
	// Path is its file.
	Path string

	// Made says that this start made it; readers who knew another will be warned.
	Made bool

	signer gossh.Signer
}

// Public returns the public half, for known_hosts lines and SSHFP records.
func (k HostKey) Public() gossh.PublicKey { return k.signer.PublicKey() }

// Fingerprint returns the fingerprint as ssh shows it: "SHA256:" and base64.
func (k HostKey) Fingerprint() string { return gossh.FingerprintSHA256(k.Public()) }

// AuthorizedKey returns the public half as one line, "ssh-ed25519 AAAA…", without
// a newline. A host name in front of it makes a known_hosts line.
func (k HostKey) AuthorizedKey() string {
	return strings.TrimSuffix(string(gossh.MarshalAuthorizedKey(k.Public())), "\n")
}

// origin returns whether the key was made or found, for the log.
func (k HostKey) origin() string {
	if k.Made {
		return "made"
	}
	return "found"
}

// LoadHostKey returns the key at path. If there is no file, it makes the key first, in mode
// 0600, and its directory in 0700. It never replaces or repairs a file, nor changes the
// mode of a directory: every error names the file, what is wrong with it and what to do.
// When several processes start at once, one makes the key and all return it.
func LoadHostKey(path string) (HostKey, error) {
	key, err := ReadHostKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	made, err := makeHostKey(path)
	if err != nil {
		return HostKey{}, fmt.Errorf("host key %s: cannot be made: %w: give a path that can be written to", path, err)
	}
	key, err = ReadHostKey(path)
	key.Made = made && err == nil
	return key, err
}

// ReadHostKey returns the key at path and never makes one. The error for a file
// that does not exist is an [fs.ErrNotExist].
func ReadHostKey(path string) (HostKey, error) {
	data, err := readPrivate(path)
	if err != nil {
		return HostKey{}, err
	}
	signer, err := gossh.ParsePrivateKey(data)
	_, locked := errors.AsType[*gossh.PassphraseMissingError](err)
	switch {
	case locked:
		return HostKey{}, fmt.Errorf("host key %s: protected by a passphrase: remove it with ssh-keygen -p -f %s", path, path)
	case err != nil:
		return HostKey{}, fmt.Errorf("host key %s: not a private key: restore it from a backup, or move it away to have a new one made", path)
	case signer.PublicKey().Type() != gossh.KeyAlgoED25519:
		return HostKey{}, fmt.Errorf("host key %s: the key is %s: use an ed25519 key", path, signer.PublicKey().Type())
	}
	return HostKey{Path: path, signer: signer}, nil
}

// keyLength bounds what is read of a host key, in bytes: an ed25519 key has some
// 400, and the path may name anything.
const keyLength = 64 << 10

// readPrivate reads a file that only its owner can read. What is unwrapped of the system's
// errors has no path, since the text begins with it.
func readPrivate(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("host key %s: %w: start the server once to have it made", path, fs.ErrNotExist)
	case err != nil:
		return nil, fmt.Errorf("host key %s: %w: give a path that can be read", path, errors.Unwrap(err))
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("host key %s: not a regular file: give the path of a key", path)
	case info.Size() > keyLength:
		return nil, fmt.Errorf("host key %s: %d bytes are too many for a key: give the path of a key", path, info.Size())
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("host key %s: mode %04o lets others read it: chmod 600 %s", path, info.Mode().Perm(), path)
	}
	data, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, fmt.Errorf("host key %s: %w: let the server's user read it", path, errors.Unwrap(err))
	}
	return data, nil
}

// makeHostKey makes a key at path and reports whether it did. It writes the key to another
// file and then links that to path. A link, unlike a rename, fails when another process
// was faster, and no process sees half a key.
func makeHostKey(path string) (made bool, err error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return false, err
	}
	block, err := gossh.MarshalPrivateKey(private, "pete")
	if err != nil {
		return false, err
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return false, err
	}
	file, err := os.CreateTemp(dir, ".host-key-*") // in mode 0600
	if err != nil {
		return false, err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	_, err = file.Write(pem.EncodeToMemory(block))
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return false, err
	}
	err = os.Link(file.Name(), path)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	return err == nil, err
}
