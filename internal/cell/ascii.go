package cell

// ASCII returns the mark of a typewriter that stands for a mark of one cell, in one cell. ok
// is false for letters, and for marks without a likeness.
func ASCII(mark rune) (likeness string, ok bool) {
	likeness, ok = typewriter[mark]
	if !ok && mark >= firstLine && mark <= lastLine {
		return "+", true
	}
	return likeness, ok
}

// The lines and corners of boxes. Those that are not in the table meet others.
const (
	firstLine = '─'
	lastLine  = '╿'
)

// typewriter has the ASCII for the marks of the room and for the marks in texts.
var typewriter = map[rune]string{
	'▌': ">", '▏': "_", '·': "-", '•': "*", '‣': ">", '◦': "o", '▪': "*", '●': "*", '○': "o",
	'│': "|", '┃': "|", '║': "|", '╎': "|", '┆': "|", '┊': "|",
	'─': "-", '━': "-", '═': "=", '╌': "-", '┄': "-", '┈': "-",
	'‹': "<", '›': ">", '«': "<", '»': ">", '…': "~",
	'↑': "^", '↓': "v", '→': ">", '←': "<", '⇒': ">", '⇐': "<", '☐': "o", '☑': "x",
	'—': "-", '–': "-", '‐': "-", '‑': "-", '−': "-", '×': "x",
	'\u2018': "'", '\u2019': "'", '\u201c': `"`, '\u201d': `"`, '′': "'", '″': `"`,
	'★': "*", '☆': "*", '■': "#", '□': "#",
	'█': "#", '▓': "#", '▒': "#", '░': ":", '▀': "#", '▄': "#", '▐': "|",
}
