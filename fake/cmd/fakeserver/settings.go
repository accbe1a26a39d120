package main

// The command's settings: flags, each also a variable of the environment. A flag wins; what is wrong is one line that names the
// flag or the variable.

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/partnerkit/partnerkit-go/fake"
	"github.com/partnerkit/partnerkit-go/fake/control"
)

// The command's exit codes.
const (
	exitOK      = 0
	exitFailed  = 1
	exitRefused = 2
)

// envPrefix begins the name of each variable: FAKESERVER_ALLOW_HOST is -allow-host.
const envPrefix = "FAKESERVER_"

const defaultAddr = "127.0.0.1:8080"

// settings are the flags.
type settings struct {
	addr    string
	seed    string
	save    string
	quotas  bool
	lenient bool
	latency time.Duration
	chaos   chaosRate
	now     startTime
	tls     bool
	cors    string
	hosts   hostNames
	version bool

	named map[string]string // how each flag was set: "-seed", or its variable
}

func (s *settings) flags() *flag.FlagSet {
	flags := flag.NewFlagSet("fakeserver", flag.ContinueOnError)
	flags.StringVar(&s.addr, "addr", defaultAddr, "address to listen on, `HOST:PORT`; port 0 picks one")
	flags.StringVar(&s.seed, "seed", "", "`FILE` with the state to start with, in JSON; - is stdin; empty: the default state")
	flags.StringVar(&s.save, "save", "", "`FILE` to write the state to when the command stops")
	flags.BoolVar(&s.quotas, "quotas", false, "enforce the documented quotas")
	flags.BoolVar(&s.lenient, "lenient", false, "take members of a body that the API does not know")
	flags.DurationVar(&s.latency, "latency", 0, "wait this `DURATION` before each request to an API is looked at")
	flags.Var(&s.chaos, "chaos", "let a share of all requests fail, 0 to 1, drawn by a seed: `RATE[:SEED]`; the seed is 1 if there is none")
	flags.Var(&s.now, "now", "`TIME` at which the fake's clock starts, as in RFC 3339; it runs from there")
	flags.BoolVar(&s.tls, "tls", false, "serve HTTP/2 over TLS; the greeting has the certificate to trust")
	flags.StringVar(&s.cors, "cors", "", "`ORIGIN` whose web pages may call the APIs, and never the control plane")
	flags.Var(&s.hosts, "allow-host", "answer requests to this host `NAME`, too, and only to it, to loopback and to the address of -addr; several: with commas, or several times")
	flags.BoolVar(&s.version, "version", false, "print the version and exit")
	flags.SetOutput(io.Discard) // what is wrong is one line, which the caller writes
	flags.Usage = func() {}
	return flags
}

// parse reads the flags, and for those that are not given the environment. An empty variable counts as none.
func parse(args []string, getenv func(string) string, stderr io.Writer) (settings, error) {
	set := settings{named: map[string]string{}}
	flags := set.flags()
	err := flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		flags.SetOutput(stderr)
		_, _ = fmt.Fprintln(stderr, "usage: fakeserver [flags]\n       fakeserver health\nEach flag is also a variable: -allow-host is FAKESERVER_ALLOW_HOST. The flag wins.")
		flags.PrintDefaults()
		return set, err
	}
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if err != nil {
		return set, err
	}
	flags.Visit(func(f *flag.Flag) { set.named[f.Name] = "-" + f.Name })
	flags.VisitAll(func(f *flag.Flag) {
		variable := envPrefix + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if value := getenv(variable); value != "" && set.named[f.Name] == "" && err == nil {
			set.named[f.Name] = variable
			if wrong := flags.Set(f.Name, value); wrong != nil {
				err = fmt.Errorf("%s: invalid value %q: %w", variable, value, wrong)
			}
		}
	})
	if err == nil && set.addr == "" {
		err = errors.New(`-addr "": want HOST:PORT, such as 127.0.0.1:8080`)
	}
	return set, err
}

