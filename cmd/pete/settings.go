package main

import (
	"cmp"
	"fmt"
	"math"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"blog.example/pete/internal/command"
	"blog.example/pete/internal/sshd"
	"blog.example/pete/internal/tui"
	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/net/idna"
)

// settings are what pete serve is told.
type settings struct {
	content  *contentFlag
	listen   []string // nil while it is not given, which means defaultListen
	web      []string // nil for no web door
	webURL   string   // empty while it is not given
	tls      webTLS
	hostKey  string
	authors  string // empty while it is not given, which means beside the host key
	host     string
	drafts   bool
	poll     time.Duration
	admin    string
	hosts    []string
	log      logFormat
	profiles bool
	balanced []netip.Prefix
	proxies  []netip.Prefix
	cache    int
	pictures tui.PictureMode
	limits   sshd.Limits
	writing  writingLimits
}

// webTLS is how the web door answers over HTTPS.
type webTLS struct {
	names     []string // nil for plain HTTP
	plain     string   // address; "" for none
	hsts      bool
	ca, email string
	state     string // "" while it is not given, which means $STATE_DIRECTORY
}

// writingLimits bound what authors write, all together.
type writingLimits struct{ upload, content, files int }

const (
	defaultListen = ":2222"
	draftsListen  = "localhost:2222" // with --drafts
	draftsWeb     = "localhost:8080" // likewise, as an example
	webSockets    = "web"            // FileDescriptorName= of the sockets of the web door
	defaultSecure = ":443"           // of --web, with --web-tls
)

func defaultSettings(content *contentFlag) *settings {
	return &settings{
		content:  content,
		hostKey:  hostKeyDefault,
		tls:      webTLS{plain: ":80"},
		poll:     30 * time.Second,
		cache:    64 << 20,
		pictures: tui.PicturesAuto,
		limits:   sshd.DefaultLimits(),
		writing:  writingLimits{upload: 64 << 20, content: 1 << 30, files: 100_000},
	}
}

// options are the flags of pete serve. Each can be set by an environment variable too,
// is in the help, and has a row in the table of README.md.
func (s *settings) options() []option {
	l := &s.limits
	return []option{
		{"listen", listValue(&s.listen, "ADDRESS,…", parseAddress), "listen for readers on this address, " + defaultListen + " if not given; may be given several times, or with commas"},
		{"web", listValue(&s.web, "ADDRESS,…", parseAddress), "serve the blog over HTTP too, on this address, such as :8080"},
		{"web-url", command.NewValue(&s.webURL, "URL", parseOrigin), "name this address in feeds and links, such as https://blog.example; url: of site.yaml if not given, or a name of --web-tls"},
		{"web-proxy", listValue(&s.proxies, "CIDR,…", parseNetwork), "take the source of requests from HTTP proxies in these networks, by X-Forwarded-For or Forwarded"},
		{"web-tls", listValue(&s.tls.names, "NAME,…", parseDomain), "answer HTTPS there, for these names, with certificates by ACME; on " + defaultSecure + " if --web is not given. To use it is to agree to the terms of the CA"},
		{"web-http", command.NewValue(&s.tls.plain, "ADDRESS", parsePlain), "with --web-tls, redirect to HTTPS on this address, and answer the CA; none does not"},
		{"web-hsts", boolValue(&s.tls.hsts), "with --web-tls, tell browsers to come by HTTPS alone, for two years"},
		{"acme-ca", command.NewValue(&s.tls.ca, "URL", parseDirectory), "get certificates from the CA with this directory; Let's Encrypt if not given"},
		{"acme-email", command.NewValue(&s.tls.email, "EMAIL", parseEmail), "tell the CA that the operator is reached here"},
		{"state", command.NewValue(&s.tls.state, "DIR", parseDirectoryPath), "keep certificates and their keys in this directory; $STATE_DIRECTORY if not given"},
		{hostKeyName, fileValue(&s.hostKey), "identify with the key in this file, which is made on the first start"},
		{authorsName, fileValue(&s.authors), "let in as author whose public key is in this file, in the format of authorized_keys; " + authorsDefault + " beside the host key if not given"},
		{"host", command.NewValue(&s.host, "HOST", parseHost), "print commands with this host, and its port, instead of the host: of site.yaml"},
		{"drafts", boolValue(&s.drafts), "show drafts, and what is scheduled or unlisted, to everyone, and therefore listen on the loopback alone: on " + draftsListen + " if --listen is not given"},
		{"poll", durationValue(&s.poll, 0), "look for changes in the directory of the blog this often, besides the events of the file system; 0 never does"},
		{"proxy-protocol", listValue(&s.balanced, "CIDR,…", parseNetwork), "take the source of connections from load balancers in these networks, which have to send a PROXY header"},
		{"admin", command.NewValue(&s.admin, "ADDRESS", parseAddress), "answer /livez, /readyz and /metrics on this address; without a host, on the loopback only"},
		{"admin-host", listValue(&s.hosts, "NAME,…", parseHostName), "answer there also to requests that call it by one of these names, beside localhost and addresses"},
		{"admin-pprof", boolValue(&s.profiles), "answer net/http/pprof there as well"},
		{"log-format", command.NewValue(&s.log, "FORMAT", parseLogFormat), "text or json; if not given, text on a terminal, else json"},
		{"render-cache", bytesValue(&s.cache, 0), "keep this many bytes of posts laid out, for terminals and as pages of the web, and of pictures"},
		{"pictures", command.NewValue(&s.pictures, "auto|blocks|off", parsePictures), "show pictures in the reading room as well as a terminal can, as half blocks at most, or never"},
		{"max-upload", bytesValue(&s.writing.upload, 1), "take files of up to this size from authors"},
		{"max-content", bytesValue(&s.writing.content, 1), "take no file from authors with which the blog would be larger"},
		{"max-files", countValue(&s.writing.files), "take no new file from authors when the blog has as many"},
		{"max-readers", countValue(&l.MaxReaders), "let in this many readers and scripts at once"},
		{"max-per-source", countValue(&l.PerSource), "take this many connections at once from one address, or IPv6 /64"},
		{"handshake-rate", countValue(&l.HandshakeRate), "let one address, or IPv6 /64, make this many handshakes a second; more have to wait"},
		{"max-penalty", durationValue(&l.MaxPenalty, 0), "hold an address back for up to this long that opens connections for nothing; 0 never does"},
		{"handshake-timeout", durationValue(&l.HandshakeTimeout, 1), "give a connection this long to shake hands"},
		{"idle-timeout", durationValue(&l.IdleTimeout, 1), "close a reading room in which no key is pressed for this long, and a connection that says nothing"},
		{"rest-after", durationValue(&l.RestAfter, 1), "keep little of a reading room in which nothing happens for this long; its reader does not notice"},
		{"drain-timeout", durationValue(&l.DrainTimeout, 1), "take at most this long to end readers and commands and exit, when told to stop"},
	}
}

