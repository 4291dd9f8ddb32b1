package blog

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"
)

// inThree returns a post with one field in YAML, TOML and JSON. The value is a text, or
// as JSON writes it, which the other two take as well.
func inThree(name, value string) map[string]string {
	if !json.Valid([]byte(value)) {
		quoted, _ := json.Marshal(value)
		value = string(quoted)
	}
	return map[string]string{
		"YAML": fmt.Sprintf("---\n%q: %s\n---\nText.\n", name, value),
		"TOML": fmt.Sprintf("+++\n%q = %s\n+++\nText.\n", name, value),
		"JSON": fmt.Sprintf("{ %q: %s }\nText.\n", name, value),
	}
}

// Every name of every field is read in three languages, in any case.
func TestFieldsOfThreeFormats(t *testing.T) {
	day := func(d time.Time) string { return d.Format(time.DateOnly) }
	for _, c := range []struct {
		names, value string
		get          func(p *Post) string
		want         string
	}{
		{"title Title TITLE", "1984", func(p *Post) string { return p.Title }, "1984"},
		{"summary description excerpt", "What  it is", func(p *Post) string { return p.Summary }, "What it is"},
		{"date DATE", "2020-02-03 04:05:06 +0900", func(p *Post) string { return p.Date.UTC().Format(time.RFC3339) }, "2020-02-02T19:05:06Z"},
		{"date publishDate pubDate pubDatetime publishedAt created createdAt date_created", "2020-02-03", func(p *Post) string { return day(p.Date) }, "2020-02-03"},
		{"updated lastmod last_modified_at modified LastMod updatedDate modDatetime", "2020-02-04T10:00", func(p *Post) string { return day(p.Updated) }, "2020-02-04"},
		{"tags categories", "C#, .NET,C++", func(p *Post) string { return strings.Join(p.Tags, "|") }, "C#|.NET|C++"},
		{"tags categories", "go ssh", func(p *Post) string { return strings.Join(p.Tags, "|") }, "go|ssh"},
		{"tag category", "common cause failure", func(p *Post) string { return strings.Join(p.Tags, "|") }, "common cause failure"},
		{"tags tag categories", `["Systems Design", "CLI", "cli"]`, func(p *Post) string { return strings.Join(p.Tags, "|") }, "Systems Design|CLI"},
		{"categories", `[["Dev", "Go"], ["Life"], "x"]`, func(p *Post) string { return strings.Join(p.Tags, "|") }, "Dev|Go|Life|x"},
		{"slug", "Some Thing", func(p *Post) string { return p.Slug }, "some-thing"},
		{"aliases redirect_from", `["/2015/05/21/old-place/", "/old.html"]`, func(p *Post) string { return strings.Join(p.OldPaths, " ") }, "/2015/05/21/old-place /old.html"},
		{"aliases redirect_from", "/2015/05/21/old-place/", func(p *Post) string { return strings.Join(p.Aliases, " ") }, "old-place"},
		{"lang", "fa", func(p *Post) string { return p.Lang }, "fa"},
		{"layout author image params", "x", func(p *Post) string { return p.Title + " " + p.Slug }, "A post a-post"},
	} {
		for name := range strings.FieldsSeq(c.names) {
			for format, text := range inThree(name, c.value) {
				a, r := Open(dir("posts/a-post.md", text))
				if a == nil || len(a.Posts) != 1 {
					t.Errorf("%s in %s: %s", name, format, problems(r))
					continue
				}
				if got := c.get(a.Posts[0]); got != c.want {
					t.Errorf("%s in %s is %q, want %q", name, format, got, c.want)
				}
			}
		}
	}
}

