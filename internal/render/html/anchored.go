package html

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// anchored writes what another renderer writes, and within each element the place to which
// links to its id lead. Headings have their own ids.
type anchored struct {
	markup *markup
	inner  renderer.NodeRenderer
}

func (a anchored) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	a.inner.RegisterFuncs(anchoring{a.markup, reg})
}

type anchoring struct {
	markup *markup
	reg    renderer.NodeRendererFuncRegisterer
}

func (a anchoring) Register(kind ast.NodeKind, write renderer.NodeRendererFunc) {
	a.reg.Register(kind, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		status, err := write(w, source, n, entering)
		if entering && err == nil {
			a.markup.mark(w, n)
		}
		return status, err
	})
}

// mark writes the id of a node, if it is the first that has it.
func (m *markup) mark(w util.BufWriter, n ast.Node) {
	value, ok := n.AttributeString("id")
	id, isBytes := value.([]byte)
	if name := string(id); ok && isBytes && n.Kind() != ast.KindHeading && !m.taken[name] {
		m.taken[name] = true
		m.place(w, name)
	}
}
