package blogtest

import "testing/fstest"

// Unpublished is a small blog with a text in every state, for tests of what authors see.
// Its states do not depend on the time of the test.
func Unpublished() fstest.MapFS {
	files := fstest.MapFS{}
	for path, text := range map[string]string{
		"site.yaml": "title: Work in Progress\nbyline: half of it is not out\nhost: blog.example\n",
		"posts/out.md": "---\ntitle: Out Since Long\ndate: 2026-01-05\nsummary: All read it.\ntags: [old]\neditor: vim\n---\n\n" +
			"A heron. It goes on in [the rest](idea.md). <!-- or not -->\n",
		"posts/second.md": "---\ntitle: Out as Well\ndate: 2026-01-06\nsummary: All read it too.\ntags: [old]\n---\n\nA heron, too.\n",
		"posts/idea.md":   "---\ntitle: An Idea\nsummary: Not much yet.\ndraft: true\ntags: [new]\n---\n\n## Why\n\nA heron and a wombat.\n",
		"posts/dated.md":  "---\ntitle: Dated, and Not Done, with a Title That Takes More than One Line\ndate: 2026-02-01\nsummary: Half done.\nstatus: draft\n---\n\nA wombat.\n",
		"posts/soon.md":   "---\ntitle: Soon\ndate: 2999-12-12\nsummary: Done.\ntags: [new]\n---\n\nA quokka.\n",
		"posts/quiet.md":  "---\ntitle: For Friends\ndate: 2026-01-02\nsummary: Who has the link reads it.\nunlisted: true\n---\n\nAn ibis.\n",
		"pages/plan.md":   "---\ntitle: The Plan\ndraft: true\n---\n\nA tapir.\n",
		"pages/about.md":  "---\ntitle: About\n---\n\nOne who writes.\n",
	} {
		files[path] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}