// The words of secrecy, in three languages: who sees the post, or why it is left out.
func TestWordsOfSecrecy(t *testing.T) {
	const leftOut = "left out"
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct{ name, value, want string }{
		{"draft", "true", "draft"},
		{"Draft", "yes", "draft"},
		{"draft", `"true"`, "draft"},
		{"draft", "false", "published"},
		{"draft", "ture", leftOut},
		{"published", "false", "draft"},
		{"published", "true", "published"},
		{"published", "2026-05-01", "published"},
		{"published", "2027-05-01", "scheduled"},
		{"publish", "no", "draft"},
		{"private", "true", "draft"},
		{"private", "yse", leftOut},
		{"headless", "true", "draft"},
		{"render", "false", "draft"},
		{"password", "xyzzy", "draft"},
		{"password", `""`, "published"},
		{"hidden", "true", "unlisted"},
		{"unlisted", "1", "unlisted"},
		{"status", "draft", "draft"},
		{"status", "hiden", leftOut},
		{"status", "Published", "published"},
		{"state", "unlisted", "unlisted"},
		{"visibility", "private", "draft"},
		{"date", "2026-06-02", "scheduled"},
		{"date", "2026-06-31", leftOut},
		{"publishDate", "2026-06-02", "scheduled"},
		{"publishDate", "soon", leftOut},
		{"expiryDate", "2026-05-31", "draft"},
		{"expiryDate", "2026-07-01", "published"},
		{"expiryDate", "never", leftOut},
		{"draft", "{}", leftOut},
		{"draft", "[]", leftOut},
		{"draft", `""`, "published"},
		{"draft", `[true]`, leftOut},
		{"published", "{}", leftOut},
		{"publishDate", "[]", leftOut},
		{"build", "{}", "published"},
		{"build.list", "never", "unlisted"},
		{"Build.List", "never", "unlisted"},
		{"_build.render", "never", "draft"},
		{"build.lst", "never", leftOut},
		{"bild.list", "never", leftOut},
		{"foo.list", "never", "published"},
		{"privat", "yse", leftOut},
		{"darft", "ture", leftOut},
		{"publishd", "flase", leftOut},
		{"statsu", "drfat", leftOut},
		{"drafts", "true", leftOut},
		{"is_draft", "true", leftOut},
		{"isDraft", "yes", leftOut},
		{"is-hidden", "true", leftOut},
		{"isPublished", "false", leftOut},
		{"isPublished", "true", "published"},
		{"is_draft", "false", "published"},
		{"publisher", "Penguin", "published"},
		{"gender", "non", "published"},
		{"stage", "two", "published"},
		{"publish_date", "2026-06-02", "scheduled"},
		{"pub_date", "2026-05-02", "published"},
		{"expiry_date", "2026-05-02", "draft"},
		{"hiden", "true", leftOut},
		{"darft", "true", leftOut},
		{"stats", "true", "published"},
		{"rate", "4", "published"},
		{"data", "books.csv", "published"},
	} {
		for format, text := range inThree(c.name, c.value) {
			a, r := Read(dir("posts/a.md", text), Options{Now: now})
			got := leftOut
			if f := a.files["posts/a.md"]; f.served != nil {
				got = f.state.String()
			}
			if _, readable := a.Post("a"); got != c.want || readable != (got == "published" || got == "unlisted") || r.LeftOut > 0 != (got == leftOut) {
				t.Errorf("%s: %s in %s: %s, want %s\n%s", c.name, c.value, format, got, c.want, problems(r))
			}
		}
	}
}

