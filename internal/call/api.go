package call

// What differs between APIs, and what the APIs of one client share.

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/partnerkit/partnerkit-go/internal/jsonread"
	"github.com/partnerkit/partnerkit-go/internal/pacing"
	"github.com/partnerkit/partnerkit-go/internal/retry"
)

// API is one API as one client reaches it.
type API struct {
	*Spec

	Base       *BaseURL    // nil where none is known
	Credential *Credential // nil where none was given
	Budget     *retry.Budget
	Pacing     *Pacing // nil for none
	Pipeline   *Pipeline
}

// Pace has sends wait for room in the API's quotas, unless the pacer is nil or nothing can be sent.
func (a *API) Pace(pacer *pacing.Pacer) {
	if pacer == nil || a.Credential == nil || a.Base == nil {
		return
	}
	owner := quotaOwner{*a.Base, a.Name, a.Credential.Identity}
	a.Pacing = &Pacing{Pacer: pacer, Quota: owner, PerRoute: a.QuotaPerRoute, ResetInSeconds: a.ResetInSeconds}
}

// quotaOwner says whose quota a call counts in. Two clients with the same key share it; a session is
// known by its source.
type quotaOwner struct {
	base       BaseURL
	api        string
	credential any
}

// Spec is what the documents say of an API, the same for every client.
type Spec struct {
	Name             string
	CredentialOption string // what gives the credential, for errors
	BaseURLOption    string // what gives the address, for errors
	// Decode reads a success into data, and returns what stands around it.
	Decode func(*jsonread.Decoder, Data) (Envelope, error)
	// Classify says what a decoded success comes to; valid says that Validate found nothing wrong with data.
	Classify func(e Envelope, data Data, valid bool) Classification
	// ParseError reads an error body, and reports whether it has the API's own shape.
	ParseError func(body []byte, f *Failure) bool
	Cases      map[string]error // documented cases that a code alone tells
	Codes      []string         // the documented codes, which everybody knows: a credential equal to one is not redacted
	Renews     error            // the case after which a credential is renewed once; nil for none
	// ResetInSeconds says that X-RateLimit-Reset counts seconds, and stands in for a Retry-After.
	ResetInSeconds bool
	QuotaPerRoute  bool // each method and route has a quota of its own
}

// Data is the place that a success is decoded to.
type Data interface {
	Decode(*jsonread.Decoder) error
	IsNothing() bool // no data is owed
}

// Envelope is what a success says around its data.
type Envelope struct {
	Success    bool
	HasSuccess bool // success is there, and not null
	NullData   bool
	HasError   bool // error is there, and not null
}

// Classification is what a decoded success comes to.
type Classification int

// The classifications.
const (
	Accepted  Classification = iota
	NoMatch                  // nobody matched
	APIError                 // the body is an error, whatever the status says
	Malformed                // the body cannot be what was asked for
)

// Credential is an API's key, ready to be put on requests. It holds keys in closures, which no
// verb of fmt and no encoder can look into.
type Credential struct {
	// Authorize is asked before every attempt. refused is the token that the API just refused as
	// past its time, "" for none.
	Authorize func(ctx context.Context, api *API, refused string) (Authorization, error)
	Secrets   func() []string // what no error may show
	Identity  any             // tells credentials apart in quotas: comparable, and no secret
	// AsFailure returns the failure of the renewal that made Authorize fail; nil for any other error.
	AsFailure func(error) *Failure
}

// Authorization is a credential for one attempt.
type Authorization struct {
	Fields func() []Field // the headers that it is sent in
	Token  func() string  // the token of this attempt; nil where every attempt has the same
}

// Limiter holds back what is sent.
type Limiter interface {
	Wait(ctx context.Context) error
}

// Pipeline is what the APIs of one client share: the steps of every call. Assemble completes it.
type Pipeline struct {
	Retrier   *retryablehttp.Client // carries every attempt
	Layers    []http.RoundTripper   // of middleware, as type Layers has them
	Transport http.RoundTripper     // what sends
	Defaults  Options               // what every call begins with; a zero of its Policy is the default
	Limiter   Limiter               // nil for none
	Logger    *slog.Logger          // nil for none
	Header    []Field               // of every request
	Jitter    func(n int64) int64   // uniform in [0, n)
	AsError   func(*Failure) error  // the public error of a failure, for the log
}

// Field is a header of one value.
type Field struct{ Name, Value string }

// own is the package's own transport, nil where the client was given one.
func (p *Pipeline) own() *OwnTransport {
	own, _ := p.Transport.(*OwnTransport)
	return own
}
