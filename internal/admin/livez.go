package admin

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

// Alive asks /livez of the server at address, HOST:PORT, as [Listen] takes it. The error
// says what is wrong. It takes at most as long as ctx.
func Alive(ctx context.Context, address string) error {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%q: want HOST:PORT, such as 127.0.0.1:9100", address)
	}
	switch ip := net.ParseIP(host); {
	case ip != nil && ip.To4() == nil && ip.IsUnspecified():
		host = "::1"
	case host == "", ip.IsUnspecified():
		host = "127.0.0.1"
	case ip != nil:
		host = ip.String() // 127.0.0.1 of ::ffff:127.0.0.1, which the server refuses as a Host
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/livez", nil)
	if err != nil {
		return err
	}
	answer, err := (&http.Transport{}).RoundTrip(r) // without a proxy of the environment
	if err != nil {
		return fmt.Errorf("%s does not answer: %w", address, err)
	}
	defer func() { _ = answer.Body.Close() }() // it was only read
	said, err := io.ReadAll(io.LimitReader(answer.Body, int64(len(livez))))
	if err != nil || answer.StatusCode != http.StatusOK || string(said) != livez {
		return fmt.Errorf("%s answers %s, which is not pete: want the address of --admin", address, strings.TrimSpace(answer.Status))
	}
	return nil
}
