package fake

// Options of New and Start. Each is checked when it is applied, and every error is reported, not the first alone.

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// Option changes how a Server is made. See WithState, WithClock, WithQuotas, WithLatency, WithWalletDelay, WithTLS,
// AllFaultsSpent, Lenient and Chaos.
type Option func(*config) error

type config struct {
	state         *State
	now           func() time.Time
	enforceQuotas bool
	lenient       bool
	latency       time.Duration
	walletDelay   time.Duration // until a new user of an app has one
	chaos         func(changes *atomic.Uint64) *chaos
	tls           bool

	allSpent bool
}

func newConfig(opts []Option) (config, error) {
	cfg := config{now: time.Now}
	var errs []error
	for i, opt := range opts {
		if opt == nil {
			errs = append(errs, fmt.Errorf("fake: option %d is nil", i))
			continue
		}
		errs = append(errs, opt(&cfg))
	}
	return cfg, errors.Join(errs...)
}

// WithState starts with s in place of DefaultState. The option is a copy of s, which the caller may go on to change; a state
// that contradicts itself is refused whole, with an error that has a line for each thing that is wrong: the place, and the value
// unless that is a credential. Reset comes back to s.
func WithState(s State) Option {
	mine := stateOf(recordsOf(s))
	return func(c *config) error {
		c.state = &mine
		return nil
	}
}

// WithClock makes now the clock that Advance is added to, in place of time.Now. It is called from many goroutines. Sessions,
// quotas and the times that the fake makes go by that clock; JWTs always go by time.Now. The clock goes from the year 0 to the
// end of 9998, since later times, and what is counted from them, could not be written in JSON. A function that does not begin
// there is refused; one that leaves these years later is taken to stand at their end.
func WithClock(now func() time.Time) Option {
	return func(c *config) error {
		if now == nil {
			return errors.New("fake: WithClock: nil function")
		}
		if at := now(); !onClock(at) {
			return fmt.Errorf("fake: WithClock: %v is not between %s and %s", at, clockStart.Format(time.RFC3339), clockEnd.Format(time.RFC3339))
		}
		c.now = now
		return nil
	}
}

// WithQuotas enforces the documented quotas. Without it their headers are sent, and nobody is throttled. EnforceQuotas switches
// that on a server that runs.
func WithQuotas() Option {
	return func(c *config) error {
		c.enforceQuotas = true
		return nil
	}
}

// WithLatency waits d before each request is looked at, however it arrives. Zero waits for nothing; a negative d
// is refused. The wait ends early when the caller gives up or the server closes: no fault then fires, and no chaos is drawn.
func WithLatency(d time.Duration) Option {
	return func(c *config) error {
		if d < 0 {
			return fmt.Errorf("fake: WithLatency: negative duration %v", d)
		}
		c.latency = d
		return nil
	}
}

// WithWalletDelay lets the wallet of an app's new user appear d after the user was made, by the fake's clock: Advance, or
// time itself, makes it appear. Zero, as without the option, gives it at once; a negative d is refused. An App with a
// WalletDelay of its own keeps to that. Snapshot does not show the option, and Restore and Reset keep it.
func WithWalletDelay(d time.Duration) Option {
	return func(c *config) error {
		if d < 0 {
			return fmt.Errorf("fake: WithWalletDelay: negative duration %v", d)
		}
		c.walletDelay = d
		return nil
	}
}

// WithTLS makes URL an https address that speaks HTTP/2, and HTTP/1.1 to clients that do not, with a certificate for
// 127.0.0.1, ::1 and localhost that HTTPClient trusts and CertificatePEM names. Faults mean over HTTP/2 what they mean over
// HTTP/1.1, done to one stream: a dropped or cut answer ends in RST_STREAM with INTERNAL_ERROR, which promises nothing about
// the request, and the connection's other streams go on. Client, Transport and PipeTransport stay in memory, without TLS.
func WithTLS() Option {
	return func(c *config) error {
		c.tls = true
		return nil
	}
}

// AllFaultsSpent makes a fault that has some of its Times left, when the test of a server made by New ends, a failure of the
// test. Without it only a fault that never fired is one. A fault that fires always has none left to wait for.
func AllFaultsSpent() Option {
	return func(c *config) error {
		c.allSpent = true
		return nil
	}
}

// Lenient takes members of a body that the API does not know, and ignores them. All else stays strict.
func Lenient() Option {
	return func(c *config) error {
		c.lenient = true
		return nil
	}
}

// Chaos lets a share of all requests fail, for soak tests. rate is that share, 0 to 1. What happens to a request is
// a function of seed, its route, path, query, credential and body, and how many such requests came before it, and never
// of the order of arrival: the same seed and the same calls give the same failures, however they are interleaved. After a
// million different requests the counting starts over.
//
// The kinds are those that ChaosCounts names: 408, 429 with Retry-After, 500, 502, 503 and 504 before the effect and
// after it, a proxy's HTML page, a connection dropped before and after the effect, a body cut at its first byte or
// further in, a stall, and latency before and after the effect. None is a lie that no client could detect.
// Waits are bounded, 40 seconds at most; run them in testing/synctest, where they take no time.
//
// Injected faults come first: chaos is drawn for requests that none of them took. SetChaos changes it on a server that runs.
func Chaos(seed uint64, rate float64) Option {
	return func(c *config) error {
		if err := checkRate(rate); err != nil {
			return fmt.Errorf("fake: Chaos: %w", err)
		}
		c.chaos = func(changes *atomic.Uint64) *chaos { return newChaos(seed, rate, changes) }
		return nil
	}
}