// name is how a flag was set, for an error that is about it.
func (s *settings) name(flag string) string {
	if name := s.named[flag]; name != "" {
		return name
	}
	return "-" + flag
}

// fakeOptions are the options of the fake, and of those that the control plane starts.
func (s *settings) fakeOptions(state *fake.State) []fake.Option {
	options := []fake.Option{fake.WithLatency(s.latency)}
	if state != nil {
		options = append(options, fake.WithState(*state))
	}
	if s.quotas {
		options = append(options, fake.WithQuotas())
	}
	if s.lenient {
		options = append(options, fake.Lenient())
	}
	if s.chaos.given {
		options = append(options, fake.Chaos(s.chaos.seed, s.chaos.rate))
	}
	if s.now.given {
		begun, start := time.Now(), s.now.at
		options = append(options, fake.WithClock(func() time.Time { return start.Add(time.Since(begun)) }))
	}
	return options
}

// controlOptions are those of the control plane on an address. With a guard it answers to loopback, to the names that are
// allowed, and to the address itself: the greeting has that address, and no web page can have one for a name of its own.
func (s *settings) controlOptions(options []fake.Option, addr net.Addr) []control.Option {
	list := []control.Option{control.WithFakeOptions(options...), control.WithHosts(s.hosts...)}
	switch ip := specificIP(addr); {
	case isLoopback(addr):
	case len(s.hosts) == 0:
		list = append(list, control.WithAnyHost())
	case ip != "":
		list = append(list, control.WithHosts(ip))
	}
	if s.cors != "" {
		list = append(list, control.WithCORS(s.cors))
	}
	return list
}

// chaosRate is RATE[:SEED].
type chaosRate struct {
	rate  float64
	seed  uint64
	given bool
}

func (c *chaosRate) String() string { return "" }

// Set reads RATE or RATE:SEED.
func (c *chaosRate) Set(text string) error {
	rate, seed, found := strings.Cut(text, ":")
	if !found {
		seed = "1"
	}
	var rateErr, seedErr error
	c.rate, rateErr = strconv.ParseFloat(rate, 64)
	c.seed, seedErr = strconv.ParseUint(seed, 10, 64)
	c.given = true
	if rateErr != nil || seedErr != nil || !(c.rate >= 0 && c.rate <= 1) {
		return errors.New("want RATE or RATE:SEED, such as 0.1:42, with a rate from 0 to 1")
	}
	return nil
}

// startTime is a time as in RFC 3339. Any may be given, the zero time too.
type startTime struct {
	at    time.Time
	given bool
}

func (s *startTime) String() string { return "" }

// Set reads a time as in RFC 3339.
func (s *startTime) Set(text string) error {
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil || text[len("2026-01-31T12")] != ':' || strings.Contains(text, ",") { // time.Parse alone takes more than RFC 3339
		return errors.New("want a time such as 2026-01-31T12:00:00Z")
	}
	if year := parsed.UTC().Year(); year < 0 || year > 9998 {
		return fmt.Errorf("want a time in the years 0 to 9998 of UTC, which the clock has, and not in %d", year)
	}
	s.at, s.given = parsed, true
	return nil
}

// hostNames are names with commas between them.
type hostNames []string

func (h *hostNames) String() string { return "" }

// Set adds names.
func (h *hostNames) Set(text string) error {
	names := strings.Split(text, ",")
	for _, name := range names {
		if _, notIP := netip.ParseAddr(name); notIP != nil && (strings.TrimSpace(name) != name || name == "" || strings.ContainsAny(name, "/:@* ")) {
			return fmt.Errorf("%q is no name of a host; it has no port and no scheme", name)
		}
	}
	*h = append(*h, names...)
	return nil
}

// failStart says in one line why the command does not start. One that is stopped before it has is no failure.
func failStart(logger *log.Logger, err error) int {
	if errors.Is(err, context.Canceled) {
		logger.Print("stopping")
		return exitOK
	}
	logger.Print(strings.Join(strings.Fields(err.Error()), " "))
	return exitRefused
}
