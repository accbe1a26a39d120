package call

// No test of this package may leave a goroutine behind. What its tests share is here: an API
// without a service, and connections that are only said to be there.

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/partnerkit/partnerkit-go/internal/jsonread"
	"github.com/partnerkit/partnerkit-go/internal/retry"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	testOrigin = "https://api.example"
	testKey    = "pk_fake_call_0123456789"
)

// roundTrip is a transport or a middleware that is nothing but its function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// spec is an API whose successes are texts, and whose errors are {"code":"…"}.
var spec = Spec{
	Name: "Test API", BaseURLOption: "WithTestBaseURL", CredentialOption: "WithTestKey",
	Decode: func(d *jsonread.Decoder, data Data) (Envelope, error) { return Envelope{}, data.Decode(d) },
	Classify: func(_ Envelope, _ Data, valid bool) Classification {
		if valid {
			return Accepted
		}
		return Malformed
	},
	ParseError: func(body []byte, f *Failure) bool {
		_, _ = fmt.Sscanf(string(body), `{"code":%q}`, &f.Code)
		return f.Code != ""
	},
}

// key is a credential that is sent as it is.
func key(secret string) *Credential {
	return &Credential{
		Authorize: func(context.Context, *API, string) (Authorization, error) {
			return Authorization{Fields: func() []Field { return []Field{{"Authorization", "Bearer " + secret}} }}, nil
		},
		Secrets: func() []string { return []string{secret} },
	}
}

// newAPI is an API of a client that sends through a transport, without waits.
func newAPI(t *testing.T, transport http.RoundTripper) *API {
	t.Helper()
	base, err := ParseBaseURL(testOrigin, false)
	require.NoError(t, err)
	policy, err := retry.Policy{MinWait: 1, MaxWait: 1}.WithDefaults()
	require.NoError(t, err)
	pipeline := &Pipeline{
		Transport: transport, Defaults: Options{Policy: policy, Timeout: defaultTestTimeout},
		Jitter: func(int64) int64 { return 0 }, AsError: func(f *Failure) error { return fmt.Errorf("%v", f.Reasons) },
	}
	return &API{Spec: &spec, Base: base, Credential: key(testKey), Budget: retry.NewBudget(), Pipeline: Assemble(pipeline)}
}

// defaultTestTimeout is longer than an attempt of these tests takes.
const defaultTestTimeout = 30e9

var (
	readText  = Endpoint{Name: "Texts.Get", Method: http.MethodGet, Route: "/v1/texts/{id}", Idempotent: true}
	writeText = Endpoint{Name: "Texts.Create", Method: http.MethodPost, Route: "/v1/texts"}
)

// textOf asks an endpoint for its text.
func textOf(endpoint *Endpoint) Request[string] {
	r := Request[string]{Endpoint: endpoint, Decode: (*jsonread.Decoder).String}
	if endpoint.Route == readText.Route {
		r.Path[0] = "t1"
	}
	return r
}

// callOptions are what a caller who asks for nothing has.
func callOptions(api *API) Options {
	return Options{Policy: api.Pipeline.Defaults.Policy, Timeout: api.Pipeline.Defaults.Timeout}
}

// newMiddlewareState is an attempt of an endpoint that has come to the wire.
func newMiddlewareState(t *testing.T, endpoint *Endpoint, transport http.RoundTripper) *middlewareState {
	t.Helper()
	api := newAPI(t, transport)
	request := &prepared{endpoint: endpoint, api: api}
	require.NoError(t, request.prepare(&Params{Path: [2]string{"t1"}}))
	authorization, err := api.Credential.Authorize(t.Context(), api, "")
	require.NoError(t, err)
	return &middlewareState{request: request, authorization: authorization, cancel: func() {}}
}

// requestOf is an attempt's request, as middleware has it.
func requestOf(ctx context.Context, p *middlewareState) *http.Request {
	return &p.request.newRequest(context.WithValue(ctx, middlewareStateKey{}, p)).Request
}

// conn is a connection that nothing comes over; negotiated is what its TLS agreed on.
type conn struct {
	net.Conn
	negotiated string
}

func (c *conn) ConnectionState() tls.ConnectionState {
	return tls.ConnectionState{NegotiatedProtocol: c.negotiated}
}

func mustParse(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	require.NoError(t, err)
	return u
}