// If a word of secrecy is given twice, the value that hides the post counts, wherever it
// stands.
func TestSecrecyGivenTwice(t *testing.T) {
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct{ fields, want, mend string }{
		{"x: &a {draft: true, draft: false}\n<<: *a", "draft", "keep one, the one that hides the post counts"},
		{"draft: true\ndraft: false", "draft", "keep one, the one that hides the post counts"},
		{"draft: false\nDraft: true", "draft", "keep one, the last counts"},
		{"draft: false\ndraft: true\ndraft: false", "draft", "keep one, the one that hides the post counts"},
		{"draft: true\ndraft:", "draft", "the one that hides"},
		{"draft: ture\ndraft: false", "left out", "want true or false"},
		{"darft: true\ndarft: false", "left out", "write draft"},
		{"build: {list: never, list: always}", "unlisted", "the one that hides"},
		{"publishDate: 2027-01-01\npublishDate: 2026-01-01", "scheduled", "the one that hides"},
		{"expiryDate: 2026-05-01\nexpiryDate: 2027-01-01", "draft", "the one that hides"},
		{"tags: a\ntags: b", "published", "keep one, the last counts"},
		{"reviewer: a\nreviewer: b", "published", ""},
	} {
		a, r := Read(dir("posts/a.md", "---\n"+c.fields+"\ntitle: T\ndate: 2026-01-05\nsummary: S\n---\nText.\n"), Options{Now: now})
		got := "left out"
		if f := a.files["posts/a.md"]; f.served != nil {
			got = f.state.String()
		}
		if got != c.want || !strings.Contains(problems(r), c.mend) || c.mend == "" && problems(r) != "" {
			t.Errorf("%q: %s, want %s\n%s", c.fields, got, c.want, problems(r))
		}
	}
	for _, c := range []struct{ config, index, want string }{
		{"title: T\ntitle: U\nbaseURL: /", "title: X\ntitle: Y", "hugo.yaml:2: warning: title is given twice, first on line 1: keep one, the last counts"},
		{"title: T\nbaseURL: /\ncascade: {draft: true}\ncascade: {}", "", "hugo.yaml:4: cascade is given twice, first on line 3: keep one"},
		{"title: T\nbaseURL: /", "cascade: {draft: true}\ncascade: {}", "content/x/_index.md:3: warning: cascade is given twice, first on line 2: keep one"},
	} {
		a, r := Open(fstest.MapFS{
			"hugo.yaml":           {Data: []byte(c.config)},
			"content/x/_index.md": {Data: []byte("---\n" + c.index + "\n---\n")},
			"content/x/a.md":      {Data: []byte("---\ntitle: T\ndate: 2026-01-05\n---\nText.\n")},
		})
		if listed := a != nil && len(a.Posts) > 0; problems(r) != c.want || listed != strings.Contains(c.want, "the last counts") {
			t.Errorf("%q, %q: %s, listed %t", c.config, c.index, problems(r), listed)
		}
	}
}

// A day that does not exist does not leave a post out if its name has one. With a word of
// secrecy it does.
func TestImpossibleDates(t *testing.T) {
	for _, c := range []struct{ name, field, want string }{
		{"2021-02-28-a", "date: 2021-02-29", "2021-02-28"},
		{"2021-02-28-a", "date: soon", ""},
		{"2021-02-28-a", "publishDate: 2021-02-29", ""},
		{"2021-02-28-a", "created: then", "2021-02-28"},
		{"a", "date: 2021-02-29", ""},
		{"a", "created: then", "0001-01-01"},
	} {
		a, r := Open(dir("posts/"+c.name+".md", "---\n"+c.field+"\ntitle: T\nsummary: S\n---\nText.\n"))
		got := ""
		if len(a.Posts) == 1 {
			got = a.Posts[0].Date.Format(time.DateOnly)
		}
		if got != c.want {
			t.Errorf("%s, %s: %q, want %q\n%s", c.name, c.field, got, c.want, problems(r))
		}
	}
}

// Hugo's posts of one name have the dates before their names, as on the site, and names
// that are numbers their folders, without a warning. The name alone leads to all of them.
func TestNamesWithDates(t *testing.T) {
	text := "---\ntitle: T\nsummary: S\n---\nText.\n"
	files := map[string]string{
		"hugo.toml":                    "title = 'T'\nbaseURL = 'https://a.example/'\n[languages.en]\n[languages.de]\n",
		"content/a/2020-01-02-news.md": text, "content/a/2020-01-09-news.md": text, "content/b/2020-02-01-news/index.md": text,
		"content/a/2020-01-02-news.de.md": text, "content/a/2020-01-09-news.de.md": text,
		"content/cn-info.md": "---\nslug: cn/info\n---\n# T\n", "content/en-info.md": "---\nslug: en/info\n---\n# T\n",
		"content/2019/12/index.md": text, "content/2020/12/index.md": text,
		"content/a/2020-01-02-x.md": text, "content/b/2020-01-02-x.md": text, "content/a/2020-01-05.md": text, "content/a/2020-01-06-alone.md": text,
	}
	a, r := Open(filesOf(files))
	var slugs []string
	for p := range a.Readable() {
		slugs = append(slugs, p.Slug)
	}
	slices.Sort(slugs)
	if got := strings.Join(slugs, " "); got != "2019-12 2020-01-02-news 2020-01-02-news-de 2020-01-05 2020-01-09-news 2020-01-09-news-de 2020-02-01-news 2020-12 a-x alone b-x cn-info en-info" || strings.Contains(problems(r), "news") || strings.Contains(problems(r), "/12/") {
		t.Errorf("%s\n%s", got, problems(r))
	}
	if several := a.Sharing("news"); len(several) != 3 {
		t.Errorf("news leads to %d posts", len(several))
	}
}

