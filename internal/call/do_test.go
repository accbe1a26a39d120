package call

// A call as a whole: the order of its steps, its attempts, and what it leaves alone.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/partnerkit/partnerkit-go/internal/jsonwrite"
)

// answer is a response of the API.
func answer(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
}

// steps writes down what a call passes, as limiter, credential, middleware and transport.
type steps struct {
	passed  []string
	answers []int // statuses, one a send
}

func (s *steps) pass(name string) { s.passed = append(s.passed, name) }

func (s *steps) Wait(context.Context) error { s.pass("limiter"); return nil }

func (s *steps) RoundTrip(*http.Request) (*http.Response, error) {
	s.pass("transport")
	status := s.answers[0]
	s.answers = s.answers[1:]
	return answer(status, `"text"`), nil
}

// CloseIdleConnections is what go-retryablehttp would call where a call fails.
func (s *steps) CloseIdleConnections() { s.pass("everybody's connections closed") }

func (s *steps) layer(name string) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			s.pass(name)
			return next.RoundTrip(r)
		})
	}
}

func (s *steps) api(t *testing.T) *API {
	t.Helper()
	api := newAPI(t, s)
	api.Pipeline.Limiter = s
	authorize := api.Credential.Authorize
	api.Credential.Authorize = func(ctx context.Context, api *API, refused string) (Authorization, error) {
		s.pass("credential")
		return authorize(ctx, api, refused)
	}
	layers, err := Layers(nil).With([]func(http.RoundTripper) http.RoundTripper{s.layer("outer"), s.layer("inner")})
	require.NoError(t, err)
	api.Pipeline.Layers = layers
	return api
}

func TestTheOrderOfTheSteps(t *testing.T) {
	t.Parallel()
	attempt := []string{"limiter", "credential", "outer", "inner", "transport"}
	for name, row := range map[string]struct {
		endpoint *Endpoint
		answers  []int
		attempts int
		failed   bool
	}{
		"a success":                {&readText, []int{200}, 1, false},
		"a repeat":                 {&readText, []int{503, 200}, 2, false},
		"as often as may be":       {&readText, []int{503, 503, 503}, 3, true},
		"a write is not repeated":  {&writeText, []int{503}, 1, true},
		"but where it was refused": {&writeText, []int{429, 200}, 2, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &steps{answers: row.answers}
			api := s.api(t)
			var report Report
			o := callOptions(api)
			o.Report, o.CopyResponse = &report, true
			text, failure := Do(t.Context(), api, textOf(row.endpoint), o)
			assert.Equal(t, row.failed, failure != nil)
			if !row.failed {
				assert.Equal(t, "text", *text)
			}
			var want []string
			for range row.attempts {
				want = append(want, attempt...)
			}
			assert.Equal(t, want, s.passed)
			assert.Equal(t, row.attempts, report.Attempts)
			assert.Equal(t, `"text"`, string(report.Body))
		})
	}
}

// Headers and body are copied for a caller who wants them, and for nobody else.
func TestAReportHasTheResponseIfThatIsAskedFor(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 404} {
		api := newAPI(t, roundTrip(func(*http.Request) (*http.Response, error) {
			response := answer(status, `"text"`)
			response.Header.Set("X-Request-Id", "req_1")
			response.Header.Set("Retry-After", "7")
			return response, nil
		}))
		want := Report{Status: status, RequestID: "req_1", RetryAfter: 7 * time.Second, Attempts: 1}
		var report Report
		o := callOptions(api)
		o.Report = &report
		_, _ = Do(t.Context(), api, textOf(&readText), o)
		report.shownRequestID = nil // no two functions are equal
		assert.Equal(t, want, report)
		o.CopyResponse = true
		_, _ = Do(t.Context(), api, textOf(&readText), o)
		want.Header, want.Body = report.Header, []byte(`"text"`)
		report.shownRequestID = nil // no two functions are equal
		assert.Equal(t, want, report)
		assert.Equal(t, "req_1", report.Header.Get("X-Request-Id"))
	}
}

// A response that holds a credential is kept from middleware, and an endpoint without one asks for none.
func TestWhatTakesAShorterWay(t *testing.T) {
	t.Parallel()
	endpoint := readText
	endpoint.Sensitive, endpoint.NoAuth = true, true
	s := &steps{answers: []int{200}}
	api := s.api(t)
	_, failure := Do(t.Context(), api, textOf(&endpoint), callOptions(api))
	require.Nil(t, failure)
	assert.Equal(t, []string{"limiter", "transport"}, s.passed)
}

// What keeps an attempt from beginning is final; nothing comes after it.
func TestWhatKeepsAnAttemptFromBeginning(t *testing.T) {
	t.Parallel()
	broken := errors.New("the store is down")
	over, cancel := context.WithCancelCause(t.Context())
	cancel(broken)
	for name, row := range map[string]struct {
		ctx    context.Context
		change func(*API)
		passed []string
	}{
		"a context that is over": {over, func(*API) {}, nil},
		"the limiter":            {t.Context(), func(a *API) { a.Pipeline.Limiter = refusing{broken} }, nil},
		"the credential": {t.Context(), func(a *API) {
			a.Credential.Authorize = func(context.Context, *API, string) (Authorization, error) { return Authorization{}, broken }
		}, []string{"limiter"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &steps{}
			api := s.api(t)
			row.change(api)
			_, failure := Do(row.ctx, api, textOf(&readText), callOptions(api))
			require.NotNil(t, failure)
			require.ErrorIs(t, failure.Cause, broken)
			assert.Zero(t, failure.Attempts)
			assert.Equal(t, row.passed, s.passed)
		})
	}
}

