package main

import (
	"errors"
	"fmt"
	"math"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// fromEnvironment gives the flags of cmd that were not written on the command
// line the values of their twins: PETE_HOST_KEY for --host-key. An empty
// variable is none.
func fromEnvironment(cmd *cobra.Command, names ...string) error {
	for _, name := range names {
		flag := cmd.Flag(name)
		twin := twin(name)
		value := os.Getenv(twin)
		if flag.Changed || value == "" {
			continue
		}
		if err := flag.Value.Set(value); err != nil {
			return misused(cmd, "%s %q: %v", twin, value, err)
		}
	}
	return nil
}

// twin is the environment variable of a flag.
func twin(name string) string {
	return "PETE_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// does ends what a flag's help says with the name of its twin.
func does(name, text string) string { return text + " (" + twin(name) + ")" }

// address is a flag's value: HOST:PORT or :PORT; empty while it is not given.
type address string

func (a *address) String() string { return string(*a) }
func (a *address) Type() string   { return "ADDRESS" }

func (a *address) Set(s string) error {
	_, port, err := net.SplitHostPort(s)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return errors.New("want HOST:PORT, or :PORT for every host, with a port up to 65535")
	}
	*a = address(s)
	return nil
}

// addresses is a flag's value: addresses with commas between. A flag that is given
// several times has all of them.
type addresses struct {
	all   []string
	given bool // or else all is the default
}

func (a *addresses) String() string { return strings.Join(a.all, ",") }
func (a *addresses) Type() string   { return "ADDRESS,…" }

func (a *addresses) Set(s string) error {
	var more []string
	for word := range strings.SplitSeq(s, ",") {
		var one address
		if err := one.Set(strings.TrimSpace(word)); err != nil {
			return err
		}
		more = append(more, string(one))
	}
	if !a.given {
		a.all, a.given = nil, true
	}
	a.all = append(a.all, more...)
	return nil
}

// hostNames is a flag's value: names of hosts with commas between. A flag that is given
// several times has all of them.
type hostNames []string

func (h *hostNames) String() string { return strings.Join(*h, ",") }
func (h *hostNames) Type() string   { return "NAME,…" }

func (h *hostNames) Set(s string) error {
	for word := range strings.SplitSeq(s, ",") {
		name := strings.TrimSpace(word)
		if name == "" || strings.ContainsAny(name, "/: \t") {
			return errors.New("want names of hosts without a port, such as pete.internal,metrics.example")
		}
		*h = append(*h, name)
	}
	return nil
}

// file is a flag's value: the path of one, which need not be there yet.
type file string

func (f *file) String() string { return string(*f) }
func (f *file) Type() string   { return "FILE" }

func (f *file) Set(s string) error {
	if s == "" {
		return errors.New("want the path of a file")
	}
	*f = file(s)
	return nil
}

// number adds a flag for a limit that is a count, with what it is if not given.
func number(f *pflag.FlagSet, limit *int, name, text string) {
	f.Var((*count)(limit), name, does(name, fmt.Sprintf("%s, %d if not given", text, *limit)))
}

// length adds a flag for a limit that is a time.
func length(f *pflag.FlagSet, limit *time.Duration, name, text string) {
	d := (*duration)(limit)
	f.Var(d, name, does(name, fmt.Sprintf("%s, %s if not given", text, d)))
}

// networks is a flag's value: networks with commas between, or single addresses.
type networks []netip.Prefix

func (n *networks) String() string {
	words := make([]string, len(*n))
	for i, network := range *n {
		words[i] = network.String()
	}
	return strings.Join(words, ",")
}

func (n *networks) Type() string { return "CIDR,…" }

func (n *networks) Set(s string) error {
	var all networks
	for word := range strings.SplitSeq(s, ",") {
		word = strings.TrimSpace(word)
		network, err := netip.ParsePrefix(word)
		if ip, single := netip.ParseAddr(word); err != nil && single == nil {
			network, err = netip.PrefixFrom(ip, ip.BitLen()), nil
		}
		if err != nil {
			return errors.New("want networks such as 10.0.0.0/8,192.0.2.7")
		}
		all = append(all, network.Masked())
	}
	*n = all
	return nil
}

// yes is a flag's value that is given or not.
type yes bool

func (y *yes) String() string { return strconv.FormatBool(bool(*y)) }
func (y *yes) Type() string   { return "bool" }

func (y *yes) Set(s string) error {
	b, err := strconv.ParseBool(s)
	if err != nil {
		return errors.New("want true or false")
	}
	*y = yes(b)
	return nil
}

// count is a flag's value: a number of at least one.
type count int

func (c *count) String() string { return strconv.Itoa(int(*c)) }
func (c *count) Type() string   { return "N" }

func (c *count) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return errors.New("want a number from 1 on")
	}
	*c = count(n)
	return nil
}

// size is a flag's value: a number of bytes, also with a unit.
type size int

func (z *size) String() string {
	return strings.ReplaceAll(humanize.IBytes(uint64(*z)), " ", "") //nolint:gosec // never below zero
}

func (z *size) Type() string { return "SIZE" }

func (z *size) Set(s string) error {
	n, err := humanize.ParseBytes(s)
	if err != nil || n > math.MaxInt {
		return errors.New("want a size such as 64MiB, or 0")
	}
	*z = size(n)
	return nil
}

// duration0 is a flag's value: a time, or 0.
type duration0 time.Duration

func (d *duration0) String() string { return (*duration)(d).String() }
func (d *duration0) Type() string   { return "TIME" }

func (d *duration0) Set(s string) error {
	if t, err := time.ParseDuration(s); err == nil && t == 0 {
		*d = 0
		return nil
	}
	return (*duration)(d).Set(s)
}

// duration is a flag's value: a time longer than none.
type duration time.Duration

// String leaves out what Go adds in zeros: 30m, not 30m0s.
func (d *duration) String() string {
	s := time.Duration(*d).String()
	for _, zeros := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(s, zeros) {
			s = s[:len(s)-2]
		}
	}
	return s
}
func (d *duration) Type() string { return "TIME" }

func (d *duration) Set(s string) error {
	t, err := time.ParseDuration(s)
	if err != nil || t <= 0 {
		return errors.New("want a time such as 5s or 1m30s")
	}
	*d = duration(t)
	return nil
}
