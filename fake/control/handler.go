package control

// The handler: which part of it a request is for, and what stands in front of each.

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"unicode"

	"github.com/partnerkit/partnerkit-go/fake"
)

// Handler serves a fake with its control plane. Make it with New.
type Handler struct {
	handler http.Handler
	plane   *plane
	fakes   *fakes
}

// Option changes how a Handler is made. See WithFakeOptions, WithHosts, WithAnyHost and WithCORS.
type Option func(*settings) error

type settings struct {
	options []fake.Option
	hosts   []string
	anyHost bool
	origin  string
}

// WithFakeOptions are the options of the fakes that POST /_fake/fakes starts; without it they have none. A state that the caller
// gives wins over WithState.
func WithFakeOptions(options ...fake.Option) Option {
	return func(s *settings) error {
		s.options = append(s.options, options...)
		return nil
	}
}

// WithHosts answers requests to these names, too, where otherwise only those to loopback are answered, and 421 to all others.
// A name has no port. An IP address is one, too, of IPv6 without brackets.
func WithHosts(names ...string) Option {
	return func(s *settings) error {
		for _, name := range names {
			if _, notIP := netip.ParseAddr(name); notIP != nil && (name == "" || strings.ContainsAny(name, "/:@* ")) {
				return fmt.Errorf("control: WithHosts: %q is no name of a host; it has no port and no scheme", name)
			}
		}
		s.hosts = append(s.hosts, names...)
		return nil
	}
}

// WithAnyHost answers requests to whatever Host. A web page can then reach the control plane through a name of its own, if the
// browser's machine reaches the address.
func WithAnyHost() Option {
	return func(s *settings) error {
		s.anyHost = true
		return nil
	}
}

// WithCORS lets the pages of one origin, "http://localhost:3000", call the APIs, and never the control plane. One that no browser
// writes so, in capitals, in letters that are not ASCII, or with the port that its scheme has anyway, is refused: it would let
// nobody in.
func WithCORS(origin string) Option {
	return func(s *settings) error {
		parsed, err := url.Parse(origin)
		if err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Host == "" || parsed.Scheme+"://"+parsed.Host != origin || !isASCII(origin) {
			return fmt.Errorf("control: WithCORS: %q is no origin such as http://localhost:3000", origin)
		}
		if written := asBrowsersWrite(parsed); written != origin {
			return fmt.Errorf("control: WithCORS: %q is no origin as a browser writes it: %s", origin, written)
		}
		s.origin = origin
		return nil
	}
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(c rune) bool { return c > unicode.MaxASCII })
}

// asBrowsersWrite is an origin as it stands in a browser's Origin header, with which it is compared: in lower case, an IPv6 address
// in its shortest form, and the port without zeros ahead of it, or left out where the scheme has it anyway.
func asBrowsersWrite(origin *url.URL) string {
	host := strings.ToLower(origin.Hostname())
	if ip, err := netip.ParseAddr(host); err == nil && !ip.Is4In6() { // of which browsers write no dots
		host = ip.String()
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	port := strings.TrimLeft(origin.Port(), "0")
	if port == "" || port == map[string]string{"http": "80", "https": "443"}[origin.Scheme] {
		return origin.Scheme + "://" + host
	}
	return origin.Scheme + "://" + host + ":" + port
}

// New serves the fake's APIs with the control plane below /_fake/, and the fakes that the control plane starts below /_fakes/.
// The fake stays its caller's, who closes it after the Handler. An order that is refused fails the test of a fake made by
// fake.New, as the same call in Go would; one made by fake.Start has no test.
func New(srv *fake.Server, options ...Option) (*Handler, error) {
	var s settings
	var errs []error
	if srv == nil {
		errs = append(errs, errors.New("control: there is no server"))
	}
	for i, option := range options {
		if option == nil {
			errs = append(errs, fmt.Errorf("control: option %d is nil", i))
			continue
		}
		errs = append(errs, option(&s))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	beside := func(prefix string, apis, control http.Handler) http.Handler {
		return controlBeside(prefix, allowOrigin(apis, s.origin), sameOrigin(control))
	}
	h := &Handler{fakes: newFakes(s.options, beside, func(srv *fake.Server, prefix string) controlPlane {
		return newPlane(srv, prefix, calls(), nil)
	})}
	h.plane = newPlane(srv, "", calls(), h.fakes)
	h.handler = fakesBeside(beside("", srv.Handler(), h.plane), h.fakes)
	if !s.anyHost {
		h.handler = knownHosts(h.handler, s.hosts)
	}
	return h, nil
}

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.handler.ServeHTTP(w, r)
	discardBody(w, r)
}

// maxDiscarded is how much is read and thrown away of a body that nobody wanted.
const maxDiscarded = 64 << 20

// discardBody reads what is left of a request's body once the answer is on its way. A client that sends its whole body before it reads
// would otherwise see a broken connection, and not the answer. One that sent Expect waits for the answer before it sends.
func discardBody(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength == 0 || r.Header.Get("Expect") != "" {
		return
	}
	_ = http.NewResponseController(w).Flush()
	_, _ = io.CopyN(io.Discard, r.Body, maxDiscarded)
}

// Drain ends what has no end of its own, the streams of events, and the waits for requests, and starts no more fakes. All else
// is answered as before. Drain is for a server that is about to stop and finishes its answers first.
func (h *Handler) Drain() {
	h.plane.close()
	h.fakes.drain()
}

// Close drains, and ends the fakes that were started with what they are answering. The fake that was given to New goes on.
func (h *Handler) Close() {
	h.Drain()
	h.fakes.close()
}

// controlBeside puts a fake's control plane beside its APIs. Neither sees the prefix below which callers reach them.
func controlBeside(prefix string, apis, control http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path := r.URL.EscapedPath(); {
		case strings.HasPrefix(path, controlPrefix):
			control.ServeHTTP(w, r)
		case path+"/" == controlPrefix:
			to := prefix + controlPrefix
			if r.URL.RawQuery != "" {
				to += "?" + r.URL.RawQuery
			}
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusPermanentRedirect)
		default:
			apis.ServeHTTP(w, r)
		}
	})
}

// fakesBeside puts the fakes that were started beside the outer one. A path that is escaped so that it only reads like one of
// theirs is one of an unknown fake.
func fakesBeside(outer http.Handler, started *fakes) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, fakesPrefix) || r.URL.Path+"/" == fakesPrefix {
			started.ServeHTTP(w, r)
			return
		}
		outer.ServeHTTP(w, r)
	})
}
