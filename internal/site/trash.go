package site

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// entry is a version of a file in the trash. Its bytes are in trash/ID, and what is said here
// in trash/ID.json, which is written after them: without it, the bytes are dropped at the
// next start.
type entry struct {
	ID     string    `json:"id"` // a number; later ones are greater, whatever the clock says
	Path   string    `json:"path"`
	Author string    `json:"author"` // whose change has put it here
	When   time.Time `json:"when"`
	Reason string    `json:"reason"`        // replaced, removed, refused
	Why    string    `json:"why,omitempty"` // of what was refused: path:line: …, one problem a line
	Size   int64     `json:"size"`
	SHA256 string    `json:"sha256"`
}

// Discarded is a version of a file in the trash.
type Discarded = entry

// trash is the folder of versions that are not in the blog any more, or never were.
type trash struct {
	options EditorOptions

	mu      sync.Mutex
	entries []entry // by number
	last    int     // the greatest number there ever was
}

const (
	lastFile = trashFolder + "/last" // has the greatest number, if its entry is gone
	maxWhy   = 8 << 10               // bytes
)

// open reads the trash of a directory, and removes what a crash has left.
func (tr *trash) open(t *tree) error {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.entries, tr.last = nil, 0
	if last, err := t.root.ReadFile(lastFile); err == nil {
		tr.last, _ = strconv.Atoi(strings.TrimSpace(string(last)))
	}
	list, err := fs.ReadDir(t.root.FS(), trashFolder)
	if err != nil {
		return err
	}
	known := map[string]bool{"last": true}
	for _, d := range list {
		id, isRecord := strings.CutSuffix(d.Name(), ".json")
		if n, err := strconv.Atoi(id); err == nil {
			tr.last = max(tr.last, n)
		}
		if !isRecord {
			continue
		}
		if found, ok := readEntry(t, id); ok {
			tr.entries = append(tr.entries, found)
			known[id], known[d.Name()] = true, true
		}
	}
	for _, d := range list {
		if !known[d.Name()] {
			_ = t.root.Remove(trashFolder + "/" + d.Name()) // the next start tries again
		}
	}
	slices.SortFunc(tr.entries, func(a, b entry) int { return number(a.ID) - number(b.ID) })
	return nil
}

func number(id string) int {
	n, _ := strconv.Atoi(id)
	return n
}

// readEntry reads the record of a version. It is none if the bytes are those of the file in
// the blog itself: then a crash came before that was replaced.
func readEntry(t *tree, id string) (found entry, ok bool) {
	bytes := trashFolder + "/" + id
	src, err := t.root.ReadFile(bytes + ".json")
	if err != nil || json.Unmarshal(src, &found) != nil || found.ID != id {
		return entry{}, false
	}
	info, err := t.root.Lstat(bytes)
	if err != nil || !info.Mode().IsRegular() {
		return entry{}, false
	}
	found.Size = info.Size() // the host may have had the file open when it was replaced
	if public, err := t.root.Lstat(found.Path); err == nil && os.SameFile(public, info) {
		return entry{}, false
	}
	return found, true
}

// add takes the bytes of a file in, which stays where it is, and returns the ID.
func (tr *trash) add(t *tree, from string, en entry) (id string, err error) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	info, err := t.root.Lstat(from)
	if err != nil {
		return "", err
	}
	if en.SHA256 == "" {
		if en.SHA256, err = sumOf(t, from); err != nil {
			return "", err
		}
	}
	en.Size, en.When = info.Size(), tr.options.Now().UTC().Truncate(time.Second)
	tr.prune(t, 1, en.Size)
	for {
		tr.last++
		en.ID = strconv.Itoa(tr.last)
		err = link(t, from, trashFolder+"/"+en.ID)
		if !errors.Is(err, fs.ErrExist) {
			break // else another process has that number
		}
	}
	if err == nil {
		err = writeEntry(t, en)
	}
	if err != nil {
		_ = t.root.Remove(trashFolder + "/" + en.ID) // the next start tries again
		return "", err
	}
	tr.entries = append(tr.entries, en)
	return en.ID, nil
}

// link gives a file a second name. Where files have one name each, it copies the file.
func link(t *tree, from, to string) error {
	err := t.root.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	in, err := t.root.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // nothing was written
	out, err := t.root.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err == nil {
		err = out.Sync()
	}
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = t.root.Remove(to)
	}
	return err
}

// writeEntry writes the record of a version.
func writeEntry(t *tree, en entry) error {
	src, err := json.Marshal(en)
	if err != nil {
		return err
	}
	return writeWhole(t, trashFolder+"/"+en.ID+".json", trashFolder+"/"+en.ID+".new", src, 0o600)
}

// writeWhole writes a file whole or not at all, by way of a temporary one.
func writeWhole(t *tree, name, temporary string, src []byte, mode fs.FileMode) error {
	f, err := t.root.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(src)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = t.root.Rename(temporary, name)
	}
	if err != nil {
		_ = t.root.Remove(temporary)
	}
	return err
}

// prune removes what is too old, and the oldest versions until so many files of so many bytes
// in all have room. The caller holds mu.
func (tr *trash) prune(t *tree, files int, bytes int64) {
	total := bytes
	for _, en := range tr.entries {
		total += en.Size
	}
	for len(tr.entries) > 0 {
		oldest := tr.entries[0]
		if tr.options.Now().Sub(oldest.When) <= tr.options.TrashAge && total <= tr.options.TrashBytes && len(tr.entries)+files <= tr.options.TrashFiles {
			return
		}
		total -= oldest.Size
		tr.remove(t, 0)
	}
}

// remove removes the version at an index. The caller holds mu.
func (tr *trash) remove(t *tree, i int) {
	en := tr.entries[i]
	tr.entries = slices.Delete(tr.entries, i, i+1)
	if i == len(tr.entries) { // its number must not come again
		_ = writeWhole(t, lastFile, lastFile+".new", []byte(strconv.Itoa(tr.last)+"\n"), 0o600)
	}
	name := trashFolder + "/" + en.ID
	_ = t.root.Remove(name + ".json") // first: bytes without it are dropped at the next start
	_ = t.root.Remove(name)
}

// drop removes a version, if there is one of that ID.
func (tr *trash) drop(t *tree, id string) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	i := slices.IndexFunc(tr.entries, func(en entry) bool { return en.ID == id })
	if i >= 0 {
		tr.remove(t, i)
	}
}

// size returns how many bytes the versions have.
func (tr *trash) size() (bytes int64) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	for _, en := range tr.entries {
		bytes += en.Size
	}
	return bytes
}

// list returns the versions, the latest first.
func (tr *trash) list(t *tree) []entry {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.prune(t, 0, 0)
	all := slices.Clone(tr.entries)
	slices.Reverse(all)
	return all
}
