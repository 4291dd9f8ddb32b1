package blog

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// directory makes a directory of a text with a line for each file: its path, and its content
// behind a space. Content is Markdown with front matter if it begins with a colon: fields
// that are split at ";", and the body behind "|".
func directory(text string) fstest.MapFS {
	files := fstest.MapFS{}
	for line := range strings.Lines(text) {
		p, content, _ := strings.Cut(strings.TrimSpace(line), " ")
		if fields, ok := strings.CutPrefix(content, ":"); ok {
			head, body, _ := strings.Cut(fields, "|")
			content = "---\n" + strings.ReplaceAll(head, ";", "\n") + "\n---\n" + body + "\n"
		}
		if p != "" {
			files[p] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(content, `\n`, "\n"))}
		}
	}
	return files
}

// fileTime is the instant of the tests.
var fileTime = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func readTree(t testing.TB, files fs.FS) *Archive {
	t.Helper()
	a, r := Read(files, Options{Now: fileTime})
	if a == nil {
		t.Fatal(r.Err())
	}
	return a
}

const plainFiles = `
site.yaml title: Plain
redirects old new
Makefile all:
config.yaml a: b
package.json {}
static/logo.png
static/app/page.html <p>
static/.well-known/x.txt x
static/.env x
static/_secret.png
static/notes.md # Hidden
static/drafts/plan.png
static/Makefile all:
posts/one/index.md :title: One;date: 2026-01-02;aliases: [uno]|![](img.png) ![](deep/er.png) ![](../loose.png) ![](/static/logo.png)
posts/one/img.png
posts/one/deep/er.png
posts/one/other.txt hello
posts/one/index.md.bak
posts/one/.hidden.png
posts/one/_x.png
posts/two.md :title: Two;date: 2026-01-02|![](two/a.png) ![](images/far.png) ![](secret/img.png) ![](../images/top.png)
posts/two/a.png
posts/two/b.png
posts/loose.png
posts/unused.png
posts/images/far.png
posts/images/unused.png
posts/secret/index.md :title: Secret;date: 2026-01-02;draft: true;aliases: [hush]|![](img.png) ![](../ofdraft.png)
posts/secret/img.png
posts/ofdraft.png
posts/later.md :title: Later;date: 2026-12-24|![](later/img.png)
posts/later/img.png
posts/later.pdf
posts/gone/index.md :title: Gone;date: 2026-01-02;expiryDate: 2026-02-02|x
posts/gone/img.png
posts/broken/index.md :title: [;draft: fasle|x
posts/broken/img.png
posts/both/index.md :title: Both;date: 2026-01-02|![](shown.png)
posts/both/shown.png
posts/drafts/x.png
pages/about.md :title: About|![](about/me.png) ![](pic.png)
pages/about/me.png
pages/pic.png
images/top.png
images/unused.png
src/secret.png
`

const hugoFiles = `
hugo.toml baseURL = "https://me.example/blog/"\ntitle = "H"\nstaticDir = ["static", "public2"]\nignoreFiles = ["_files$", "private"]\n[permalinks]\nposts = "/:year/:slug/"
config/_default/params.toml x = 1
static/images/a.png
static/post/x_files/plot.png
public2/b.png
assets/used.png
assets/unused.png
themes/t/static/theme.png
layouts/x.html <p>
data/x.json {}
content/posts/b/index.md :title: B;date: 2026-01-02;aliases: [/old/b/]|![](img.png) ![](/images/a.png) ![](/blog/images/a.png) ![](https://me.example/blog/images/a.png) ![](used.png) ![](/posts/b/img.png)
content/posts/b/img.png
content/posts/b/sub/x.pdf
content/posts/b/page.html ---\n---\n<p>
content/posts/b/other.md # Resource
content/posts/c.md :title: C;date: 2026-01-02;slug: sea|![](c/img.png)
content/posts/c/img.png
content/posts/private/x.png
content/posts/hid/index.md :title: Hid;date: 2026-01-02;draft: true;aliases: [/old/hid/]|![](img.png)
content/posts/hid/img.png
content/posts/fa/index.md :title: F;date: 2026-01-02|![](en.png)
content/posts/fa/en.png
content/closed/_index.md :title: Closed;cascade: {draft: true}|
content/closed/x/index.md :title: X;date: 2026-01-02|y
content/closed/x/img.png
content/closed/img.png
`