// Words of secrecy for the author's own templates keep a post out of lists.
func TestOwnWordsOfSecrecy(t *testing.T) {
	for front, want := range map[string]State{
		"---\nextra: {unlisted: true}\n---": Unlisted, "---\nparams:\n  Draft: yes\n---": Unlisted, "+++\n[extra]\nhidden = true\n+++": Unlisted, "+++\nextra.private = true\n+++": Unlisted,
		"---\nextra: {draft: soon, unlisted: false, password: x}\n---": Published, "---\nparams: {private: [x]}\nextra: x\n---": Published, "---\nother: {draft: true}\n---": Published,
		"---\nextra: {unlisted: true}\ndraft: true\n---": Draft,
	} {
		a, r := Open(dir("posts/a.md", front+"\n# T\n"))
		if got := a.files["posts/a.md"].state; got != want || r.LeftOut > 0 {
			t.Errorf("%q: %v, want %v\n%s", front, got, want, problems(r))
		}
	}
}

// Authors use status and state for words of their own. Such a value hides nothing and is a
// remark; what has a word that hides, or one that may be meant for one, keeps the post back.
func TestStatesOfAuthors(t *testing.T) {
	values := map[string]bool{} // whether the post is kept back
	for _, v := range []string{
		"seedling", "evergreen", "stable", "in progress", "needs review", "reading", "🌱", "2", "true", "[stable, evergreen]", "superseded", "Stable (since 2020)", "moved", "CA", "1.2",
		"outdated", "listening", "open", "unstable", "no longer maintained", "planted", "ready", "上架", "收藏",
	} {
		values[v] = false
	}
	for _, v := range []string{
		"hiden", "hiddne", "dratf", "darf", "drft", "drafted", "drafting", "Draft 2", "in draft", "first-draft", "prvate", "privt", "pirvate", "unlistd", "unlsted", "pendin", "unpublishd",
		"notpublished", "not published", "non-public", "unpublic", "never published", "scheduled", "schedled", "future", "trashed", "archived", "archive", "deleted", "work in progress",
		"vip", "false", "no", "0", "off", "[stable, draft]", "[hiden]", "[]", "{draft: true}", "[{draft: true}]", "[stable, {draft: true}]", "entwurf", "草稿", "secret", "private!", "pending_review", "\"- draft\"",
		"work-in-progress", "Work_In_Progress", "not ready", "not yet ready", "nicht öffentlich", "unfinished", "unreleased", "unapproved", "members-only", "subscribers", "friends",
		"family", "preview", "staging", "retracted", "noindex", "todo", "on hold", "草稿箱", "隐藏", "下架", "非公开", "비공개", "초안", "taslak", "luonnos", "kladde",
	} {
		values[v] = true
	}
	for v, back := range values {
		for _, name := range []string{"status", "State"} {
			a, r := Open(dir("posts/a.md", post(good+"\n"+name+": "+v)))
			if got := a.files["posts/a.md"].served == nil; got != back {
				t.Errorf("%s: %s is kept back: %t, want %t", name, v, got, back)
			}
			if !back && (len(r.Problems) != 1 || !r.Problems[0].Common || r.Problems[0].Line != 5) {
				t.Errorf("%s: %s: %s", name, v, problems(r))
			}
		}
		if a, r := Open(dir("posts/a.md", post(good+"\nvisibility: "+v))); a.files["posts/a.md"].served != nil {
			t.Errorf("visibility: %s: %s", v, problems(r))
		}
	}
}

