package files

import (
	"blog.example/pete/internal/guard"
	"github.com/pkg/sftp"
)

// contain is deferred by every method that pkg/sftp calls from its own goroutines, where
// a panic would end the server. The request fails, and the session ends after it.
func (s *session) contain(err *error) {
	if value := recover(); value != nil {
		s.gate.end(guard.Recovered(value))
		*err = sftp.ErrSSHFxFailure
	}
}