const jekyllFiles = `
_config.yml title: J\nurl: https://me.example\nbaseurl: /j\nexclude: [private, build]
Gemfile x
Rakefile x
favicon.ico
robots.txt x
deploy.rb x
package.json {}
assets/a.png
assets/_b.png
images/c.png
private/d.png
build/e.png
feed.xml ---\n---\n<x>
plain.html <p>hello
front.html ---\n---\n<p>
assets/style.css ---\n---\nbody
_layouts/x.html <p>
_includes/x.png
_data/x.png
_site/x.png
_posts/2026-01-02-one.md :title: One|![](/assets/a.png) ![]({{ site.baseurl }}/images/c.png) [t](/tools/x.zip) ![](/private/d.png)
_posts/x.png
tools/x.zip
tools/unused.zip
node_modules/m/x.png
vendor/bundle/x.png
projects/secret.md :title: S;published: false|x
projects/secret/plan.png
projects/secret.pdf
projects/open.md :title: O|x
projects/open/plan.png
drafts/x.png
index.md :title: Home;published: false|x
`

const zolaFiles = `
config.toml base_url = "https://z.example"\ntitle = "Z"
static/a.png
content/blog/_index.md +++\n+++
content/blog/x/index.md :title: X;date: 2026-01-02|![](img.png) ![](/a.png) ![](../s.png)
content/blog/x/img.png
content/blog/s.png
content/blog/h/index.md :title: H;date: 2026-01-02;draft: true|x
content/blog/h/img.png
sass/x.png
templates/x.html <p>
`

const hexoFiles = `
_config.yml title: X\nurl: https://x.example\npermalink: :year/:title/\nskip_render: [demo/**]\nexclude: [inner/**]
package.json {}
themes/t/x.png
source/images/a.png
source/demo/index.html <p>
source/inner/x.png
source/_posts/one.md :title: One;date: 2026-01-02 00:00:00|![](img.png) ![](one/two.png) ![](/images/a.png)
source/_posts/one/img.png
source/_posts/one/two.png
source/_posts/loose.png
source/_drafts/d.md :title: D|x
source/_drafts/d/img.png
source/_data/x.png
source/about/index.md :title: About me|![](me.png)
source/about/me.png
`