func parsePictures(s string) (tui.PictureMode, error) {
	mode := tui.PictureMode(strings.ToLower(s))
	return mode, command.Want(mode == tui.PicturesAuto || mode == tui.PicturesBlocks || mode == tui.PicturesOff, "auto, blocks or off")
}

// option is a flag that an environment variable can set too.
type option struct {
	name  string
	value pflag.Value
	text  string
}

// fromVariable is the annotation of such flags.
const fromVariable = "environment"

// addOptions adds flags to a set. Their help ends with the default, if there is one, and
// the name of the variable.
func addOptions(f *pflag.FlagSet, options ...option) {
	for _, o := range options {
		flag := f.VarPF(o.value, o.name, "", flagHelp(o))
		flag.Annotations = map[string][]string{fromVariable: {envName(o.name)}}
		if o.value.Type() == "bool" {
			flag.NoOptDefVal = "true"
		}
	}
}

func flagHelp(o option) string {
	text := o.text
	if value := o.value.String(); value != "" && o.value.Type() != "bool" {
		text += "; " + value + " if not given"
	}
	return text + " (" + envName(o.name) + ")"
}

// envName returns the name of the environment variable of a flag: PETE_HOST_KEY for
// --host-key.
func envName(name string) string {
	return "PETE_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// fromEnvironment sets the options of cmd that are not on the command line from their
// variables. An empty variable counts as none. It returns the first error, and sets the
// other options all the same.
func fromEnvironment(cmd *cobra.Command) (err error) {
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		variable, ok := flag.Annotations[fromVariable]
		if !ok || flag.Changed {
			return
		}
		if value := os.Getenv(variable[0]); value != "" {
			if wrong := flag.Value.Set(value); wrong != nil {
				err = cmp.Or(err, misused(cmd, "%s %q: %v", variable[0], value, wrong))
			}
		}
	})
	return err
}

// listValue is a list with commas between. A flag that is given several times has all
// of them.
func listValue[T any](to *[]T, kind string, parse func(string) (T, error)) *command.Value[[]T] {
	all := func(s string) ([]T, error) {
		list := *to
		for word := range strings.SplitSeq(s, ",") {
			item, err := parse(strings.TrimSpace(word))
			if err != nil {
				return nil, err
			}
			list = append(list, item)
		}
		return list, nil
	}
	v := command.NewValue(to, kind, all)
	v.Format = func(list []T) string {
		words := make([]string, len(list))
		for i, item := range list {
			words[i] = fmt.Sprint(item)
		}
		return strings.Join(words, ",")
	}
	return v
}

