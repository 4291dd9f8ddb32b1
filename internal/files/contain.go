package files

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/pkg/sftp"
)

// Panic is the error of a session that a mistake in Pete ended.
type Panic struct {
	Value any    // what was thrown
	Stack string // of the goroutine that threw it, on one line
}

// Error returns what was thrown.
func (p *Panic) Error() string { return fmt.Sprintf("panic: %v", p.Value) }

// contain is deferred by whatever pkg/sftp calls: it calls from goroutines of
// its own, where a panic would end the server. The request that hit the mistake
// fails, and the session ends behind it.
func (s *session) contain(err *error) {
	if value := recover(); value != nil {
		s.gate.end(&Panic{Value: value, Stack: oneLine(debug.Stack())})
		*err = sftp.ErrSSHFxFailure
	}
}

// oneLine is a stack as runtime/debug prints it, fit for one line of a log.
func oneLine(stack []byte) string {
	lines := strings.Split(strings.TrimSpace(string(stack)), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, " < ")
}