// What readers get at which address, by generator. "-" is nothing.
func TestFileAt(t *testing.T) {
	for _, c := range []struct{ name, files, want string }{
		{"plain", plainFiles, `
			/logo.png static/logo.png
			/static/logo.png static/logo.png
			/app/page.html static/app/page.html
			/.well-known/x.txt static/.well-known/x.txt
			/drafts/plan.png static/drafts/plan.png
			/Makefile static/Makefile
			/.env -
			/static/.env -
			/_secret.png -
			/notes.md -
			/one/img.png posts/one/img.png
			/one/deep/er.png posts/one/deep/er.png
			/uno/img.png posts/one/img.png
			/posts/one/img.png posts/one/img.png
			/one/other.txt posts/one/other.txt
			/one/index.md -
			/one/index.md.bak -
			/one/.hidden.png -
			/one/_x.png -
			/one/ -
			/one -
			/one/deep -
			/two/a.png posts/two/a.png
			/two/b.png posts/two/b.png
			/posts/loose.png posts/loose.png
			/posts/unused.png -
			/posts/images/far.png posts/images/far.png
			/posts/images/unused.png -
			/secret/img.png -
			/hush/img.png -
			/posts/secret/img.png -
			/posts/ofdraft.png -
			/later/img.png -
			/posts/later/img.png -
			/posts/later.pdf -
			/gone/img.png -
			/broken/img.png -
			/posts/broken/img.png -
			/both/shown.png posts/both/shown.png
			/posts/drafts/x.png -
			/about/me.png pages/about/me.png
			/pages/pic.png pages/pic.png
			/images/top.png images/top.png
			/images/unused.png -
			/src/secret.png -
			/site.yaml -
			/redirects -
			/config.yaml -
			/package.json -
			/static/../site.yaml -
			//logo.png -
			/./logo.png -
			logo.png -
			/static/logo.png/ -`},
		{"Hugo", hugoFiles, `
			/images/a.png static/images/a.png
			/blog/images/a.png static/images/a.png
			/static/images/a.png static/images/a.png
			/post/x_files/plot.png static/post/x_files/plot.png
			/b.png public2/b.png
			/assets/used.png assets/used.png
			/assets/unused.png -
			/theme.png -
			/themes/t/static/theme.png -
			/layouts/x.html -
			/data/x.json -
			/hugo.toml -
			/config/_default/params.toml -
			/b/img.png content/posts/b/img.png
			/2026/b/img.png content/posts/b/img.png
			/blog/2026/b/img.png content/posts/b/img.png
			/posts/b/img.png content/posts/b/img.png
			/old/b/img.png content/posts/b/img.png
			/b/sub/x.pdf content/posts/b/sub/x.pdf
			/b/page.html -
			/b/other.md -
			/sea/img.png content/posts/c/img.png
			/2026/sea/img.png content/posts/c/img.png
			/posts/private/x.png -
			/hid/img.png -
			/2026/hid/img.png -
			/old/hid/img.png -
			/posts/hid/img.png -
			/content/posts/hid/img.png -
			/closed/img.png -
			/x/img.png -
			/closed/x/img.png -
			/fa/en.png content/posts/fa/en.png`},
		{"Jekyll", jekyllFiles, `
			/assets/a.png assets/a.png
			/j/assets/a.png assets/a.png
			/assets/_b.png -
			/images/c.png images/c.png
			/private/d.png -
			/build/e.png -
			/favicon.ico favicon.ico
			/robots.txt robots.txt
			/deploy.rb -
			/package.json -
			/Gemfile -
			/Rakefile -
			/_config.yml -
			/feed.xml -
			/plain.html plain.html
			/front.html -
			/assets/style.css -
			/_layouts/x.html -
			/_includes/x.png -
			/_data/x.png -
			/_site/x.png -
			/_posts/x.png -
			/tools/x.zip tools/x.zip
			/tools/unused.zip -
			/node_modules/m/x.png -
			/vendor/bundle/x.png -
			/projects/secret/plan.png -
			/secret/plan.png -
			/projects/secret.pdf -
			/projects/open/plan.png projects/open/plan.png
			/open/plan.png projects/open/plan.png
			/drafts/x.png -`},
		{"Zola", zolaFiles, `
			/a.png static/a.png
			/x/img.png content/blog/x/img.png
			/blog/x/img.png content/blog/x/img.png
			/blog/s.png content/blog/s.png
			/h/img.png -
			/blog/h/img.png -
			/sass/x.png -
			/templates/x.html -
			/config.toml -`},
		{"Hexo", hexoFiles, `
			/images/a.png source/images/a.png
			/demo/index.html source/demo/index.html
			/inner/x.png -
			/one/img.png source/_posts/one/img.png
			/2026/one/two.png source/_posts/one/two.png
			/_posts/loose.png -
			/loose.png -
			/_drafts/d/img.png -
			/d/img.png -
			/_data/x.png -
			/themes/t/x.png -
			/about/me.png source/about/me.png`},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := readTree(t, directory(c.files))
			for line := range strings.Lines(c.want) {
				address, want, ok := strings.Cut(strings.TrimSpace(line), " ")
				if !ok {
					continue
				}
				file, ok := a.FileAt(address)
				if !ok {
					file = "-"
				}
				if file != want {
					t.Errorf("at %s is %s, want %s", address, file, want)
				}
				if ok && !a.HasFile(file) {
					t.Errorf("%s is at %s, but readers may not have it", file, address)
				}
			}
			for p := range a.fsys.(fstest.MapFS) {
				address := a.FileAddress(p)
				if at, ok := a.FileAt(address); a.HasFile(p) != ok || ok && at != p {
					t.Errorf("the address of %s is %q, where %q is", p, address, at)
				}
			}
		})
	}
}