// fileValue is the path of a file, which need not exist yet.
func fileValue(to *string) *command.Value[string] {
	return command.NewValue(to, "FILE", func(s string) (string, error) {
		return s, command.Want(s != "", "the path of a file")
	})
}

// boolValue is a flag without a value, which true or false may follow.
func boolValue(to *bool) *command.Value[bool] {
	return command.NewValue(to, "bool", func(s string) (bool, error) {
		b, err := strconv.ParseBool(s)
		return b, command.Want(err == nil, "true or false")
	})
}

// countValue is a number from 1.
func countValue(to *int) *command.Value[int] {
	return command.NewValue(to, "N", func(s string) (int, error) {
		n, err := strconv.Atoi(s)
		return n, command.Want(err == nil && n >= 1, "a number from 1 on")
	})
}

// durationValue is a time of at least the shortest.
func durationValue(to *time.Duration, shortest time.Duration) *command.Value[time.Duration] {
	v := command.NewValue(to, "TIME", func(s string) (time.Duration, error) {
		t, err := time.ParseDuration(s)
		return t, command.Want(err == nil && t >= shortest, "a time such as 5s or 1m30s")
	})
	v.Format = formatDuration
	return v
}

// formatDuration leaves out the zeros that Go adds: 30m, not 30m0s.
func formatDuration(t time.Duration) string {
	s := t.String()
	for _, zeros := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(s, zeros) {
			s = s[:len(s)-2]
		}
	}
	return s
}

// bytesValue is a number of bytes from the least on, which may have a unit.
func bytesValue(to *int, least int) *command.Value[int] {
	want := "a size such as 64MiB"
	if least == 0 {
		want += ", or 0"
	}
	v := command.NewValue(to, "SIZE", func(s string) (int, error) {
		n, err := humanize.ParseBytes(s)
		return int(n), command.Want(err == nil && n <= math.MaxInt && int(n) >= least, want) //nolint:gosec // checked beside it
	})
	v.Format = func(n int) string {
		return strings.NewReplacer(" ", "", ".0", "").Replace(humanize.IBytes(uint64(n))) //nolint:gosec // never below zero
	}
	return v
}

// parseAddress reads HOST:PORT or :PORT.
func parseAddress(s string) (string, error) {
	_, port, err := net.SplitHostPort(s)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	return s, command.Want(err == nil, "HOST:PORT, or :PORT for every host, with a port up to 65535")
}

// parseHost reads a host as readers type it, which may have a port.
func parseHost(s string) (string, error) {
	right := s != "" && !strings.ContainsAny(s, " \t/@")
	return s, command.Want(right, "what readers type after ssh, such as blog.example or blog.example:2222")
}

// parseHostName reads the name of a host.
func parseHostName(s string) (string, error) {
	right := s != "" && !strings.ContainsAny(s, "/: \t")
	return s, command.Want(right, "names of hosts without a port, such as pete.internal,metrics.example")
}

// parseNetwork reads a network, or a single address.
func parseNetwork(s string) (netip.Prefix, error) {
	network, err := netip.ParsePrefix(s)
	if ip, single := netip.ParseAddr(s); err != nil && single == nil {
		network, err = netip.PrefixFrom(ip, ip.BitLen()), nil
	}
	return network.Masked(), command.Want(err == nil, "networks such as 10.0.0.0/8,192.0.2.7")
}

// parseDomain reads a name that certificates are for, and returns it in ASCII.
func parseDomain(s string) (string, error) {
	name, err := idna.Lookup.ToASCII(s)
	_, ip := netip.ParseAddr(s)
	return name, command.Want(err == nil && name != "" && len(name) <= 253 && !strings.HasSuffix(name, ".") && ip != nil,
		"names such as blog.example,www.blog.example")
}

// parsePlain reads an address, or none.
func parsePlain(s string) (string, error) {
	if s == "" || s == "none" {
		return "", nil
	}
	_, err := parseAddress(s)
	return s, command.Want(err == nil, "HOST:PORT, :PORT for every host, or none")
}

// parseDirectory reads the address of a CA.
func parseDirectory(s string) (string, error) {
	u, err := url.Parse(s)
	return s, command.Want(err == nil && u.Scheme == "https" && u.Host != "", "the address of the CA's directory, such as https://acme-v02.api.letsencrypt.org/directory")
}

// parseOrigin reads the address of a site, without a path.
func parseOrigin(s string) (string, error) {
	s = strings.TrimRight(s, "/")
	u, err := url.Parse(s)
	isOrigin := err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.Scheme+"://"+u.Host == s
	return s, command.Want(isOrigin, "an address without a path, such as https://blog.example")
}

func parseEmail(s string) (string, error) {
	address, err := mail.ParseAddress(s)
	return s, command.Want(err == nil && address.Address == s, "an address such as ann@blog.example")
}

func parseDirectoryPath(s string) (string, error) {
	return s, command.Want(s != "", "the path of a directory")
}
