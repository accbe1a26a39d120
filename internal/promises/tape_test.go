package promises_test

// What the tests of the client alone share: a transport in memory that writes
// down each request byte for byte, as net/http would send it, and answers
// literal bytes.

import (
	"bufio"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go"
)

// Credentials and the address of the clients under test.
const (
	tapeOrigin    = "https://api.example"
	tapePartner   = "pk_fake_partner"
	tapeAppKey    = "ak_fake_app"
	tapeAppSecret = "as_fake_secret_0123456789abcdef0123456789"
	tapeAccount   = "sk:fake_account"
	tapeSession   = "st_fake_session"
	tapeRefresh   = "rt_fake_refresh"
)

// tape records what is sent. It answers the literal bytes that reply gives for
// the nth request, from 0.
type tape struct {
	reply func(n int, r *http.Request) string

	mu   sync.Mutex
	sent []string
}

// tapeOf answers one text after the other, and the last of them from then on.
func tapeOf(answers ...string) *tape {
	return &tape{reply: func(n int, _ *http.Request) string { return answers[min(n, len(answers)-1)] }}
}

func (p *tape) RoundTrip(r *http.Request) (*http.Response, error) {
	var bytes strings.Builder
	if err := r.Write(&bytes); err != nil {
		return nil, err
	}
	p.mu.Lock()
	n := len(p.sent)
	p.sent = append(p.sent, bytes.String())
	p.mu.Unlock()
	return http.ReadResponse(bufio.NewReader(strings.NewReader(p.reply(n, r))), r)
}

// requests returns what was sent so far.
func (p *tape) requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.sent...)
}

// lines returns the first line of each request, without the protocol.
func (p *tape) lines() []string {
	var lines []string
	for _, request := range p.requests() {
		line, _, _ := strings.Cut(request, " HTTP/1.1\r\n")
		lines = append(lines, line)
	}
	return lines
}

// tapeOptions are the options of a client that holds every credential and sends to the tape.
func tapeOptions(p http.RoundTripper, more ...partnerkit.Option) []partnerkit.Option {
	return append([]partnerkit.Option{
		partnerkit.WithBaseURL(tapeOrigin),
		partnerkit.WithPartnerKey(tapePartner),
		partnerkit.WithAppKey(tapeAppKey, tapeAppSecret),
		partnerkit.WithServiceAccountKey(tapeAccount),
		partnerkit.WithSession(partnerkit.SessionToken(tapeSession)),
		withTape(p),
	}, more...)
}

// tapeClient is a client of tapeOptions.
func tapeClient(t testing.TB, p http.RoundTripper, more ...partnerkit.Option) *partnerkit.Client {
	t.Helper()
	client, err := partnerkit.New(tapeOptions(p, more...)...)
	require.NoError(t, err)
	return client
}

// withTape sends to the tape.
func withTape(p http.RoundTripper) partnerkit.Option {
	return partnerkit.WithHTTPClient(&http.Client{Transport: p})
}
