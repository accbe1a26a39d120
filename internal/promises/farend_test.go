package promises_test

// A far end for tests of the retry promises: an in-memory transport that answers
// literal bytes, fires the events of a real connection and counts what it saw.

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// reply is what the far end does with one request.
type reply struct {
	raw    string        // the response's bytes, read by net/http's own reader
	err    error         // instead of them
	unsent bool          // no connection came about: GetConn fires alone
	tls    error         // and TLS is why: the end of its handshake fires, too
	mute   bool          // no event fires at all
	hang   bool          // no header comes until the attempt ends
	stall  bool          // the body never ends
	delay  time.Duration // before all else; the attempt's end cuts it short
}

// seen is a request as it came to the far end.
type seen struct {
	method, uri, body string
	header            http.Header
	host              string
	at                time.Time
	rewinds           bool // GetBody is set
}

func (s seen) line() string { return s.method + " " + s.uri }

// farEnd is the transport; answer is asked with the number of requests before.
type farEnd struct {
	answer      func(n int, s seen) reply
	unreachable bool // some request finds no connection
	silent      bool // some request gets no response

	mu      sync.Mutex
	log     []seen
	decided *reply // what befalls the next request that comes over a socket; nil asks
	open    atomic.Int64
	origin  string // where it is served; testOrigin in memory
}

func newFarEnd(t *testing.T, answer func(n int, s seen) reply) *farEnd {
	f := &farEnd{answer: answer, origin: testOrigin}
	t.Cleanup(func() { assert.Zero(t, f.open.Load(), "bodies left open") })
	return f
}

func (f *farEnd) RoundTrip(r *http.Request) (*http.Response, error) {
	s := seen{
		method: r.Method, uri: r.URL.RequestURI(), header: r.Header.Clone(), host: r.URL.Host,
		at: time.Now(), rewinds: r.GetBody != nil,
	}
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		_ = r.Body.Close()
		s.body = string(body)
	}
	return f.carryOut(f.decide(s), r)
}

// decide notes a request, and asks what befalls it.
func (f *farEnd) decide(s seen) reply {
	f.mu.Lock()
	n := len(f.log)
	f.log = append(f.log, s)
	f.mu.Unlock()
	return f.answer(n, s)
}

func (f *farEnd) carryOut(p reply, r *http.Request) (*http.Response, error) {
	if !p.mute {
		fireTrace(r, !p.unsent, p.tls)
	}
	if p.delay > 0 {
		select {
		case <-time.After(p.delay):
		case <-r.Context().Done():
			return nil, context.Cause(r.Context())
		}
	}
	if p.hang {
		<-r.Context().Done()
		return nil, context.Cause(r.Context())
	}
	if p.err != nil {
		return nil, p.err
	}
	var bytes io.Reader = strings.NewReader(p.raw)
	if p.stall {
		bytes = io.MultiReader(bytes, stalled{r.Context()})
	}
	response, err := http.ReadResponse(bufio.NewReader(bytes), r)
	if err != nil {
		return nil, err
	}
	f.open.Add(1)
	response.Body = &countedBody{ReadCloser: response.Body, open: &f.open}
	return response, nil
}

func fireTrace(r *http.Request, connected bool, handshake error) {
	trace := httptrace.ContextClientTrace(r.Context())
	if trace == nil {
		return
	}
	if trace.GetConn != nil {
		trace.GetConn(r.URL.Host)
	}
	if handshake != nil && trace.TLSHandshakeDone != nil {
		trace.TLSHandshakeDone(tls.ConnectionState{}, handshake)
	}
	if connected && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
}

type stalled struct{ ctx context.Context }

func (s stalled) Read([]byte) (int, error) {
	<-s.ctx.Done()
	return 0, context.Cause(s.ctx)
}

type countedBody struct {
	io.ReadCloser
	open *atomic.Int64
	once sync.Once
}

func (b *countedBody) Close() error {
	b.once.Do(func() { b.open.Add(-1) })
	return b.ReadCloser.Close()
}

// requests is a copy of the log.
func (f *farEnd) requests() []seen {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]seen(nil), f.log...)
}

// lines are the requests, one text each.
func (f *farEnd) lines() []string {
	var lines []string
	for _, s := range f.requests() {
		lines = append(lines, s.line())
	}
	return lines
}

const (
	testOrigin  = "https://api.test"
	testKey     = "pk_fake_retry"
	testSession = "st_fake_old"
	testRefresh = "rt_fake_old"
	testUserID  = "7f9c24e5-2f0b-4a1d-9c3e-111111111111"
	testEmail   = "ada@example.com"
)

// clientOn is a client that holds every credential and sends through transport.
func clientOn(t *testing.T, transport http.RoundTripper, opts ...partnerkit.Option) *partnerkit.Client {
	t.Helper()
	reached := []partnerkit.Option{partnerkit.WithHTTPClient(&http.Client{Transport: transport}), partnerkit.WithBaseURL(testOrigin)}
	c, err := partnerkit.New(slices.Concat(everyCredential(), reached, opts)...)
	require.NoError(t, err)
	return c
}

func everyCredential() []partnerkit.Option {
	return []partnerkit.Option{
		partnerkit.WithPartnerKey(testKey), partnerkit.WithAppKey("ak_fake_retry", "as_fake_retry"),
		partnerkit.WithServiceAccountKey("sk:fake_retry"), partnerkit.WithSession(partnerkit.SessionToken(testSession)),
	}
}