type refusing struct{ err error }

func (r refusing) Wait(context.Context) error { return r.err }

// What can never be sent is refused before the limiter is asked.
func TestWhatIsNeverSent(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(*API, *Request[string])
		ctx    context.Context
		kind   Kind
		says   string
	}{
		"no context":          {func(*API, *Request[string]) {}, nil, InvalidArgument, "the context is nil"},
		"a wrong argument":    {func(_ *API, r *Request[string]) { r.ArgErr = argErr("x is empty") }, t.Context(), InvalidArgument, "x is empty"},
		"no credential":       {func(a *API, _ *Request[string]) { a.Credential = nil }, t.Context(), NoCredential, "WithTestKey"},
		"no base URL":         {func(a *API, _ *Request[string]) { a.Base = nil }, t.Context(), NoBaseURL, "WithTestBaseURL"},
		"a dot in a path":     {func(_ *API, r *Request[string]) { r.Path[0] = ".." }, t.Context(), InvalidArgument, "id is a dot segment"},
		"no UTF-8 in a query": {func(_ *API, r *Request[string]) { r.Query = struct{ Q string }{"\xff"} }, t.Context(), InvalidArgument, "Q is not valid UTF-8"},
		"no query":            {func(_ *API, r *Request[string]) { r.Query = 5 }, t.Context(), InvalidArgument, "the query cannot be written"},
		"a body that is none": {func(_ *API, r *Request[string]) { r.Body = jsonwrite.Any{Value: func() {}} }, t.Context(), InvalidArgument, "the body cannot be written"},
		"a secret in its body": {func(_ *API, r *Request[string]) {
			r.Secrets, r.ArgErr = []string{"pw_fake_secret"}, argErr("no pw_fake_secret")
		}, t.Context(), InvalidArgument, "no [redacted]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &steps{}
			api := s.api(t)
			r := textOf(&readText)
			row.change(api, &r)
			_, failure := Do(row.ctx, api, r, callOptions(api))
			require.NotNil(t, failure)
			assert.Equal(t, []Kind{row.kind}, failure.Kinds)
			assert.Contains(t, strings.Join(failure.Reasons, "; "), row.says)
			assert.Empty(t, s.passed)
		})
	}
}

// A call's context leads to the call, and shows nothing of it.
func TestAContextLeadsToItsCall(t *testing.T) {
	t.Parallel()
	assert.Empty(t, EndpointName(nil)) //nolint:staticcheck // a caller's mistake
	assert.Empty(t, EndpointName(t.Context()))
	type mine struct{}
	var printed bytes.Buffer
	api := newAPI(t, roundTrip(func(r *http.Request) (*http.Response, error) {
		assert.Equal(t, readText.Name, EndpointName(r.Context()))
		assert.Equal(t, "kept", r.Context().Value(mine{}))
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
			fmt.Fprintf(&printed, verb+verb+verb, r.Context(), callOf(r.Context()), middlewareStateOf(r.Context()))
		}
		return answer(200, `"text"`), nil
	}))
	_, failure := Do(context.WithValue(t.Context(), mine{}, "kept"), api, textOf(&readText), callOptions(api))
	require.Nil(t, failure)
	assert.Contains(t, printed.String(), "partnerkit call")
	assert.NotContains(t, printed.String(), testKey)
}

// The error of an attempt that ran out of its time is a deadline's, whatever the transport calls it.
func TestAnAttemptThatRanOutOfTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ended, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		stopped, stop := context.WithCancel(t.Context())
		stop()
		<-ended.Done()
		running := t.Context()
		assert.NoError(t, asTimeout(ended, nil))
		assert.Equal(t, context.DeadlineExceeded, asTimeout(ended, context.Canceled))
		assert.Equal(t, context.DeadlineExceeded, asTimeout(ended, context.DeadlineExceeded))
		both := asTimeout(ended, errReset)
		require.ErrorIs(t, both, errReset)
		require.ErrorIs(t, both, context.DeadlineExceeded)
		assert.Equal(t, errReset, asTimeout(running, errReset), "it had time left")
		assert.Equal(t, errReset, asTimeout(stopped, errReset), "something else ended it")
		assert.Equal(t, context.Canceled, asTimeout(stopped, context.Canceled), "the caller ended the call")
	})
}

// go-retryablehttp waits between attempts as long as the call says, and is called off with the context.
func TestAWaitEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &steps{answers: []int{503}}
		api := s.api(t)
		o := callOptions(api)
		o.Policy.MinWait, o.Policy.MaxWait = time.Minute, time.Minute
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		began := time.Now()
		_, failure := Do(ctx, api, textOf(&readText), o)
		assert.Equal(t, time.Second, time.Since(began))
		require.NotNil(t, failure)
		require.ErrorIs(t, failure.Cause, context.Canceled)
		assert.Equal(t, 503, failure.Status, "the response that there was is not hidden")
	})
}