// What Hugo builds of a page, and what a post does not say when nothing is said.
func TestBuildOptions(t *testing.T) {
	for _, c := range []struct{ value, want string }{
		{"{list: never}", "unlisted"},
		{"{list: never, render: never}", "draft"},
		{"{list: always, render: always, publishResources: false}", "published"},
		{"{render: false}", "draft"},
		{"{lst: never}", ""},
		{"{list: nevre}", ""},
		{"never", ""},
		{"{{ x }}", ""},
	} {
		for _, name := range []string{"build", "_build", "Build"} {
			a, _ := Open(dir("posts/a.md", post(good+"\n"+name+": "+c.value)))
			got := ""
			if f := a.files["posts/a.md"]; f.served != nil {
				got = f.state.String()
			}
			if got != c.want {
				t.Errorf("%s: %s is %q, want %q", name, c.value, got, c.want)
			}
		}
	}
}

// Dotted names of one field are read together, and with what is below it.
func TestDottedNames(t *testing.T) {
	for _, fields := range []string{
		"build.list: never\nbuild.render: never", "build.render: never\nbuild: {list: always}", "build:\nbuild.render: never", "BUILD.render: never\nbuild:\n  list: never",
	} {
		a, r := Open(dir("posts/a.md", post(good+"\n"+fields)))
		if f := a.files["posts/a.md"]; f.served == nil || f.state != Draft {
			t.Errorf("%s: %s", fields, problems(r))
		}
	}
}

// A title comes from the first heading, and else from the name of the file; a date from
// the name or the address. Zola's tags are in a table of their own.
func TestWhatIsNotInAField(t *testing.T) {
	for _, c := range []struct{ path, text, want string }{
		{"posts/a.md", "---\ntitle: {{ title }}\ndate: {{ date }}\n---\n# It\n", "It  "},
		{"posts/a.md", "# It *begins*\n\nText.\n", "It begins  "},
		{"posts/2026-01-05-how-it_began.md", "Text.\n", "How it began 2026-01-05 "},
		{"posts/2026-01-05-a.md", "---\ntitle: T\ndate: 2026-02-30\n---\nText.\n", "T 2026-01-05 "},
		{"posts/a.md", "+++\ntitle = 'T'\npath = '2026/01/06/x'\n[taxonomies]\ntags = ['Go', 'C#']\n[extra]\ntags = ['no']\n+++\n", "T 2026-01-06 Go|C#"},
		{"posts/a.md", "---\ntitle: T\nurl: /2026/01/07/x/\ncategories: a\ntags: b\n...\nText.\n", "T 2026-01-07 b|a"},
	} {
		a, r := Open(dir(c.path, c.text))
		if a == nil || len(a.Posts) != 1 {
			t.Fatal(problems(r))
		}
		p, date := a.Posts[0], ""
		if !p.Date.IsZero() {
			date = p.Date.Format(time.DateOnly)
		}
		if got := p.Title + " " + date + " " + strings.Join(p.Tags, "|"); got != c.want {
			t.Errorf("%s is %q, want %q", c.text, got, c.want)
		}
	}
}