// Waits between attempts: drawn from a range that grows, as a client has them by default,
// and all of the shortest length, so that no draw changes how long a call takes.
var (
	growing = partnerkit.Retry{MaxAttempts: 3, MinWait: 200 * ms, MaxWait: 10 * time.Second}
	steady  = partnerkit.Retry{MaxAttempts: 3, MinWait: 200 * ms, MaxWait: 200 * ms}
)

const ms = time.Millisecond

// waitsFor are the waits to play a script with: no longer than MaxWait does a call wait for
// a Retry-After, which is longer than the draws.
func waitsFor(script string) partnerkit.Retry {
	if strings.Contains(script, "+") {
		return growing
	}
	return steady
}

// httpAnswer is a response as it travels; headers are whole lines.
func httpAnswer(status int, body string, headers ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\n", status, http.StatusText(status))
	for _, line := range headers {
		b.WriteString(line + "\r\n")
	}
	if status != http.StatusNoContent {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(body))
	}
	return b.String() + "\r\n" + body
}

// refusalOf is an error body in the shape of its API.
func refusalOf(api string, status int) string {
	switch api {
	case partnerAPI:
		return fmt.Sprintf(`{"success":false,"error":{"code":"CODE_%d","message":"no"}}`, status)
	case appAPI:
		return fmt.Sprintf(`{"success":false,"error":{"type":"client_error","detail":{"code":"code_%d","message":"no"}}}`, status)
	case portalsAPI:
		return fmt.Sprintf(`{"status_code":%d,"message":"no","request_id":"00000000000000000000000000000000"}`, status)
	default:
		return fmt.Sprintf(`{"code":1,"message":"code_%d"}`, status)
	}
}

const (
	pageHTML    = "<html><body>gateway</body></html>"
	expiredBody = `{"code":10004,"message":"session_token_expired"}`
)

var (
	errDropped = &net.OpError{Op: "read", Net: "tcp", Err: errors.New("connection reset by peer")}
	errRefused = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
)

// reply makes a token of a script out. A script is what the far end does, one
// token a request; a Retry-After comes after a plus sign.
func (a act) reply(token string) reply {
	base, after, hasAfter := strings.Cut(token, "+")
	var headers []string
	if hasAfter {
		headers = append(headers, "Retry-After: "+after)
	}
	if status, err := strconv.Atoi(base); err == nil {
		return reply{raw: httpAnswer(status, refusalOf(a.api, status), headers...)}
	}
	if digits, ok := strings.CutSuffix(base, "html"); ok {
		status, _ := strconv.Atoi(digits)
		return reply{raw: httpAnswer(status, pageHTML, headers...)}
	}
	made, ok := a.named()[base]
	if !ok {
		panic("no such token: " + token)
	}
	return made
}

var hugeAnswer = httpAnswer(200, strings.Repeat(" ", 1<<20+1))

func (a act) named() map[string]reply {
	head, body, _ := strings.Cut(a.done.raw(), "\r\n\r\n")
	head = head[:strings.Index(head, "Content-Length")]
	return map[string]reply{
		"ok":      {raw: a.done.raw()},
		"there":   {raw: a.there.raw()},
		"absent":  {raw: a.absent.raw()},
		"drop":    {err: errDropped},
		"mute":    {err: errDropped, mute: true},
		"unsent":  {err: errRefused, unsent: true},
		"cert":    {err: x509.UnknownAuthorityError{}, unsent: true, tls: x509.UnknownAuthorityError{}},
		"hang":    {hang: true},
		"stall":   {raw: head + "Content-Length: 4096\r\n\r\n{", stall: true},
		"cut":     {raw: head + fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body)+1, body)},
		"chunk":   {raw: head + fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", max(1, len(body)), body+strings.Repeat(" ", 1-min(1, len(body))))},
		"page":    {raw: httpAnswer(200, pageHTML)},
		"null":    {raw: httpAnswer(200, "null")},
		"empty":   {raw: httpAnswer(200, "")},
		"array":   {raw: httpAnswer(200, `["x"]`)},
		"half":    {raw: httpAnswer(200, `{"success":true,"data":{`)},
		"two":     {raw: httpAnswer(200, `{"a":1}{"b":2}`)},
		"huge":    {raw: hugeAnswer},
		"expired": {raw: httpAnswer(401, expiredBody)},
	}
}

// scripted is a far end that follows a script to its end, and fails the test when
// asked for more.
func scripted(t *testing.T, a act, script string) *farEnd {
	tokens := strings.Fields(script)
	return newFarEnd(t, func(n int, s seen) reply {
		if n >= len(tokens) {
			t.Errorf("request %d was not expected: %s", n+1, s.line())
			return reply{err: errDropped}
		}
		return a.reply(tokens[n])
	}).expecting(tokens...)
}

// expecting says which of the tokens the far end's answers are made of.
func (f *farEnd) expecting(tokens ...string) *farEnd {
	f.unreachable = slices.Contains(tokens, "unsent") || slices.Contains(tokens, "cert")
	f.silent = slices.Contains(tokens, "hang") || slices.Contains(tokens, "stall")
	return f
}
