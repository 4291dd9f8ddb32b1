package sshd

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

func TestHostKeyIsMadeOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys", "host_ed25519")
	if _, err := ReadHostKey(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("ReadHostKey without a key: %v", err)
	}
	made, err := LoadHostKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if !made.Made || made.Path != path || !strings.HasPrefix(made.Fingerprint(), "SHA256:") ||
		!strings.HasPrefix(made.AuthorizedKey(), "ssh-ed25519 AAAA") {
		t.Errorf("the key made is %+v, %s, %s", made, made.Fingerprint(), made.AuthorizedKey())
	}
	for name, want := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, %v; want %v", name, info.Mode().Perm(), err, want)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the key lie %v, %v", entries, err)
	}
	found, err := LoadHostKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if found.Made || found.Fingerprint() != made.Fingerprint() {
		t.Errorf("the second start has %+v, %s", found, found.Fingerprint())
	}
}

// Trap: keygen changes the mode of the key's directory, whatever else is in it.
func TestHostKeyLeavesDirectoriesAlone(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadHostKey(filepath.Join(dir, "key")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("the directory has mode %v, %v", info.Mode().Perm(), err)
	}
}

func TestConcurrentStartsMakeOneKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys", "host_ed25519")
	keys := make([]HostKey, 16)
	var starts sync.WaitGroup
	for i := range keys {
		starts.Go(func() {
			key, err := LoadHostKey(path)
			if err != nil {
				t.Error(err)
				return
			}
			keys[i] = key
		})
	}
	starts.Wait()
	if t.Failed() {
		return
	}
	made := 0
	for _, key := range keys {
		if key.Made {
			made++
		}
		if key.Fingerprint() != keys[0].Fingerprint() {
			t.Error("two starts have different keys")
		}
	}
	if made != 1 {
		t.Errorf("%d starts made a key", made)
	}
}

func TestHostKeyRefusals(t *testing.T) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	locked, err := gossh.MarshalPrivateKeyWithPassphrase(private, "", []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	public, err := gossh.NewPublicKey(private.Public())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name  string
		data  []byte
		mode  fs.FileMode
		fault string
		mend  string
	}{
		{"empty", nil, 0o600, "not a private key", "restore it from a backup"},
		{"garbage", []byte("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"), 0o600, "not a private key", "restore it"},
		{"cut short", marshal(t, private)[:200], 0o600, "not a private key", "restore it"},
		{"public", gossh.MarshalAuthorizedKey(public), 0o600, "not a private key", "restore it"},
		{"foreign", marshal(t, foreign), 0o600, "ecdsa-sha2-nistp256", "use an ed25519 key"},
		{"passphrase", pem.EncodeToMemory(locked), 0o600, "passphrase", "ssh-keygen -p -f"},
		{"world-readable", marshal(t, private), 0o644, "mode 0644", "chmod 600"},
		{"group-readable", marshal(t, private), 0o640, "mode 0640", "chmod 600"},
		{"huge", make([]byte, keyLength+1), 0o600, "too many for a key", "give the path of a key"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "key")
			if err := os.WriteFile(path, test.data, test.mode); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, test.mode); err != nil { // whatever the umask
				t.Fatal(err)
			}
			refuses(t, path, test.fault, test.mend)
			if data, err := os.ReadFile(path); err != nil || string(data) != string(test.data) {
				t.Errorf("the file was changed: %v", err)
			}
		})
	}
	t.Run("directory", func(t *testing.T) {
		refuses(t, t.TempDir(), "not a regular file", "give the path of a key")
	})
	t.Run("parent is a file", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		refuses(t, filepath.Join(file, "key"), "not a directory", "give a path")
	})
	t.Run("cannot be made", func(t *testing.T) {
		link := filepath.Join(t.TempDir(), "link")
		if err := os.Symlink(filepath.Join(link, "loop"), link); err != nil {
			t.Fatal(err)
		}
		refuses(t, filepath.Join(link, "key"), "too many levels of symbolic links", "give a path")
	})
}

// refuses fails unless the key at path is refused, and New with it, with an error
// of one line that names the file, the fault and the mend.
func refuses(t *testing.T, path, fault, mend string) {
	t.Helper()
	_, err := New(Config{HostKey: path, Doors: rooms()})
	if err == nil {
		t.Fatal("the key was taken")
	}
	for _, part := range []string{"host key " + path + ": ", fault, mend} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("%q has more than one line", err)
	}
}

func marshal(t *testing.T, key any) []byte {
	t.Helper()
	block, err := gossh.MarshalPrivateKey(key, "")
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(block)
}