// Generated front matter: what hides a post hides it in whatever company, language, case and
// folder, and what is accepted says the same when it is written down again.
func TestGeneratedFrontMatter(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(of ...string) string { return of[random.IntN(len(of))] }
	anyCase := func(name string) string {
		return strings.Map(func(r rune) rune {
			if random.IntN(4) == 0 {
				return unicode.ToUpper(r)
			}
			return r
		}, name)
	}
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	hiding := [][2]string{
		{"draft", "true"},
		{"draft", `"yes"`},
		{"draft", `"ture"`},
		{"draft", "[true]"},
		{"draft", "{}"},
		{"published", "false"},
		{"private", "true"},
		{"privat", `"yse"`},
		{"is_draft", "true"},
		{"status", `"draft"`},
		{"status", `"dratf"`},
		{"visibility", `"private"`},
		{"password", `"p"`},
		{"publishDate", `"2027-01-01"`},
		{"publish_date", `"2027-01-01"`},
		{"publishDate", `"soon"`},
		{"expiryDate", `"2026-01-01"`},
		{"unlisted", "true"},
		{"hidden", `"true"`},
		{"headless", "true"},
		{"drafts", "true"},
		{"hidden", `"perhaps"`},
		{"build.list", `"never"`},
		{"build", `"never"`},
		{"render", "false"},
	}
	for range 3000 {
		fields := map[string]string{"title": pick(`"Go: the good"`, `"T"`, `"漢字"`), "date": pick(`"2020-01-02"`, `"2021-03-04 05:06:07 +0530"`)}
		for range random.IntN(5) {
			switch random.IntN(6) {
			case 0:
				fields["tags"] = pick(`["C#", "two words"]`, `"a, b"`)
			case 1:
				fields["weight"] = "3"
			case 2:
				fields["draft"] = "false"
			case 3:
				fields["description"] = `"It is."`
			case 4:
				fields["lastmod"] = `"2022-01-01"`
			case 5:
				fields["aliases"] = `["/x/old/"]`
			}
		}
		format := pick("YAML", "TOML", "JSON")
		written := func(fields map[string]string) string {
			var lines []string
			for name, value := range fields {
				sign, name := ": ", fmt.Sprintf("%q", anyCase(name))
				if format == "TOML" {
					sign = " = "
				}
				lines = append(lines, name+sign+value)
			}
			switch format {
			case "YAML":
				return "---\n" + strings.Join(lines, "\n") + "\n---\nText.\n"
			case "TOML":
				return "+++\n" + strings.Join(lines, "\n") + "\n+++\nText.\n"
			}
			return "{ " + strings.Join(lines, ",\n") + " }\nText.\n"
		}
		secret, inherited := random.IntN(2) == 0, random.IntN(2) == 0
		files := map[string]string{"site.yaml": goodSite}
		path := "posts/a.md"
		if secret {
			delete(fields, "draft")
		}
		switch word := hiding[random.IntN(len(hiding))]; {
		case secret && !inherited:
			fields[word[0]] = word[1]
		case secret && format == "YAML" && random.IntN(2) == 0: // defaults of Jekyll are YAML as well
			path = "_posts/s/2020-01-02-a.md"
			files = map[string]string{"_config.yml": fmt.Sprintf("title: T\ndefaults: [{scope: {path: %s}, values: {%q: %s}}]\n", pick("_posts/s", "./_posts", `""`), anyCase(word[0]), word[1])}
		case secret:
			path = "content/s/a.md"
			section := map[string]string{"cascade": fmt.Sprintf("{%q: %s}", word[0], word[1])}
			if format == "TOML" {
				section["cascade"] = fmt.Sprintf("{%q = %s}", word[0], word[1])
			}
			files = map[string]string{"hugo.toml": "title = 'T'\n", "content/s/_index.md": written(section)}
		}
		text := written(fields)
		files[path] = text
		listed, told := 0, false
		a, r := Read(filesOf(files), Options{Now: now, Parsed: func(*Post, Texts) { told = true }})
		for p := range a.Readable() {
			if p.State == Published {
				listed++
			}
		}
		if secret != (listed == 0) || secret == told {
			t.Fatalf("secret is %t, %d posts are listed, and indexed is %t:\n%q\n%s", secret, listed, told, files, problems(r))
		}
		if secret {
			continue
		}
		p := a.Posts[0]
		again := map[string]any{"title": p.Title, "date": p.Date, "tags": p.Tags, "summary": p.Summary, "aliases": p.OldPaths}
		if !p.Updated.IsZero() {
			again["updated"] = p.Updated
		}
		rewritten, err := json.Marshal(again)
		if err != nil {
			t.Fatal(err)
		}
		b, r := Read(dir("posts/a.md", string(rewritten)+"\nText.\n"), Options{Now: now})
		if len(b.Posts) != 1 {
			t.Fatalf("%s is not accepted:\n%s", rewritten, problems(r))
		}
		was := fmt.Sprint(p.Title, p.Date.Unix(), p.Tags, p.Summary, p.OldPaths, p.Updated.Unix())
		if q := b.Posts[0]; was != fmt.Sprint(q.Title, q.Date.Unix(), q.Tags, q.Summary, q.OldPaths, q.Updated.Unix()) {
			t.Fatalf("%s became %+v", was, q)
		}
	}
}