// Canonical addresses: below the slug of a post, and as the former site has static files.
func TestFileAddress(t *testing.T) {
	for _, c := range []struct{ files, file, want string }{
		{plainFiles, "static/logo.png", "/logo.png"},
		{plainFiles, "posts/one/deep/er.png", "/one/deep/er.png"},
		{plainFiles, "posts/loose.png", "/posts/loose.png"},
		{plainFiles, "pages/about/me.png", "/about/me.png"},
		{plainFiles, "posts/secret/img.png", ""},
		{hugoFiles, "content/posts/b/img.png", "/b/img.png"},
		{hugoFiles, "content/posts/c/img.png", "/sea/img.png"},
		{hugoFiles, "static/images/a.png", "/images/a.png"},
		{hugoFiles, "assets/used.png", "/assets/used.png"},
		{jekyllFiles, "assets/a.png", "/assets/a.png"},
		{hexoFiles, "source/_posts/one/two.png", "/one/two.png"},
		{plainFiles + "static/one/img.png\n", "static/one/img.png", "/static/one/img.png"},
	} {
		if got := readTree(t, directory(c.files)).FileAddress(c.file); got != c.want {
			t.Errorf("the address of %s is %q, want %q", c.file, got, c.want)
		}
	}
}

// Links name the files that they lead to, and only those that readers may have.
func TestLinkFiles(t *testing.T) {
	for _, c := range []struct{ name, files, slug, want string }{
		{"plain", plainFiles, "one", "posts/one/img.png posts/one/deep/er.png posts/loose.png static/logo.png"},
		{"plain", plainFiles, "two", "posts/two/a.png posts/images/far.png images/top.png"},
		{"Hugo", hugoFiles, "b", "content/posts/b/img.png static/images/a.png static/images/a.png static/images/a.png assets/used.png content/posts/b/img.png"},
		{"Hugo", hugoFiles, "sea", "content/posts/c/img.png"},
		{"Jekyll", jekyllFiles, "one", "assets/a.png images/c.png tools/x.zip"},
		{"Zola", zolaFiles, "x", "content/blog/x/img.png static/a.png content/blog/s.png"},
		{"Hexo", hexoFiles, "one", "source/_posts/one/img.png source/_posts/one/two.png source/images/a.png"},
		{"Hexo", hexoFiles, "about", "source/about/me.png"},
	} {
		a := readTree(t, directory(c.files))
		var links []Link
		if p, ok := a.Post(c.slug); ok {
			links = p.Outline().Links
		} else {
			links = a.About.Outline().Links
		}
		var got []string
		for _, l := range links {
			if l.File != "" {
				got = append(got, l.File)
			}
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s: the links of %s lead to\n%s, want\n%s", c.name, c.slug, got, c.want)
		}
	}
}

// Authors get the files of what they alone see, and nothing that is secret to all.
func TestFilesForAuthors(t *testing.T) {
	a := readTree(t, directory(plainFiles)).ForAuthors()
	for address, want := range map[string]string{
		"/secret/img.png": "posts/secret/img.png", "/later/img.png": "posts/later/img.png", "/posts/ofdraft.png": "posts/ofdraft.png",
		"/one/img.png": "posts/one/img.png", "/one/index.md": "", "/site.yaml": "", "/one/.hidden.png": "",
	} {
		if got, _ := a.FileAt(address); got != want {
			t.Errorf("at %s is %q, want %q", address, got, want)
		}
	}
	p, _ := a.Post("secret")
	if links := p.Outline().Links; links[0].File != "posts/secret/img.png" {
		t.Errorf("the first picture is %q", links[0].File)
	}
}

