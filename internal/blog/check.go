package blog

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Check returns what is wrong in the bodies of an archive that [Begin] handed
// out before they were checked, by path and line, and nil for one that is checked
// already. It is for beside serving: it works on one body at a time, and those
// that somebody has read meanwhile cost nothing. It ends with ctx.
func (a *Archive) Check(ctx context.Context) []Problem {
	n := &notes{}
	check(ctx, a.unchecked, 1, n)
	return n.sorted()
}

// check notes what is wrong in bodies, in their order.
func check(ctx context.Context, bodies []*body, workers int, n *notes) {
	wrong, deep := make([][]Problem, len(bodies)), make([][]deepLink, len(bodies))
	parallel(len(bodies), workers, func(i int) {
		if ctx.Err() == nil {
			wrong[i], deep[i] = bodies[i].faults()
		}
	})
	outlines := map[*body]Outline{} // without their trees, of which there would be many
	for i := range bodies {
		n.problems = append(n.problems, wrong[i]...)
		for _, l := range deep[i] {
			if ctx.Err() != nil {
				return
			}
			if l.target.fails {
				continue // and is reported
			}
			o, known := outlines[l.target]
			if !known {
				o.Headings = l.target.document().Headings
				outlines[l.target] = o
			}
			if !o.HasAnchor(l.anchor) {
				noHeading(n, l.from.page.Path, l.line, l.link, o)
			}
		}
	}
}

// parallel calls do for every number below n, on that many goroutines, and waits
// for them. Between two calls each lets others go first.
func parallel(n, workers int, do func(i int)) {
	var next atomic.Int64
	work := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			do(i)
			runtime.Gosched()
		}
	}
	if workers == 1 {
		work()
		return
	}
	var group sync.WaitGroup
	for range workers {
		group.Go(work)
	}
	group.Wait()
}

// allCores is for what nobody is served beside.
func allCores() int { return runtime.GOMAXPROCS(0) }
