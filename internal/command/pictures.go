package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"blog.example/pete/internal/blog"
	"blog.example/pete/internal/site"
	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
)

func picturesCommand(env *Env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "pictures SLUG",
		Short: "List the pictures of a post",
		Long: "List the pictures of a post: number, type, pixels, bytes and alternative text. The number is the one " +
			"that the picture has in the text and among its links. Pictures on other sites are links.",
		Args: oneSlug,
		RunE: func(cmd *cobra.Command, args []string) error {
			post, err := locate(cmd, env.Archive, args[0], "post")
			if err != nil {
				return err
			}
			pictures, err := env.pictures(cmd.Context(), post)
			if err != nil {
				return err
			}
			if len(pictures) == 0 {
				return nothing(cmd, "%s has no pictures: try read %s", post.Slug, post.Slug)
			}
			return pictureList(env).print(env, asJSON, pictures)
		},
	}
	jsonFlag(cmd.Flags(), &asJSON)
	return cmd
}

func pictureCommand(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   "picture SLUG N",
		Short: "Print a picture of a post",
		Long: "Print the bytes of a picture, without what a camera wrote into it besides. N is its number from pictures. " +
			"A terminal gets none: send them to a file or a program.",
		Args: func(cmd *cobra.Command, args []string) error {
			return cmp.Or(atMost(2, "want picture SLUG N", cmd, args), anySlugs(cmd, args))
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			post, err := locate(cmd, env.Archive, args[0], "post")
			if err != nil {
				return err
			}
			if len(args) < 2 {
				return misuse(cmd, "no picture named: want picture SLUG N, from pictures %s", post.Slug)
			}
			file, err := pictureFile(cmd, post, args[1])
			if err != nil {
				return err
			}
			if env.TTY {
				start := "pete picture"
				if env.Program == "" {
					start = env.site().SSH("picture")
				}
				return misuse(cmd, "a terminal shows no bytes: want %s %s %s > FILE", start, post.Slug, args[1])
			}
			return env.printPicture(cmd, file)
		},
	}
}

// pictureInfo is a picture of a post, and what is known of its file.
type pictureInfo struct {
	blog.Picture
	contentType   string // such as image/png
	width, height int    // in pixels, as it is shown; 0 if it does not say
	bytes         int64  // as readers get it
}

// pixels returns the size as it is printed, or "".
func (p pictureInfo) pixels() string {
	if p.width == 0 {
		return ""
	}
	return fmt.Sprintf("%dx%d", p.width, p.height)
}

// files returns the snapshot that the files of posts are opened with.
func (e *Env) files() *site.Snapshot {
	if e.Snapshot == nil {
		e.Snapshot = site.NewSnapshot(e.Archive, nil)
	}
	return e.Snapshot
}

// pictures returns the pictures of a post that readers can have. The error is errGone.
func (e *Env) pictures(ctx context.Context, p *blog.Post) (all []pictureInfo, err error) {
	for _, picture := range p.Document().Pictures() {
		if ctx.Err() != nil {
			return nil, errGone
		}
		asset, err := e.files().OpenFile(picture.File)
		if err != nil {
			continue // it is not served either
		}
		info := pictureInfo{Picture: picture, contentType: asset.ContentType, bytes: asset.Size}
		_ = asset.Close() // nothing was written
		if strings.HasPrefix(info.contentType, "image/") {
			info.width, info.height, _ = e.files().PictureSize(picture.File)
			all = append(all, info)
		}
	}
	return all, nil
}

// pictureFile returns the file of the picture with the number in word.
func pictureFile(cmd *cobra.Command, p *blog.Post, word string) (string, error) {
	n, err := strconv.Atoi(word)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return "", misuse(cmd, "%s is no number: want picture SLUG N", quote(word))
	}
	pictures := p.Document().Pictures()
	for _, picture := range pictures {
		if picture.N == n {
			return picture.File, nil
		}
	}
	if len(pictures) == 0 {
		return "", nothing(cmd, "%s has no pictures: try read %s", p.Slug, p.Slug)
	}
	return "", nothing(cmd, "no picture %s in %s: try pictures %s", shorten(word), p.Slug, p.Slug)
}

// printPicture prints the bytes of a picture as readers get it.
func (e *Env) printPicture(cmd *cobra.Command, file string) error {
	asset, err := e.files().OpenFile(file)
	if err != nil || !strings.HasPrefix(asset.ContentType, "image/") {
		if err == nil {
			_ = asset.Close() // nothing was written
		}
		return nothing(cmd, "this picture cannot be had: the file has gone, or holds no picture that is known")
	}
	defer func() { _ = asset.Close() }() // nothing was written
	_, err = io.Copy(e.Stdout, untilGone{cmd.Context(), asset})
	return err
}

// untilGone reads until the reader has gone.
type untilGone struct {
	ctx context.Context
	io.Reader
}

func (u untilGone) Read(p []byte) (int, error) {
	if u.ctx.Err() != nil {
		return 0, errGone
	}
	return u.Reader.Read(p)
}

// pictureList is the list of pictures.
func pictureList(env *Env) list[pictureInfo] {
	ink := env.palette()
	return list[pictureInfo]{
		columns: func(p pictureInfo) []string {
			return []string{strconv.Itoa(p.N), p.contentType, p.pixels(), strconv.FormatInt(p.bytes, 10), p.Alt}
		},
		record: func(p pictureInfo) any {
			return struct {
				N      int     `json:"n"`
				Type   string  `json:"type"`
				Width  *int    `json:"width"` // in pixels
				Height *int    `json:"height"`
				Bytes  int64   `json:"bytes"`
				Alt    *string `json:"alt"`
				Title  *string `json:"title"`
			}{p.N, p.contentType, known(p.width), known(p.height), p.bytes, orNull(p.Alt), orNull(p.Title)}
		},
		entry: func(p pictureInfo) entry {
			about := strings.TrimPrefix(p.contentType, "image/")
			if p.width > 0 {
				about += fmt.Sprintf(" · %d×%d", p.width, p.height)
			}
			about += " · " + humanize.Bytes(uint64(p.bytes)) //nolint:gosec // G115: sizes are not negative
			return entry{label: strconv.Itoa(p.N), parts: []part{
				{words: strings.Fields(cmp.Or(p.Alt, p.Title, p.Text)), ink: ink.Text},
				{words: strings.Fields(about), ink: ink.Dim},
			}}
		},
	}
}

// known returns nil for 0, which JSON has as null.
func known(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}