// A folder with a public text and a draft of its translation: readers get the files that a
// public text refers to.
func TestFilesOfTranslations(t *testing.T) {
	a := readTree(t, directory(`
hugo.toml title = "H"\n[languages.en]\n[languages.fa]
content/posts/x/index.md :title: X;date: 2026-01-02|![](en.png)
content/posts/x/index.fa.md :title: F;date: 2026-01-02;draft: true|![](fa.png)
content/posts/x/en.png
content/posts/x/fa.png
`))
	for address, want := range map[string]bool{"/x/en.png": true, "/x/fa.png": false, "/x-fa/fa.png": false, "/x-fa/en.png": false} {
		if _, ok := a.FileAt(address); ok != want {
			t.Errorf("%s: %t, want %t", address, ok, want)
		}
	}
}

// anyCase is a file system that takes names in another case for the same.
type anyCase struct{ fstest.MapFS }

func (f anyCase) Open(name string) (fs.File, error) {
	for p := range f.MapFS {
		if strings.EqualFold(p, name) {
			name = p
		}
	}
	return f.MapFS.Open(name)
}

func (f anyCase) Stat(name string) (fs.FileInfo, error) {
	for p := range f.MapFS {
		if strings.EqualFold(p, name) {
			name = p
		}
	}
	return f.MapFS.Stat(name)
}

func (f anyCase) Lstat(name string) (fs.FileInfo, error) { return f.Stat(path.Clean(name)) }

// A reader writes the names of a draft's files in another case, on a system that does not
// mind.
func TestFilesInAnotherCase(t *testing.T) {
	a := readTree(t, anyCase{directory(plainFiles)})
	for _, address := range []string{"/posts/Secret/img.png", "/POSTS/secret/IMG.png", "/posts/SECRET/img.PNG", "/posts/Later.pdf", "/posts/One/Index.MD", "/Site.yaml"} {
		if file, ok := a.FileAt(address); ok {
			t.Errorf("at %s is %s", address, file)
		}
	}
}

// A link within the directory leads from a public name to what is secret.
func TestFilesBehindLinks(t *testing.T) {
	files := directory(plainFiles)
	for name, target := range map[string]string{
		"static/a.png": "../posts/secret/img.png", "static/b.txt": "../site.yaml", "static/c.txt": "../posts/secret/index.md",
		"static/dir": "../posts/secret", "posts/one/out.png": "../../../etc/passwd",
	} {
		files[name] = &fstest.MapFile{Data: []byte(target), Mode: fs.ModeSymlink}
	}
	a := readTree(t, files)
	for _, address := range []string{"/a.png", "/b.txt", "/c.txt", "/dir/img.png", "/one/out.png"} {
		if file, ok := a.FileAt(address); ok {
			t.Errorf("at %s is %s", address, file)
		}
	}
}

// Files that are no regular ones are not opened: a named pipe would wait for a writer.
func TestFilesThatAreNone(t *testing.T) {
	files := directory(plainFiles)
	for i, mode := range []fs.FileMode{fs.ModeNamedPipe, fs.ModeDevice, fs.ModeSocket, fs.ModeDir, fs.ModeCharDevice | fs.ModeDevice} {
		files[fmt.Sprintf("static/f%d.png", i)] = &fstest.MapFile{Mode: mode}
	}
	a := readTree(t, files)
	for i := range 5 {
		if file, ok := a.FileAt(fmt.Sprintf("/f%d.png", i)); ok {
			t.Errorf("%s is served", file)
		}
	}
}

// With a web door, feeds and lists name the address that a file has there.
func TestLinksToFilesOnTheDoor(t *testing.T) {
	files := directory(plainFiles + "posts/z.md :title: Z;date: 2026-01-03|![](one/%C3%A4%20b.png) ![](gone.png)\n")
	files["posts/one/ä b.png"] = &fstest.MapFile{}
	a, r := Read(files, Options{Now: fileTime, Door: &Door{Address: "https://blog.example"}})
	if a == nil {
		t.Fatal(r.Err())
	}
	z, _ := a.Post("z")
	if got := z.Outline().Links[0].URL; got != "https://blog.example/one/%C3%A4%20b.png" {
		t.Errorf("the picture is at %s", got)
	}
}
